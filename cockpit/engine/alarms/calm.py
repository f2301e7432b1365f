"""Long histories judged fast: the grains at which certainly nothing fires, at once.

Whoever judges a grain exactly takes ten microseconds, and a year of hours of 200
channels has two million of them. Nearly all are far from every threshold, which numbers
with 15 digits tell as well; they are leapt over, and only what is near a threshold,
missing, thin, without a baseline or part of an alarm is judged one by one.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.observation import Point
from cockpit.engine.alarms.plan import REACH, Check, Plan
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.step import rested
from cockpit.engine.alarms.thresholds import threshold

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = tuple[Sequence[int], Sequence[int], Sequence[int | None], Sequence[int]]
"""Grains, the oldest first, with numerators, denominators and samples."""

_SPARE: Final = 4
"""Gaps among the grains of a median that are still looked past."""
_NEAR: Final = 1e-9
"""What is nearer to a threshold, relative to both, is judged exactly."""


@runtime_checkable
class Rowed(Protocol):
    """Points that are kept in columns."""

    def rows(self) -> Rows:
        """Return them as they are kept."""


class Columns(NamedTuple):
    """What is known of every grain from the first one on.

    Attributes:
        there: Whether it is there and can be judged.
        value: Before the scale; 0 where there is none.
        usual: Whether a median may use it, unless it fired.
    """

    there: Flags
    value: Numbers
    n: Numbers
    has_value: Flags
    usual: Flags


class Calm:
    """Knows of one instance where certainly no condition is true.

    Args:
        course: Its points.
        newest: Grain up to which it is judged.
        chunk: So many grains are looked at together; an alarm makes the rest of them
            void.
    """

    def __init__(self, course: Course, newest: int, *, chunk: int = 1_024) -> None:
        self._plan, self._chunk = course.plan, chunk
        self._is_blind = bool(course.problem) or not course.points
        self._first, self._newest = course.first or 0, newest
        self._known: tuple[object, int, Flags] | None = None
        if not self._is_blind:
            self._columns = _columns(course, self._first, newest)

    def leap(self, state: InstanceState) -> InstanceState:
        """Return the state after the calm grains that follow, all but the last one.

        That one is judged as any other: what lies over a state is not known here. It
        is the newest but one at the latest.
        """
        if self._is_blind or state.rebased is not None:
            return state
        if state.status in {"firing", "recovering"}:
            return state
        at = state.grain + 1 - self._first
        rest = self._calm(state, at)
        length = len(rest) if rest.all() else int(np.argmin(rest))
        last = min(state.grain + length - 1, self._newest - 2)
        return rested(self._plan, state, last) if last > state.grain else state

    def _calm(self, state: InstanceState, at: int) -> Flags:
        """Return which grains are calm, from one on to the end of its chunk."""
        if self._known is not None:
            spans, start, known = self._known
            if spans == state.spans and start <= at < start + len(known):
                return known[at - start :]
        end = min(at + self._chunk, len(self._columns.there))
        calm = self._columns.there[at:end].copy()
        usual = self._columns.usual
        if state.spans:
            usual = usual.copy()
            for fired, last in state.spans:
                usual[fired - self._first : last + 1 - self._first] = False
        for check in self._plan.fire:
            calm &= _is_calm(self._plan, check, self._columns, usual, at, end)
        self._known = (state.spans, at, calm)
        return calm


def _columns(course: Course, first: int, newest: int) -> Columns:
    grains, over, under, n = _rows(course.points)
    size = newest - first + 1
    at = np.array(grains, dtype=np.int64) - first
    kept = at < size
    at = at[kept]
    below = np.array(under, dtype=np.float64)[kept]
    below = np.where(np.isnan(below), 1.0, below)
    there = np.zeros(size, dtype=np.bool_)
    there[at] = True
    for grain in course.bad:
        if first <= grain <= newest:
            there[grain - first] = False
    value, samples = np.zeros(size), np.zeros(size)
    has_value = np.zeros(size, dtype=np.bool_)
    value[at] = np.array(over, dtype=np.float64)[kept] / np.where(below > 0, below, 1.0)
    samples[at] = np.array(n, dtype=np.float64)[kept]
    has_value[at] = below > 0
    has_value &= there
    usual = has_value.copy()
    for grain in course.apart:
        if first <= grain <= newest:
            usual[grain - first] = False
    return Columns(there, value, samples, has_value, usual)


def _rows(points: Mapping[int, Point]) -> Rows:
    if isinstance(points, Rowed):
        return points.rows()
    grains = sorted(points)
    found = [points[at] for at in grains]
    over, under, n = zip(*found, strict=True)
    return grains, over, under, n


def _is_calm(  # noqa: PLR0913, PLR0917 - what one look needs, by name
    plan: Plan, check: Check, columns: Columns, usual: Flags, at: int, end: int
) -> Flags:
    """Return at which grains of a chunk a condition is certainly false."""
    nothing = np.zeros(end - at, dtype=np.bool_)
    condition = check.condition
    than = float(threshold(condition.than))
    if check.of_last or condition.over != 1 or condition.op in {"==", "!="}:
        return nothing
    enough = columns.has_value[at:end] & (columns.n[at:end] >= plan.least)
    new = columns.value[at:end]
    if condition.of == "value":
        return enough & _is_far(new * plan.scale, than, check)
    if condition.streak and condition.reading != "literal":
        return nothing
    # One member that is false makes a streak false, and so does a gap in it.
    base, has_base = _base(plan, check, columns, usual, at, end)
    if condition.of == "delta":
        return enough & has_base & _is_far(new, base + than / plan.scale, check)
    return enough & has_base & (base > 0) & _is_far(new, base * (1 + than), check)


def _is_far(figure: Numbers, limit: Numbers | float, check: Check) -> Flags:
    distance = figure - limit if check.limit.falls else limit - figure
    near = _NEAR * (np.abs(figure) + np.abs(limit))
    return np.asarray(distance > near, dtype=np.bool_)


def _base(  # noqa: PLR0913, PLR0917 - what one look needs, by name
    plan: Plan, check: Check, columns: Columns, usual: Flags, at: int, end: int
) -> tuple[Numbers, Flags]:
    """Return what each grain of a chunk is held against, and where that is known."""
    step, wanted, least = check.span
    looks = 1 if wanted == 1 else min(REACH * wanted, wanted + _SPARE)
    back = np.arange(at, end)[:, None] - step * np.arange(1, looks + 1)[None, :]
    may_use = columns.has_value if wanted == 1 else usual
    used = np.where(back >= 0, may_use[np.maximum(back, 0)], False)  # noqa: FBT003
    used &= np.cumsum(used, axis=1) <= wanted
    counts = used.sum(axis=1)
    samples = np.where(used, columns.n[np.maximum(back, 0)], 0.0).sum(axis=1)
    values = np.where(used, columns.value[np.maximum(back, 0)], np.inf)
    values.sort(axis=1)
    rows = np.arange(end - at)
    upper = values[rows, np.minimum(counts // 2, looks - 1)]
    lower = values[rows, np.maximum((counts - 1) // 2, 0)]
    # Farther back there may be more of them: then the median is another one.
    is_whole = counts == wanted if looks < REACH * wanted else counts >= least
    has_base = is_whole & (samples >= plan.ref_min)
    base = np.where(has_base, (lower + upper) / 2, 0.0)
    return base, has_base
