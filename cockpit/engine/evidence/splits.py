"""Splits of a change into causes that sum to it, without a remainder."""

from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, fsum, log, prod
from typing import Final, TypeVar

PLACES: Final = 9
"""Decimals that parts are written with; the whole is rounded to them first."""

Entity = TypeVar("Entity", bound=Hashable)
Factors = Mapping[str, Fraction]
"""Positive factors whose product is the figure."""


def shapley(before: Factors, after: Factors) -> dict[str, Fraction]:
    """Split the change of a product over its factors, exactly.

    A factor's part is the mean, over every order in which the factors could have moved,
    of what its own move changes. Source: Shapley (1953); Sun (1998).

    Args:
        before: Factors then.
        after: The same factors now.

    Returns:
        Part by factor; they sum to the change of the product, exactly. Zeros and
        negative factors are allowed.
    """
    names = list(before)
    return {name: _shapley_of(name, names, before, after) for name in names}


def lmdi(before: Factors, after: Factors) -> dict[str, float]:
    """Split the change of a product by logarithmic means.

    part = L(now, then) x ln(x_now / x_then), L(a, b) = (a - b) / ln(a / b).
    Source: Ang (2005), LMDI-I, additive.

    Raises:
        ValueError: If a factor is not positive: it has no logarithm. Then
            :func:`shapley` is the split to take.
    """
    if any(x <= 0 for x in (*before.values(), *after.values())):
        raise ValueError("a factor without a logarithm")
    then, now = prod(before.values()), prod(after.values())
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


def price_and_mix(
    before: Mapping[Entity, tuple[int, int]], after: Mapping[Entity, tuple[int, int]]
) -> dict[Entity, tuple[Fraction, Fraction]]:
    """Split the change of a mean price into prices and mix, by entity.

    The mean is P = sum of spend / sum of units. With w the share of units and p the
    price of an entity: price = mean of w x change of p; mix = change of w x (mean of
    p - mean of P): moving towards the dearer raises the mean. An entity that is there
    on one side only has no change of price, all of it is mix.

    Args:
        before: (spend, units) of each entity then; both totals of units positive.
        after: The same now.

    Returns:
        (price, mix) by entity; all of them together sum to the change, exactly.
    """
    units_then = sum(units for _, units in before.values())
    units_now = sum(units for _, units in after.values())
    mean_then = Fraction(sum(spend for spend, _ in before.values()), units_then)
    mean_now = Fraction(sum(spend for spend, _ in after.values()), units_now)
    middle = (mean_then + mean_now) / 2
    parts = {}
    for entity in dict.fromkeys((*before, *after)):
        spend_then, then = before.get(entity, (0, 0))
        spend_now, now = after.get(entity, (0, 0))
        moved = Fraction(now, units_now) - Fraction(then, units_then)
        mix = moved * (_own_price((spend_then, then), (spend_now, now)) - middle)
        whole = Fraction(spend_now, units_now) - Fraction(spend_then, units_then)
        parts[entity] = (whole - moved * middle - mix, mix)
    return parts


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


def _shapley_of(
    name: str, names: Sequence[str], before: Factors, after: Factors
) -> Fraction:
    others = [other for other in names if other != name]
    found = Fraction(0)
    for size in range(len(others) + 1):
        weight = Fraction(
            factorial(size) * factorial(len(others) - size), factorial(len(names))
        )
        for moved in combinations(others, size):
            rest = prod((after if o in moved else before)[o] for o in others)
            found += weight * rest * (after[name] - before[name])
    return found


def _own_price(before: tuple[int, int], after: tuple[int, int]) -> Fraction:
    prices = [Fraction(spend, units) for spend, units in (before, after) if units]
    return sum(prices, Fraction(0)) / len(prices) if prices else Fraction(0)


def _log(ratio: Fraction) -> float:
    """Logarithm of a ratio of large integers without an overflow."""
    return log(ratio.numerator) - log(ratio.denominator)
