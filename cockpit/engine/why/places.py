"""Where a factor moved: the element that carries most of it, and since which hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from cockpit.engine.why.dimensions import OTHER, REST
from cockpit.engine.why.mix import price_and_mix
from cockpit.engine.why.periods import OF_HOURS
from cockpit.engine.why.reading import Reading, Sums
from cockpit.engine.why.splitting import FactorPart, Sides
from cockpit.engine.why.trees import COMPOSED, ONE, Factor, node

MOST: Final = 0.5
"""Share of a factor's change from which one element is named for it."""
HALF: Final = 0.5
"""So much of the whole relative change an hour must show to be part of it."""
LEAST_RUN: Final = 2
"""A single hour is no beginning of anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where: an element of a dimension, and the first hour of the move; or neither."""

    dimension: str = ""
    element: str = ""
    since: int | None = None


def place_of(reading: Reading, sides: Sides, part: FactorPart, dimension: str) -> Place:
    """Find where a factor moved, as far as one element or hour stands out."""
    element = _element(reading, sides, part.step.factor, dimension) if dimension else ""
    where = dict(reading.where)
    if element and dimension in {"channel", "campaign"}:
        where[dimension] = element
    since = _since(reading, sides, part, where)
    return Place(dimension if element else "", element, since)


def _element(reading: Reading, sides: Sides, factor: Factor, dimension: str) -> str:
    after = reading.elements(dimension, sides.now.span)
    before = reading.elements(dimension, sides.bases[0].span)
    if not after or not before or len({*after, *before}) < 2:
        return ""
    shares = _shares(factor, before, after, sides)
    if not shares:
        return ""
    best = max(shares, key=lambda name: (shares[name], name))
    return best if shares[best] >= MOST and best not in {REST, OTHER} else ""


def _shares(
    factor: Factor,
    before: Mapping[str, Sums],
    after: Mapping[str, Sums],
    sides: Sides,
) -> dict[str, float]:
    """Share of each element in the change of a factor; empty without a change."""
    newer, older = _pairs(factor, after), _pairs(factor, before)
    if factor.bottom == ONE:
        per = sides.bases[0].per
        moved = {
            name: newer.get(name, (0, 0))[0] - older.get(name, (0, 0))[0] * per
            for name in {*newer, *older}
        }
    else:
        if not all(sum(low for _, low in side.values()) for side in (newer, older)):
            return {}
        split = price_and_mix(older, newer)
        moved = {name: price + mix for name, (price, mix) in split.items()}
    whole = sum(moved.values(), Fraction(0))
    return {name: float(one / whole) for name, one in moved.items()} if whole else {}


def _pairs(factor: Factor, side: Mapping[str, Sums]) -> dict[str, tuple[int, int]]:
    unit = 10_000  # money is in 1/10,000: makes integers of every node
    return {
        name: (
            int((node(sums, factor.top) or 0) * unit),
            int((node(sums, factor.bottom) or 0) * unit),
        )
        for name, sums in side.items()
    }


def _since(
    reading: Reading, sides: Sides, part: FactorPart, where: Mapping[str, str]
) -> int | None:
    """Return the hour from which on every hour shows half of the move at least.

    Only where single days are compared, and hours before it do not show it.
    """
    now, base = sides.now.span, sides.bases[0].span
    measures = tuple(dict.fromkeys(_terms(part.step.factor)))
    is_daily = now.days == 1 and base.days == 1
    if not is_daily or not set(reading.metric.tables) <= OF_HOURS or not part.base:
        return None
    hourly = reading.hourly((now.first, base.first), measures, where)
    newer, older = hourly.by_hour(now.first), hourly.by_hour(base.first)
    until = now.hours[1] if now.hours else 24
    target = part.now / part.base - 1
    shown = {
        hour: _moved(part.step.factor, older[hour], newer[hour])
        for hour in sorted(newer)
        if hour in older and hour < until
    }
    return _first_of_run(shown, target)


def _first_of_run(shown: Mapping[int, float | None], target: float) -> int | None:
    run: list[int] = []
    for hour in reversed(list(shown)):
        moved = shown[hour]
        if moved is None or moved * target <= 0 or abs(moved) < HALF * abs(target):
            break
        run.append(hour)
    return run[-1] if len(run) >= LEAST_RUN and run[-1] > min(shown) else None


def _moved(
    factor: Factor, older: Mapping[str, int | None], newer: Mapping[str, int | None]
) -> float | None:
    values = []
    for totals in (older, newer):
        top, bottom = node(totals, factor.top), node(totals, factor.bottom)
        if not top or not bottom:
            return None
        values.append(top / bottom)
    return float(values[1] / values[0] - 1)


def _terms(factor: Factor) -> list[str]:
    used: list[str] = []
    for name in (factor.top, factor.bottom):
        if name:
            used += [t.removeprefix("-") for t in COMPOSED.get(name, (name,))]
    return used
