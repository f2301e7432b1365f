"""The Shapley split of a product: each factor's mean effect over all orders."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import factorial, prod

Factors = Mapping[str, Fraction]
"""Factors whose product is the figure."""


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
    return {name: _part(name, names, before, after) for name in names}


def _part(name: str, names: Sequence[str], before: Factors, after: Factors) -> Fraction:
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
