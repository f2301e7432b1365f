"""One step: a rule, an instance and one grain give the next state. Pure."""

from hashlib import sha256
from typing import Any, Final

from msgspec.structs import replace

from cockpit.engine.alarms.course import Course, Unknown
from cockpit.engine.alarms.holds import counted, is_held, kept
from cockpit.engine.alarms.observation import Observation, Reason
from cockpit.engine.alarms.plan import Plan, prepare
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import (
    FLAP_GRAINS,
    InstanceState,
    Transition,
    is_flapping,
    is_same,
    kind_of,
    newborn,
)
from cockpit.engine.alarms.verdicts import (
    Moment,
    clear_verdicts,
    combined,
    look,
    shine,
)
from cockpit.snapshot.alarms import AlarmState, Overlay

MARKS: Final = 35
"""So many verdicts are remembered, to notice that an older grain was restated."""
Changes = dict[str, Any]
"""Fields of a state with their new values."""


def step(
    rule: Rule, state: InstanceState | None, observation: Observation, now: int
) -> tuple[InstanceState, tuple[Transition, ...]]:
    """Judge one grain of one instance.

    Args:
        rule: The rule.
        state: After the grain before; None for an instance that is seen first.
        observation: Feed, labels and the grain to judge.
        now: Business minute of the judging; ``feed.due(grain)`` at its maturity.

    Returns:
        The state after it, and what is to be journaled.
    """
    feed, labels, grain = observation
    plan = prepare(rule, feed)
    old = state or newborn(rule.id, plan.hash, labels, plan.kind, grain, plan.lag)
    new = advance(Course(plan, feed, labels), old, grain, now)
    new = replace(new, before=replace(old, before=None))
    if state is not None and is_same(old, new):
        return new, ()
    return new, (transition(new, state, now),)


def transition(new: InstanceState, old: InstanceState | None, at: int) -> Transition:
    """Tell that an instance came from one state into another."""
    return Transition(
        kind=kind_of(new),
        rule=new.rule,
        labels=new.labels,
        grain=new.grain,
        reason=new.reason,
        state=new,
        was=old.written if old is not None else "",
        at=at,
    )


def advance(
    course: Course, state: InstanceState, grain: int, now: int
) -> InstanceState:
    """Return the state after a grain; its figures and ``before`` are left to others."""
    moment = look(course, state, grain, now)
    fire = moment.fire
    if fire == "error":
        return _erred(state, grain)
    if state.status in {"firing", "recovering"}:
        changes = _while_firing(moment)
    else:
        changes = _while_quiet(moment)
    if changes["status"] != state.status:
        changes["since"], changes["entered"] = grain, now
        changes["lag"] = course.plan.lag
    if "reason" not in changes:
        changes["reason"], changes["known"] = "", grain
    mark = "u" if isinstance(fire, str) else "ft"[fire]
    return replace(
        state,
        grain=grain,
        fires=fire is True,
        marks=(state.marks + mark)[-MARKS:],
        **changes,
    )


def rested(plan: Plan, state: InstanceState, last: int) -> InstanceState:
    """Return the state after grains at which no condition was true, up to the last.

    As :func:`advance` makes it of one after the other, but for what lies over it.
    """
    changes = _at_rest("ok", ())
    first = state.grain + 1
    if state.status != "ok":
        changes |= {"since": first, "entered": plan.due(first), "lag": plan.lag}
    return replace(
        state,
        grain=last,
        known=last,
        reason="",
        fires=False,
        marks=(state.marks + "f" * min(last - state.grain, MARKS))[-MARKS:],
        **changes,
    )


def _erred(state: InstanceState, grain: int) -> InstanceState:
    """Nothing changes, no count moves; only the error is shown."""
    overlays = state.overlays
    if "error" not in overlays:
        overlays = (*overlays, "error")
    reason: Reason = "error"
    return replace(
        state,
        overlays=overlays,
        reason=reason if state.status == "unknown" else state.reason,
        grain=grain,
        fires=False,
        marks=(state.marks + "u")[-MARKS:],
    )


def _while_quiet(moment: Moment) -> Changes:
    """From ``unknown``, ``ok`` or ``pending``."""
    plan, state, fire = moment.course.plan, moment.state, moment.fire
    if fire is False:
        return _at_rest("ok", (*plan.badges, *shine(moment)))
    if fire is True:
        return _breached(moment)
    unknown = _blind(plan, fire)
    if state.status == "pending":
        holds = kept(state.fire_holds, moment.verdicts)
        return unknown | {"status": "pending", "fire_holds": holds}
    is_stale = moment.now > plan.due(state.known) + plan.stale_minutes
    if state.status == "unknown" or is_stale:
        overlays = tuple(name for name in unknown["overlays"] if name != "blind")
        return _at_rest("unknown", overlays) | {"reason": unknown["reason"]}
    return unknown | {"status": "ok"}


