"""The tabs of the data screen: faults, coverage, quarantine, overlaps."""

from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from cockpit import inquiring
from cockpit.key import DATA
from cockpit.place import Place
from cockpit.snapshot.faults import FaultsQuery, FaultsSnapshot
from cockpit.snapshot.quarantine import Only
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.text.i18n import Language
from cockpit.widgets.data_faults import FaultTable
from cockpit.widgets.rejected_table import RejectedTable
from cockpit.widgets.source_table import SourceTable
from cockpit.worker.protocol import AskStudy, Rejected, Sources, StudyFailed, StudyFound
from tests import builders, fault_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import assert_matches_golden, eventually, screen_text

GOLDEN = Path(__file__).parent / "golden"
SIZES = [(60, 18), (80, 24), (120, 40), (200, 50)]


def here(tab: str = "data") -> Place:
    return Place(screen="data", data=tab)


def asked_rows(cockpit: Opened) -> Rejected:
    return [one for one in cockpit.link.asked if isinstance(one, Rejected)][-1]


def answer(cockpit: Opened, faults: FaultsSnapshot) -> None:
    """Answer the newest question about faults once more."""
    asked = [one for one in cockpit.link.asked if isinstance(one, AskStudy)]
    of_faults = [one for one in asked if isinstance(one.query, FaultsQuery)]
    cockpit.link.tell(StudyFound(of_faults[-1].generation, faults))


async def test_one_press_tells_whether_the_numbers_can_be_believed(
    tmp_path: Path,
) -> None:
    """Freshness, provisional days, fault codes and rejected rows, on 80x24."""
    async with opened(tmp_path, size=(80, 24)) as cockpit:
        await cockpit.press("9")
        await cockpit.sees("S102", "T103 41.0%", "cadence", "provisional", "12,345")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_tab_is_drawn_at_every_size(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    """Each says something of its own, and the brackets lead around."""
    marks = {
        "data": "douyin_spend", "faults": "S102", "coverage": "ad_spend",
        "quarantine": "12,345", "overlaps": "o1.csv",
    }  # fmt: skip
    async with opened(tmp_path, size=size, language=language, here=here()) as cockpit:
        for tab in DATA:
            await cockpit.sees(marks[tab])
            assert cockpit.app.here.data in ("", tab)
            await cockpit.press("right_square_bracket")
        await cockpit.sees(marks["data"])
        await cockpit.press("left_square_bracket")
        await cockpit.sees("o1.csv")


async def test_the_tab_of_the_last_time_is_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("overlaps")) as cockpit:
        await cockpit.sees("o1.csv", "o2.csv", "¥100", "¥120", "+20%")


async def test_faults_stand_with_code_share_and_fix_the_gravest_first(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("faults")) as cockpit:
        await cockpit.sees("410/1,000", "RED?", "fix: Tag every link")
        await cockpit.sees("T202", "needs the column events.anon_id")
        lines = screen_text(cockpit.app)
        assert lines.index("S102") < lines.index("T103") < lines.index("M108")


async def test_a_fault_opens_with_its_interval_thresholds_and_files(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, size=(80, 24), here=here("faults")) as cockpit:
        await cockpit.sees("T103")
        await cockpit.press("down", "enter")
        await cockpit.sees("38.0%..44.1%", "yellow from 20.0%", "red from 40.0%")
        await cockpit.sees("do not prove", "tmall_orders")
        await cockpit.press("enter")
        await cockpit.sees("known alias")
        await cockpit.press("escape")
        await cockpit.sees("yellow from 20.0%")
        await cockpit.press("escape")
        await cockpit.sees("S102")


async def test_faults_are_filtered_and_sorted(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("faults")) as cockpit:
        await cockpit.sees("S102")
        await cockpit.press("slash", *"touch", "enter")
        await cockpit.sees("filter: touch")
        table = cockpit.app.screen.query_one(FaultTable)
        assert [row[1] for row in table.table().rows] == ["T103"]
        await cockpit.press("escape", "s")
        await cockpit.sees("sorted by code")
        assert [row[1] for row in table.table().rows] == [
            "M108", "S102", "T103", "T202",
        ]  # fmt: skip


