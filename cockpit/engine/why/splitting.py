"""The splits of one change, over one base period or the two middle ones of a median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.metrics.sheet import MONEY
from cockpit.engine.why.lmdi import lmdi
from cockpit.engine.why.periods import Comparison, Span
from cockpit.engine.why.reading import Reading, figure
from cockpit.engine.why.rounding import grid_of, on_grid, summing
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
    ``windows`` are all that a median is taken from, the first in time first.
    """

    bases: tuple[Period, ...]
    now: Period
    windows: tuple[Period, ...] = ()

    @property
    def base(self) -> Fraction:
        """The older value."""
        return sum((one.value for one in self.bases), Fraction(0)) / len(self.bases)

    @property
    def change(self) -> Fraction:
        """How far the figure moved."""
        return self.now.value - self.base

    @property
    def grid(self) -> Fraction:
        """Last digit of the values; the change and its parts are multiples of it."""
        return grid_of(self.base, self.now.value)

    @property
    def moved(self) -> float:
        """The change as it is written: what the parts sum to, to the last digit."""
        return on_grid(self.change, self.grid)

    def summing(self, parts: Sequence[Fraction | float]) -> list[float]:
        """Write parts of the change."""
        return summing(parts, self.moved, self.grid)


@dataclass(frozen=True, slots=True)
class FactorPart:
    """A factor and what it contributes."""

    step: Step
    base: float
    now: float
    lmdi: float | None
    shapley: float
    n: int | None
    n_of: str


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
    if len(older) < comparison.needs and comparison.of > 1:
        return note(
            "a median of {of} periods needs {needs} that have a figure and are no days"
            " of the calendar: {n} have",
            of=comparison.of,
            needs=comparison.needs,
            n=len(older),
        )
    if len(older) < comparison.needs:
        return _nothing_older(comparison)
    older.sort(key=lambda one: one.value)
    low, high = (len(older) - 1) // 2, len(older) // 2
    middle = older[low : high + 1]
    by_time = (sorted(some, key=lambda one: one.span.first) for some in (middle, older))
    bases, windows = map(tuple, by_time)
    return Sides(bases, newer, windows)


def _nothing_older(comparison: Comparison) -> Note:
    """Say that the base has no figure; an older file often has days only."""
    now, base = comparison.now.words, comparison.bases[0].words
    if comparison.now.hours is None:
        return note(
            "nothing to compare {days} with: no figure of {base}", days=now, base=base
        )
    return note(
        "nothing to compare {days} with: no figure of {base} by the hour, and {days} is"
        " not over; choose whole days",
        days=now,
        base=base,
    )


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
            return _factors(metric, tree, known, after, sides), tree
    return None


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
    metric: Metric,
    tree: Tree,
    before: Sequence[Mapping[str, Fraction]],
    after: Mapping[str, Fraction],
    sides: Sides,
) -> tuple[FactorPart, ...]:
    exact = [shapley(one, after) for one in before]
    by_order = sides.summing(
        [tree.scale * mean([one[s.factor.id] for one in exact]) for s in tree.steps]
    )
    by_log: Sequence[float | None] = [None] * len(tree.steps)
    if all(x >= 0 for one in (*before, after) for x in one.values()):
        logs = [lmdi(one, after) for one in before]
        means = [fsum(one[s.factor.id] for one in logs) / len(logs) for s in tree.steps]
        by_log = sides.summing([tree.scale * part for part in means])
    now = sides.now
    rows = []
    for at, step in enumerate(tree.steps):
        values = [step.value(one.totals, one.per) or 0.0 for one in sides.bases]
        value = step.value(now.totals, now.per) or 0.0
        n_of = step.factor.n_of
        n_of = metric.n if n_of in MONEY else n_of  # money is no sample
        base = fsum(values) / len(values)
        rows.append(
            FactorPart(
                step, base, value, by_log[at], by_order[at], now.totals.get(n_of), n_of
            )
        )
    return tuple(rows)


def mean(values: Sequence[Fraction]) -> Fraction:
    """Return the exact mean."""
    return sum(values, Fraction(0)) / len(values)
