"""The figures that are shown beside a state: value, change against its base, sample."""

from msgspec.structs import replace

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.plan import Check
from cockpit.engine.alarms.states import InstanceState


def with_figures(course: Course, state: InstanceState) -> InstanceState:
    """Return a state with the figures of its newest grain, as far as there are any."""
    if not course.is_present(state.grain):
        return replace(state, value=None, change=None, n=0)
    numerator, denominator, n, _ = course.pooled(state.grain)
    value = None
    if denominator > 0:
        value = numerator / denominator * course.plan.scale
    return replace(state, value=value, change=_change(course, state), n=n)


def deciding(course: Course, state: InstanceState) -> Check:
    """Return the fire condition that was true first, or else stands first."""
    checks = course.plan.fire
    if state.trues:
        return checks[state.trues[0]]
    return checks[0]


def _change(course: Course, state: InstanceState) -> float | None:
    check = deciding(course, state)
    if check.condition.of == "value":
        return None
    new = course.ratio(state.grain)
    base = course.baseline(state.grain, check.span, state)
    if isinstance(new, str) or isinstance(base, str):
        return None
    if check.condition.of == "delta":
        return (new[0] / new[1] - base[0] / base[1]) * course.plan.scale
    return new[0] * base[1] / (new[1] * base[0]) - 1 if base[0] > 0 else None
