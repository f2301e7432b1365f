"""Notices that an older grain was restated and would be judged otherwise now."""

from msgspec.structs import replace

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.states import InstanceState, Transition
from cockpit.engine.alarms.verdicts import look


def digest(course: Course, state: InstanceState) -> int:
    """Return a number of the points that the marks of a state belong to."""
    points, bad = course.points, course.bad
    parts = []
    for at in range(state.grain - len(state.marks) + 1, state.grain + 1):
        point = points.get(at)
        if point is None or at in bad:
            parts.append(-1)
        else:
            numerator, denominator, n = point
            # hash(None) differs from process to process; this number outlives them
            known = -1 if denominator is None else denominator
            parts.append(hash((numerator, known, n)))
    return hash(tuple(parts))


def restated(
    course: Course, state: InstanceState, newest: int
) -> tuple[InstanceState, list[Transition]]:
    """Report the grains before the newest one that breach now, or no longer do.

    Nothing is opened or cleared by it: past states stay as they were judged. A gap
    that was filled by a figure that does not breach is no flip, nor is a figure that
    vanished.

    Returns:
        The state with its marks put right, and a ``grain.restated`` for every flip.
    """
    if not state.marks or digest(course, state) == state.digest:
        return state, []
    first = state.grain - len(state.marks) + 1
    marks = list(state.marks)
    flipped = []
    for at in range(first, min(state.grain + 1, newest)):
        fires = look(course, state, at, 0).fire
        if isinstance(fires, bool) and fires != (marks[at - first] == "t"):
            marks[at - first] = "ft"[fires]
            flipped.append(at)
    if not flipped:
        return state, []
    new = _marked(course, state, "".join(marks), first)
    return new, [_told(new, at, marks[at - first]) for at in flipped]


def _marked(
    course: Course, state: InstanceState, marks: str, first: int
) -> InstanceState:
    before = state.before
    if before is not None:
        before = replace(before, marks=marks[: max(before.grain - first + 1, 0)])
    return replace(state, marks=marks, digest=digest(course, state), before=before)


def _told(state: InstanceState, grain: int, mark: str) -> Transition:
    return Transition(
        kind="grain.restated",
        rule=state.rule,
        labels=state.labels,
        grain=grain,
        reason="fires" if mark == "t" else "fires_not",
        state=state,
        was=state.written,
    )
