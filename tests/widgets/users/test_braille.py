"""Courses as dots, and the labels of an axis."""

from hypothesis import given
from hypothesis import strategies as st

from cockpit.widgets.users.braille import Field, both, dots, strokes, ticks

FIELD = Field(10, 4, 0.0, 10.0, 0.0, 1.0)


def test_a_flat_line_is_one_row_of_dots() -> None:
    found = strokes([(0.0, 0.5), (10.0, 0.5)], FIELD)
    assert {row for row, _at in found} == {2}
    assert sorted(at for _row, at in found) == list(range(10))


def test_a_steep_line_has_no_holes() -> None:
    found = strokes([(0.0, 1.0), (5.0, 1.0), (5.1, 0.0), (10.0, 0.0)], FIELD)
    assert {row for row, _at in found} == {0, 1, 2, 3}


def test_one_point_is_one_dot() -> None:
    assert len(strokes([(0.0, 0.3)], FIELD)) == 1


def test_what_is_not_finite_is_left_out() -> None:
    assert strokes([(0.0, float("nan")), (1.0, float("inf"))], FIELD) == {}


def test_single_points_are_drawn_where_they_lie_and_others_are_not() -> None:
    inside, above, nowhere = (5.0, 0.99), (5.0, 1.4), (float("nan"), 0.5)
    found = dots([inside, inside, above, nowhere, (11.0, 0.5)], FIELD)
    assert list(found) == [(0, 5)]
    assert dots([(0.0, 0.1), (0.6, 0.1)], FIELD)[3, 0] == "\u2824"


def test_crossing_lines_share_a_cell() -> None:
    assert both("⠁", "⢀") == "⢁"
    assert both("*", "*") == "*"
    assert both("⠁", "字") == "⠁" or ord("字") > 0x28FF


@given(low=st.floats(-1e9, 1e9), span=st.floats(1e-6, 1e9), most=st.integers(2, 6))
def test_an_axis_has_few_labels_within_its_ends(
    low: float, span: float, most: int
) -> None:
    marks = ticks(low, low + span, most=most)
    assert 1 <= len(marks) <= most + 2
    assert marks == sorted(marks)


def test_labels_are_round() -> None:
    assert ticks(0.0, 0.47, most=4) == [0.0, 0.2, 0.4]
    assert ticks(0.0, 640.0, most=4) == [0.0, 200.0, 400.0, 600.0]
