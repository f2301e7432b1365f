"""How a step stands: what was said of it, and what the other steps make of it."""

from collections.abc import Iterator

from cockpit.incidents.records import StepRecord
from cockpit.incidents.sop import EvidenceSpec, Step
from cockpit.incidents.state import Incident
from cockpit.incidents.values import is_filled
from cockpit.snapshot.incidents import StepState

UNTIL_STEP = "step:"
"""Begins a deferral that ends when another step is final."""


def record_of(incident: Incident, step: Step) -> StepRecord:
    """Return what is known of a step."""
    return incident.steps.get(step.id, StepRecord())


def standing(incident: Incident, step: Step) -> StepState:
    """Return the state of a step as people see it."""
    status = record_of(incident, step).status
    if status in ("claimed", "verified", "skipped"):
        return status
    if not is_needed(incident, step):
        return "inactive"
    if status in ("doing", "deferred", "regressed"):
        return status
    return "blocked" if waits_for(incident, step) else "ready"


def is_final(incident: Incident, step: Step) -> bool:
    """Tell whether a step came to its end: a sensed one only when data say so."""
    state = standing(incident, step)
    if state == "claimed":
        return step.sense is None
    return state in ("verified", "skipped", "inactive")


def is_needed(incident: Incident, step: Step) -> bool:
    """Tell whether its condition holds, and no other of its group was done."""
    return _condition_holds(incident, step) and not _is_replaced(incident, step)


def waits_for(incident: Incident, step: Step) -> tuple[Step, ...]:
    """Return the steps that must be final before it."""
    needed = (incident.sop.find(word) for word in step.needs)
    return tuple(other for other in needed if other and not is_final(incident, other))


def missing_evidence(incident: Incident, step: Step) -> tuple[EvidenceSpec, ...]:
    """Return the required evidence that is not there, or not enough."""
    return tuple(
        spec
        for spec in step.evidence
        if spec.required and not is_filled(spec, entered(incident, step, spec.id))
    )


def entered(incident: Incident, step: Step, evidence: str) -> object:
    """Return the value of a piece of evidence; None if there is none."""
    entry = record_of(incident, step).evidence.get(evidence)
    return entry.value if entry else None


def blanks(incident: Incident) -> tuple[str, ...]:
    """Return the required parts of the report that are missing, as ``step.evidence``.

    A step that was skipped, or is not needed, owes nothing.
    """
    return tuple(_blanks(incident))


def open_guards(incident: Incident) -> tuple[str, ...]:
    """Return the guards that wait for an answer.

    One that data watch needs an answer for each violation; one that no data watch
    needs a person's word that it was kept, or why not.
    """
    return tuple(
        guard.id
        for guard in incident.sop.guard
        if incident.guards[guard.id].open
        or (guard.sense is None and not incident.guards[guard.id].answers)
    )


def _blanks(incident: Incident) -> Iterator[str]:
    for step in incident.sop.step:
        if standing(incident, step) in ("skipped", "inactive"):
            continue
        for spec in missing_evidence(incident, step):
            yield f"{step.id}.{spec.id}"
    for guard in open_guards(incident):
        yield f"guard.{guard}"


def _condition_holds(incident: Incident, step: Step) -> bool:
    if step.when is None:
        return True
    other = incident.sop.find(step.when.step)
    if other is None:
        return False
    value = entered(incident, other, step.when.evidence)
    chosen = value if isinstance(value, list) else [value]
    return step.when.is_ in [str(one) for one in chosen if one is not None]


def _is_replaced(incident: Incident, step: Step) -> bool:
    """Of a group one step is answered: begun counts, so that nobody does two."""
    if not step.one_of:
        return False
    return any(
        record_of(incident, other).status in ("doing", "claimed", "verified")
        for other in incident.sop.step
        if other.one_of == step.one_of and other.id != step.id
    )
