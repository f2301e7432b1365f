"""The verdict of one condition on one grain: true, false, or why it is unknown."""

from collections.abc import Sequence
from typing import Final

from cockpit.engine.alarms.course import Course, Unknown
from cockpit.engine.alarms.exact import Ratio, is_sign_right
from cockpit.engine.alarms.noise import is_chance
from cockpit.engine.alarms.observation import REASONS
from cockpit.engine.alarms.plan import Check
from cockpit.engine.alarms.states import InstanceState

Verdict = bool | Unknown
RANK: Final[dict[Unknown, int]] = {reason: i for i, reason in enumerate(REASONS)} | {
    "hollow": REASONS.index("sample")
}


def first_of(reasons: Sequence[Unknown]) -> Unknown:
    """Return the reason that is named when there are several."""
    return min(reasons, key=RANK.__getitem__)


def verdict(
    course: Course, check: Check, grain: int, state: InstanceState, *, is_fire: bool
) -> Verdict:
    """Judge a condition at a grain that can be judged, without holding it in a row.

    Args:
        course: Points of the instance.
        check: The condition.
        grain: Grain; it must be there.
        state: Before the grain: which grains were firing.
        is_fire: An unproven breach is hollow; elsewhere what is unproven is false.
    """
    if check.of_last:
        return _m_of_n(course, check, grain, state, is_fire=is_fire)
    return _raw(course, check, grain, state, is_fire=is_fire)


def is_refuted(course: Course, check: Check, grain: int) -> bool:
    """Tell whether a condition that is false is proven false where it must be."""
    if check.condition.of != "value" or not course.is_present(grain):
        return True
    numerator, denominator, n, _ = course.pooled(grain)
    if n >= course.plan.proof_below and not check.needs_proof:
        return True
    side = 1 if check.limit.falls else -1
    return check.limit.proves(numerator, denominator, side=side)


def _m_of_n(
    course: Course,
    check: Check,
    grain: int,
    state: InstanceState,
    *,
    is_fire: bool,
) -> Verdict:
    """Grains before the first one are neither true nor unknown."""
    trues = 0
    unknowns: list[Unknown] = []
    start = max(grain - check.of_last + 1, course.first or grain)
    for at in range(grain, start - 1, -1):
        found: Verdict | None = course.trouble(at)
        if found is None:
            found = _raw(course, check, at, state, is_fire=is_fire)
        elif is_fire and found == "absent" and course.plan.rule.no_data == "fire":
            found = True
        if found is True:
            trues += 1
        elif found is not False:
            unknowns.append(found)
    if trues >= check.hold:
        return True
    if trues + len(unknowns) < check.hold:
        return False
    return unknowns[0]


def _raw(
    course: Course, check: Check, grain: int, state: InstanceState, *, is_fire: bool
) -> Verdict:
    if check.condition.of == "value":
        return _value(course, check, grain, is_fire=is_fire)
    if check.condition.streak:
        return _streak(course, check, grain, state)
    return _change(course, check, grain, state)


def _value(course: Course, check: Check, grain: int, *, is_fire: bool) -> Verdict:
    over = check.condition.over
    numerator, denominator, n, _ = (
        course.pooled(grain) if over == 1 else course.summed(grain, over)
    )
    if n < course.plan.least:
        return "sample"
    if denominator <= 0:
        return "base<=0"
    limit = check.limit
    if not limit.value(numerator, denominator):
        return False
    if n >= course.plan.proof_below and not check.needs_proof:
        return True
    if limit.proves(numerator, denominator, side=-1 if limit.falls else 1):
        return True
    return "hollow" if is_fire else False


def _change(course: Course, check: Check, grain: int, state: InstanceState) -> Verdict:
    """One change against its own baseline."""
    numerator, denominator, n = course.points[grain]
    if n < course.plan.least:
        return "sample"
    if denominator is None:
        denominator = 1
    if denominator <= 0:
        return "base<=0"
    base = course.baseline(grain, check.span, state)
    return _against(check, (numerator, denominator), base)


def _against(check: Check, new: Ratio, base: Ratio | Unknown) -> Verdict:
    if isinstance(base, str):
        return base
    if check.condition.of == "delta":
        return check.limit.delta(new, base)
    return check.limit.change(new, base) if base[0] > 0 else "base<=0"


def _streak(course: Course, check: Check, grain: int, state: InstanceState) -> Verdict:
    """False if a grain is missing; else false before unknown before true."""
    condition = check.condition
    length = condition.streak
    oldest = grain - length + (condition.vs != "prev")
    if any(at not in course.points for at in range(oldest, grain + 1)):
        return False
    members = range(grain, grain - length, -1)
    found: list[Verdict] = []
    if condition.reading == "literal":
        for at in members:
            found.append(_member(course, check, at, state))
            if found[-1] is False:
                return False
    else:
        if condition.reading == "cumulative":
            found += [_sign(course, check, at) for at in members]
        found.append(_total(course, check, grain, grain - length))
    if False in found:
        return False
    reasons: list[Unknown] = [each for each in found if not isinstance(each, bool)]
    if reasons:
        return first_of(reasons)
    is_weekly = condition.vs == "median:4w" and condition.of == "change"
    return not (is_weekly and is_chance(course, check, grain, state))


def _member(course: Course, check: Check, grain: int, state: InstanceState) -> Verdict:
    return course.trouble(grain) or _change(course, check, grain, state)


def _sign(course: Course, check: Check, grain: int) -> Verdict:
    new, old = course.ratio(grain), course.ratio(grain - 1)
    if course.points[grain].n < course.plan.least:
        return "sample"
    if isinstance(new, str):
        return new
    if isinstance(old, str):
        return old
    return is_sign_right(new, old, falls=check.limit.falls)


def _total(course: Course, check: Check, grain: int, start: int) -> Verdict:
    """The change over the whole window."""
    new = course.ratio(grain)
    if course.points[grain].n < course.plan.least:
        return "sample"
    return new if isinstance(new, str) else _against(check, new, course.ratio(start))
