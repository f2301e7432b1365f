"""Lists of users of any length, and what one of them did."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit.place import Place
from cockpit.screens.people import PeopleScreen
from cockpit.screens.person import PersonScreen
from cockpit.snapshot.people import PAGE_ROWS, PeopleQuery, PersonQuery
from cockpit.snapshot.studies import ExportQuery
from cockpit.text.i18n import Language
from cockpit.widgets.users.people_table import ROWS_KEPT, PeopleTable
from cockpit.worker.protocol import AskStudy, StudyFailed
from tests import builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually, screen_text

NEEDS = Place(screen="segments", tab="needs")
TOTAL = 1_000_000


def asked(cockpit: Opened, kind: type) -> list[object]:
    queries = [a.query for a in cockpit.link.asked if isinstance(a, AskStudy)]
    return [query for query in queries if isinstance(query, kind)]


def table(cockpit: Opened) -> PeopleTable:
    return cockpit.app.screen.query_one(PeopleTable)


async def until_listed(cockpit: Opened) -> None:
    """Open the users of the first segment."""
    await cockpit.sees("12,480")
    await cockpit.press("enter")
    await cockpit.sees("1,000,000 users", "u0000001")


async def test_enter_lists_the_users_of_a_segment(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        query = asked(cockpit, PeopleQuery)[-1]
        assert isinstance(query, PeopleQuery)
        assert query.segment == "prenatal-safety"
        await cockpit.press("escape")
        await cockpit.sees("Segments by need")


async def test_a_key_costs_the_same_however_long_the_list_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million rows: work is counted, a loop over all of them would show."""
    async with opened(tmp_path, here=NEEDS, size=(80, 24)) as cockpit:
        await until_listed(cockpit)
        calls = [0]
        looked_up = PeopleTable.key_of

        def counted(self: PeopleTable, index: int) -> str:
            calls[0] += 1
            return looked_up(self, index)

        monkeypatch.setattr(PeopleTable, "key_of", counted)
        keys = ("end", "pageup", "up", "home", "pagedown", "down", "end")
        for key in keys:
            await cockpit.press(key)
        await cockpit.sees("u0999999")
        assert calls[0] < 20 * len(keys)
        assert len(asked(cockpit, PeopleQuery)) <= len(keys) + 1
        held = table(cockpit).table().rows
        assert len(held) <= ROWS_KEPT + 2 * PAGE_ROWS


async def test_rows_are_asked_for_a_page_at_a_time(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("end")
        await cockpit.sees("u0999999")
        queries = asked(cockpit, PeopleQuery)
        assert all(q.count <= PAGE_ROWS for q in queries if isinstance(q, PeopleQuery))
        before = len(queries)
        await cockpit.press("up", "up", "up")
        await cockpit.pilot.pause()
        assert len(asked(cockpit, PeopleQuery)) == before


async def test_columns_are_sorted_by_key_and_by_click(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("s", "s")
        await cockpit.sees("Orders, greatest first", "Orders -")
        await cockpit.press("S")
        await cockpit.sees("Orders, least first", "Orders +")
        await cockpit.pilot.click("PeopleTable", offset=(45, 0))
        await cockpit.sees("Net revenue, greatest first")
        query = asked(cockpit, PeopleQuery)[-1]
        assert isinstance(query, PeopleQuery)
        assert (query.sort, query.descending) == ("revenue", True)


async def test_users_are_filtered_by_a_part_of_their_id(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("slash", *"u42", "enter")
        await cockpit.sees("filter: u42")
        query = asked(cockpit, PeopleQuery)[-1]
        assert isinstance(query, PeopleQuery)
        assert query.needle == "u42"
        await cockpit.press("escape")
        await eventually(
            cockpit.pilot, lambda: "filter: u42" not in screen_text(cockpit.app)
        )
        assert isinstance(cockpit.app.screen, PeopleScreen)


async def test_the_whole_list_is_written_out_as_it_is_sorted(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("s", "s", "o")
        await cockpit.sees("written: exports/prenatal-safety.csv")
        order = asked(cockpit, ExportQuery)[-1]
        assert isinstance(order, ExportQuery)
        assert order.people.sort == "orders"


async def test_copying_help_and_language_act_on_the_list(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("down", "y")
        await cockpit.sees("u0000001", "table")
        await cockpit.press("escape", "question_mark")
        await cockpit.sees("clusters of robustly scaled behaviour")
        await cockpit.press("escape", "L")
        await cockpit.sees("健康")
        assert isinstance(cockpit.app.screen, PeopleScreen)


async def test_a_failed_question_is_told_in_the_list(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        cockpit.link.silent = True
        await cockpit.press("s")
        await eventually(
            cockpit.pilot,
            lambda: "1,000,000 users" not in screen_text(cockpit.app),
        )
        newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1]
        cockpit.link.tell(StudyFailed(newest.generation, "no such column"))
        await cockpit.sees("no such column")


async def test_the_list_is_asked_for_again_when_the_files_change(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        before = len(asked(cockpit, PeopleQuery))
        files = replace(builders.health(), data_revision="another")
        cockpit.link.publish(files)
        await eventually(
            cockpit.pilot, lambda: len(asked(cockpit, PeopleQuery)) > before
        )
        await cockpit.sees("u0000001")


async def test_another_screen_ends_the_asking_and_coming_back_asks_again(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("1")
        await cockpit.sees("Paid GMV")
        await eventually(
            cockpit.pilot, lambda: cockpit.link.asked[-1] == _ended(cockpit)
        )
        await cockpit.press("2")
        await cockpit.sees("1,000,000 users", "u0000001")


def _ended(cockpit: Opened) -> object:
    ends = [a for a in cockpit.link.asked if isinstance(a, AskStudy)]
    return next((a for a in reversed(ends) if a.query is None), None)


@pytest.mark.parametrize(("size", "language"), [((60, 18), "en"), ((120, 40), "zh_CN")])
async def test_enter_shows_what_one_user_did(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    async with opened(tmp_path, here=NEEDS, size=size, language=language) as cockpit:
        await cockpit.sees("12,480")
        await cockpit.press("enter")
        await cockpit.sees("u0000001")
        await cockpit.press("down", "enter")
        await cockpit.sees("2026-11-14 21:08", "奶粉 900g x2", "5 4 4")
        assert asked(cockpit, PersonQuery)[-1] == PersonQuery("u0000001", "2026-11-16")
        assert not set("\x1b\u202e") & set(screen_text(cockpit.app))
        await cockpit.press("escape")
        await cockpit.sees("u0000002")
        assert table(cockpit).cursor == 1


async def test_a_timeline_is_copied_and_written_out(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_listed(cockpit)
        await cockpit.press("enter")
        await cockpit.sees("5 entries", "refund", "-¥68")
        assert isinstance(cockpit.app.screen, PersonScreen)
        await cockpit.press("down", "y")
        await cockpit.sees("search")
        await cockpit.press("escape", "o", "enter")
        await cockpit.sees("written to")
        files = list((tmp_path / ".cockpit" / "exports").glob("person*.csv"))
        assert "refund" in files[0].read_text()