async def test_the_cursor_stays_on_its_fault(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("faults")) as cockpit:
        await cockpit.sees("T103")
        await cockpit.press("down")
        found = fault_builders.faults()
        answer(cockpit, replace(found, rows=found.rows[::-1]))
        table = cockpit.app.screen.query_one(FaultTable)
        await eventually(cockpit.pilot, lambda: table.key_of(0).startswith("M108"))
        assert table.current is not None
        assert table.current.code == "T103"


async def test_that_nothing_is_wrong_is_said(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("faults")) as cockpit:
        await cockpit.sees("S102")
        answer(cockpit, FaultsSnapshot(passed=("T101", "T102")))
        await cockpit.sees("no fault was found")


async def test_files_are_shown_although_faults_could_not_be_computed(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        asked = [one for one in cockpit.link.asked if isinstance(one, AskStudy)]
        cockpit.app.studies = {}
        cockpit.link.tell(StudyFailed(asked[-1].generation, "boom"))
        await cockpit.sees("boom", "4 files")


async def test_coverage_tells_grains_and_what_cannot_be_answered(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("coverage")) as cockpit:
        await cockpit.sees("55.2%", "hour since 09-01", "never: creative")
        await cockpit.sees("Which creative tires?", "ad_spend@creative")
        await cockpit.sees("2025-10-01..2026-11-16")
        await cockpit.press("enter")
        await cockpit.sees("1 files", "filter: ad_spend")


async def test_pages_of_coverage_are_reached_in_a_low_window(tmp_path: Path) -> None:
    async with opened(tmp_path, size=(60, 18), here=here("coverage")) as cockpit:
        await cockpit.sees("55.2%")
        await cockpit.press("down")
        await cockpit.sees("Which creative tires?")
        await cockpit.press("enter")
        await cockpit.sees("there is no screen content yet")
        await cockpit.press("down")
        await cockpit.sees("Ad spend")
        await cockpit.press("escape")
        await cockpit.sees("55.2%")


async def test_the_quarantine_is_narrowed_to_a_reason(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("quarantine")) as cockpit:
        await cockpit.sees("12,345 rows for 2 reasons", "personal cells are masked")
        await cockpit.press("down", "down", "enter")
        table = cockpit.app.screen.query_one(RejectedTable)
        await eventually(cockpit.pilot, lambda: table.count() == 345)
        assert asked_rows(cockpit).only == Only("future_date", "日期")
        await cockpit.press("escape")
        await eventually(cockpit.pilot, lambda: table.count() == 12_345)


async def test_the_quarantine_is_narrowed_to_files_and_leads_to_them(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=here("quarantine")) as cockpit:
        await cockpit.sees("12,345 rows")
        await cockpit.press("slash", *"douyin", "enter")
        await cockpit.sees("filter: douyin", "abc1")
        assert asked_rows(cockpit).only == Only(needle="douyin")
        await cockpit.press("enter", "enter")
        await cockpit.sees("partial", "Rejected rows")
        await cockpit.press("escape")
        await cockpit.sees("2 reasons")


async def test_a_source_leads_to_its_files(tmp_path: Path) -> None:
    files = builders.sources()
    rows = tuple(replace(row, source=at) for at, row in enumerate(files.rows, 1))
    async with opened(tmp_path, here=here()) as cockpit:
        cockpit.link.tell(Sources(SourcesSnapshot(rows=rows)))
        table = cockpit.app.screen.query_one(SourceTable)
        await cockpit.sees("cadence", "4 files")
        await cockpit.press("up", "enter")
        await eventually(cockpit.pilot, lambda: table.has_focus)
        assert table.selected == rows[0].path


async def test_a_source_leads_to_its_files_also_where_a_filter_hides_them(
    tmp_path: Path,
) -> None:
    rows = (builders.source("a.csv", source=1), builders.source("b.csv", source=2))
    async with opened(tmp_path, here=here()) as cockpit:
        cockpit.link.tell(Sources(SourcesSnapshot(rows=rows)))
        table = cockpit.app.screen.query_one(SourceTable)
        await cockpit.sees("cadence", "2 files")
        await cockpit.press("slash", *"b.csv", "enter")
        await cockpit.sees("1 files")
        await cockpit.press("up", "enter")
        await eventually(cockpit.pilot, lambda: table.selected == "a.csv")
        assert table.has_focus


async def test_an_overlap_leads_to_the_older_file(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("overlaps")) as cockpit:
        rows = (*builders.sources().rows, builders.source("o1.csv"))
        cockpit.link.tell(Sources(SourcesSnapshot(rows=rows)))
        await cockpit.sees("20 rows of 1 files")
        await cockpit.press("enter")
        await cockpit.sees("known alias")


@pytest.mark.parametrize(
    ("tab", "offered"),
    [
        ("data", ["file", "row", "table"]),
        ("faults", ["fault", "row", "table"]),
        ("coverage", ["row", "table"]),
        ("quarantine", ["row", "table"]),
        ("overlaps", ["file", "row", "table"]),
    ],
)
async def test_what_has_the_focus_can_be_copied(
    tmp_path: Path, tab: str, offered: list[str]
) -> None:
    async with opened(tmp_path, here=here(tab)) as cockpit:
        await cockpit.sees("S102" if tab in ("data", "faults") else "9")
        await cockpit.pilot.pause(0.1)
        assert [one.label for one in cockpit.app.front.copies()] == offered


async def test_the_header_tells_of_red_faults_and_of_held_files(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here()) as cockpit:
        await cockpit.sees("9 Data ✘")
        answer(cockpit, FaultsSnapshot())
        await cockpit.sees("9 Data   ")
        held = builders.source("orders.csv", state="held")
        cockpit.link.tell(Sources(SourcesSnapshot(rows=(held,))))
        await cockpit.sees("9 Data ⊟")


async def test_the_header_of_a_narrow_window_tells_it_on_every_screen(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, size=(60, 18)) as cockpit:
        held = builders.source("orders.csv", state="held")
        cockpit.link.tell(Sources(SourcesSnapshot(rows=(held,))))
        await cockpit.sees("9 Data ⊟")


async def test_red_faults_are_told_of_where_nobody_has_asked_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for each state of the data, and a while after it has come."""
    monkeypatch.setattr(inquiring, "MIND_SECONDS", 0.01)
    async with opened(tmp_path) as cockpit:
        files = replace(builders.sources(), data_revision="r9")
        cockpit.link.tell(Sources(files))
        await cockpit.sees("9 Data ✘")
        cockpit.link.tell(Sources(files))
        await cockpit.pilot.pause(0.1)
        asked = [one for one in cockpit.link.asked if isinstance(one, AskStudy)]
        assert [one.query for one in asked] == [FaultsQuery()]
        assert all(one.is_aside for one in asked)


async def test_faults_are_looked_for_once_more_when_the_data_are_an_hour_older(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source becomes stale by nothing but the clock; what comes meanwhile waits."""
    monkeypatch.setattr(inquiring, "MIND_SECONDS", 0.2)
    async with opened(tmp_path) as cockpit:
        for hour, revision in (("09", "r8"), ("09", "r9"), ("10", "r9")):
            now = f"2026-10-31T{hour}:00:00+08:00"
            files = replace(builders.sources(), data_revision=revision, now=now)
            cockpit.link.tell(Sources(files))
        await cockpit.sees("9 Data ✘")
        cockpit.link.tell(Sources(replace(files, now="2026-10-31T11:00:00+08:00")))
        asked = cockpit.link.asked
        await eventually(
            cockpit.pilot,
            lambda: sum(isinstance(one, AskStudy) for one in asked) == 2,
        )


@pytest.mark.parametrize("is_mono", [True, False], ids=["mono", "colour"])
async def test_ascii_terminals_and_mono_ones_are_told_by_words(
    tmp_path: Path, is_mono: bool
) -> None:
    async with opened(
        tmp_path, size=(80, 24), here=here("faults"), drawing="ascii", is_mono=is_mono
    ) as cockpit:
        await cockpit.sees("X RED", "x RED?", "T103")
        assert screen_text(cockpit.app).isascii() or "✘" not in screen_text(cockpit.app)


async def test_themes_are_turned_through_on_every_tab(tmp_path: Path) -> None:
    async with opened(tmp_path, here=here("faults")) as cockpit:
        for _theme in range(5):
            await cockpit.press("T", "right_square_bracket")
        await cockpit.sees("Faults")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("tab", DATA[1:])
async def test_tabs_as_text(tmp_path: Path, tab: str, language: Language) -> None:
    """To be read in a diff: ``UPDATE_GOLDEN=1`` writes them."""
    async with opened(
        tmp_path, size=(80, 24), language=language, here=here(tab)
    ) as cockpit:
        name = f"data_{tab}_80x24_{language}.txt"
        await assert_matches_golden(cockpit.pilot, GOLDEN / name)
