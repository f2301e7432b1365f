"""Members and others of the same stratum, held together day by day of their lives.

A stratum is the month of the first order and the fifth of its value. The day of the
first order, and the day of joining, are not counted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.users.ledger import Ledger

BANDS: Final = 5
LEAST_OTHERS: Final = 2
"""On a day of a stratum; the spread of a rate cannot be told from one user."""
STRATUM: Final = ("month", "band")
_DAY: Final = (*STRATUM, "age")


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """Both sides, one row a user.

    Attributes:
        people: Every customer: stratum, ``first``, ``days`` as a customer, ``delay``
            (days until joining; null: never joined).
        deeds: Later orders of all: ``user``, ``age`` (days since the first order),
            ``orders``, ``delay``, stratum.
        exposed: Of ``people``, members with a day after joining.
        members: Those with days that others have too: ``time`` (days), ``orders``,
            those ``expected`` of them at the others' rates, ``seen``.
        others: Others with days that members have too: ``time`` and ``orders``
            weighted to the members, those expected of them in the same way (``base``),
            ``size`` of their side of the stratum, ``seen`` (orders, not weighted).
    """

    people: pl.DataFrame
    deeds: pl.DataFrame
    exposed: pl.DataFrame
    members: pl.DataFrame
    others: pl.DataFrame


def match(ledger: Ledger, joined: pl.DataFrame, *, last: date) -> Matched:
    """Hold members against others.

    Args:
        ledger: Of all customers.
        joined: ``user`` and ``joined`` (Date), one row a member who is in the ledger.
        last: Last day that counts.
    """
    people = _people(ledger, joined, last)
    deeds = _deeds(ledger, people, last)
    is_other = pl.col("delay").is_null()
    exposed = people.filter(pl.col("days") > pl.col("delay"))
    others, theirs = people.filter(is_other), deeds.filter(is_other)
    days = _days(exposed, others, theirs)
    return Matched(
        people=people,
        deeds=deeds,
        exposed=exposed,
        members=_members(exposed, deeds, days),
        others=_others(others, theirs, days),
    )


def _people(ledger: Ledger, joined: pl.DataFrame, last: date) -> pl.DataFrame:
    """One row a customer: stratum, days as a customer, days until joining (null)."""
    spent = ledger.days.select("user", first="date", value="paid")
    firsts = ledger.firsts.filter(pl.col("first") < last).join(
        spent, on=("user", "first"), how="left", maintain_order="left"
    )
    # Equal values are in one fifth.
    value = pl.col("value")
    above = [
        (value > value.quantile(at / BANDS, interpolation="lower")).cast(pl.Int32)
        for at in range(1, BANDS)
    ]
    return firsts.join(joined, on="user", how="left", maintain_order="left").select(
        "user",
        "first",
        month=pl.col("first").dt.truncate("1mo"),
        band=pl.sum_horizontal(above),
        days=(pl.lit(last) - pl.col("first")).dt.total_days(),
        delay=(pl.col("joined") - pl.col("first")).dt.total_days().clip(lower_bound=0),
    )


def _deeds(ledger: Ledger, people: pl.DataFrame, last: date) -> pl.DataFrame:
    """Later orders: ``user``, ``age`` (days since the first order), ``orders``."""
    return (
        ledger.days.filter(pl.col("orders") > 0, pl.col("date") <= last)
        .join(people, on="user", maintain_order="left")
        .with_columns(age=(pl.col("date") - pl.col("first")).dt.total_days())
        .filter(pl.col("age") > 0)
        .select("user", "age", "orders", "delay", *STRATUM)
    )


def _days(
    members: pl.DataFrame, others: pl.DataFrame, deeds: pl.DataFrame
) -> pl.DataFrame:
    """One row a stratum and day since the first order (``age``) with enough others.

    ``rate``: orders an other; ``weight``: members who have joined, an other; ``last``:
    the last such day of the stratum. ``expected``, ``time`` and ``base`` are running
    sums of the rate, the weight and their product.
    """
    most = members.select(pl.col("days").max().fill_null(0)).item()
    ages = pl.DataFrame({"age": pl.int_range(1, most + 1, eager=True)})
    after = pl.col("days") + 1
    parts = {
        "came": members.group_by(*STRATUM, age=pl.col("delay") + 1).len("came"),
        "left": members.group_by(*STRATUM, age=after).len("left"),
        "gone": others.group_by(*STRATUM, age=after).len("gone"),
        "orders": deeds.group_by(_DAY).agg(pl.col("orders").sum()),
    }
    grid = members.select(*STRATUM).unique(maintain_order=True)
    sizes = others.group_by(STRATUM).len("size")
    grid = grid.join(sizes, on=STRATUM, maintain_order="left").join(
        ages, how="cross", maintain_order="left_right"
    )
    for part in parts.values():
        grid = grid.join(part, on=_DAY, how="left", maintain_order="left")
    counts = grid.with_columns(pl.col(*parts).fill_null(0).cast(pl.Int64))
    own = (pl.col("came") - pl.col("left")).cum_sum().over(STRATUM)
    there = pl.col("size").cast(pl.Int64) - pl.col("gone").cum_sum().over(STRATUM)
    return (
        counts.with_columns(own=own, there=there)
        .filter(pl.col("there") >= LEAST_OTHERS)
        .select(
            *_DAY,
            rate=pl.col("orders") / pl.col("there"),
            weight=pl.col("own") / pl.col("there"),
            last=pl.col("age").max().over(STRATUM),
        )
        .with_columns(
            expected=pl.col("rate").cum_sum().over(STRATUM),
            time=pl.col("weight").cum_sum().over(STRATUM),
            base=(pl.col("rate") * pl.col("weight")).cum_sum().over(STRATUM),
        )
    )


def _members(
    exposed: pl.DataFrame, deeds: pl.DataFrame, days: pl.DataFrame
) -> pl.DataFrame:
    """Members with days that others have too: ``time``, orders, those ``expected``."""
    until = _until(exposed, days)
    before = until.with_columns(age="delay")
    sums = days.select(*_DAY, "expected")
    missed = before.join(sums, on=_DAY, how="left", maintain_order="left")["expected"]
    inside = (
        until.join(sums, on=_DAY, how="left", maintain_order="left")
        .with_columns(
            expected=pl.col("expected") - missed.fill_null(0.0),
            time=(pl.col("age") - pl.col("delay")).cast(pl.Float64),
        )
        .filter(pl.col("time") > 0)
    )
    after = deeds.filter(pl.col("age") > pl.col("delay"))
    return _with_orders(inside, after.join(days, on=_DAY, maintain_order="left"))


def _others(
    others: pl.DataFrame, deeds: pl.DataFrame, days: pl.DataFrame
) -> pl.DataFrame:
    """Others with days that members have too, weighted: ``time``, orders, ``base``."""
    sums = days.select(*_DAY, "time", "base")
    inside = (
        _until(others, days)
        .join(sums, on=_DAY, maintain_order="left")
        .filter(pl.col("time") > 0)
        .with_columns(size=pl.len().over(STRATUM))
    )
    found = deeds.join(days, on=_DAY, maintain_order="left").with_columns(
        orders=pl.col("orders") * pl.col("weight"), seen=pl.col("orders")
    )
    return _with_orders(inside, found.filter(pl.col("weight") > 0))


def _until(people: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Users of strata with days to compare; ``age`` is the last one of each user."""
    last = days.group_by(STRATUM).agg(pl.col("last").first().cast(pl.Int64))
    return people.join(last, on=STRATUM, maintain_order="left").with_columns(
        age=pl.min_horizontal("days", "last")
    )


def _with_orders(people: pl.DataFrame, deeds: pl.DataFrame) -> pl.DataFrame:
    """Add the ``orders`` of each user, and how many they are unweighted (``seen``)."""
    seen = pl.col("seen" if "seen" in deeds.columns else "orders")
    counted = deeds.group_by("user", maintain_order=True).agg(
        orders=pl.col("orders").sum().cast(pl.Float64), seen=seen.sum()
    )
    return people.join(
        counted, on="user", how="left", maintain_order="left"
    ).with_columns(pl.col("orders").fill_null(0.0), pl.col("seen").fill_null(0))
