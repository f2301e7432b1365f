"""What customers are worth by what they cost: ratio, its interval, day of payback."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.ltv.chain_ladder import Worth, between
from cockpit.engine.ltv.triangle import Slice, Triangle
from cockpit.engine.tables import MONEY_SCALE

RATIO_DAYS: Final = 90
"""Horizon of the value that is divided by the cost."""
WINDOW_DAYS: Final = 180
"""Cohorts of so many days make up the row of a channel."""


@dataclass(frozen=True, slots=True)
class Price:
    """What the customers of some cohorts cost.

    Attributes:
        cac: Spend per new customer, whole currency units.
        ratio: Value of 90 days / cac; None where the value is not known.
        low: 95 % bootstrap interval of the ratio; ``high`` too.
        payback_days: First day on which value x margin covers the cost; None: not
            within the days that are told of.
    """

    cac: float
    ratio: float | None
    low: float | None
    high: float | None
    payback_days: int | None


def window_cohorts(
    triangle: Triangle, *, spent: tuple[date, date] | None, days: int = WINDOW_DAYS
) -> list[int]:
    """Return the places of the newest cohorts that both sides of the ratio know.

    Args:
        triangle: As of a day.
        spent: First and last day with any spend; None if there is none at all.
        days: How far back they may have begun, from the end of the newest cohort: a
            shop that wins nobody any more is told of its last customers.
    """
    since = triangle.slices[-1].last + timedelta(days=1 - days)
    return [
        place
        for place, piece in enumerate(triangle.slices)
        if piece.first >= since
        and piece.last < triangle.as_of
        and (spent is None or (spent[0] <= piece.first and piece.last <= spent[1]))
    ]


def spend_of(spend: pl.DataFrame, days: Sequence[Slice], channel: str | None) -> float:
    """Return what a channel cost on the days of cohorts, in whole currency units.

    Args:
        spend: ``date``, ``channel``, ``spend`` in 1/10,000, any number of rows a day.
        days: Cohorts.
        channel: None for all channels.
    """
    rows = spend if channel is None else spend.filter(pl.col("channel") == channel)
    firsts = np.array([piece.first.toordinal() for piece in days])
    lasts = np.array([piece.last.toordinal() for piece in days])
    on = rows["date"].to_physical().to_numpy() + date(1970, 1, 1).toordinal()
    place = np.searchsorted(firsts, on, side="right") - 1
    is_in = (place >= 0) & (on <= lasts[np.maximum(place, 0)])
    return float(rows["spend"].filter(pl.Series(is_in)).sum()) / MONEY_SCALE


def margin_of(
    sales: pl.DataFrame | None, days: tuple[date, date], channel: str | None
) -> float:
    """Return the share of net revenue that is left after the cost of goods.

    Args:
        sales: Daily sums with ``gmv_paid``, ``refunds``, ``cogs``, ``costless_lines``.
        days: First and last day; those that sold goods of unknown cost are left out.
        channel: Where it has no margin that of all channels is taken.

    Returns:
        1 where the cost of goods is not known.
    """
    if sales is None:
        return 1.0
    rows = sales.filter(pl.col("date").is_between(*days), pl.col("costless_lines") == 0)
    own = rows if channel is None else rows.filter(pl.col("channel") == channel)
    for part in (own, rows):
        sums = part.select(pl.col("gmv_paid", "refunds", "cogs").sum()).row(0)
        paid, refunds, cogs = sums
        net = paid - refunds
        if net > cogs > 0:
            return float((net - cogs) / net)
    return 1.0


def price(worth: Worth, spend: float, margin: float) -> Price | None:
    """Divide value by cost; None if nothing was spent.

    The interval is that of the customers' revenue: in a draw that took more customers
    they brought more for the same spend.
    """
    if spend <= 0:
        return None
    cac = spend / worth.customers
    value = worth.at(RATIO_DAYS)
    interval = between(worth.totals[:, worth.ages.index(RATIO_DAYS)] / spend)
    return Price(
        cac,
        None if value is None else value / cac,
        None if interval is None else interval[0],
        None if interval is None else interval[1],
        payback_days(worth, cac, margin),
    )


def payback_days(worth: Worth, cac: float, margin: float) -> int | None:
    """Return the first day on which value x margin covers the cost of a customer.

    Between the ages of the curve value is taken to rise evenly.
    """
    earned = worth.values * margin
    for place, (age, value) in enumerate(zip(worth.ages, earned, strict=True)):
        if not np.isfinite(value):
            return None
        if value >= cac:
            if place == 0:
                return age
            before, start = float(earned[place - 1]), worth.ages[place - 1]
            share = (cac - before) / (float(value) - before)
            return start + ceil(share * (age - start))
    return None
