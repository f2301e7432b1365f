"""Mix against rate: whether shares moved, or the elements themselves."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import TypeVar

Entity = TypeVar("Entity", bound=Hashable)


def price_and_mix(
    before: Mapping[Entity, tuple[int, int]], after: Mapping[Entity, tuple[int, int]]
) -> dict[Entity, tuple[Fraction, Fraction]]:
    """Split the change of a mean price into prices and mix, by entity.

    The mean is P = sum of spend / sum of units. With w the share of units and p the
    price of an entity: price = mean of w x change of p; mix = change of w x (mean of
    p - mean of P): moving towards the dearer raises the mean. An entity that is there
    on one side only has no change of price, all of it is mix. Of any other ratio the
    price is its rate: numerator and denominator stand for spend and units.

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


def _own_price(before: tuple[int, int], after: tuple[int, int]) -> Fraction:
    prices = [Fraction(spend, units) for spend, units in (before, after) if units]
    return sum(prices, Fraction(0)) / len(prices) if prices else Fraction(0)
