"""How long conditions have held: counts that live in the state of an instance."""

from collections.abc import Sequence

from cockpit.engine.alarms.conditions import Verdict
from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.plan import Check
from cockpit.engine.alarms.states import Hold

Holds = tuple[Hold, ...]
_NONE: Hold = (0, 0)


def counted(
    course: Course, holds: Holds, verdicts: Sequence[Verdict], grain: int
) -> Holds:
    """Count true conditions on, let false ones begin anew, keep what is unknown.

    Sums over several grains that overlap those counted last are not counted again.
    """
    before = holds or (_NONE,) * len(verdicts)
    is_pooled = course.plan.pool > 1 and course.is_present(grain)
    oldest = course.pooled(grain)[3] if is_pooled else grain
    pairs = zip(before, verdicts, strict=True)
    return tuple(_next(hold, each, grain, oldest) for hold, each in pairs)


def kept(holds: Holds, verdicts: Sequence[Verdict]) -> Holds:
    """Count nothing on: an unknown keeps a count, what is false begins anew."""
    pairs = zip(holds, verdicts, strict=True)
    return tuple(_NONE if each is False else hold for hold, each in pairs)


def is_held(
    checks: tuple[Check, ...], holds: Holds, verdicts: Sequence[Verdict]
) -> bool:
    """Tell whether any true condition has held as long as it must."""
    if not checks:
        return True
    triples = zip(checks, holds, verdicts, strict=True)
    return any(
        each is True and (check.of_last > 0 or hold[0] >= check.hold)
        for check, hold, each in triples
    )


def _next(hold: Hold, each: Verdict, grain: int, oldest: int) -> Hold:
    if each is False:
        return _NONE
    count, at = hold
    return (count + 1, grain) if each is True and (not count or oldest > at) else hold
