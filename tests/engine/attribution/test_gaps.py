"""Gaps between touches, and from the first touch to the order."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.gaps import gaps_of, knows_hours
from tests.conftest import few
from tests.engine.attribution.trips import DAY, journeys
from tests.engine.tables import event, table


def test_gaps_are_between_touches_and_up_to_the_order() -> None:
    found = gaps_of(
        journeys("AB", [("AAB", (3, 2, 0.5), 100), ("AB", (1, 0), None)]),
    )
    # A day, a day and a half, and a day of those who did not buy.
    assert (found.touches, found.orders) == (3, 1)
    assert found.touch_p50 == DAY
    assert found.touch_p90 == pytest.approx(1.4 * DAY)
    assert (found.order_p50, found.order_p90) == (3 * DAY, 3 * DAY)


def test_one_touch_has_no_gap_before_the_next() -> None:
    found = gaps_of(journeys("A", [("A", (0,), None)]))
    assert (found.bins, found.touches, found.touch_p50, found.order_p50) == (
        (), 0, None, None,
    )  # fmt: skip


def test_what_is_shorter_than_a_second_is_in_the_first_bin() -> None:
    second = 1 / DAY
    found = gaps_of(journeys("A", [("AAAA", (15 * second, 5 * second, 0, 0), 1)]))
    assert [(round(one.low, 2), one.touches, one.orders) for one in found.bins] == [
        (1.0, 1, 0), (2.15, 0, 0), (4.64, 1, 0), (10.0, 1, 1),
    ]  # fmt: skip


@given(st.lists(st.lists(st.integers(0, 3_000_000), min_size=1, max_size=5),
                min_size=1, max_size=8))  # fmt: skip
@settings(max_examples=few(25), deadline=None)
def test_every_gap_is_in_one_bin_and_percentiles_are_exact(
    ages: list[list[int]],
) -> None:
    rows = [sorted(one, reverse=True) for one in ages]
    found = gaps_of(
        journeys("A", [("A" * len(r), [age / DAY for age in r], 1) for r in rows])
    )
    gaps = [a - b for row in rows for a, b in pairwise(row)]
    firsts = [row[0] for row in rows]
    assert sum(one.touches for one in found.bins) == len(gaps)
    assert sum(one.orders for one in found.bins) == len(rows)
    for one in found.bins:
        inside = [g for g in gaps if one.low <= max(g, 1) < one.high]
        assert one.touches == len(inside)
    assert found.order_p90 == pytest.approx(np.percentile(firsts, 90))
    if gaps:
        assert found.touch_p50 == pytest.approx(np.percentile(gaps, 50))


def test_a_file_of_days_is_told_from_one_of_times() -> None:
    days = [event("u", "2026-01-01T16:00"), event("u", "2026-01-03T16:00")]
    assert not knows_hours(table("events", days).lazy(), "Asia/Shanghai")
    assert knows_hours(table("events", days).lazy(), "UTC")
