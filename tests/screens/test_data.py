"""The data screen: every file, and one of them in detail."""

from pathlib import Path

from cockpit.place import Place
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.widgets.rejected_table import RejectedTable
from cockpit.widgets.source_table import SourceTable
from cockpit.worker.protocol import Rejected, Sources
from tests import builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually, screen_text

HERE = Place(screen="data")


def asked_rows(cockpit: Opened) -> list[Rejected]:
    return [a for a in cockpit.link.asked if isinstance(a, Rejected)]


async def test_every_file_is_listed_with_its_verdict(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("4 files  361,035 rows  12,345 rejected")
        await cockpit.sees("gb18030", "type", "stale", "unknown_file")


async def test_enter_shows_rejected_rows_first_where_there_are_any(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("down", "enter")
        await cockpit.sees("12,345 rejected", "abc1", "a number")


async def test_the_brackets_walk_through_the_parts(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("end", "enter")
        await cockpit.sees("订单号", "order_id", "known alias", "personal: not read")
        await cockpit.press("right_square_bracket")
        await cockpit.sees("no row was rejected")
        await cockpit.press("right_square_bracket")
        await cockpit.sees("nothing to say about this file")
        await cockpit.press("left_square_bracket", "left_square_bracket")
        await cockpit.sees("order_id")
        await cockpit.press("escape")
        await cockpit.sees("4 files")


async def test_rejected_rows_are_asked_for_a_window_at_a_time(tmp_path: Path) -> None:
    """The end of a long quarantine is one question away."""
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("down", "enter")
        await cockpit.sees("abc1")
        await cockpit.press("end")
        await cockpit.sees("abc12344")
        assert all(asked.count <= 300 for asked in asked_rows(cockpit))
        await cockpit.press("pageup", "home")
        await cockpit.sees("abc1 ")


async def test_the_open_file_is_followed_and_left_when_it_is_gone(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("down", "enter")
        await cockpit.sees("12,345 rejected")
        fewer = builders.source("exports/douyin_spend.csv", rejected=2)
        cockpit.link.tell(Sources(SourcesSnapshot(rows=(fewer,))))
        await cockpit.sees("2 rejected")
        cockpit.link.tell(Sources(SourcesSnapshot()))
        await cockpit.sees("0 files")


async def test_the_cursor_stays_on_its_file(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("down", "down")
        rows = builders.sources().rows
        cockpit.link.tell(Sources(SourcesSnapshot(rows=rows[2::-1])))
        table = cockpit.app.screen.query_one(SourceTable)
        await eventually(cockpit.pilot, lambda: table.cursor == 1)
        assert table.selected == "exports/complaints.csv"


async def test_hostile_names_and_cells_are_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("⊘")
        await cockpit.press("down", "enter")
        await cockpit.sees("[red]x[/] ␛[31m")
        assert not set("\x1b\x07\u202e\u200b") & set(screen_text(cockpit.app))


async def test_a_page_of_another_file_is_not_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("end", "enter")
        table = cockpit.app.screen.query_one(RejectedTable)
        table.page = builders.rejected("another.csv", 0, 10)
        await cockpit.pilot.pause()
        assert table.count() == 0


async def test_files_that_need_a_look_stand_first(tmp_path: Path) -> None:
    """Among a hundred good files nobody finds the broken one."""
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("4 files")
        table = cockpit.app.screen.query_one(SourceTable)
        states = [row[-2] for row in table.table().rows]
        assert states == ["error", "partial", "stale", "ok"]


async def test_files_are_filtered_by_a_part_of_their_name(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("slash", *"TMALL", "enter")
        await cockpit.sees("1 files", "filter: TMALL", "orders_202610")
        assert cockpit.app.here.files == "TMALL"
        await cockpit.press("escape")
        await cockpit.sees("4 files")
        await cockpit.press("slash", "x", "escape")
        await cockpit.sees("4 files", "q quit")


async def test_the_filter_of_the_last_time_is_in_force(tmp_path: Path) -> None:
    here = Place(screen="data", files="complaints")
    async with opened(tmp_path, here=here) as cockpit:
        await cockpit.sees("1 files", "filter: complaints")


async def test_a_filter_is_refused_with_a_reason(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.press("enter", "slash")
        await cockpit.sees("nothing to filter here")
