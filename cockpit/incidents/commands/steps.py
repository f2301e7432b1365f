"""Acts on a step: begin, claim, take back, confirm, skip, put off, extend."""

from typing import Any, Final

import msgspec

from cockpit.incidents.commands.lookup import (
    known_step,
    open_incident,
    person_named,
    refuse_for,
    required,
    step_named,
)
from cockpit.incidents.commands.step_lacks import (
    awaits,
    claim_lacks,
    missing,
    state_note,
)
from cockpit.incidents.commands.times import moment
from cockpit.incidents.deadlines import extended_due, left, round_due
from cockpit.incidents.durations import parse_duration
from cockpit.incidents.events import Draft
from cockpit.incidents.fold_steps import due_at
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.refusals import Refused
from cockpit.incidents.sop import Step
from cockpit.incidents.standing import (
    UNTIL_STEP,
    is_final,
    record_of,
    standing,
)
from cockpit.incidents.state import Incident, State
from cockpit.snapshot.acts import (
    ClaimMany,
    ClaimStep,
    DeferStep,
    ExtendDeadline,
    ResumeStep,
    SkipStep,
    StartStep,
    UnclaimStep,
    VerifyStep,
)
from cockpit.snapshot.incidents import StepState
from cockpit.text.notes import note

Drafts = tuple[Draft, ...]

TAKE_OVER: Final = "ack"
"""Id of the step that an acknowledgement claims."""


def start(state: State, act: StartStep, occasion: Occasion) -> Drafts:
    """Begin a step that is ready."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    _must_be(incident, step, occasion, "ready", "regressed")
    refuse_for(awaits(incident, step))
    _not_for_data(step)
    return (_draft("step.started", incident, step),)


def claim(state: State, act: ClaimStep, occasion: Occasion) -> Drafts:
    """Say that a step is done; its required evidence must be there.

    Who has said so already has nothing to add, and nothing is refused.
    """
    incident = open_incident(state, act)
    step = known_step(incident, act)
    if _has_claimed(incident, step, occasion):
        return ()
    refuse_for(claim_lacks(incident, step, occasion))
    return (_claimed(state, incident, step, occasion),)


def claim_many(state: State, act: ClaimMany, occasion: Occasion) -> Drafts:
    """Say that several are done; steps that data verify are claimed one by one."""
    incident = open_incident(state, act)
    steps = [step_named(incident, word) for word in dict.fromkeys(act.steps)]
    sensed = [step.name for step in steps if step.sense is not None]
    if sensed:
        raise Refused(
            note(
                "data verify these: claim each alone: {steps}", steps=", ".join(sensed)
            )
        )
    if not steps:
        raise Refused(note("no steps are named"))
    new = [step for step in steps if not _has_claimed(incident, step, occasion)]
    for step in new:
        refuse_for(claim_lacks(incident, step, occasion))
    return tuple(_claimed(state, incident, step, occasion) for step in new)


def taken_over(state: State, incident: Incident, occasion: Occasion) -> Drafts:
    """Claim the step that says no more than that somebody takes the incident over.

    Who acknowledges an incident has done it. Empty where the procedure has no such
    step, or it asks for more.
    """
    step = incident.sop.find(TAKE_OVER)
    if step is None or claim_lacks(incident, step, occasion):
        return ()
    return (_claimed(state, incident, step, occasion),)


def unclaim(state: State, act: UnclaimStep, occasion: Occasion) -> Drafts:
    """Take a claim back."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    _not_for_data(step)
    if step.every:
        raise Refused(note("a round that is done stays done"))
    _must_be(incident, step, occasion, "claimed", "verified")
    return (_draft("step.unclaimed", incident, step, reason=act.reason.strip()),)


def verify(state: State, act: VerifyStep, occasion: Occasion) -> Drafts:
    """Confirm what data suggest."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    if step.sense is None:
        raise Refused(note("no data verify this step: claim it"))
    if step.sense_mode != "suggest":
        raise Refused(note("data alone verify this step"))
    _must_be(incident, step, occasion, "ready", "doing", "claimed", "regressed")
    refuse_for(awaits(incident, step))
    refuse_for(missing(incident, step))
    return (_draft("step.verified", incident, step),)


def skip(state: State, act: SkipStep, occasion: Occasion) -> Drafts:
    """Leave a step out; with a reason, or with a second person, or never."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    if step.skip == "never":
        raise Refused(note("this step cannot be skipped"))
    if is_final(incident, step):
        raise Refused(state_note(incident, step, occasion))
    if step.every and not incident.is_running:
        raise Refused(note("it ended when the incident was resolved"))
    reason = required(act.reason, note("the reason"))
    second = _second(act, occasion) if step.skip == "two-person" else ""
    return (
        _draft(
            "step.skipped",
            incident,
            step,
            reason=reason,
            second=second,
            next=round_due(incident, step, occasion.now, state.timeline),
        ),
    )


