"""Courses become braille, and nothing that is not a number reaches the kernel."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.widgets.plot import Frame, bars, matrix, thin
from tests.conftest import few


def test_a_gap_splits_the_course() -> None:
    runs = thin([1, None, 2, math.nan, 3, math.inf], buckets=10)
    assert runs == [[(0, 1)], [(2, 2)], [(4, 3)]]


def test_a_spike_survives_thinning() -> None:
    values: list[float | None] = [1.0] * 10_000
    values[5_000] = 99.0
    points = [y for run in thin(values, buckets=50) for _x, y in run]
    assert 99.0 in points
    assert len(points) <= 100


@given(
    st.lists(st.none() | st.floats(), max_size=200),
    st.integers(0, 60),
    st.integers(0, 12),
)
@settings(max_examples=few(60))
def test_any_course_fills_the_frame_exactly(
    values: list[float | None], width: int, height: int
) -> None:
    """NaN ends the process that hands it to plotext: it never gets there."""
    known = [v for v in values if v is not None and math.isfinite(v) and abs(v) < 1e300]
    low, high = min(known, default=0.0), max(known, default=1.0)
    frame = Frame(width, height, low - 1.0, high + 1.0)
    usable = [v if v in known else None for v in values]
    lines = matrix(usable, frame)
    assert len(lines) == height
    assert all(len(line) == width for line in lines)


def test_a_flat_course_and_a_single_point_are_drawn() -> None:
    frame = Frame(20, 4, 0.0, 2.0)
    assert "".join(matrix([1, 1, 1], frame)).strip()
    assert "".join(matrix([1], frame)).strip()
    assert not "".join(matrix([None], frame)).strip()


def test_bars_are_exact_to_half_a_cell() -> None:
    lines = bars([(0, 8), (3, 5.5), (5, 5.1)], width=8, low=0, high=8, is_plain=False)
    assert lines == ["████████", "   ██▌  ", "     ▌  "]


def test_bars_need_no_blocks() -> None:
    lines = bars([(0, 8), (5, 3)], width=8, low=0, high=8, is_plain=True)
    assert lines == ["########", "   ##   "]


def test_a_bar_without_length_is_blank() -> None:
    assert bars([(2, 2)], width=6, low=0, high=4, is_plain=False) == [" " * 6]


@given(
    st.lists(st.tuples(st.floats(), st.floats()), max_size=12),
    st.integers(0, 60),
    st.booleans(),
)
@settings(max_examples=few(60))
def test_any_bars_fill_their_lines_exactly(
    spans: list[tuple[float, float]], width: int, is_plain: bool
) -> None:
    lines = bars(spans, width=width, low=-10.0, high=10.0, is_plain=is_plain)
    assert [len(line) for line in lines] == [width] * len(spans)
    for line in lines:  # one stretch, with nothing in between
        assert len(line.split()) <= 1
