"""The price that brings the most revenue, within the prices that were tried."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.logit import Logit, expit

_FINE: Final = 721
"""Prices that are looked at between the lowest and the highest one."""
_DRAWS: Final = 1_000
_SEED: Final = 20_240_901
_ENDS: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Best:
    """Where price x demand is greatest.

    Attributes:
        price: Whole currency units; ``low`` and ``high`` its 95 % interval.
        at_edge: Whether it is the lowest or highest price tried: the true one may lie
            beyond.
    """

    price: float
    low: float
    high: float
    at_edge: bool


def best_of_logit(fit: Logit, free: Logit, prices: Floats) -> Best:
    """Find the best price of a logit; the interval by parametric bootstrap.

    Args:
        fit: The curve that is shown.
        free: The fit whose errors are drawn; a draw that rises is taken as flat.
        prices: Those that were tried.
    """
    fine = np.linspace(prices.min(), prices.max(), _FINE)
    random = np.random.default_rng(_SEED)
    level, slope = random.multivariate_normal(
        [free.level, free.slope], free.errors, _DRAWS
    ).T
    falling = np.minimum(slope, 0.0)
    chances = expit(level[:, None] + falling[:, None] * free.places(fine)[None, :])
    drawn = fine[np.argmax(fine * chances, axis=1)]
    return _best(fine, fine * fit.probability(fine), drawn)


def best_of_steps(prices: Floats, chances: Floats, drawn: Floats) -> Best:
    """Find the best of the prices themselves.

    Args:
        prices: Lowest first.
        chances: P(buy) at each.
        drawn: The same of each bootstrap draw: draws x prices.
    """
    best = prices[np.argmax(prices * drawn, axis=1)]
    return _best(prices, prices * chances, best)


def best_of_power(elasticity: float, error: float, prices: Floats) -> Best:
    """Find the best price where the elasticity is the same at all: always an end."""
    random = np.random.default_rng(_SEED)
    ends = np.array([prices.min(), prices.max()])
    drawn = np.minimum(random.normal(elasticity, error, _DRAWS), 0.0)
    return _best(
        ends,
        _revenue(ends, np.array(elasticity)),
        ends[np.argmax(_revenue(ends, drawn[:, None]), axis=1)],
    )


def _revenue(prices: Floats, elasticity: Floats) -> Floats:
    revenue: Floats = (prices / prices[0]) ** (1 + elasticity)
    return revenue


def _best(prices: Floats, revenue: Floats, drawn: Floats) -> Best:
    place = int(np.argmax(revenue))
    low, high = np.percentile(drawn, _ENDS)
    return Best(
        float(prices[place]),
        min(float(low), float(prices[place])),
        max(float(high), float(prices[place])),
        at_edge=place in (0, len(prices) - 1),
    )
