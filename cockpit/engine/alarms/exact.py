"""Exact comparisons of ratios with thresholds: whole numbers, multiplied crosswise.

A ratio is a pair (numerator, denominator) with a positive denominator.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from cockpit.snapshot.condition import Operator

Ratio = tuple[int, int]
Compare = Callable[[int, int], bool]

COMPARE: Final[dict[Operator, Compare]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
FALLING: Final = frozenset({"<", "<="})
_Z: Final = (16_449, 10_000)
"""One-sided 95 %: 1.6449."""


class Limit:
    """A threshold and its operator, made ready for one scale of values.

    Args:
        op: How a figure is compared with it.
        than: Exact threshold, in the unit of the figure.
        scale: value = numerator / denominator * scale.
    """

    __slots__ = ("_base", "_change", "_compare", "_figure", "_scale", "_than", "falls")

    def __init__(self, op: Operator, than: Fraction, scale: Fraction) -> None:
        self._compare = COMPARE[op]
        self._than = than
        self._scale = scale
        self._figure = scale.numerator * than.denominator
        self._base = than.numerator * scale.denominator
        self._change = than.denominator + than.numerator
        self.falls = op in FALLING

    def value(self, numerator: int, denominator: int) -> bool:
        """Tell whether a value meets it."""
        return self._compare(numerator * self._figure, denominator * self._base)

    def change(self, new: Ratio, old: Ratio) -> bool:
        """Tell whether new / old - 1 meets it; old must be positive."""
        left = new[0] * old[1] * self._than.denominator
        return self._compare(left, self._change * old[0] * new[1])

    def delta(self, new: Ratio, old: Ratio) -> bool:
        """Tell whether new - old meets it."""
        difference = new[0] * old[1] - old[0] * new[1]
        return self._compare(difference * self._figure, self._base * new[1] * old[1])

    def proves(self, numerator: int, denominator: int, *, side: int) -> bool:
        """Tell whether a proportion lies on one side of it, one-sided 95 %.

        Wilson's score bound without a square root: (p - t)^2 n > z^2 t (1 - t).

        Args:
            numerator: Trials that succeeded, before the scale.
            denominator: Trials.
            side: -1: below; 1: above.
        """
        than, scale = self._than, self._scale
        distance = numerator * self._figure - self._base * denominator
        if distance * side <= 0:
            return False
        spread = than.numerator * (than.denominator - than.numerator)
        left = distance * distance * denominator * _Z[1] ** 2
        return left > _Z[0] ** 2 * spread * (denominator * scale.denominator) ** 2


def is_sign_right(new: Ratio, old: Ratio, *, falls: bool) -> bool:
    """Tell whether a figure fell (or rose), strictly."""
    left, right = new[0] * old[1], old[0] * new[1]
    return left < right if falls else left > right


def median(ratios: list[Ratio]) -> Ratio:
    """Return the exact median; of an even number the mean of the middle two.

    Quotients of whole numbers are rounded correctly, so that they sort as the exact
    ratios do; only where two are equal the exact ratios decide.
    """
    ordered = [(top / bottom, top, bottom) for top, bottom in ratios]
    ordered.sort()
    if _is_tied(ordered):
        ordered.sort(key=lambda entry: Fraction(entry[1], entry[2]))
    middle = len(ordered) // 2
    _, top, bottom = ordered[middle]
    if len(ordered) % 2:
        return top, bottom
    _, other_top, other_bottom = ordered[middle - 1]
    return top * other_bottom + other_top * bottom, 2 * bottom * other_bottom


def _is_tied(ordered: list[tuple[float, int, int]]) -> bool:
    """Tell whether different ratios have the same quotient; a loop, as it is hot."""
    before = ordered[0]
    for entry in ordered:
        if entry[0] == before[0] and entry != before:
            return True
        before = entry
    return False
