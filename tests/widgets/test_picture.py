"""A chart says in words what its strokes cannot."""

import math

import pytest

from cockpit.snapshot.health import Trend
from cockpit.text import cells
from cockpit.widgets.canvas import TINT, Line
from cockpit.widgets.limit_band import Limit
from cockpit.widgets.picture import Wish, draw
from tests.builders import course
from tests.speech import spoken


def text(lines: list[Line]) -> str:
    return "\n".join("".join(run for run, _role in line) for line in lines)


def roles(lines: list[Line]) -> set[str]:
    return {role for line in lines for run, role in line if run.strip()}


TREND = Trend(
    "hour",
    "2026-10-28T11:00:00",
    course(),
    (1.0,) * 72,
    "median:7",
    low=0.9,
    high=1.5,
    notes=((30, "双11预售"),),
)


@pytest.mark.parametrize("size", [(70, 16), (40, 8), (24, 5), (120, 30)])
def test_every_line_has_the_width(size: tuple[int, int]) -> None:
    lines = draw(Wish(TREND, "money", *size, "CNY"))
    assert len(lines) == size[1]
    for line in lines:
        assert cells.width("".join(run for run, _role in line)) == size[0]


def test_ends_gaps_limits_and_days_are_named() -> None:
    with spoken("zh_CN"):
        shown = text(draw(Wish(TREND, "money", 90, 20, "CNY")))
    for word in ("1.62", "缺数", "目标 <= ¥1.50", "周五", "10:00", "双11预售"):
        assert word in shown


def test_the_course_the_baseline_and_what_is_open_have_their_roles() -> None:
    assert {"accent", "faint", "dim"} <= roles(draw(Wish(TREND, "money", 90, 20)))


@pytest.mark.parametrize(
    "values", [(), (None,), (math.nan, math.inf), (None, None, None)]
)
def test_without_a_number_there_is_no_picture(values: tuple[float | None, ...]) -> None:
    assert draw(Wish(Trend(values=values), "count", 60, 10)) == []


@pytest.mark.parametrize(
    "values",
    [(5.0,), (0.0, 0.0), (1e12, 2e12), (-3.0, 4.0), (1e-9, 2e-9), (1e300, 2e300)],
)
def test_any_scale_has_labels(values: tuple[float, ...]) -> None:
    assert any(
        c.isdigit() for c in text(draw(Wish(Trend(values=values), "money", 60, 10)))
    )


def test_letters_of_a_start_that_is_no_time_are_left_out() -> None:
    assert draw(Wish(Trend("day", "soon", (1.0, 2.0)), "count", 60, 10))


def test_an_interval_has_a_ground_of_its_own() -> None:
    """No more dots: the cells between its ends are tinted."""
    values = tuple(float(at) for at in range(20))
    low = (None,) * 10 + tuple(value - 2 for value in values[10:])
    high = (None,) * 10 + tuple(value + 2 for value in values[10:])
    lines = draw(Wish(Trend(values=values), "count", 60, 12, low=low, high=high))
    tinted = [run for line in lines for run, role in line if role.endswith(TINT)]
    assert sum(map(len, tinted)) > 20
    assert not any(role.endswith(TINT) for run, role in lines[-2][:1])


def test_what_lies_beyond_a_rule_is_tinted_and_named() -> None:
    limit = Limit(1.3, is_upper=True, text="+50%", since="08:00")
    lines = draw(Wish(TREND, "money", 90, 20, "CNY", limit=limit))
    banded = [run for line in lines for run, role in line if role.endswith("@band_red")]
    with spoken("en"):
        lines = draw(Wish(TREND, "money", 90, 20, "CNY", limit=limit))
        assert "red line +50% = ¥1.30" in text(lines)
        assert "since 08:00" in text(lines)
    assert banded
    assert "red stroke@band_red" in roles(lines), "the course in the band"
    assert "accent" in roles(lines), "the course outside"
    inside = [any(role.endswith("@band_red") for _run, role in line) for line in lines]
    assert inside == sorted(inside, reverse=True), "from the top down"


def test_below_a_lower_limit_the_band_is_at_the_bottom() -> None:
    limit = Limit(0.95, is_upper=False, severity="yellow")
    lines = draw(Wish(TREND, "money", 90, 20, "CNY", limit=limit))
    with spoken("en"):
        drawn = text(draw(Wish(TREND, "money", 90, 20, "CNY", limit=limit)))
    assert "yellow line ¥0.95" in drawn
    assert "yellow stroke@band_yellow" in roles(lines)


def test_a_limit_out_of_view_leaves_the_picture_as_it_is() -> None:
    limit = Limit(99.0, is_upper=True)
    lines = draw(Wish(TREND, "money", 90, 20, "CNY", limit=limit))
    assert lines == draw(Wish(TREND, "money", 90, 20, "CNY"))
