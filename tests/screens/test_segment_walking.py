"""What a low window has no room for is below the last row; a cut list says so."""

from functools import partial
from pathlib import Path

import pytest

from cockpit.key import USERS
from cockpit.place import Place
from cockpit.screens.segment_body import HOME
from cockpit.widgets.users.rfm_table import RfmTable
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually


def here(tab: str) -> Place:
    return Place(screen="segments", tab=tab)


LOW = (60, 18)
ALL_OF_RFM = 11
"""Segments of the map that is shipped."""
PAGES = {
    "needs": ("evidence", "Value exchange"),
    "rfm": ("Champions", "Migration"),
    "value": ("Worth of customers", "Value by age"),
}
"""By tab: what the first page has, and what only the second one."""


@pytest.mark.parametrize("tab", PAGES)
async def test_down_at_the_last_row_shows_what_there_was_no_room_for(
    tmp_path: Path, tab: str
) -> None:
    first, second = PAGES[tab]
    async with opened(tmp_path, size=LOW, here=here(tab)) as cockpit:
        await cockpit.sees(first)
        assert second not in "\n".join(cockpit.shows)
        await cockpit.press("end", "down", *["down"] * (tab == "value"))
        await cockpit.sees(second)
        await cockpit.press("escape")
        await cockpit.sees(first)
        assert second not in "\n".join(cockpit.shows)


async def test_up_at_the_first_row_of_the_second_page_goes_back(tmp_path: Path) -> None:
    async with opened(tmp_path, size=LOW, here=here("needs")) as cockpit:
        await cockpit.sees("evidence")
        await cockpit.press("end", "down")
        await cockpit.sees("Value exchange")
        await cockpit.press("down", "up", "up")
        await cockpit.sees("evidence")


async def test_another_tab_begins_with_its_first_page(tmp_path: Path) -> None:
    async with opened(tmp_path, size=LOW, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        await cockpit.press("end", "down")
        await cockpit.sees("Migration")
        await cockpit.press("right_square_bracket")
        await cockpit.sees("evidence")


async def test_more_below_is_announced(tmp_path: Path) -> None:
    async with opened(tmp_path, size=LOW, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions", "v more")


async def test_a_table_that_is_cut_says_which_rows_are_seen(tmp_path: Path) -> None:
    async with opened(tmp_path, size=LOW, here=here("lifecycle")) as cockpit:
        await cockpit.sees("1-3 / 4")
        await cockpit.press("end")
        await cockpit.sees("2-4 / 4")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_segment_of_rfm_is_in_view(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(tmp_path, size=size, here=here("rfm")) as cockpit:
        await cockpit.sees("Champions")
        table = cockpit.app.screen.query_one(RfmTable)
        assert table.rows_seen >= ALL_OF_RFM


async def test_every_tab_gives_the_focus_to_what_it_is_about(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here(USERS[0])) as cockpit:
        await cockpit.sees("Flows")
        for tab in (*USERS[1:], USERS[0]):
            await cockpit.press("right_square_bracket")
            await eventually(cockpit.pilot, partial(has_home_focus, cockpit, tab))


def has_home_focus(cockpit: Opened, tab: str) -> bool:
    return type(cockpit.app.focused).__name__ in HOME[tab]


async def test_a_window_that_grows_shows_every_line_of_the_segments(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, size=(80, 24), here=here("needs")) as cockpit:
        await cockpit.sees("evidence")
        await cockpit.pilot.resize_terminal(120, 40)
        await cockpit.sees("gap P50 61d", "Value exchange")
        assert "1-3 / 4" not in "\n".join(cockpit.shows)
