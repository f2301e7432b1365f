"""Acts that write something down: evidence, notes, calls, answers to guards."""

from typing import Final

from cockpit.incidents.commands.lookup import (
    known_incident,
    known_step,
    open_incident,
    required,
    step_named,
    unknown,
)
from cockpit.incidents.deadlines import first_dues
from cockpit.incidents.events import Draft
from cockpit.incidents.limits import exceeded
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.refusals import Refused
from cockpit.incidents.sop import ROSTER, EvidenceSpec
from cockpit.incidents.standing import entered, open_guards
from cockpit.incidents.state import Incident, State
from cockpit.incidents.values import read_value
from cockpit.snapshot.acts import (
    AcknowledgeEscalation,
    AddEvidence,
    AddNote,
    AnswerGuard,
    CorrectNote,
    Escalate,
)
from cockpit.text.notes import note

Drafts = tuple[Draft, ...]
COMMANDER: Final = "commander"


def add_evidence(state: State, act: AddEvidence, occasion: Occasion) -> Drafts:
    """Enter a value; who is named for a role gets it, a commander takes it over."""
    incident = open_incident(state, act)
    step = known_step(incident, act)
    spec = step.spec(act.evidence)
    if spec is None:
        what = note("no such evidence: {id}", id=act.evidence)
        raise unknown(what, act.evidence, [one.id for one in step.evidence])
    value = read_value(incident, step, spec, act.value, occasion)
    if value is None and entered(incident, step, spec.id) is None:
        raise Refused(note("nothing was entered"))
    if too_much := exceeded(incident, step, spec, value):
        raise Refused(too_much)
    payload = {"step": step.id, "evidence": spec.id, "value": value}
    added = Draft(kind="evidence.added", incident=incident.id, payload=payload)
    return (added, *_role_given(incident, spec, value, occasion))


def add_note(state: State, act: AddNote, _occasion: Occasion) -> Drafts:
    """Write a note; also into an incident that is over."""
    incident = known_incident(state, act)
    text = required(act.text, note("the text"))
    if act.step:
        step_named(incident, act.step)
    payload = {"text": text, "step": act.step}
    return (Draft(kind="note.added", incident=incident.id, payload=payload),)


def correct_note(state: State, act: CorrectNote, _occasion: Occasion) -> Drafts:
    """Correct a note; the first text stays on record."""
    incident = known_incident(state, act)
    if act.seq not in [remark.seq for remark in incident.remarks]:
        raise Refused(note("no such note: {id}", id=act.seq))
    payload = {"note": act.seq, "text": required(act.text, note("the text"))}
    return (Draft(kind="note.corrected", incident=incident.id, payload=payload),)


def escalate(state: State, act: Escalate, _occasion: Occasion) -> Drafts:
    """Call somebody."""
    incident = open_incident(state, act)
    if act.step:
        step_named(incident, act.step)
    payload = {
        "to": required(act.to, note("a name")),
        "how": "escalate",
        "reason": required(act.reason, note("the reason")),
        "step": act.step,
    }
    return (Draft(kind="escalation.raised", incident=incident.id, payload=payload),)


def acknowledge_escalation(
    state: State, act: AcknowledgeEscalation, _occasion: Occasion
) -> Drafts:
    """Answer a call."""
    incident = known_incident(state, act)
    call = next((one for one in incident.calls if one.seq == act.seq), None)
    if call is None:
        raise Refused(note("no such call: {id}", id=act.seq))
    if call.acked_by:
        raise Refused(note("{name} has answered it", name=call.acked_by))
    payload = {"call": act.seq}
    return (Draft(kind="escalation.acked", incident=incident.id, payload=payload),)


def answer_guard(state: State, act: AnswerGuard, _occasion: Occasion) -> Drafts:
    """Answer a violation with its reason and the marginal ROI that is expected of it.

    For a guard that no data watch, a person gives word that it was kept, or why not.
    """
    incident = open_incident(state, act)
    if incident.sop.find_guard(act.guard) is None:
        what = note("no such guard: {id}", id=act.guard)
        raise unknown(what, act.guard, [one.id for one in incident.sop.guard])
    if act.guard not in open_guards(incident):
        raise Refused(note("this guard waits for no answer"))
    reason = required(act.reason, note("the reason"))
    expected = act.expected_roi.strip()
    if incident.guards[act.guard].open and not _is_ratio(expected):
        raise Refused(
            note("the expected marginal ROI is missing: a number such as 1.8")
        )
    payload = {"guard": act.guard, "reason": reason, "expected_roi": expected}
    return (Draft(kind="guard.answered", incident=incident.id, payload=payload),)


def _role_given(
    incident: Incident, spec: EvidenceSpec, value: object, occasion: Occasion
) -> Drafts:
    is_role = spec.from_ == ROSTER and spec.id in incident.sop.roles
    if not is_role or not value or incident.roles.get(spec.id) == value:
        return ()
    payload = {"role": spec.id, "person": value}
    given = Draft(kind="incident.assigned", incident=incident.id, payload=payload)
    if spec.id != COMMANDER or incident.state != "open":
        return (given,)
    dues: dict[str, object] = {}
    if incident.clock is None:
        dues["dues"] = first_dues(incident.sop, occasion.now, occasion.calendar)
    return (Draft(kind="incident.acked", incident=incident.id, payload=dues), given)


def _is_ratio(text: str) -> bool:
    plain = text.removesuffix("%").replace(".", "", 1)
    return plain.removeprefix("-").isdecimal() and plain.isascii()
