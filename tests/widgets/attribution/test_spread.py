"""Intervals on an axis that rows share."""

from math import isfinite

import pytest

from cockpit.text import glyphs
from cockpit.widgets.attribution.spread import Axis, Span, axis_of, bar, head, unit
from tests.speech import spoken


def drawn(span: Span, *, base: float | None = None, ground: str = "") -> str:
    """Return the cells of an interval on an axis of 11 cells from 0 to 10."""
    with spoken("en", "full"):
        pieces = bar(Axis(0.0, 10.0, 11), span, base=base, ground=ground)
    return "".join(part.text for part in pieces)


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (Span(2.0, 4.0, 7.0), "  ━━┃━━━   "),
        (Span(2.0, 4.0, 7.0, is_thin=True), "  ╌╌╎╌╌╌   "),
        (Span(None, 4.0, None), "    ┃      "),
        (Span(-5.0, 4.0, 99.0), "━━━━┃━━━━━━"),
        (Span(1.0, None, 2.0), " " * 11),
        (Span(float("nan"), 4.0, float("inf")), "    ┃      "),
    ],
)
def test_an_interval_goes_from_least_to_most(span: Span, text: str) -> None:
    assert drawn(span) == text


def test_the_base_shows_where_the_interval_is_not() -> None:
    assert drawn(Span(4.0, 5.0, 6.0), base=2.0) == "  ┊ ━┃━    "
    assert drawn(Span(1.0, 2.0, 3.0), base=2.0) == " ━┃━       "


def test_what_has_nothing_shows_the_ground() -> None:
    assert drawn(Span(4.0, 5.0, 6.0), ground="╌") == "╌╌╌╌━┃━╌╌╌╌"


def test_in_ascii_thin_and_sure_are_told_apart() -> None:
    with spoken("en", "ascii"):
        thin = bar(Axis(0, 10, 11), Span(2, 4, 7, is_thin=True))
        sure = bar(Axis(0, 10, 11), Span(2, 4, 7))
    assert "".join(one.text for one in thin) == "  __!___   "
    assert "".join(one.text for one in sure) == "  ==|===   "
    assert glyphs.is_full()


@pytest.mark.parametrize("values", [[], [None], [0.0], [float("nan")], [7.3, None]])
def test_every_value_lies_on_its_axis(values: list[float | None]) -> None:
    axis = axis_of(values, 40)
    assert axis.high > 0
    real = [value for value in values if value is not None and isfinite(value)]
    assert all(0 <= axis.at(value) < 40 for value in real)
    assert len(head(axis)) <= 40


def test_a_unit_stands_behind_its_word() -> None:
    assert unit("spend", "k") == "spend k"
    assert unit("消耗", "万") == "消耗万"
    assert unit("spend", "") == "spend"
