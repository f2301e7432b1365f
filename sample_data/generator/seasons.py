"""Days that are not like others: the calendar, the week and the hours of the day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sample_data.generator.streams import Floats
from sample_data.generator.world import World


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A promotion or a holiday, and what it does to demand."""

    day: date
    kind: str
    name: str
    demand: float


def _run(first: date, kind: str, name: str, *demands: float) -> list[SpecialDay]:
    return [
        SpecialDay(first + timedelta(days=step), kind, name, demand)
        for step, demand in enumerate(demands)
    ]


SPECIAL_DAYS = (
    *_run(date(2025, 10, 1), "holiday", "国庆", *[0.93] * 8),
    *_run(date(2025, 11, 10), "promo", "双11", 1.35, 2.3, 1.2),
    *_run(date(2025, 12, 11), "promo", "双12", 1.2, 1.7),
    *_run(date(2026, 1, 1), "holiday", "元旦", 1.05),
    *_run(date(2026, 1, 23), "promo", "年货节", 1.3, 1.55, 1.4),
    *_run(date(2026, 2, 15), "holiday", "春节", 0.7, 0.5, 0.45, 0.5, 0.6, 0.7, 0.8),
    *_run(date(2026, 3, 7), "promo", "38节", 1.15, 1.4),
    *_run(date(2026, 4, 4), "holiday", "清明", 0.93, 0.93, 0.95),
    *_run(date(2026, 5, 1), "holiday", "五一", 0.9, 0.9, 0.92, 0.95, 0.95),
    *_run(date(2026, 6, 1), "promo", "儿童节", 1.45),
    *_run(date(2026, 6, 16), "promo", "618", 1.4, 1.6, 2.2),
    *_run(date(2026, 8, 7), "promo", "88会员节", 1.1, 1.25),
    *_run(date(2026, 9, 9), "promo", "99大促", 1.3),
    *_run(date(2026, 9, 25), "holiday", "中秋", 0.95, 0.95, 0.97),
    *_run(date(2026, 10, 1), "holiday", "国庆", *[0.93] * 7),
)

_WEEK = np.array([0.97, 0.95, 0.96, 0.97, 1.0, 1.08, 1.07])

ORDER_HOURS = np.array([
    0.6, 0.35, 0.2, 0.12, 0.1, 0.18, 0.5, 1.0, 1.7, 2.3, 2.8, 2.6,
    2.4, 2.3, 2.2, 2.2, 2.3, 2.4, 2.6, 3.2, 4.2, 4.6, 3.6, 1.7,
])  # fmt: skip
"""How orders and visits spread over the day (relative)."""

SPEND_HOURS = np.array([
    0.7, 0.4, 0.25, 0.18, 0.16, 0.25, 0.8, 1.5, 2.1, 2.4, 2.5, 2.5,
    2.6, 2.3, 2.1, 2.1, 2.1, 2.2, 2.5, 3.0, 3.5, 3.6, 2.9, 1.5,
])  # fmt: skip
"""How a budget is spent over the day (relative)."""

CPC_HOURS = np.array([
    0.90, 0.88, 0.87, 0.86, 0.86, 0.88, 0.92, 0.96, 0.99, 1.01, 1.02, 1.02,
    1.02, 1.00, 0.98, 0.98, 0.99, 1.00, 1.03, 1.07, 1.10, 1.09, 1.04, 0.96,
])  # fmt: skip
"""The price of a click over the day."""


def demand(world: World) -> Floats:
    """Return the demand factor of every day: week and calendar."""
    factors = np.array(
        [_WEEK[(world.first.weekday() + day) % 7] for day in range(world.days)]
    )
    for special in SPECIAL_DAYS:
        factors[world.index(special.day)] *= special.demand
    return factors


def growth(world: World, ratio: float) -> Floats:
    """Return the factor of every day for a level that grows by ``ratio`` a year."""
    return np.power(ratio, np.arange(world.days) / 365)
