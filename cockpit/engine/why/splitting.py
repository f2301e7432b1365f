"""The splits of one change, over one base period or the two middle ones of a median."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.metrics.evaluate import value_scale
from cockpit.engine.why.adtributor import Found, adtributor
from cockpit.engine.why.lmdi import lmdi
from cockpit.engine.why.mix import price_and_mix
from cockpit.engine.why.periods import Comparison, Span
from cockpit.engine.why.reading import Reading, Sums, figure, signed
from cockpit.engine.why.rounding import summing
from cockpit.engine.why.shapley import shapley
from cockpit.engine.why.trees import Step, Tree, chains_of, tree_of
from cockpit.text.notes import Note, note


@dataclass(frozen=True, slots=True)
class Period:
    """A span with its sums; ``per`` makes sums of several lengths comparable."""

    span: Span
    totals: Mapping[str, int | None]
    per: Fraction
    value: Fraction


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the change is from the mean of ``bases`` to ``now``.

    A median of evenly many windows is the mean of the middle two. Every split is made
    against each of them, and the mean of the parts sums to the change again.
    """

    bases: tuple[Period, ...]
    now: Period

    @property
    def base(self) -> Fraction:
        """The older value."""
        return sum((one.value for one in self.bases), Fraction(0)) / len(self.bases)

    @property
    def change(self) -> Fraction:
        """How far the figure moved."""
        return self.now.value - self.base


@dataclass(frozen=True, slots=True)
class FactorPart:
    """A factor and what it contributes."""

    step: Step
    base: float
    now: float
    lmdi: float | None
    shapley: float
    n: int | None


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


def sides_of(reading: Reading, comparison: Comparison) -> Sides | Note:
    """Read both periods, of a median its middle window or windows."""
    metric, now = reading.metric, comparison.now
    is_mean = not metric.denominator and metric.over == "mean"
    newer = _period(reading, now, Fraction(1, now.days) if is_mean else Fraction(1))
    if newer is None:
        return note("no figure of {days}", days=now.words)
    older = []
    for span in comparison.bases:
        days = reading.points(span) if comparison.is_daily_mean else span.days
        if days and (found := _period(reading, span, _per(metric, now, days))):
            older.append(found)
    if len(older) < comparison.needs:
        return note("nothing to compare {days} with", days=now.words)
    older.sort(key=lambda one: one.value)
    low, high = (len(older) - 1) // 2, len(older) // 2
    return Sides(tuple(older[low : high + 1]), newer)


def tree_parts(
    metric: Metric, sides: Sides, *, by_orders: bool
) -> tuple[tuple[FactorPart, ...], Tree] | None:
    """Split the change over the first tree whose factors are all known.

    Returns:
        Parts that sum to the change, both ways, and the tree; None without a tree.
        Where a factor is negative there is no logarithmic split.
    """
    for chain in chains_of(metric, by_orders=by_orders):
        tree = tree_of(metric, chain)
        before = [tree.parts(one.totals, one.per) for one in sides.bases]
        after = tree.parts(sides.now.totals, sides.now.per)
        known = [one for one in before if one is not None]
        if after is not None and len(known) == len(before):
            return _factors(tree, known, after, sides), tree
    return None


def by_dimension(reading: Reading, sides: Sides, dimension: str) -> Dimensioned | None:
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


def _per(metric: Metric, now: Span, days: int) -> Fraction:
    if not metric.denominator and metric.over == "mean":
        return Fraction(1, days)
    return Fraction(now.days, days)


def _period(reading: Reading, span: Span, per: Fraction) -> Period | None:
    totals = reading.totals(span)
    if totals is None:
        return None
    value = figure(reading.metric, totals, per)
    return None if value is None else Period(span, totals, per, value)


def _factors(
    tree: Tree,
    before: Sequence[Mapping[str, Fraction]],
    after: Mapping[str, Fraction],
    sides: Sides,
) -> tuple[FactorPart, ...]:
    exact = [shapley(one, after) for one in before]
    by_order = summing(
        [tree.scale * _mean([one[s.factor.id] for one in exact]) for s in tree.steps],
        sides.change,
    )
    by_log: Sequence[float | None] = [None] * len(tree.steps)
    if all(x >= 0 for one in (*before, after) for x in one.values()):
        logs = [lmdi(one, after) for one in before]
        means = [fsum(one[s.factor.id] for one in logs) / len(logs) for s in tree.steps]
        by_log = summing([tree.scale * part for part in means], sides.change)
    now = sides.now
    rows = []
    for at, step in enumerate(tree.steps):
        values = [step.value(one.totals, one.per) or 0.0 for one in sides.bases]
        value = step.value(now.totals, now.per) or 0.0
        n = now.totals.get(step.factor.n_of)
        base = fsum(values) / len(values)
        rows.append(FactorPart(step, base, value, by_log[at], by_order[at], n))
    return tuple(rows)


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
        scale * _mean([one.get(name, (Fraction(0),) * 2)[at] for one in splits])
        for name in names
        for at in (0, 1)
    ]
    floats = summing(exact, sides.change)
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
        exact.append((now or 0) - _mean([value or Fraction(0) for value in then]))
    floats = summing(exact, sides.change)
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

    def mean(
        pick: Callable[[tuple[float, float | None]], float | None], name: str
    ) -> float:
        return fsum(pick(one.get(name, (0.0, 0.0))) or 0.0 for one in found) / len(
            found
        )

    return {
        name: (
            mean(lambda pair: pair[0], name),
            mean(lambda pair: pair[1], name) if is_ratio else None,
        )
        for name in names
    }


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _none(metric: Metric) -> Sums:
    return dict.fromkeys(metric.measures, 0)
