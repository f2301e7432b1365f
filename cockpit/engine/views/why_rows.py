"""The rows of a why: factors, mix and rate, and elements of every dimension."""

from collections.abc import Collection, Sequence
from typing import Final

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.why.dimensions import DIMENSION_NAMES, NAMED, OTHER, REST
from cockpit.engine.why.elements import Dimensioned, ElementPart
from cockpit.engine.why.reading import DIMENSIONS, Reading
from cockpit.engine.why.splitting import FactorPart, Sides
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.why import WhyRow

NOT_NAMED: Final = Name("未注明", "Not named")
SMALLER: Final = Name("其余", "All others")
MOST_LISTED: Final = 30
"""Elements of a dimension that are listed; the causes always are."""


def element_name(reading: Reading, dimension: str, element: str) -> Name:
    """Return what people call an element."""
    if element == REST:
        return NOT_NAMED
    if element == OTHER and dimension not in DIMENSIONS:
        return SMALLER
    if dimension in DIMENSIONS:
        return reading.scene.entity_name(dimension, element)
    called = reading.raw.names.get((dimension, element), element)
    return NAMED.get((dimension, element), Name(called, called))


def factor_rows(
    parts: Sequence[FactorPart], sides: Sides, causes: Collection[str]
) -> list[WhyRow]:
    """A row a factor, in the order of the tree."""
    return [
        WhyRow(
            "tree",
            part.step.factor.id,
            part.base,
            part.now,
            part.lmdi,
            part.shapley,
            _share(part.shapley, sides),
            name=part.step.factor.name,
            is_cause=part.step.factor.id in causes,
            unit=part.step.factor.unit,
            n=part.n,
            n_of=part.n_of,
        )
        for part in parts
    ]


def mix_rows(
    reading: Reading, metric: Metric, by: Dimensioned, sides: Sides
) -> list[WhyRow]:
    """Two rows an element, the largest first; they sum to the change."""
    rows = []
    for part in sorted(by.parts, key=_largest_first):
        called = element_name(reading, by.dimension, part.name)
        for kind, value in (("mix", part.mix or 0.0), ("rate", part.rate)):
            rows.append(
                WhyRow(
                    "mix",
                    f"{by.dimension}={part.name}:{kind}",
                    part.base,
                    part.now,
                    None,
                    value,
                    _share(value, sides),
                    name=called,
                    dimension=by.dimension,
                    element=part.name,
                    element_name=called,
                    unit=metric.unit,
                    n=part.n,
                    n_of=metric.n,
                )
            )
    return rows


def dimension_rows(
    reading: Reading, metric: Metric, by: Dimensioned, sides: Sides
) -> list[WhyRow]:
    """A row an element, the largest first.

    Those of a sum by channel or campaign are all there and sum up.
    """
    is_cut = metric.denominator or by.dimension not in DIMENSIONS
    found = {one.name: one for one in by.found.elements} if by.found else {}
    causes = by.found.causes if by.found else ()
    rows = []
    for rank, part in enumerate(sorted(by.parts, key=_largest_first)):
        if is_cut and rank >= MOST_LISTED and part.name not in causes:
            continue
        called = element_name(reading, by.dimension, part.name)
        one = found.get(part.name)
        rows.append(
            WhyRow(
                "dimension",
                f"{by.dimension}={part.name}",
                part.base,
                part.now,
                None,
                part.whole,
                _share(part.whole, sides),
                name=DIMENSION_NAMES[by.dimension],
                dimension=by.dimension,
                element=part.name,
                element_name=called,
                surprise=one.surprise if one else None,
                explanatory=one.explanatory if one else None,
                is_cause=part.name in causes,
                unit=metric.unit,
                n=part.n,
                n_of=metric.n,
            )
        )
    return rows


def _largest_first(part: ElementPart) -> tuple[float, str]:
    return -abs(part.whole), part.name


def _share(part: float, sides: Sides) -> float | None:
    return part / sides.moved if sides.moved else None
