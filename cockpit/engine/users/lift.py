"""How much more often members order than others like them, by exact matching.

Who joins is compared with customers of the same stratum who never did: first order in
the same month, its value in the same fifth. A member counts from joining on. Customers
order less often the longer they are customers, so others have to count over the same
part of their lives: a day on which an other is a customer of t days counts by the share
of the stratum's members who had joined by then, less than t days after their first
order. That is the mean over all pairings of others with members, without drawing any.

The rate ratio is standardised to the members: their orders by those expected of them at
the others' rates of each stratum (the standardised rate ratio of Rothman, Greenland and
Lash, Modern Epidemiology, 3rd ed. 2008, ch. 4 and 15). Its variance is that of the
linearised log ratio with the user as the unit (Binder 1983; Liang and Zeger 1986):
orders of one user depend on each other, and a Poisson variance would be too small.
"""

from dataclasses import dataclass, replace
from datetime import date
from math import exp, sqrt
from typing import Final

import polars as pl

from cockpit.engine.users.ledger import Ledger

BANDS: Final = 5
YEAR_DAYS: Final = 365
LEAST_OTHERS: Final = 2
"""In a stratum; the spread of a rate cannot be told from one user."""
_Z95: Final = 1.959964
_STRATUM: Final = ("month", "band")


@dataclass(frozen=True, slots=True)
class Side:
    """Members or others, in the strata that have both.

    Attributes:
        users: With time that counts.
        orders: In that time, those of others weighted.
        years: User-years, those of others weighted.
        frequency: Orders a user-year, standardised to the members' strata; None
            unless both sides have orders.
        low: Lower end of its 95 % interval.
        high: Upper end.
        crude: Orders a user-year of all of them without matching; None without time.
        seen: Paid orders that count at all, unweighted.
    """

    users: int = 0
    orders: float = 0.0
    years: float = 0.0
    frequency: float | None = None
    low: float | None = None
    high: float | None = None
    crude: float | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Lift:
    """The comparison; ``ratio`` is None where a side has no orders.

    Attributes:
        members: Compared.
        others: Compared.
        ratio: Standardised rate ratio, with its 95 % interval ``low`` to ``high``.
        crude: Rate ratio without matching.
        unmatched: Members with time after joining in strata without others.
        strata: With both sides.
        dropped: With members, and with fewer than ``LEAST_OTHERS`` others.
    """

    members: Side = Side()
    others: Side = Side()
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    crude: float | None = None
    unmatched: int = 0
    strata: int = 0
    dropped: int = 0


def lift(ledger: Ledger, joined: pl.DataFrame, *, last: date) -> Lift:
    """Compare how often members and others order.

    Args:
        ledger: Of all customers, members and others.
        joined: ``user`` (number in the ledger) and ``joined`` (Date), one row a member
            who is in the ledger; joining before the first order counts from that on.
        last: Last day that counts. Orders of the day of joining, or of the first
            order, do not: time begins on the day after.
    """
    people = _people(ledger, joined, last)
    deeds = _deeds(ledger, people, last)
    members = _members(people, deeds)
    shares = _shares(people, members)
    others = _others(people, deeds, shares)
    strata = _strata(members, others)
    kept = strata.filter("is_kept")
    inside = _judged(members, kept), _judged(others, kept)
    outside = members.height - inside[0].height
    return _compared(
        *inside,
        crude=(_crude_of(members), _crude(people, deeds)),
        counts=(outside, kept.height, strata.height - kept.height),
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
        .select("user", "age", "orders", "delay", *_STRATUM)
    )


def _members(people: pl.DataFrame, deeds: pl.DataFrame) -> pl.DataFrame:
    """Members with time after joining: stratum, ``delay``, ``time`` (days), orders."""
    after = deeds.filter(pl.col("age") > pl.col("delay"))
    exposed = people.filter(pl.col("days") > pl.col("delay"))
    return _with_orders(
        exposed.select(
            "user", "delay", *_STRATUM, time=pl.col("days") - pl.col("delay")
        ),
        after.with_columns(weight=pl.lit(1.0)),
    )


