"""Parts as they are written: they still sum to what is written of the whole."""

from collections.abc import Sequence
from fractions import Fraction
from math import fsum
from typing import Final

PLACES: Final = 9
"""Decimals that parts are written with; the whole is rounded to them first."""
_TRIES: Final = 4


def written(parts: Sequence[Fraction | float], whole: Fraction | float) -> list[float]:
    """Round parts so that what is written sums to what is written of the whole.

    What rounding leaves over goes to the largest part, where it is relatively least.

    Args:
        parts: Of ``whole``.
        whole: Rounded to :data:`PLACES` decimals first.
    """
    unit = 10**PLACES
    units = [round(Fraction(part) * unit) for part in parts]
    if units:
        largest = max(range(len(units)), key=lambda at: (abs(units[at]), -at))
        units[largest] += round(Fraction(whole) * unit) - sum(units)
    return [units_of / unit for units_of in units]


def total(parts: Sequence[float]) -> float:
    """Add written parts up, again as written."""
    unit = 10**PLACES
    return sum(round(part * unit) for part in parts) / unit


def summing(parts: Sequence[Fraction | float], whole: Fraction | float) -> list[float]:
    """Return parts as floats whose exact sum, rounded once, is the whole as a float.

    Each keeps all its digits but the largest, which takes what rounding leaves over:
    a last digit or two of its own.

    Args:
        parts: Of ``whole``.
        whole: What ``math.fsum`` of the result gives.
    """
    floats = [float(part) for part in parts]
    if not floats:
        return floats
    largest = max(range(len(floats)), key=lambda at: (abs(floats[at]), -at))
    aim = float(whole)
    for _ in range(_TRIES):
        left = aim - fsum(floats)
        if not left:
            break
        floats[largest] += left
    return floats
