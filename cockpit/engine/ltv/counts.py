"""Customers as models of buying see them: repeat purchases, recency and age."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.ltv.special import Floats, Ints
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.ledger import Ledger
from cockpit.snapshot.ltv import TimeUnit

UNIT_DAYS: Final[dict[TimeUnit, int]] = {"day": 1, "week": 7}
HISTORY_COLUMNS: Final = ("user", "x", "recency_days", "age_days", "value")


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Distinct (x, t_x, T) and how many customers have each.

    Attributes:
        x: Repeat purchase days in the calibration.
        recency_days: From the first purchase day to the last.
        age_days: From the first purchase day to the end of the calibration.
        customers: With these three.
        time_unit: That parameters are told in.
    """

    x: Ints
    recency_days: Ints
    age_days: Ints
    customers: Ints
    time_unit: TimeUnit = "day"

    @property
    def total(self) -> int:
        """Customers altogether."""
        return int(self.customers.sum())

    @property
    def repeaters(self) -> int:
        """Customers who bought on more than one day."""
        return int(self.customers[self.x > 0].sum())

    @property
    def unit_days(self) -> int:
        """Days in a time unit."""
        return UNIT_DAYS[self.time_unit]


@dataclass(frozen=True, eq=False)
class History:
    """Every customer of a calibration.

    Attributes:
        users: ``HISTORY_COLUMNS``: number in the ledger, repeat purchase days, days
            from first to last purchase, days from first purchase to the end, mean net
            revenue of a repeat purchase day in whole currency units (null without
            one). Sorted by number.
        end: Last day, inclusive.
        time_unit: That models of it are told in.
    """

    users: pl.DataFrame
    end: date
    time_unit: TimeUnit

    @cached_property
    def counts(self) -> Counts:
        """Count customers that look the same."""
        keys = ["x", "recency_days", "age_days"]
        found = self.users.group_by(keys).agg(pl.len().alias("n")).sort(keys)
        whole = [found[name].to_numpy().astype(np.int64) for name in (*keys, "n")]
        x, recency, age, customers = whole
        return Counts(x, recency, age, customers, self.time_unit)

    @cached_property
    def repeat_values(self) -> tuple[Floats, Floats]:
        """Repeat purchases and their mean value, of customers whose mean is positive.

        A repeat day that was refunded in full has no value to learn from.
        """
        known = self.users.filter((pl.col("x") > 0) & (pl.col("value") > 0))
        x = known["x"].to_numpy().astype(np.float64)
        return x, known["value"].to_numpy()


def history(ledger: Ledger, *, end: date, time_unit: TimeUnit) -> History:
    """Summarise the purchase days of every customer up to a day.

    Several purchases on one day count once, and the first day is no repeat: it is what
    makes a customer. A day on which only a refund was booked is no purchase day.

    Args:
        ledger: Paid orders by user and day.
        end: Last day of the calibration, inclusive.
        time_unit: Of the models.

    Returns:
        One row a customer who had bought by then; an age of 0 on the last day itself.
    """
    bought = ledger.days.lazy().filter(pl.col("orders") > 0, pl.col("date") <= end)
    repeat_net = pl.col("net").sum() - pl.col("net").first()
    x = pl.len().cast(pl.Int64) - 1
    users = (
        bought.sort("user", "date")
        .group_by("user", maintain_order=True)
        .agg(
            x=x,
            first=pl.col("date").first(),
            last=pl.col("date").last(),
            value=repeat_net / (x * MONEY_SCALE),
        )
        .with_columns(
            recency_days=(pl.col("last") - pl.col("first")).dt.total_days(),
            age_days=(pl.lit(end) - pl.col("first")).dt.total_days(),
            value=pl.when(pl.col("x") > 0).then("value"),
        )
        .select(HISTORY_COLUMNS)
        .collect()
    )
    return History(users, end, time_unit)
