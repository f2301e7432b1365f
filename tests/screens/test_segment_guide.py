"""Grouping users in four steps, without a line of code."""

from pathlib import Path

import pytest

from cockpit.place import Place
from cockpit.screens import guide_steps
from cockpit.screens.segment_guide import GuideDialog
from cockpit.snapshot.segments import SegmentSpec, SegmentsQuery
from cockpit.snapshot.studies import KeepQuery
from cockpit.text.i18n import Language
from cockpit.widgets.users.pick_list import Option
from cockpit.worker.protocol import AskStudy, StudyFound
from tests import study_builders
from tests.screens.cockpit import Opened, opened
from tests.terminal import eventually, screen_text

NEEDS = Place(screen="segments", tab="needs")


def asked(cockpit: Opened, kind: type) -> list[object]:
    queries = [a.query for a in cockpit.link.asked if isinstance(a, AskStudy)]
    return [query for query in queries if isinstance(query, kind)]


def trial(cockpit: Opened) -> SegmentSpec | None:
    """Return the grouping that was asked for last."""
    query = asked(cockpit, SegmentsQuery)[-1]
    assert isinstance(query, SegmentsQuery)
    return query.spec


async def until_open(cockpit: Opened) -> None:
    """Open the guide."""
    await cockpit.sees("12,480")
    await cockpit.press("n")
    await cockpit.sees("[1 ", "ARI 0.86")


async def test_every_step_says_what_it_means_and_what_comes_of_it(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_open(cockpit)
        await cockpit.sees("Whose behaviour counts", "(x) seen in these days")
        await cockpit.sees("so far: 4 groups  47,754 users", "2,110 left out")
        await cockpit.press("enter")
        await cockpit.sees("[2 behaviour]", "[x] interests", "[ ] cadence")
        await cockpit.press("right")
        await cockpit.sees("[3 groups]", "(x) found by itself", "(x) the steadier")
        await cockpit.press("left")
        await cockpit.sees("[2 behaviour]")
        await cockpit.press("right", "right")
        await cockpit.sees("[4 look and name]", "Early pregnancy: safe", "ingredients")


async def test_a_pick_is_tried_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_open(cockpit)
        await cockpit.press("down", "space")
        await cockpit.sees("(x) bought in these days", "being computed")
        await eventually(
            cockpit.pilot,
            lambda: (trial(cockpit) or SegmentSpec()).population == "buyers",
        )
        await cockpit.sees("so far: 4 groups")


async def test_names_are_given_and_the_grouping_is_saved(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_open(cockpit)
        await cockpit.press("enter", "enter", "enter")
        await cockpit.sees("[4 look and name]")
        await cockpit.press("enter")
        await cockpit.sees("Enter takes the name")
        await cockpit.press(*["backspace"] * 30, *"Mums", "enter")
        await cockpit.sees("Mums")
        await cockpit.press("end", "enter")
        await eventually(cockpit.pilot, lambda: bool(asked(cockpit, KeepQuery)))
        kept = asked(cockpit, KeepQuery)[-1]
        assert isinstance(kept, KeepQuery)
        assert kept.spec.names == {"prenatal-safety": "Mums"}
        await cockpit.sees("written: segments.toml")
        await eventually(cockpit.pilot, lambda: trial(cockpit) is None)


async def test_leaving_saves_nothing_and_shows_what_is_in_force(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_open(cockpit)
        await cockpit.press("enter", "enter", "enter", "enter")
        await cockpit.sees("Enter takes the name")
        await cockpit.press("escape")
        await cockpit.sees("Enter renames or saves")
        assert isinstance(cockpit.app.screen, GuideDialog)
        await cockpit.press("escape")
        await eventually(cockpit.pilot, lambda: trial(cockpit) is None)
        assert not isinstance(cockpit.app.screen, GuideDialog)
        assert not asked(cockpit, KeepQuery)


async def test_a_refusal_is_told_and_cannot_be_saved(tmp_path: Path) -> None:
    async with opened(tmp_path, here=NEEDS) as cockpit:
        await until_open(cockpit)
        cockpit.link.silent = True
        await cockpit.press("down", "space")
        await cockpit.sees("being computed")
        await eventually(
            cockpit.pilot,
            lambda: (trial(cockpit) or SegmentSpec()).population == "buyers",
        )
        newest = [a for a in cockpit.link.asked if isinstance(a, AskStudy)][-1]
        query = SegmentsQuery(spec=SegmentSpec(population="buyers"))
        refused = study_builders.segments(query, refused="unstable: ARI 0.41")
        cockpit.link.tell(StudyFound(newest.generation, refused))
        await cockpit.sees("unstable: ARI 0.41")
        await cockpit.press("enter", "enter", "enter")
        await cockpit.sees("[4 look and name]", "there is nothing to save")
        assert "save as" not in screen_text(cockpit.app)
        await cockpit.press("enter")
        assert isinstance(cockpit.app.screen, GuideDialog)


@pytest.mark.parametrize(("size", "language"), [((60, 18), "zh_CN"), ((80, 24), "en")])
async def test_the_whole_guide_fits(
    tmp_path: Path, size: tuple[int, int], language: Language
) -> None:
    """Title and what comes of it stay in view at every step."""
    async with opened(tmp_path, here=NEEDS, size=size, language=language) as cockpit:
        await until_open(cockpit)
        for step in "1234":
            await cockpit.sees(f"[{step} ", "ARI 0.86", "Esc")
            await cockpit.press("right")


def test_the_last_kind_of_behaviour_stays() -> None:
    spec = SegmentSpec(families=("search",))
    option = Option("families", "search", "", is_many=True)
    assert guide_steps.after(spec, option) == spec
    more = guide_steps.after(spec, Option("families", "price", "", is_many=True))
    assert more.families == ("search", "price")


@pytest.mark.parametrize(
    ("group", "value", "field", "found"),
    [
        ("population", "all", "population", "all"),
        ("window", "90", "window_days", 90),
        ("channel", "douyin", "channel", "douyin"),
        ("segments", "5", "segments", 5),
        ("method", "mixture", "method", "mixture"),
    ],
)
def test_a_pick_changes_one_thing(
    group: str, value: str, field: str, found: object
) -> None:
    spec = guide_steps.after(SegmentSpec(), Option(group, value, ""))
    assert getattr(spec, field) == found
    assert f"{group}={value}" in guide_steps.picked(spec)
