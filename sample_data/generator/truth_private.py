"""How much more often members of the private domain order, pair by pair."""

from collections import Counter
from collections.abc import Iterable
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
    """The rate ratio standardised to the members, over all pairs in a stratum."""
    strata = _strata(world, orders, users)
    pairs = [one for one in strata if len(one.others) >= _LEAST_OTHERS and one.members]
    alone = [one for one in strata if len(one.others) < _LEAST_OTHERS and one.members]
    members = [buyer for one in pairs for buyer in one.members]
    days, found = _after(members)
    expected = sum(_after(one.members)[0] * _rate_of_others(one) for one in pairs)
    everybody = _after(buyer for one in strata for buyer in one.members)
    rest = [buyer for one in strata for buyer in one.others]
    crude = sum(len(buyer.ages) for buyer in rest) / sum(buyer.days for buyer in rest)
    return {
        "how": (
            "paid orders of members a year after joining, by those expected at the"
            " rates of others with the first order in the same month and its value in"
            " the same fifth, each over the same days since the first order; the day of"
            " the first order, of joining, and the last day do not count"
        ),
        "joined": int(users["joined"].is_not_null().sum()),
        "members": len(members),
        "orders": found,
        "years": days / YEAR_DAYS,
        "frequency": found / days * YEAR_DAYS,
        "matched_frequency": expected / days * YEAR_DAYS,
        "lift": found / expected,
        "crude": everybody[1] / everybody[0] / crude,
        "strata": len(pairs),
        "dropped": len(alone),
        "unmatched": sum(len(one.members) for one in alone),
    }


def _after(members: Iterable[_Buyer]) -> tuple[int, int]:
    """Days and orders after joining."""
    days = orders = 0
    for buyer in members:
        delay = buyer.delay or 0
        days += buyer.days - delay
        orders += int((buyer.ages > delay).sum())
    return days, orders


def _rate_of_others(one: _Stratum) -> float:
    """Orders a day, each other paired with each member: from the same age on."""
    lengths = np.array([buyer.days for buyer in one.others])
    ages = np.concatenate([buyer.ages for buyer in one.others])
    days = orders = 0
    for delay, members in Counter(buyer.delay or 0 for buyer in one.members).items():
        days += members * int(np.maximum(lengths - delay, 0).sum())
        orders += members * int((ages > delay).sum())
    return orders / days


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
