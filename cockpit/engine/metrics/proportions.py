"""Whether two proportions differ, and which of many differences to believe."""

from collections.abc import Sequence
from math import erfc, sqrt


def two_proportions(first: tuple[int, int], second: tuple[int, int]) -> float:
    """Return the two-sided p of the pooled z-test of two proportions.

    Fleiss, Levin & Paik 2003, Statistical Methods for Rates and Proportions, 3rd ed.,
    ch. 3 (without continuity correction).

    Args:
        first: Successes and trials; at least one trial.
        second: The same of the others.
    """
    (a, n), (b, m) = first, second
    pooled = (a + b) / (n + m)
    spread = sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if spread == 0:
        return 1.0
    return erfc(abs(a / n - b / m) / spread / sqrt(2))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return p values that are compared with the share of false findings allowed.

    Benjamini & Hochberg 1995, JRSS B 57:289: step-up, in the order given.
    """
    count = len(p_values)
    order = sorted(range(count), key=lambda at: -p_values[at])
    found, least = [0.0] * count, 1.0
    for place, at in enumerate(order):
        least = min(least, p_values[at] * count / (count - place))
        found[at] = least
    return found
