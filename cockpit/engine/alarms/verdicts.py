"""What all conditions of a rule say together about one grain."""

from collections.abc import Sequence
from typing import NamedTuple

from cockpit.engine.alarms.conditions import (
    Verdict,
    first_of,
    is_refuted,
    verdict,
)
from cockpit.engine.alarms.course import Course, Unknown
from cockpit.engine.alarms.states import InstanceState
from cockpit.snapshot.alarms import Overlay


class Moment(NamedTuple):
    """One instance at one grain, its fire conditions judged.

    Attributes:
        state: Before the grain.
        now: Business minute of the judging.
        verdicts: Of each fire condition; ``fire`` of all of them.
    """

    course: Course
    state: InstanceState
    grain: int
    now: int
    verdicts: Sequence[Verdict]
    fire: Verdict


def look(course: Course, state: InstanceState, grain: int, now: int) -> Moment:
    """Judge the fire conditions at a grain."""
    verdicts = _fire_verdicts(course, state, grain)
    fire = combined(verdicts, state.trues)
    return Moment(course, state, grain, now, verdicts, fire)


def combined(verdicts: Sequence[Verdict], trues: tuple[int, ...] = ()) -> Verdict:
    """Return the verdict of any of several conditions.

    A missing baseline is left out while another condition has a verdict, unless the
    condition is one of ``trues``: then it cannot be told whether it still holds.
    """
    if len(verdicts) == 1:
        return verdicts[0]
    if True in verdicts:
        return True
    unknown: list[Unknown] = []
    for index, each in enumerate(verdicts):
        is_left_out = each == "baseline" and index not in trues and False in verdicts
        if not isinstance(each, bool) and not is_left_out:
            unknown.append(each)
    if "hollow" in unknown and first_of(unknown) in {"hollow", "sample"}:
        return "hollow"
    return first_of(unknown) if unknown else False


def clear_verdicts(moment: Moment) -> list[Verdict]:
    """Judge every clear condition; without any, proven not to fire is the one."""
    course, state, grain, *_ = moment
    checks = course.plan.clear
    if not checks:
        return [_is_calm(moment)]
    return [verdict(course, check, grain, state, is_fire=False) for check in checks]


def shine(moment: Moment) -> tuple[Overlay, ...]:
    """Return what lies over ``ok``: watched, or green that is not earned."""
    course, state, grain, *_ = moment
    plan = course.plan
    for check in plan.watch:
        if verdict(course, check, grain, state, is_fire=False) is True:
            return ("watch",)
    if not plan.is_weighted:
        return ("unproven",)
    if plan.good:
        good = [
            verdict(course, check, grain, state, is_fire=False) for check in plan.good
        ]
        is_green = combined(good) is True
    else:
        is_green = not plan.proves or _is_calm(moment)
    return () if is_green else ("unproven",)


def _fire_verdicts(course: Course, state: InstanceState, grain: int) -> list[Verdict]:
    checks = course.plan.fire
    trouble = course.trouble(grain)
    if trouble is None:
        return [verdict(course, check, grain, state, is_fire=True) for check in checks]
    if trouble == "absent" and course.plan.rule.no_data == "fire":
        return [True] * len(checks)
    return [trouble] * len(checks)


def _is_calm(moment: Moment) -> bool:
    """Tell whether no condition is true, and none only for want of a proof."""
    course, grain = moment.course, moment.grain
    return all(
        is_refuted(course, check, grain)
        for check, each in zip(course.plan.fire, moment.verdicts, strict=True)
        if each is False
    )
