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
from cockpit.engine.users.matching import STRATUM, match

YEAR_DAYS: Final = 365
_Z95: Final = 1.959964


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
    found = match(ledger, joined, last=last)
    exposed, members = found.exposed, found.members
    return _compared(
        members,
        found.others,
        crude=(_crude_of(exposed, found.deeds), _crude(found.people, found.deeds)),
        counts=(
            exposed.height - members.height,
            _count(members),
            _count(exposed) - _count(members),
        ),
    )


def _count(users: pl.DataFrame) -> int:
    return users.select(STRATUM).n_unique() if users.height else 0


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
