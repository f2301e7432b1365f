"""Parts as they are written: they still sum to what is written of the whole."""

from collections.abc import Sequence
from fractions import Fraction
from math import ulp
from typing import Final

PLACES: Final = 9
"""Decimals that parts are written with; the whole is rounded to them first."""


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


def grid_of(*values: Fraction | float) -> Fraction:
    """Return the distance of floats at the largest of some values: the last digit."""
    return Fraction(ulp(max((abs(float(value)) for value in values), default=0) or 1.0))


def on_grid(value: Fraction | float, grid: Fraction) -> float:
    """Return the nearest multiple of a grid."""
    return float(round(Fraction(value) / grid) * grid)


def summing(
    parts: Sequence[Fraction | float], whole: Fraction | float, grid: Fraction
) -> list[float]:
    """Return parts as floats that sum to the whole to the last digit.

    All of them are multiples of the grid, so that their exact sum (``math.fsum``) is
    one too. What is left over goes to the largest part that is fine enough: a few last
    digits.

    Args:
        parts: Of ``whole``.
        whole: What they sum to, as :func:`on_grid` gives it.
        grid: As :func:`grid_of` gives it.
    """
    floats = [on_grid(part, grid) for part in parts]
    fine = [at for at, part in enumerate(floats) if ulp(part) <= grid]
    if fine:
        largest = max(fine, key=lambda at: (abs(floats[at]), -at))
        rest = sum((Fraction(part) for part in floats), Fraction(0))
        floats[largest] += float(Fraction(on_grid(whole, grid)) - rest)
    return floats
