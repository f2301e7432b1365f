"""What a step lacks before it can be begun, reported done or confirmed."""

from typing import Final

from cockpit.incidents.limits import all_exceeded
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.reasons import numbered, why
from cockpit.incidents.sop import Step
from cockpit.incidents.standing import missing_evidence, standing, waits_for
from cockpit.incidents.state import Incident
from cockpit.incidents.values import asked
from cockpit.snapshot.incidents import StepState
from cockpit.text.notes import Note, note

_WORDS: Final[dict[StepState, Note]] = {
    "inactive": note("not needed"),
    "blocked": note("blocked"),
    "ready": note("not begun"),
    "doing": note("begun"),
    "claimed": note("claimed already"),
    "verified": note("verified already"),
    "skipped": note("skipped"),
    "deferred": note("put off"),
    "regressed": note("regressed"),
}


def claim_lacks(incident: Incident, step: Step, occasion: Occasion) -> tuple[Note, ...]:
    """Return why a step cannot be claimed now; empty if it can."""
    if step.sense is not None and step.sense_mode == "tick":
        return (note("data alone decide it"),)
    if step.every and not incident.is_running:
        return (note("it ended when the incident was resolved"),)
    if standing(incident, step) not in ("ready", "doing", "regressed"):
        return (state_note(incident, step, occasion),)
    if waiting := awaits(incident, step):
        return waiting
    return missing(incident, step)


def awaits(incident: Incident, step: Step) -> tuple[Note, ...]:
    """Say that a step lacks what it needs, also where it was begun before it did.

    A step that was begun, or that data have disproved, is still called so when
    somebody takes back what it needs; it is not done before that is final again.
    """
    waiting = waits_for(incident, step)
    if not waiting:
        return ()
    reason = note("needs {steps}", steps=numbered(incident, *waiting))
    word = _WORDS["blocked"]
    return (note("{step}: {state}: {why}", step=step.name, state=word, why=reason),)


def missing(incident: Incident, step: Step) -> tuple[Note, ...]:
    """Say which required evidence is not there, or goes beyond what it may be."""
    specs = missing_evidence(incident, step)
    if not specs:
        return all_exceeded(incident, step)
    fields = ", ".join(
        f"{spec.id} ({asked(spec).text()})" if spec.min else spec.id for spec in specs
    )
    return (note("required evidence is missing: {fields}", fields=fields),)


def state_note(incident: Incident, step: Step, occasion: Occasion) -> Note:
    """Say how a step stands, and why."""
    word = _WORDS[standing(incident, step)]
    if reason := why(incident, step, occasion.calendar.zone):
        return note("{step}: {state}: {why}", step=step.name, state=word, why=reason)
    return note("{step}: {state}", step=step.name, state=word)