def _shares(people: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """By stratum and age: which ``share`` of members had joined before that day.

    ``time`` is its running sum: the days that count for an other of that age.
    """
    most = people["days"].max()
    ages = pl.DataFrame({"age": pl.int_range(1, int(str(most or 0)) + 1, eager=True)})
    joins = members.group_by(*_STRATUM, age=pl.col("delay") + 1).len("joins")
    share = pl.col("joins").fill_null(0).cum_sum() / pl.col("joins").sum()
    return (
        members.select(*_STRATUM)
        .unique(maintain_order=True)
        .join(ages, how="cross", maintain_order="left_right")
        .join(joins, on=(*_STRATUM, "age"), how="left", maintain_order="left")
        .with_columns(share=share.over(_STRATUM))
        .with_columns(time=pl.col("share").cum_sum().over(_STRATUM))
        .drop("joins")
    )


def _others(
    people: pl.DataFrame, deeds: pl.DataFrame, shares: pl.DataFrame
) -> pl.DataFrame:
    """Others with time that counts: stratum, ``time`` (days), orders, both weighted."""
    key = (*_STRATUM, "age")
    exposed = (
        people.filter(pl.col("delay").is_null())
        .select("user", *_STRATUM, age="days")
        .join(shares, on=key, how="left", maintain_order="left")
        .select("user", *_STRATUM, time=pl.col("time").fill_null(0.0))
    )
    weighted = (
        deeds.filter(pl.col("delay").is_null())
        .join(shares, on=key, maintain_order="left")
        .rename({"share": "weight"})
        .filter(pl.col("weight") > 0)
    )
    return _with_orders(exposed.filter(pl.col("time") > 0), weighted)


def _with_orders(people: pl.DataFrame, deeds: pl.DataFrame) -> pl.DataFrame:
    """Add the ``orders`` of each user, weighted, and how many they are (``seen``)."""
    counted = deeds.group_by("user", maintain_order=True).agg(
        seen=pl.col("orders").sum(),
        orders=(pl.col("orders") * pl.col("weight")).sum(),
    )
    return people.join(
        counted, on="user", how="left", maintain_order="left"
    ).with_columns(pl.col("orders").fill_null(0.0), pl.col("seen").fill_null(0))


def _strata(members: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """One row a stratum of members: their ``days``, the others' number and rate."""
    theirs = members.group_by(_STRATUM, maintain_order=True).agg(
        days=pl.col("time").sum()
    )
    rates = others.group_by(_STRATUM, maintain_order=True).agg(
        size=pl.len(), base=pl.col("time").sum(), rate=pl.col("orders").sum()
    )
    enough = pl.col("size").fill_null(0) >= LEAST_OTHERS
    return theirs.join(
        rates, on=_STRATUM, how="left", maintain_order="left"
    ).with_columns(rate=pl.col("rate") / pl.col("base"), is_kept=enough)


def _judged(side: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """Keep the users of compared strata, each with what is to be expected of them."""
    return side.join(kept, on=_STRATUM, maintain_order="left").with_columns(
        expected=pl.col("time") * pl.col("rate")
    )


def _crude_of(members: pl.DataFrame) -> float | None:
    days = float(members["time"].sum())
    return float(members["seen"].sum()) / days * YEAR_DAYS if days else None


def _crude(people: pl.DataFrame, deeds: pl.DataFrame) -> float | None:
    """Orders a year of everybody who never joined, from the first order on."""
    days = float(people.filter(pl.col("delay").is_null())["days"].sum())
    orders = float(deeds.filter(pl.col("delay").is_null())["orders"].sum())
    return orders / days * YEAR_DAYS if days else None


def _compared(
    members: pl.DataFrame,
    others: pl.DataFrame,
    *,
    crude: tuple[float | None, float | None],
    counts: tuple[int, int, int],
) -> Lift:
    """Set the orders of members by those expected at the others' rates."""
    unmatched, strata, dropped = counts
    sides = _side(members, crude[0]), _side(others, crude[1])
    found, expected = sides[0].orders, float(members["expected"].sum())
    without = Lift(*sides, unmatched=unmatched, strata=strata, dropped=dropped)
    if not found or not expected:
        return without
    ratio, days = found / expected, float(members["time"].sum())
    base = _spread_of_others(others, expected)
    low, high = _interval(ratio, _spread(members, "expected", ratio) + base)
    own = _spread(members, "time", found / days)
    return replace(
        without,
        members=_with_rate(sides[0], found / days, own),
        others=_with_rate(sides[1], expected / days, base),
        ratio=ratio,
        low=low,
        high=high,
        crude=crude[0] / crude[1] if crude[0] and crude[1] else None,
    )


def _spread(members: pl.DataFrame, of: str, rate: float) -> float:
    """Variance of the log of the members' orders by ``of``, user by user."""
    off = pl.col("orders") - rate * pl.col(of)
    return float(members.select((off**2).sum() / pl.col("orders").sum() ** 2).item())


def _spread_of_others(others: pl.DataFrame, expected: float) -> float:
    """Variance of the log of what is expected, user by user within strata."""
    off = (pl.col("orders") - pl.col("expected")) * pl.col("days") / pl.col("base")
    small = pl.col("size") / (pl.col("size") - 1)
    return float(others.select(((off / expected) ** 2 * small).sum()).item())


def _interval(value: float, variance: float) -> tuple[float, float]:
    factor = exp(_Z95 * sqrt(variance))
    return value / factor, value * factor


def _side(users: pl.DataFrame, crude: float | None) -> Side:
    return Side(
        users=users.height,
        orders=float(users["orders"].sum()),
        years=float(users["time"].sum()) / YEAR_DAYS,
        crude=crude,
        seen=int(users["seen"].sum()),
    )


def _with_rate(side: Side, daily: float, variance: float) -> Side:
    low, high = _interval(daily * YEAR_DAYS, variance)
    return replace(side, frequency=daily * YEAR_DAYS, low=low, high=high)
