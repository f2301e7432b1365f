"""One instance as a rule sees it: its points, baselines, and what is wrong with it."""

from collections.abc import Mapping
from typing import Literal

from cockpit.engine.alarms.exact import Ratio, median
from cockpit.engine.alarms.observation import Feed, Point, Reason
from cockpit.engine.alarms.plan import REACH, Plan, Span
from cockpit.engine.alarms.states import InstanceState
from cockpit.snapshot.alarms import Labels

Unknown = Reason | Literal["hollow"]
"""``hollow``: a breach by the point value that the sample does not prove."""
Pooled = tuple[int, int, int, int]
"""Numerator, denominator (1 for a sum), sample, and the oldest grain of it."""


def is_firing_after(state: InstanceState, grain: int) -> bool:
    """Tell whether an instance was firing after a grain, and not rebased before it."""
    if state.rebased is not None and grain > state.rebased:
        return False
    if state.firing_from is not None and grain >= state.firing_from:
        return True
    return any(first <= grain <= last for first, last in state.spans)


class Course:
    """The points of one instance; baselines are worked out once for each grain.

    A course is good for one walk forwards in time: what was firing before a grain
    must not change after that grain's baseline was asked for.
    """

    __slots__ = ("_baselines", "_first", "apart", "bad", "plan", "points", "problem")

    def __init__(self, plan: Plan, feed: Feed, labels: Labels) -> None:
        self.plan = plan
        self.points: Mapping[int, Point] = feed.instances.get(labels, {})
        self.bad: Mapping[int, Reason] = feed.bad.get(labels, {})
        self.problem = feed.problem
        self.apart = feed.apart
        self._baselines: dict[tuple[int, Span], Ratio | Unknown] = {}
        self._first: int | None = None

    @property
    def first(self) -> int | None:
        """First grain that is there; None if none is."""
        if self._first is None and self.points:
            self._first = min(self.points)
        return self._first

    def trouble(self, grain: int) -> Reason | None:
        """Return why no condition can judge a grain; None if they can."""
        bad = self.bad.get(grain)
        if self.problem or bad in {"error", "schema"}:
            return "error" if "error" in {self.problem, bad} else "schema"
        return "absent" if grain not in self.points else bad

    def is_present(self, grain: int) -> bool:
        """Tell whether a grain is there and can be used."""
        return grain in self.points and grain not in self.bad

    def pooled(self, grain: int) -> Pooled:
        """Return the sums of a grain and, while they are thin, of those before it."""
        numerator, denominator, n = self.points[grain]
        oldest = grain
        stop = grain - self.plan.pool
        while n < self.plan.least and oldest - 1 > stop:
            if not self.is_present(oldest - 1):
                break
            oldest -= 1
            more = self.points[oldest]
            numerator, n = numerator + more.numerator, n + more.n
            if denominator is not None:
                denominator += more.denominator or 0
        return numerator, 1 if denominator is None else denominator, n, oldest

    def summed(self, grain: int, count: int) -> Pooled:
        """Return the sums of the last so many present grains, as far as there are."""
        sums = [0, 0, 0]
        first, oldest = self.first, grain
        at, left = grain, count
        while left and first is not None and at >= first:
            if self.is_present(at):
                point = self.points[at]
                sums[0] += point.numerator
                sums[1] += point.denominator or 0
                sums[2] += point.n
                oldest, left = at, left - 1
            at -= 1
        return sums[0], sums[1], sums[2], oldest

    def ratio(self, grain: int) -> Ratio | Unknown:
        """Return a grain's value before the scale."""
        if trouble := self.trouble(grain):
            return trouble
        numerator, denominator, _ = self.points[grain]
        if denominator is None:
            return numerator, 1
        return (numerator, denominator) if denominator > 0 else "base<=0"

    def baseline(self, grain: int, span: Span, state: InstanceState) -> Ratio | Unknown:
        """Return what a grain is held against, as of that grain."""
        key = (grain, span)
        found = self._baselines.get(key)
        if found is None:
            single = span.wanted == 1
            found = (
                self._single(grain - span.step)
                if single
                else self._median(grain, span, state)
            )
            self._baselines[key] = found
        return found

    def _single(self, grain: int) -> Ratio | Unknown:
        if not self.is_present(grain) or self.points[grain].n < self.plan.ref_min:
            return "baseline"
        return self.ratio(grain)

    def usual(
        self, grain: int, span: Span, state: InstanceState
    ) -> tuple[list[Ratio], int]:
        """Return the nearest usable grains before one, and their sample together.

        Those after which it fired are not usual, until the operator has rebased it;
        neither are days that the calendar names.
        """
        point_of, bad, apart = self.points.get, self.bad, self.apart
        quiet = not state.spans and state.firing_from is None
        ratios: list[Ratio] = []
        samples, wanted = 0, span.wanted
        stop = grain - REACH * wanted * span.step - 1
        for at in range(grain - span.step, stop, -span.step):
            point = point_of(at)
            if point is None or at in apart or at in bad:
                continue
            numerator, denominator, n = point
            if denominator is None:
                denominator = 1
            if denominator <= 0 or not (quiet or not is_firing_after(state, at)):
                continue
            ratios.append((numerator, denominator))
            samples += n
            if len(ratios) == wanted:
                break
        return ratios, samples

    def _median(self, grain: int, span: Span, state: InstanceState) -> Ratio | Unknown:
        ratios, samples = self.usual(grain, span, state)
        if len(ratios) < span.least or samples < self.plan.ref_min:
            return "baseline"
        return median(ratios)
