"""Intervals of proportions."""

from math import sqrt
from typing import Final

_Z95: Final = 1.959964


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return the two-sided 95 % score interval of a proportion (Wilson 1927).

    Args:
        successes: At most ``trials``.
        trials: Positive.
    """
    p, z2 = successes / trials, _Z95 * _Z95
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = (
        _Z95
        * sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials))
        / (1 + z2 / trials)
    )
    return max(middle - half, 0.0), min(middle + half, 1.0)
