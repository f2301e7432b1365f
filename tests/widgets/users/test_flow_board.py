"""The flow board shows a week that is over, and tiles that keep their words apart."""

from pathlib import Path

from msgspec.structs import replace

from cockpit.place import Place
from cockpit.snapshot.lifecycle import LifecycleQuery, LifecycleSnapshot
from cockpit.worker.protocol import AskStudy, StudyFound
from tests import study_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually

HERE = Place(screen="segments")


def tell(cockpit: Opened, snapshot: LifecycleSnapshot) -> None:
    asked = [a for a in cockpit.link.asked if isinstance(a, AskStudy)]
    newest = next(a for a in reversed(asked) if isinstance(a.query, LifecycleQuery))
    cockpit.link.tell(StudyFound(newest.generation, snapshot))


async def test_a_week_that_goes_on_is_not_the_one_shown(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("week 46")
        tell(cockpit, study_builders.lifecycle(is_open=True))
        await cockpit.sees("week 45", "+ 3,213")


async def test_a_first_week_has_no_change_and_says_what_may_change(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("+ 3,412")
        whole = study_builders.lifecycle()
        first = min(row.period for row in whole.rows)
        rows = tuple(
            replace(row, previous=None, maturity="provisional", effort=None)
            for row in whole.rows
            if row.period == first
        )
        tell(cockpit, replace(whole, rows=rows, stocks=()))
        await cockpit.sees("~+ ", "Effort         -")
        assert "%" not in "".join(cockpit.shows[5:9])


async def test_two_tiles_stand_side_by_side_in_a_narrow_window(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE, size=(60, 18)) as cockpit:
        await cockpit.sees("New buyers           +6.2%  ", "+3,412", "-1,824")
        await cockpit.press("shift+tab", "down", "down", "right", "question_mark")
        await cockpit.sees("Churned 2026-11-09")


async def test_a_click_goes_to_a_tile(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("+ 3,412")
        await cockpit.pilot.click("FlowBoard", offset=(65, 2))
        await cockpit.press("question_mark")
        await cockpit.sees("Resurrected 2026-11-09")


async def test_without_a_row_of_stocks_nothing_is_said_of_them(tmp_path: Path) -> None:
    async with opened(tmp_path, here=HERE) as cockpit:
        await cockpit.sees("Active 21,340")
        tell(cockpit, replace(study_builders.lifecycle(), stocks=()))
        await eventually(
            cockpit.pilot, lambda: "Active 21,340" not in "\n".join(cockpit.shows)
        )