def defer(state: State, act: DeferStep, occasion: Occasion) -> Drafts:
    """Put a step off; its deadline stays where it is."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    _must_be(
        incident, step, occasion, "ready", "blocked", "doing", "regressed", "deferred"
    )
    payload: dict[str, Any] = {"reason": act.reason.strip()}
    if act.until.startswith(UNTIL_STEP):
        payload["until"] = _until_step(incident, step, act.until)
    else:
        until = moment(act.until, occasion)
        payload["until_at"] = msgspec.to_builtins(until)
    return (_draft("step.deferred", incident, step, **payload),)


def resume(state: State, act: ResumeStep, occasion: Occasion) -> Drafts:
    """Take a step up again that was put off."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    _must_be(incident, step, occasion, "deferred")
    return (_draft("step.resumed", incident, step),)


def extend(state: State, act: ExtendDeadline, occasion: Occasion) -> Drafts:
    """Set a later deadline; the first one stays on record."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    if is_final(incident, step):
        raise Refused(state_note(incident, step, occasion))
    reason = required(act.reason, note("the reason"))
    duration = parse_duration(act.by)
    if duration is None or not (duration.seconds or duration.business_days):
        raise Refused(note("expected a duration such as 15m, 2h or 1bd"))
    due = extended_due(record_of(incident, step), duration, occasion.calendar)
    if due is None:
        raise Refused(note("this step has no deadline"))
    if left(due_at(due), occasion.now, state.timeline) <= 0:
        raise Refused(note("the deadline would still be in the past"))
    return (
        _draft("deadline.extended", incident, step, due=due, by=act.by, reason=reason),
    )


def _has_claimed(incident: Incident, step: Step, occasion: Occasion) -> bool:
    """Whether the actor's own claim stands, or that of whoever acknowledged."""
    record = record_of(incident, step)
    is_own = record.by.casefold() == occasion.actor.casefold()
    is_known = is_own or step.id == TAKE_OVER
    return is_known and standing(incident, step) == "claimed"


def _claimed(state: State, incident: Incident, step: Step, occasion: Occasion) -> Draft:
    following = round_due(incident, step, occasion.now, state.timeline)
    extra = {"next": following} if following else {}
    return _draft("step.claimed", incident, step, **extra)


def _second(act: SkipStep, occasion: Occasion) -> str:
    if not act.second.strip():
        raise Refused(note("a second person must agree to skip this step"))
    second = person_named(act.second, occasion)
    if second.casefold() == occasion.actor.casefold():
        raise Refused(note("the second person must be somebody else"))
    return second


def _until_step(incident: Incident, step: Step, until: str) -> str:
    other = step_named(incident, until.removeprefix(UNTIL_STEP))
    if other.id == step.id or step.id in _awaited(incident, other):
        raise Refused(note("the steps would wait for each other"))
    if is_final(incident, other):
        raise Refused(note("{step} is done already", step=other.name))
    return until


def _awaited(incident: Incident, step: Step) -> set[str]:
    """Everything that a step waits for, directly or not."""
    found: set[str] = set()
    waiting = [step]
    while waiting:
        one = waiting.pop()
        later = record_of(incident, one).until.removeprefix(UNTIL_STEP)
        for word in {*one.needs, later} - found - {""}:
            found.add(word)
            waiting += filter(None, [incident.sop.find(word)])
    return found


def _must_be(
    incident: Incident, step: Step, occasion: Occasion, *allowed: StepState
) -> None:
    if standing(incident, step) not in allowed:
        raise Refused(state_note(incident, step, occasion))


def _not_for_data(step: Step) -> None:
    if step.sense is not None and step.sense_mode == "tick":
        raise Refused(note("data alone decide it"))


def _draft(kind: str, incident: Incident, step: Step, **payload: object) -> Draft:
    return Draft(kind=kind, incident=incident.id, payload={"step": step.id, **payload})