def _at_rest(status: AlarmState, overlays: tuple[Overlay, ...]) -> Changes:
    return {
        "status": status, "overlays": overlays, "fire_holds": (), "clear_holds": (),
        "trues": (), "alarm": "", "onset": None, "fired": None,
    }  # fmt: skip


def _blind(plan: Plan, reason: Unknown) -> Changes:
    """What every state that cannot see has in common."""
    hollow: tuple[Overlay, ...] = ("hollow",) if reason == "hollow" else ()
    return {
        "overlays": (*plan.badges, "blind", *hollow),
        "reason": "sample" if reason == "hollow" else reason,
    }


def _breached(moment: Moment) -> Changes:
    """A condition is true: it fires, or waits until it has held long enough."""
    course, state, grain, _, verdicts, _ = moment
    plan = course.plan
    holds = counted(course, state.fire_holds, verdicts, grain)
    common: Changes = {
        "onset": state.onset if state.status == "pending" else grain,
        "trues": _trues(moment),
        "overlays": plan.badges,
    }
    if not is_held(plan.fire, holds, verdicts):
        return common | {"status": "pending", "fire_holds": holds}
    return common | {
        "status": "firing",
        "fire_holds": (),
        "alarm": _alarm_id(state, grain),
        "fired": grain,
        "firing_from": grain,
        "spans": _spans(moment),
    }


def _while_firing(moment: Moment) -> Changes:
    """From ``firing`` or ``recovering``; fire wins over clear, unknown never clears."""
    state, fire = moment.state, moment.fire
    if fire is True:
        flaps = _flaps(moment)
        badges = _badges(moment, flaps)
        trues = _trues(moment)
        return _stay(moment) | {"flaps": flaps, "trues": trues, "overlays": badges}
    cleared = clear_verdicts(moment) if fire is False else []
    clear = combined(cleared) if fire is False else fire
    if isinstance(clear, str):
        seen: Unknown = "sample" if clear == "hollow" else clear
        return _stay(moment) | _blind(moment.course.plan, seen)
    if clear:
        return _calming(moment, [each is True for each in cleared])
    return _stay(moment) | {"overlays": _badges(moment, state.flaps)}


def _stay(moment: Moment) -> Changes:
    """It is firing, and nothing counts towards its end."""
    stay: Changes = {"status": "firing", "clear_holds": ()}
    if moment.state.firing_from is None:
        stay |= {"firing_from": moment.grain, "spans": _spans(moment)}
    return stay


def _calming(moment: Moment, cleared: list[bool]) -> Changes:
    """A clear condition is true: it recovers until that has held long enough."""
    course, state, grain, *_ = moment
    plan = course.plan
    holds = counted(course, state.clear_holds, cleared, grain) if plan.clear else ()
    closed: Changes = {"firing_from": None, "spans": _spans(moment)}
    if not is_held(plan.clear, holds, cleared):
        badges = _badges(moment, state.flaps)
        recovering = {"status": "recovering", "clear_holds": holds, "overlays": badges}
        return closed | recovering
    rested = moment._replace(state=replace(state, **closed))
    return closed | _at_rest("ok", (*plan.badges, *shine(rested)))


def _flaps(moment: Moment) -> tuple[int, ...]:
    """Firing again while recovering is a flap; the old ones are forgotten."""
    state, grain = moment.state, moment.grain
    if state.status != "recovering":
        return state.flaps
    return (*(at for at in state.flaps if at > grain - FLAP_GRAINS), grain)


def _badges(moment: Moment, flaps: tuple[int, ...]) -> tuple[Overlay, ...]:
    badges = moment.course.plan.badges
    return (*badges, "flapping") if is_flapping(flaps, moment.grain) else badges


def _trues(moment: Moment) -> tuple[int, ...]:
    trues = moment.state.trues
    new = {index for index, each in enumerate(moment.verdicts) if each is True}
    return trues if new <= set(trues) else tuple(sorted({*trues, *new}))


def _spans(moment: Moment) -> tuple[tuple[int, int], ...]:
    """End the present span, if any; forget those that no baseline can reach."""
    state, grain = moment.state, moment.grain
    far = grain - moment.course.plan.far
    spans = tuple(span for span in state.spans if span[1] >= far)
    if state.firing_from is None:
        return spans
    return (*spans, (state.firing_from, grain - 1))


def _alarm_id(state: InstanceState, grain: int) -> str:
    """The same data give the same id, whoever judges."""
    parts = (state.rule, *(f"{k}={v}" for k, v in state.labels), state.kind, str(grain))
    return f"{state.rule}-{sha256(chr(31).join(parts).encode()).hexdigest()[:10]}"
