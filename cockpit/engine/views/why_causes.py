"""Which causes a why tells, of the factors and of the most telling dimension."""

from collections.abc import Sequence
from typing import Final

from cockpit.engine.views.scene import Scene
from cockpit.engine.views.why_rows import element_name
from cockpit.engine.why.elements import Dimensioned, ElementPart
from cockpit.engine.why.places import place_of
from cockpit.engine.why.reading import Reading
from cockpit.engine.why.sentence import Told, cause_of_element, cause_of_factor
from cockpit.engine.why.splitting import FactorPart, Sides
from cockpit.snapshot.tabulate import name
from cockpit.snapshot.why import Cause

MOST_CAUSES: Final = 3
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
        return _elements(reading.scene, told, best)
    ranked = sorted(factors, key=lambda part: -abs(part.shapley))
    least = LEAST_CAUSE * abs(ranked[0].shapley)
    causes = []
    for part in ranked[:MOST_CAUSES]:
        if abs(part.shapley) > least:
            by = best.dimension if best else ""
            place = place_of(reading, sides, part, by)
            called = element_name(reading.scene, place.dimension, place.element)
            causes.append(cause_of_factor(told, part, place, called))
    return causes


def most_telling(dimensions: Sequence[Dimensioned]) -> Dimensioned | None:
    """Return the dimension whose causes are the most surprising; else the first."""
    if not dimensions:
        return None
    return max(dimensions, key=lambda one: one.found.surprise if one.found else 0.0)


def causes_named(scene: Scene, best: Dimensioned | None) -> str:
    """Name the elements that a dimension finds; without any its largest part."""
    if best is None:
        return ""
    causes = best.found.causes if best.found else ()
    ranked = [part.name for part in _ranked(best)]
    names = [one for one in ranked if one in causes] or ranked[:1]
    called = (element_name(scene, best.dimension, one) for one in names[:MOST_CAUSES])
    return ", ".join(name(one) for one in called)


def _elements(scene: Scene, told: Told, best: Dimensioned | None) -> list[Cause]:
    if best is None:
        return []
    causes = []
    for part in _ranked(best)[:MOST_CAUSES]:
        if part.whole:
            called = element_name(scene, best.dimension, part.name)
            causes.append(cause_of_element(told, part, best.dimension, called))
    return causes


def _ranked(best: Dimensioned) -> list[ElementPart]:
    return sorted(best.parts, key=lambda part: (-abs(part.whole), part.name))
