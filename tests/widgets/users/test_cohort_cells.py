"""Cells of cohorts: arranged, ranked on the ramp, written in percent."""

from itertools import pairwise

import pytest

from cockpit.snapshot.retention import RetentionQuery, RetentionRow, RetentionSnapshot
from cockpit.widgets.users import cohort_cells
from tests import study_builders
from tests.speech import spoken


def cell(rate: float | None, *, mature: bool = True, offset: int = 1) -> RetentionRow:
    return RetentionRow(
        "2026-10-05", 400, 7 * offset, 40, rate, 0.08, 0.131, mature, offset
    )


def test_cohorts_stand_oldest_first_without_their_own_period() -> None:
    found = cohort_cells.cohorts_of(study_builders.retention())
    starts = [line.start for line in found.lines]
    assert starts == sorted(starts)
    assert found.offsets == (1, 2, 3, 4, 5, 6, 7, 8)
    assert found.lines[0].size == 3_575


def test_only_mature_cells_span_the_ramp() -> None:
    rows = (cell(0.1), cell(0.3, offset=2), cell(0.9, mature=False, offset=3))
    found = cohort_cells.cohorts_of(RetentionSnapshot(rows=rows))
    assert (found.low, found.high) == (0.1, 0.3)
    steps = [found.step(rate) for rate in (0.1, 0.15, 0.2, 0.25, 0.3)]
    assert (steps[0], steps[-1]) == (0, cohort_cells.STEPS)
    assert all(lower <= higher for lower, higher in pairwise(steps))
    assert (found.step(0.0), found.step(0.9)) == (0, cohort_cells.STEPS)


def test_small_rates_are_written_with_a_decimal() -> None:
    small = cohort_cells.cohorts_of(RetentionSnapshot(rows=(cell(0.021),)))
    large = cohort_cells.cohorts_of(RetentionSnapshot(rows=(cell(0.34),)))
    assert cohort_cells.percent(cell(0.021), small.decimals) == "2.1"
    assert cohort_cells.percent(cell(0.34), large.decimals) == "34"


@pytest.mark.parametrize(
    ("shown", "text"),
    [(cell(0.34), "34"), (cell(0.34, mature=False), "~34"), (cell(None), "-")],
)
def test_a_cell_says_whether_it_may_change(shown: RetentionRow, text: str) -> None:
    assert cohort_cells.percent(shown, 0) == text


def test_the_interval_stands_behind_the_rate_in_the_language() -> None:
    with spoken("en"):
        assert cohort_cells.whole(cell(0.1)) == "10.0% (8.00%..13.1%)"
        assert cohort_cells.between(cell(0.1), 0) == "8..13"
    with spoken("zh_CN"):
        assert cohort_cells.whole(cell(0.1)) == "10.0% (8.00% ~ 13.1%)"


def test_what_was_counted_is_named() -> None:
    query = RetentionQuery(basis="purchase", mode="24h", window=7, channel="douyin")
    with spoken("en"):
        said = ("by day of the first order", "spans of 24 h", "within 7 days", "douyin")
        assert cohort_cells.asked(query) == said
        months = RetentionQuery(cohort="month")
        assert cohort_cells.asked(months) == ("by month first seen",)
    assert cohort_cells.label(months, 3) == "M3"
    assert cohort_cells.start_of(months, "2026-09-01") == "2026-09"
