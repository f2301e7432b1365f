"""A falling curve of no particular form: isotonic regression of buying on the price."""

from typing import Final

import numpy as np

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.views import Cells, Tally

DRAWS: Final = 400
_SEED: Final = 20_240_901
_TAIL: Final = 0.025


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


def ceiling(counts: Tally, values: Floats) -> float:
    """Return what a rate of 0 may be, at most: upper end of its exact 95 % interval.

    Nobody bought at the highest prices, so nobody does in any draw, and draws say
    nothing of chance: 1 - 0.025 ** (1 / n) does (Clopper & Pearson 1934). As views of
    one user are not independent, n is the users who have seen one of these prices.
    """
    none = np.flatnonzero(values == 0)
    seen = counts.views[none].sum()
    if counts.cells is not None:
        mine = np.isin(counts.cells.places, none)
        seen = len(np.unique(counts.cells.users[mine]))
    return float(1 - _TAIL ** (1 / seen)) if seen else 1.0


def draws(counts: Tally) -> Floats:
    """Return fits to samples drawn again: draws x prices.

    Users are drawn, each with all of his views: those are not independent. Where each
    view is of another user, a binomial number of purchases at each price is the same.
    """
    random = np.random.default_rng(_SEED)
    if counts.cells is not None:
        return _drawn(counts, counts.cells, random)
    rates = counts.buys / counts.views
    buys = random.binomial(counts.views.astype(int), rates, (DRAWS, len(rates)))
    return np.array([falling(row / counts.views, counts.views) for row in buys])


def _drawn(counts: Tally, cells: Cells, random: np.random.Generator) -> Floats:
    """Fit as many users, drawn with replacement, again and again.

    A price that none of them has seen lies between its neighbours.
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - late, as everywhere

    users, size = cells.count, len(counts.prices)
    shape = (size, users)
    all_views = csr_array((cells.views, (cells.places, cells.users)), shape)
    all_buys = csr_array((cells.buys, (cells.places, cells.users)), shape)
    fits = np.empty((DRAWS, size))
    for draw in range(DRAWS):
        times = np.bincount(random.integers(0, users, users), minlength=users)
        views, buys = all_views @ times, all_buys @ times
        some = views > 0
        curve = falling(buys[some] / views[some], views[some])
        fits[draw] = np.interp(counts.prices, counts.prices[some], curve)
    return fits
