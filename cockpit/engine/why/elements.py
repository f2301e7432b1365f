"""A change taken apart by the elements of a dimension: mix and rate, or plain sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.evaluate import value_scale
from cockpit.engine.why.adtributor import Found, adtributor
from cockpit.engine.why.mix import price_and_mix
from cockpit.engine.why.reading import Reading, Sums, figure, signed
from cockpit.engine.why.splitting import Period, Sides, mean


@dataclass(frozen=True, slots=True)
class ElementPart:
    """An element of a dimension: of a ratio its mix and rate, of a sum its change."""

    name: str
    base: float | None
    now: float | None
    mix: float | None
    rate: float
    n: int | None

    @property
    def whole(self) -> float:
        """Both together."""
        return self.rate + (self.mix or 0.0)


@dataclass(frozen=True, slots=True)
class Dimensioned:
    """A change taken apart by one dimension."""

    dimension: str
    parts: tuple[ElementPart, ...]
    found: Found | None


def by_dimension(
    reading: Reading, sides: Sides, dimension: Dimension
) -> Dimensioned | None:
    """Split the change over the elements of a dimension; None where they do not add."""
    after = reading.elements(dimension, sides.now.span)
    before = [reading.elements(dimension, one.span) for one in sides.bases]
    known = [one for one in before if one is not None]
    if after is None or len(known) != len(before):
        return None
    if reading.metric.denominator:
        parts = _of_ratio(reading.metric, sides, known, after)
    else:
        parts = _of_sum(reading.metric, sides, known, after)
    if len(parts) < 2:
        return None
    found = adtributor(
        _averaged(reading.metric, known, sides), _side(reading.metric, after, sides.now)
    )
    return Dimensioned(dimension, parts, found)


def _of_ratio(
    metric: Metric,
    sides: Sides,
    before: Sequence[Mapping[str, Sums]],
    after: Mapping[str, Sums],
) -> tuple[ElementPart, ...]:
    newer = _pairs(metric, after)
    if not sum(units for _, units in newer.values()):
        return ()
    names = sorted({*after, *(name for one in before for name in one)})
    splits = [price_and_mix(_pairs(metric, one), newer) for one in before]
    scale = value_scale(metric)
    exact = [
        scale * mean([one.get(name, (Fraction(0),) * 2)[at] for one in splits])
        for name in names
        for at in (0, 1)
    ]
    floats = sides.summing(exact)
    return tuple(
        ElementPart(
            name,
            *_own(metric, name, before, after, sides),
            mix=floats[2 * at + 1],
            rate=floats[2 * at],
            n=after.get(name, {}).get(metric.n),
        )
        for at, name in enumerate(names)
    )


def _of_sum(
    metric: Metric,
    sides: Sides,
    before: Sequence[Mapping[str, Sums]],
    after: Mapping[str, Sums],
) -> tuple[ElementPart, ...]:
    names = sorted({*after, *(name for one in before for name in one)})
    exact = []
    for name in names:
        now = figure(metric, after.get(name) or _none(metric), sides.now.per)
        then = [
            figure(metric, one.get(name) or _none(metric), side.per)
            for one, side in zip(before, sides.bases, strict=True)
        ]
        exact.append((now or 0) - mean([value or Fraction(0) for value in then]))
    floats = sides.summing(exact)
    return tuple(
        ElementPart(
            name,
            *_own(metric, name, before, after, sides),
            mix=None,
            rate=floats[at],
            n=after.get(name, {}).get(metric.n),
        )
        for at, name in enumerate(names)
    )


def _own(
    metric: Metric,
    name: str,
    before: Sequence[Mapping[str, Sums]],
    after: Mapping[str, Sums],
    sides: Sides,
) -> tuple[float | None, float | None]:
    """Return the element's own figure, then and now."""
    found = [
        figure(metric, one[name], side.per)
        for one, side in zip(before, sides.bases, strict=True)
        if name in one
    ]
    then = [float(value) for value in found if value is not None]
    now = figure(metric, after[name], sides.now.per) if name in after else None
    base = fsum(then) / len(then) if then else None
    return base, None if now is None else float(now)


def _pairs(metric: Metric, side: Mapping[str, Sums]) -> dict[str, tuple[int, int]]:
    return {
        name: (
            int(signed(metric.numerator, sums) or 0),
            int(signed(metric.denominator, sums) or 0),
        )
        for name, sums in side.items()
    }


def _side(
    metric: Metric, side: Mapping[str, Sums], period: Period
) -> dict[str, tuple[float, float | None]]:
    is_ratio = bool(metric.denominator)
    return {
        name: (
            float((signed(metric.numerator, sums) or 0) * period.per),
            float((signed(metric.denominator, sums) or 0) * period.per)
            if is_ratio
            else None,
        )
        for name, sums in side.items()
    }


def _averaged(
    metric: Metric, before: Sequence[Mapping[str, Sums]], sides: Sides
) -> dict[str, tuple[float, float | None]]:
    found = [
        _side(metric, one, side) for one, side in zip(before, sides.bases, strict=True)
    ]
    names = dict.fromkeys(name for one in found for name in one)
    is_ratio = bool(metric.denominator)

    def middle(
        pick: Callable[[tuple[float, float | None]], float | None], name: str
    ) -> float:
        return fsum(pick(one.get(name, (0.0, 0.0))) or 0.0 for one in found) / len(
            found
        )

    return {
        name: (
            middle(lambda pair: pair[0], name),
            middle(lambda pair: pair[1], name) if is_ratio else None,
        )
        for name in names
    }


def _none(metric: Metric) -> Sums:
    return dict.fromkeys(metric.measures, 0)
