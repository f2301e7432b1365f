"""Customers for tests of models, invented or drawn from a model."""

import numpy as np

from cockpit.engine.ltv.buying import Parameters
from cockpit.engine.ltv.counts import Counts
from cockpit.engine.ltv.special import Floats, Ints
from cockpit.snapshot.ltv import TimeUnit


def counted(
    x: Ints, recency_days: Ints, age_days: Ints, *, time_unit: TimeUnit = "day"
) -> Counts:
    """Count customers that look the same."""
    rows = np.stack([x, recency_days, age_days], axis=1)
    found, customers = np.unique(rows, axis=0, return_counts=True)
    return Counts(found[:, 0], found[:, 1], found[:, 2], customers, time_unit)


def simulated(
    number: int, at: Parameters, *, days: int, occasions: int = 0, seed: int = 1
) -> tuple[Ints, Ints, Ints]:
    """Let customers buy and leave as the model says; times in days.

    Returns:
        x, recency and age; purchases within a day of each other count twice, as the
        model has no days.
    """
    rng = np.random.default_rng(seed)
    rate, leaving = rng.gamma(at.r, 1 / at.alpha, number), rng.beta(at.a, at.b, number)
    age = rng.integers(1, days + 1, number).astype(np.float64)
    x, last, now = np.zeros(number, np.int64), np.zeros(number), np.zeros(number)
    is_there = rng.random(number) >= leaving * occasions
    while is_there.any():
        now = now + rng.exponential(1 / rate)
        is_there &= now <= age
        x[is_there] += 1
        last[is_there] = now[is_there]
        is_there &= rng.random(number) >= leaving
    recency = np.minimum(np.ceil(last), age).astype(np.int64)
    return x, recency, age.astype(np.int64)


def expected_by_hand(
    at: Parameters, x: int, age: float, horizon: float, *, occasions: int
) -> float:
    """Average over rates and chances of leaving, without any special function.

    Someone with rate l and chance p buys (1 - exp(-l p t)) / p times on average.
    """
    from scipy.stats import beta, gamma

    nodes, sizes = np.polynomial.legendre.leggauss(120)
    shares, sizes = (nodes + 1) / 2, sizes / 2
    rates = gamma(at.r + x, scale=1 / (at.alpha + age)).ppf(shares)
    chances: Floats = beta(at.a, at.b + x + occasions).ppf(shares)[:, None]
    bought = -np.expm1(-rates[None, :] * chances * horizon) / chances
    return float(sizes @ bought @ sizes)
