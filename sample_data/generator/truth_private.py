"""How much more often members of the private domain order, user by user."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.streams import Floats, Ints
from sample_data.generator.world import YEAR_DAYS, World

_FIFTHS = 5
_LEAST_OTHERS = 2


class _Buyer(NamedTuple):
    """Days as a customer, days until joining (None: never), ages of later orders."""

    days: int
    delay: int | None
    ages: Ints


@dataclass(slots=True)
class _Stratum:
    members: list[_Buyer] = field(default_factory=list)
    others: list[_Buyer] = field(default_factory=list)


def private_lift(
    world: World, orders: pl.DataFrame, users: pl.DataFrame
) -> dict[str, object]:
    """Orders of members by those expected at the others' rates, day by day."""
    strata = _strata(world, orders, users)
    rates = {at: _rates(one.others) for at, one in enumerate(strata) if one.members}
    pairs = [
        (buyer, rates[at])
        for at, one in enumerate(strata)
        for buyer in one.members
        if len(rates[at]) > (buyer.delay or 0)
    ]
    sums = [_after(buyer, len(daily)) for buyer, daily in pairs]
    days, found = (sum(column) for column in zip(*sums, strict=True))
    expected = sum(daily[buyer.delay or 0 : buyer.days].sum() for buyer, daily in pairs)
    members = [buyer for one in strata for buyer in one.members]
    whole = [_after(buyer, buyer.days) for buyer in members]
    crude = sum(orders for _, orders in whole) / sum(spent for spent, _ in whole)
    rest = [buyer for one in strata for buyer in one.others]
    others = sum(len(buyer.ages) for buyer in rest) / sum(buyer.days for buyer in rest)
    kept = {id(daily) for _, daily in pairs}
    return {
        "how": (
            "paid orders of members after joining, by those expected at the rates of"
            " others with the first order in the same month and its value in the same"
            " fifth, on the same day since the first order; the day of the first order,"
            " of joining, and the day in progress do not count"
        ),
        "joined": int(users["joined"].is_not_null().sum()),
        "members": len(pairs),
        "orders": found,
        "years": days / YEAR_DAYS,
        "frequency": found / days * YEAR_DAYS,
        "matched_frequency": expected / days * YEAR_DAYS,
        "lift": found / expected,
        "crude": crude / others,
        "strata": len(kept),
        "dropped": len(rates) - len(kept),
        "unmatched": len(members) - len(pairs),
    }


def _after(member: _Buyer, last: int) -> tuple[int, int]:
    """Days and orders after joining, up to the day ``last`` since the first order."""
    delay, until = member.delay or 0, min(member.days, last)
    inside = (member.ages > delay) & (member.ages <= until)
    return until - delay, int(inside.sum())


def _rates(others: list[_Buyer]) -> Floats:
    """Orders an other, by day since the first order, as long as two are left."""
    lengths = sorted((buyer.days for buyer in others), reverse=True)
    last = lengths[_LEAST_OTHERS - 1] if len(lengths) >= _LEAST_OTHERS else 0
    there, orders = np.zeros(last), np.zeros(last)
    for buyer in others:
        there[: buyer.days] += 1
        np.add.at(orders, buyer.ages[buyer.ages <= last] - 1, 1)
    return orders / there


def _strata(world: World, orders: pl.DataFrame, users: pl.DataFrame) -> list[_Stratum]:
    """Every buyer with a day to count, by month and fifth of the first order."""
    last = world.days - 2
    joined = {
        number: at // DAY_SECONDS
        for number, at in users.select("number", "joined").drop_nulls().iter_rows()
    }
    paid = orders.filter(pl.col("is_paid") & (pl.col("day") <= last))
    bought = paid.select("number", "day", "paid").sort("number", "day").rows()
    days: dict[int, list[int]] = {}
    value: Counter[int] = Counter()
    for number, day, fen in bought:
        days.setdefault(number, []).append(day)
        if day == days[number][0]:
            value[number] += fen
    known = [number for number, seen in days.items() if seen[0] < last]
    limits = _limits(np.sort(np.array([value[number] for number in known], float)))
    strata: dict[tuple[int, int, int], _Stratum] = {}
    for number in known:
        first, *later = days[number]
        delay = max(joined[number] - first, 0) if number in joined else None
        ages = np.array([day - first for day in later if day > first], np.int64)
        buyer = _Buyer(last - first, delay, ages)
        month = world.first + timedelta(days=first)
        fifth = int((value[number] > limits).sum())
        one = strata.setdefault((month.year, month.month, fifth), _Stratum())
        if delay is None:
            one.others.append(buyer)
        elif delay < buyer.days:
            one.members.append(buyer)
    return list(strata.values())


def _limits(values: Floats) -> Floats:
    places = [int(at / _FIFTHS * (len(values) - 1)) for at in range(1, _FIFTHS)]
    return values[places]
