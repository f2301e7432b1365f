"""How much more often members order than others like them, by exact matching.

Who joins is compared with customers of the same stratum who never did: first order in
the same month, its value in the same fifth. A member counts from joining on. Customers
order less often the longer they are customers, so each day of a member is held against
the same day, counted from the first order, of the others of the stratum: as if each of
them had joined as long after the first order as each member in turn.

The rate ratio is standardised to the members: their orders by those expected of them at
the others' rates on these days (the standardised rate ratio of Rothman, Greenland and
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
"""On a day of a stratum; the spread of a rate cannot be told from one user."""
_Z95: Final = 1.959964
_STRATUM: Final = ("month", "band")


@dataclass(frozen=True, slots=True)
class Side:
    """Members or others, in the strata that have both.

    Attributes:
        users: With time that counts.
        orders: In that time; of others those expected of the members.
        years: User-years; of others the members' own, which they are weighted to.
        frequency: Orders a user-year; None unless both sides have orders.
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
        unmatched: Members with time after joining and without others on those days.
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
    is_other = pl.col("delay").is_null()
    exposed = people.filter(pl.col("days") > pl.col("delay"))
    days = _days(exposed, people.filter(is_other), deeds.filter(is_other))
    members = _members(exposed, deeds, days)
    return _compared(
        members,
        _others(people.filter(is_other), deeds.filter(is_other), days),
        crude=(_crude_of(exposed, deeds), _crude(people, deeds)),
        counts=(
            exposed.height - members.height,
            _count(members),
            _count(exposed) - _count(members),
        ),
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
    after, key = pl.col("days") + 1, (*_STRATUM, "age")
    parts = {
        "came": members.group_by(*_STRATUM, age=pl.col("delay") + 1).len("came"),
        "left": members.group_by(*_STRATUM, age=after).len("left"),
        "gone": others.group_by(*_STRATUM, age=after).len("gone"),
        "orders": deeds.group_by(key).agg(pl.col("orders").sum()),
    }
    grid = members.select(*_STRATUM).unique(maintain_order=True)
    sizes = others.group_by(_STRATUM).len("size")
    grid = grid.join(sizes, on=_STRATUM, maintain_order="left").join(
        ages, how="cross", maintain_order="left_right"
    )
    for part in parts.values():
        grid = grid.join(part, on=key, how="left", maintain_order="left")
    counts = grid.with_columns(pl.col(*parts).fill_null(0).cast(pl.Int64))
    own = (pl.col("came") - pl.col("left")).cum_sum().over(_STRATUM)
    there = pl.col("size").cast(pl.Int64) - pl.col("gone").cum_sum().over(_STRATUM)
    return (
        counts.with_columns(own=own, there=there)
        .filter(pl.col("there") >= LEAST_OTHERS)
        .select(
            *key,
            rate=pl.col("orders") / pl.col("there"),
            weight=pl.col("own") / pl.col("there"),
            last=pl.col("age").max().over(_STRATUM),
        )
        .with_columns(
            expected=pl.col("rate").cum_sum().over(_STRATUM),
            time=pl.col("weight").cum_sum().over(_STRATUM),
            base=(pl.col("rate") * pl.col("weight")).cum_sum().over(_STRATUM),
        )
    )


def _members(
    exposed: pl.DataFrame, deeds: pl.DataFrame, days: pl.DataFrame
) -> pl.DataFrame:
    """Members with days that others have too: ``time``, orders, those ``expected``."""
    until = _until(exposed, days)
    before = until.with_columns(age="delay")
    sums = days.select(*_STRATUM, "age", "expected")
    key = (*_STRATUM, "age")
    missed = before.join(sums, on=key, how="left", maintain_order="left")["expected"]
    inside = (
        until.join(sums, on=key, how="left", maintain_order="left")
        .with_columns(
            expected=pl.col("expected") - missed.fill_null(0.0),
            time=(pl.col("age") - pl.col("delay")).cast(pl.Float64),
        )
        .filter(pl.col("time") > 0)
    )
    after = deeds.filter(pl.col("age") > pl.col("delay"))
    return _with_orders(inside, after.join(days, on=key, maintain_order="left"))


def _others(
    others: pl.DataFrame, deeds: pl.DataFrame, days: pl.DataFrame
) -> pl.DataFrame:
    """Others with days that members have too, weighted: ``time``, orders, ``base``."""
    key = (*_STRATUM, "age")
    sums = days.select(*key, "time", "base")
    inside = (
        _until(others, days)
        .join(sums, on=key, maintain_order="left")
        .filter(pl.col("time") > 0)
        .with_columns(size=pl.len().over(_STRATUM))
    )
    found = deeds.join(days, on=key, maintain_order="left").with_columns(
        orders=pl.col("orders") * pl.col("weight"), seen=pl.col("orders")
    )
    return _with_orders(inside, found.filter(pl.col("weight") > 0))


def _until(people: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Users of strata with days to compare; ``age`` is the last one of each user."""
    last = days.group_by(_STRATUM).agg(pl.col("last").first().cast(pl.Int64))
    return people.join(last, on=_STRATUM, maintain_order="left").with_columns(
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


def _count(users: pl.DataFrame) -> int:
    return users.select(_STRATUM).n_unique() if users.height else 0


def _crude_of(members: pl.DataFrame, deeds: pl.DataFrame) -> float | None:
    """Orders a year of all members, from joining on."""
    days = float((members["days"] - members["delay"]).sum())
    orders = float(deeds.filter(pl.col("age") > pl.col("delay"))["orders"].sum())
    return orders / days * YEAR_DAYS if days else None


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
    off = (pl.col("orders") - pl.col("base")) / expected
    small = pl.col("size") / (pl.col("size") - 1)
    return float(others.select((off**2 * small).sum()).item())


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
