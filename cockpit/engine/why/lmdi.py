"""The logarithmic mean Divisia split of a product, with its limits at zero."""

from collections.abc import Mapping
from fractions import Fraction
from math import fsum, log, log1p, prod

Factors = Mapping[str, Fraction]
"""Factors whose product is the figure."""


def lmdi(before: Factors, after: Factors) -> dict[str, float]:
    """Split the change of a product by logarithmic means.

    part = L(now, then) x ln(x_now / x_then), L(a, b) = (a - b) / ln(a / b).
    Source: Ang (2005), LMDI-I, additive.

    A factor of zero has no logarithm, the split has a limit (Ang & Liu 2007, Energy
    Policy 35): of a product that was zero, or has become zero, the factors that are
    zero on that side only share the whole change equally; a product that is zero on
    both sides has no change to split. Zeros are taken to vanish equally fast.

    Raises:
        ValueError: If a factor is negative. Then
            :func:`cockpit.engine.why.shapley.shapley` is the split to take.
    """
    if any(x < 0 for x in (*before.values(), *after.values())):
        raise ValueError("a negative factor has no logarithm")
    then, now = prod(before.values()), prod(after.values())
    if not then or not now:
        return _limits(before, after, float(now - then))
    logs = {name: _log(after[name] / before[name]) for name in before}
    if then == now:
        mean = float(now)
    else:
        mean = float(now - then) / _log(Fraction(now) / Fraction(then))
    return {name: mean * part for name, part in logs.items()}


def log_shares(before: Factors, after: Factors) -> dict[str, float]:
    """Return the share of each factor in the relative change; they sum to 1.

    Raises:
        ValueError: If a factor is not positive, or the product has not changed.
    """
    if any(x <= 0 for x in (*before.values(), *after.values())):
        raise ValueError("a factor without a logarithm")
    logs = {name: _log(after[name] / before[name]) for name in before}
    whole = fsum(logs.values())
    if abs(whole) < 1e-12:
        raise ValueError("no change to share out")
    return {name: part / whole for name, part in logs.items()}


def _limits(before: Factors, after: Factors, change: float) -> dict[str, float]:
    """Where the product is zero on one side the factors that make it so share it."""
    turned = [name for name in before if bool(before[name]) != bool(after[name])]
    part = change / len(turned) if turned else 0.0
    return {name: part if name in turned else 0.0 for name in before}


def _log(ratio: Fraction) -> float:
    """Logarithm of a ratio of large integers without an overflow.

    Near 1 the difference of two large logarithms would cost digits.
    """
    if Fraction(1, 2) < ratio < 2:
        return log1p(float(ratio - 1))
    return log(ratio.numerator) - log(ratio.denominator)
