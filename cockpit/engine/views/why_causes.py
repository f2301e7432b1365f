"""Which causes a why tells, of the factors and of the most telling dimension."""

from collections.abc import Sequence
from math import fsum
from typing import Final

from cockpit.engine.views.why_rows import element_name
from cockpit.engine.why.dimensions import OTHER, REST
from cockpit.engine.why.elements import Dimensioned, ElementPart
from cockpit.engine.why.places import place_of
from cockpit.engine.why.reading import DIMENSIONS, Reading
from cockpit.engine.why.sentence import Told, cause_of_element, cause_of_factor
from cockpit.engine.why.splitting import FactorPart, Sides
from cockpit.snapshot.tabulate import name
from cockpit.snapshot.why import Cause

MOST_CAUSES: Final = 3
HOLDING: Final = 0.5
LASTING: Final = 0.5
CLEARLY: Final = 0.2
LEAST_CAUSE: Final = 0.05
"""Share of the largest part under which a factor is not told as a cause."""


def causes_of(
    reading: Reading,
    sides: Sides,
    told: Told,
    factors: Sequence[FactorPart],
    best: Dimensioned | None,
) -> list[Cause]:
    """Return at most three causes, the largest first; none of what did not move.

    Without a tree the elements of the most telling dimension are the causes.
    """
    if told.is_still:
        return []
    if not factors:
        return _elements(reading, told, best)
    ranked = sorted(factors, key=lambda part: -abs(part.shapley))
    least = LEAST_CAUSE * abs(ranked[0].shapley)
    causes = []
    for part in ranked[:MOST_CAUSES]:
        if abs(part.shapley) > least:
            by = best.dimension if best else ""
            place = place_of(reading, sides, part, by)
            called = element_name(reading, place.dimension, place.element)
            causes.append(cause_of_factor(told, part, place, called))
    return causes


def most_telling(dimensions: Sequence[Dimensioned]) -> Dimensioned | None:
    """Return the dimension that is told.

    Of channel and campaign the one whose causes are the most surprising, else the
    first. A dimension of raw rows takes its place only where it has named causes that
    hold :data:`HOLDING` of all moves up and down, elements of both periods hold
    :data:`LASTING` of its weight, and it is more uneven by :data:`CLEARLY`: whatever is
    cut finer looks more uneven, and elements that were exchanged explain nothing.
    """
    usual = [one for one in dimensions if one.dimension in DIMENSIONS]
    best = max(usual, key=_surprise) if usual else None
    least = CLEARLY + (_uneven(best) if best and _held(best) else 0.0)
    finer = [
        one
        for one in dimensions
        if one.dimension not in DIMENSIONS
        and _held(one) >= HOLDING
        and one.lasting >= LASTING
        and _uneven(one) >= least
    ]
    if finer:
        return max(finer, key=_surprise)
    return best or next(iter(dimensions), None)


def _held(one: Dimensioned) -> float:
    """Return the share of all moves, up and down, that named causes hold."""
    if one.found is None:
        return 0.0
    named = {*one.found.causes} - {REST, OTHER}
    moves = {part.name: abs(part.explanatory) for part in one.found.elements}
    whole = fsum(moves.values())
    return fsum(moves[name] for name in named) / whole if whole else 0.0


def _uneven(one: Dimensioned) -> float:
    return one.found.uneven if one.found else 0.0


def _surprise(one: Dimensioned) -> float:
    return one.found.surprise if one.found else 0.0


def causes_named(reading: Reading, best: Dimensioned | None) -> str:
    """Name the elements that a dimension finds; without any its largest part."""
    if best is None:
        return ""
    causes = best.found.causes if best.found else ()
    ranked = [part.name for part in _ranked(best)]
    names = [one for one in ranked if one in causes] or ranked[:1]
    called = (element_name(reading, best.dimension, one) for one in names[:MOST_CAUSES])
    return ", ".join(name(one) for one in called)


def _elements(reading: Reading, told: Told, best: Dimensioned | None) -> list[Cause]:
    if best is None:
        return []
    causes = []
    for part in _ranked(best)[:MOST_CAUSES]:
        if part.whole:
            called = element_name(reading, best.dimension, part.name)
            causes.append(cause_of_element(told, part, best.dimension, called))
    return causes


def _ranked(best: Dimensioned) -> list[ElementPart]:
    return sorted(best.parts, key=lambda part: (-abs(part.whole), part.name))
