"""Small drawings, with and without block characters."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.text import cells, glyphs
from tests.speech import spoken

COURSES = st.lists(st.none() | st.floats(), max_size=60)


def test_a_gap_is_seen_and_never_bridged() -> None:
    assert glyphs.spark([1, None, 3], cells=9) == "▁╌█"
    assert glyphs.spark([1, math.nan, math.inf], cells=9) == "▁╌╌"


@given(COURSES, st.integers(0, 40))
def test_any_course_can_be_drawn(values: list[float | None], room: int) -> None:
    """One cell a value, at most so many."""
    drawn = glyphs.spark(values, cells=room)
    assert len(drawn) == min(len(values), room)


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, ""), (0.5, "██"), (0.53, "██▏"), (7.0, "████"), (-1, "")]
)
def test_a_bar_is_exact_to_an_eighth(share: float, text: str) -> None:
    assert glyphs.bar(share, cells=4) == text


def test_a_thin_line_is_a_share_of_its_cells() -> None:
    assert glyphs.rule(0.5, cells=4) == "━━"
    assert glyphs.rule(math.nan, cells=4) == ""


def test_big_digits_are_three_rows_of_the_same_width() -> None:
    rows = glyphs.big("38.4")
    assert rows == ("▀▀█ █▀█   █ █", "▀▀█ █▀█   ▀▀█", "▀▀▀ ▀▀▀ ▀   ▀")
    assert {cells.width(row) for row in rows} == {glyphs.big_width("38.4")}


def test_without_blocks_everything_is_ascii() -> None:
    """Forced, or because the terminal draws ambiguous characters two cells wide."""
    with spoken("en", "plain"):
        drawn = glyphs.spark([1, None, 3], cells=9) + glyphs.bar(0.5, cells=8)
        drawn += glyphs.focus_bar() + glyphs.cut_mark() + glyphs.due_mark()
        assert drawn.isascii()
        assert glyphs.big("38.4")[2] == "38.4"
        assert glyphs.STATES["red"].mark == "✘"
    with spoken("en", "ascii"):
        assert glyphs.STATES["red"].mark == "X"
        assert glyphs.stroke("⠿", plain="*") == "*"
