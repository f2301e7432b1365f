"""Words of steps: countdowns, colours, what is missing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cockpit.snapshot import steps
from cockpit.snapshot.evidence import CellKind
from cockpit.snapshot.incidents import EvidenceField, StepView
from cockpit.text import formats
from tests import incident_builders as incident
from tests.speech import spoken


def step(**changes: Any) -> StepView:
    """Return a step that is under way, ten minutes before its deadline."""
    found = StepView(
        1, "pause", "Pause", "doing", seconds_left=600.0, total_seconds=1_800.0,
        warn_seconds=300.0,
    )  # fmt: skip
    return replace(found, **changes)


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (527.0, "08:47", "08:47"),
        (526.4, "08:47", "08:47"),
        (5_927.0, "1:38:47", "1:38:47"),
        (0.0, "00:00", "00:00"),
        (0.2, "00:01", "00:01"),
        (-673.0, "11:13", "11:13"),
        (360_000.0, "4d 4h", "4天 4时"),
        (None, "-", "-"),
        (float("nan"), "-", "-"),
    ],
)
def test_a_countdown_is_written_to_the_second(
    seconds: float | None, english: str, chinese: str
) -> None:
    with spoken("en"):
        assert formats.countdown(seconds) == english
    with spoken("zh_CN"):
        assert formats.countdown(seconds) == chinese


@pytest.mark.parametrize(
    ("passed", "tone", "clock"),
    [
        (0.0, "", "10:00"),
        (299.0, "", "05:01"),
        (300.0, "yellow", "05:00"),
        (600.0, "yellow", "00:00"),
        (601.0, "red", "+00:01"),
    ],
)
def test_a_countdown_turns_yellow_then_red(
    passed: float, tone: str, clock: str
) -> None:
    with spoken("en"):
        assert steps.tone(step(), passed) == tone
        assert steps.clock(step(), passed) == clock


def test_what_is_done_is_not_overdue() -> None:
    """A claim stops the clock; that its deadline was missed is told elsewhere."""
    assert steps.is_over(step(), 700.0)
    assert not steps.is_over(step(state="claimed"), 700.0)


@given(left=st.floats(-1e6, 1e6), passed=st.floats(0, 1e6))
def test_the_countdown_only_falls(left: float, passed: float) -> None:
    known = step(seconds_left=left)
    before, after = steps.left(known, passed), steps.left(known, passed + 1)
    assert before is not None
    assert after is not None
    assert after < before or left > 1e15


def test_required_evidence_that_is_empty_is_missing() -> None:
    fields = (
        EvidenceField("a", "text", required=True),
        EvidenceField("b", "text"),
        EvidenceField("c", "text", required=True, is_filled=True),
    )
    assert [field.id for field in steps.missing(step(fields=fields))] == ["a"]
    with spoken("en"):
        assert steps.progress(step(fields=fields)) == "evidence 1/2"


def test_the_step_in_focus_is_the_current_one() -> None:
    view = incident.view()
    focus = steps.focus(view)
    assert focus is not None
    assert focus.id == "pause-inefficient"
    none = tuple(replace(one, is_current=False) for one in view.steps)
    first = steps.focus(replace(view, steps=none))
    assert first is not None
    assert first.id == "take-command"


def test_times_of_another_day_name_the_day() -> None:
    assert steps.at("2026-10-31T09:37:00+08:00", today="2026-10-31") == "09:37"
    assert steps.at("2026-10-30T09:37:00+08:00", today="2026-10-31") == "10-30 09:37"
    assert steps.at("soon", today="2026-10-31") == "soon"


@pytest.mark.parametrize(
    ("kind", "column", "written"),
    [
        ("change", (1.37, -0.024, 0.0), ["+137.0%", "-2.4%", "+0.0%"]),
        ("change", (0.58, 0.102), ["+58%", "+10%"]),
        ("rate", (0.94, 0.05, 0.01), ["94.0%", "5.0%", "1.0%"]),
        ("rate", (0.36, 0.61, 1.0), ["36%", "61%", "100%"]),
        ("rate", (0.142, 0.151), ["14.2%", "15.1%"]),
        ("rate", (0.0031, 0.0006), ["0.31%", "0.06%"]),
        ("points", (-0.021, 0.0001), ["-2.1pp", "+0.0pp"]),
        ("points", (-0.0004, 0.0001), ["-0.04pp", "+0.01pp"]),
        ("change", (), []),
    ],
)
def test_percentages_of_a_column_have_one_number_of_decimals(
    kind: CellKind, column: tuple[float, ...], written: list[str]
) -> None:
    places = steps.decimals(column, kind)
    assert [steps.percent(value, kind, places) for value in column] == written
