"""A change taken apart by the elements of a dimension: mix and rate, or plain sums."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.metrics.evaluate import value_scale
from cockpit.engine.why.adtributor import Found, Side, adtributor
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
    """A change taken apart by one dimension.

    Attributes:
        has_mix: Whether mix and rate are told apart: of a ratio whose denominator is
            known by the elements too.
        lasting: Share of the weight that elements of both periods hold, in the period
            in which they hold less; 1 where one of the periods has none at all.
    """

    dimension: str
    parts: tuple[ElementPart, ...]
    found: Found | None
    has_mix: bool = False
    lasting: float = 1.0


def by_dimension(reading: Reading, sides: Sides, dimension: str) -> Dimensioned | None:
    """Split the change over the elements of a dimension; None where they do not add."""
    after = reading.elements(dimension, sides.now.span)
    before = [reading.elements(dimension, one.span) for one in sides.bases]
    known = [one for one in before if one is not None]
    if after is None or len(known) != len(before):
        return None
    metric = reading.metric
    has_mix = bool(metric.denominator) and all(
        {*metric.denominator} <= {*sums}
        for one in (*known, after)
        for sums in one.values()
    )
    if has_mix:
        parts = _of_ratio(metric, sides, known, after)
    else:
        known = [
            _over_whole(metric, one, side)
            for one, side in zip(known, sides.bases, strict=True)
        ]
        after = _over_whole(metric, after, sides.now)
        parts = _of_sum(metric, sides, known, after)
    if len(parts) < 2:
        return None
    older = _averaged(metric, known, sides, has_mix=has_mix)
    newer = _side(metric, after, sides.now, has_mix=has_mix)
    found = adtributor(older, newer)
    return Dimensioned(dimension, parts, found, has_mix, _lasting(older, newer))


def _over_whole(
    metric: Metric, side: Mapping[str, Sums], period: Period
) -> dict[str, Sums]:
    """Hold every element's numerator against the whole's denominator."""
    below = {name: period.totals[name] or 0 for name in metric.denominator}
    return {name: {**sums, **below} for name, sums in side.items()}


def _lasting(older: Side, newer: Side) -> float:
    shares = []
    for side in (older, newer):
        weights = {
            name: abs(top if bottom is None else bottom)
            for name, (top, bottom) in side.items()
        }
        whole = fsum(weights.values())
        both = fsum(
            weights[name] for name in weights if name in older and name in newer
        )
        if not whole:
            return 1.0
        shares.append(both / whole)
    return min(shares)


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
    metric: Metric, side: Mapping[str, Sums], period: Period, *, has_mix: bool
) -> dict[str, tuple[float, float | None]]:
    if not has_mix:
        return {
            name: (float(figure(metric, sums, period.per) or 0), None)
            for name, sums in side.items()
        }
    return {
        name: (
            float((signed(metric.numerator, sums) or 0) * period.per),
            float((signed(metric.denominator, sums) or 0) * period.per),
        )
        for name, sums in side.items()
    }


def _averaged(
    metric: Metric,
    before: Sequence[Mapping[str, Sums]],
    sides: Sides,
    *,
    has_mix: bool,
) -> dict[str, tuple[float, float | None]]:
    found = [
        _side(metric, one, side, has_mix=has_mix)
        for one, side in zip(before, sides.bases, strict=True)
    ]
    names = dict.fromkeys(name for one in found for name in one)

    def middle(
        pick: Callable[[tuple[float, float | None]], float | None], name: str
    ) -> float:
        return fsum(pick(one.get(name, (0.0, 0.0))) or 0.0 for one in found) / len(
            found
        )

    return {
        name: (
            middle(lambda pair: pair[0], name),
            middle(lambda pair: pair[1], name) if has_mix else None,
        )
        for name in names
    }


def _none(metric: Metric) -> Sums:
    return dict.fromkeys(metric.measures, 0)
