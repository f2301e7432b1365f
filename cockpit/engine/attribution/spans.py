"""Days on which spend may be held against touches: those on which touches are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.journeys import Journeys

BREAK_DAYS: Final = 14
"""Before and after a day on which more touches begin to be written down."""
BREAK_RATIO: Final = 2 / 3
"""The share of orders with a touch was below so much of what it is afterwards."""
BREAK_SCORE: Final = 5.0
"""Standard errors that the shares lie apart: no day of a year does so by chance."""
BREAK_ORDERS: Final = 100
"""Orders on either side."""
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeftDays:
    """Days that are left out because their touches are not known, or not most of them.

    Attributes:
        first: First day; ``last`` the last one, inclusive.
        before: Share of orders that have a touch on these days; None: they have none.
        after: Share in the days after.
    """

    first: date
    last: date
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days whose touches and spend are held against each other, both inclusive.

    Attributes:
        first: First day; None: there are no journeys.
        last: Last day.
        left: Days beside it that were asked for, or that have spend.
        thin: Days in it most of whose touches are not known; they were asked for.
    """

    first: date | None
    last: date
    left: tuple[LeftDays, ...] = ()
    thin: tuple[LeftDays, ...] = ()


def touched_span(
    journeys: Journeys,
    asked: tuple[date | None, date | None],
    as_of: date,
    spend: pl.DataFrame | None,
) -> Span:
    """Cut the asked days to those that have touches.

    Where no first day is named, days before a break are left out too: where, from one
    day to the next, half again as many orders have a touch, a log of touches begins,
    and what was spent before it cannot be credited.

    Args:
        journeys: Of all days.
        asked: First and last day; None: no end.
        as_of: The current business day.
        spend: The daily cube of it; None: there is none.
    """
    last = as_of if asked[1] is None else min(asked[1], as_of)
    if journeys.touched is None:
        return Span(asked[0], last)
    oldest, newest = journeys.touched
    # Orders may come after the last touch: then they are credited, and paid for.
    bought = journeys.frame["date"].max()
    newest = max(newest, bought) if isinstance(bought, date) else newest
    begin = asked[0] or min(oldest, _first_spent(spend) or oldest)
    if newest < begin or last < oldest:
        return Span(begin, last)  # nothing to cut: there is no touch in these days
    first, end = max(begin, oldest), min(last, newest)
    before = (LeftDays(begin, oldest - _DAY),) if begin < oldest else ()
    after = (LeftDays(end + _DAY, last),) if end < last else ()
    thin = tuple(_breaks(journeys.counts, first, end))
    if asked[0] is not None or not thin:
        return Span(first, end, (*before, *after), thin)
    return Span(thin[-1].last + _DAY, end, (*before, *thin, *after))


def _breaks(counts: pl.DataFrame, first: date, last: date) -> Iterator[LeftDays]:
    """Find what lies before each log of touches that begins on these days."""
    while (found := _break(counts, first, last)) is not None:
        yield found
        first = found.last + _DAY


def _first_spent(spend: pl.DataFrame | None) -> date | None:
    if spend is None:
        return None
    found = spend.filter(pl.col("spend") > 0)["date"].min()
    return found if isinstance(found, date) else None


def _break(counts: pl.DataFrame, first: date, last: date) -> LeftDays | None:
    """Find the day from which on most clearly more orders have a touch."""
    size = (last - first).days + 1
    if size < 2 * BREAK_DAYS:
        return None
    touched = _sums(counts, "conversions", first, size)
    orders = _sums(counts, "all_orders", first, size)
    middle = np.arange(BREAK_DAYS, size - BREAK_DAYS + 1)
    k_before, k_after = _sides(touched, middle)
    n_before, n_after = _sides(orders, middle)
    some_before, some_after = np.maximum(n_before, 1), np.maximum(n_after, 1)
    p_before, p_after = k_before / some_before, k_after / some_after
    both = (k_before + k_after) / (some_before + some_after)
    error = np.sqrt(both * (1 - both) * (1 / some_before + 1 / some_after))
    score = (p_after - p_before) / np.maximum(error, 1e-12)
    is_break = (score > BREAK_SCORE) & (p_before < BREAK_RATIO * p_after)
    is_break &= np.minimum(n_before, n_after) >= BREAK_ORDERS
    if not is_break.any():
        return None
    at = int(middle[np.argmax(np.where(is_break, score, 0.0))])
    return LeftDays(
        first,
        first + (at - 1) * _DAY,
        float(touched[at] / max(orders[at], 1)),
        float((touched[-1] - touched[at]) / max(orders[-1] - orders[at], 1)),
    )


def _sums(
    counts: pl.DataFrame, reason: str, first: date, size: int
) -> NDArray[np.int64]:
    """Return running sums of a count: before each day, and after the last."""
    mine = counts.filter(pl.col("reason") == reason)
    at = (mine["date"] - first).dt.total_days().to_numpy()
    is_asked = (at >= 0) & (at < size)
    by_day = np.zeros(size, np.int64)
    by_day[at[is_asked]] = mine["count"].to_numpy()[is_asked]
    return np.append(0, np.cumsum(by_day))


def _sides(
    sums: NDArray[np.int64], middle: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    before = sums[middle] - sums[middle - BREAK_DAYS]
    return before, sums[middle + BREAK_DAYS] - sums[middle]
