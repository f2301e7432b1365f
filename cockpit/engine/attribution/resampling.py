"""Bootstrap of users: draws of ratios of sums, and their intervals."""

from typing import Final

import numpy as np
from scipy.sparse import csr_array

from cockpit.engine.attribution.paths import Floats, Ints

DRAWS: Final = 1000
FEW_DRAWS: Final = 400
"""Of many users who differ: the interval is narrow anyway."""
MANY_USERS: Final = 100_000
_CHUNK: Final = 10_000_000
"""Weights that are drawn at a time."""
_LEVELS: Final = 65_536


def drawn_ratios(numerators: csr_array, denominators: csr_array, times: Ints) -> Floats:
    """Draw ratios of sums over users with Poisson(1) weights.

    Every row sees the same weights of a user, so draws of two rows can be compared. The
    weights depend on the users alone: the same data give the same digits.
    Source: Efron & Tibshirani (1993), ch. 13; Chamandy et al. (2012).

    Args:
        numerators: Row x user.
        denominators: Row x user, of the same shape.
        times: How many users each column stands for: all of them alike.

    Returns:
        Row x draw; NaN where the drawn denominator is not positive.
    """
    rows, users = numerators.shape
    draws = FEW_DRAWS if users > MANY_USERS else DRAWS
    random = np.random.Generator(np.random.PCG64(users))
    table = _poisson_table()
    many = np.flatnonzero(times > 1)
    found = np.empty((rows, draws))
    step = max(1, _CHUNK // max(users, 1))
    for first in range(0, draws, step):
        after = min(draws, first + step)
        lots = random.integers(0, _LEVELS, (users, after - first), dtype=np.uint16)
        weights = table[lots]
        counts = times[many, None]
        weights[many] = random.poisson(counts, (len(many), after - first))
        found[:, first:after] = divided(numerators @ weights, denominators @ weights)
    return found


def divided(numerator: Floats, denominator: Floats) -> Floats:
    """Divide; NaN where the denominator is not positive."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(denominator > 0, numerator / denominator, np.nan)
    return found


def ends(drawn: Floats) -> tuple[float | None, float | None]:
    """Return the 2.5th and 97.5th percentile of draws.

    None where fewer than half of the draws have a value.
    """
    known = drawn[np.isfinite(drawn)]
    if not known.size or known.size < drawn.size // 2:
        return None, None
    low, high = np.quantile(known, (0.025, 0.975))
    return float(low), float(high)


def _poisson_table() -> Floats:
    """Poisson(1) weights by 16 random bits: as exact as the bits are fine."""
    sizes = np.arange(9)
    chances = np.exp(-1.0) / np.array([1, 1, 2, 6, 24, 120, 720, 5040, 40320])
    steps = np.floor(np.cumsum(chances) * _LEVELS).astype(np.int64)
    places = np.searchsorted(steps, np.arange(_LEVELS), side="right")
    found: Floats = sizes[np.minimum(places, sizes[-1])].astype(np.float64)
    return found
