"""A falling curve of no particular form: isotonic regression of buying on the price."""

from typing import Final

import numpy as np

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.views import Tally

DRAWS: Final = 400
_SEED: Final = 20_240_901


def falling(rates: Floats, weights: Floats) -> Floats:
    """Return the nearest rates that never rise, by pooling adjacent violators.

    Least squares with weights (Barlow et al. 1972); each block is its weighted mean.
    """
    blocks: list[tuple[float, float, int]] = []
    for rate, weight in zip(rates.tolist(), weights.tolist(), strict=True):
        mean, mass, size = rate, weight, 1
        while blocks and blocks[-1][0] < mean:
            before, heavy, many = blocks.pop()
            mean = (before * heavy + mean * mass) / (heavy + mass)
            mass, size = heavy + mass, size + many
        blocks.append((mean, mass, size))
    return np.concatenate([np.full(size, mean) for mean, _, size in blocks])


def fit_isotonic(counts: Tally) -> Floats:
    """Return P(buy | price) at each price, never rising."""
    return falling(counts.buys / counts.views, counts.views)


def draws(counts: Tally) -> Floats:
    """Return fits to views drawn again within each price: draws x prices.

    A binomial number of purchases at each price is the bootstrap over its views.
    """
    random = np.random.default_rng(_SEED)
    rates = counts.buys / counts.views
    buys = random.binomial(counts.views.astype(int), rates, (DRAWS, len(rates)))
    return np.array([falling(row / counts.views, counts.views) for row in buys])
