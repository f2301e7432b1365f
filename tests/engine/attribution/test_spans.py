"""Spend is held against the days whose touches are known."""

from datetime import date, timedelta
from typing import Final

import polars as pl
import pytest

from cockpit.engine.attribution.journeys import Journeys
from cockpit.engine.attribution.leavings import COUNT_COLUMNS
from cockpit.engine.attribution.spans import LeftDays, Span, touched_span

FIRST: Final = date(2026, 1, 1)
AS_OF: Final = date(2026, 4, 30)
NOBODY: Final = (None, None)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def journeys(
    touched: list[int], orders: int = 100, *, ends: tuple[int, int] | None = None
) -> Journeys:
    """Return journeys of which so many of the orders of each day are."""
    rows = [
        row
        for number, count in enumerate(touched)
        for row in (
            ("conversions", day(number), count),
            ("all_orders", day(number), orders),
        )
    ]
    counts = pl.DataFrame(rows, schema=COUNT_COLUMNS, orient="row")
    first, last = ends or (0, len(touched) - 1)
    return Journeys(counts=counts, touched=(day(first), day(last)))


def spent(first: int, last: int) -> pl.DataFrame:
    days = [day(number) for number in range(first, last + 1)]
    return pl.DataFrame({"date": days, "spend": [1] * len(days)})


def test_days_with_spend_and_without_touches_are_left_out() -> None:
    found = journeys([50] * 40, ends=(10, 30))
    assert touched_span(found, NOBODY, day(39), spent(0, 39)) == Span(
        day(10), day(30), (LeftDays(day(0), day(9)), LeftDays(day(31), day(39)))
    )


def test_days_before_anything_are_not_asked_for() -> None:
    found = journeys([50] * 40, ends=(10, 39))
    assert touched_span(found, NOBODY, day(39), None) == Span(day(10), day(39))
    assert touched_span(found, NOBODY, day(39), spent(20, 39)) == Span(day(10), day(39))


def test_asked_days_are_cut_too_and_said() -> None:
    found = journeys([50] * 40, ends=(10, 30))
    assert touched_span(found, (day(5), day(20)), AS_OF, None) == Span(
        day(10), day(20), (LeftDays(day(5), day(9)),)
    )
    assert touched_span(found, (day(12), day(20)), AS_OF, None).left == ()


def test_days_that_have_no_touch_at_all_stay_as_they_are() -> None:
    found = journeys([50] * 40, ends=(10, 30))
    assert touched_span(found, (day(32), day(39)), AS_OF, None) == Span(
        day(32), day(39)
    )
    assert touched_span(Journeys(), NOBODY, AS_OF, None) == Span(None, AS_OF)


def test_days_before_a_log_of_touches_begins_are_left_out() -> None:
    """A fifth of the orders have a touch, from day 60 on two thirds: one log of two."""
    found = journeys([20] * 60 + [66] * 60)
    assert touched_span(found, NOBODY, AS_OF, None) == Span(
        day(60), day(119), (LeftDays(day(0), day(59), 0.2, 0.66),)
    )
    asked = touched_span(found, (day(0), None), AS_OF, None)
    assert asked == Span(
        day(0), day(119), thin=(LeftDays(day(0), day(59), 0.2, 0.66),)
    ), "whoever names a day gets it, and is told"


def test_each_log_that_begins_cuts_once_more() -> None:
    found = touched_span(
        journeys([10] * 40 + [30] * 40 + [70] * 40), NOBODY, AS_OF, None
    )
    assert (found.first, [one.last for one in found.left]) in (
        (day(80), [day(79)]),
        (day(80), [day(39), day(79)]),
    )


@pytest.mark.parametrize(
    "touched",
    [
        [20 + number // 3 for number in range(120)],
        [50] * 60 + [70] * 60,
        [66] * 60 + [20] * 60,
        [40, 60] * 60,
    ],
    ids=["grows slowly", "a few more", "fewer", "noise"],
)
def test_what_is_no_break_cuts_nothing(touched: list[int]) -> None:
    assert touched_span(journeys(touched), NOBODY, AS_OF, None).left == ()


def test_few_orders_prove_no_break() -> None:
    found = journeys([0] * 60 + [2] * 60, orders=4)
    assert touched_span(found, NOBODY, AS_OF, None).left == ()
