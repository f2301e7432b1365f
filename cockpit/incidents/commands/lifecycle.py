"""Acts on an incident as a whole: open, take over, hand over, end, open again."""

from cockpit.incidents.commands.lookup import (
    known_incident,
    open_incident,
    pass_gate,
    person_named,
    refuse_for,
    required,
    unknown,
)
from cockpit.incidents.commands.steps import taken_over
from cockpit.incidents.deadlines import first_dues
from cockpit.incidents.events import Draft
from cockpit.incidents.gates import firing, lacks
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.opening import Opening, opening_drafts, reopening_drafts
from cockpit.incidents.refusals import Refused
from cockpit.incidents.state import Incident, State, alarm_key, incident_key
from cockpit.snapshot.acts import (
    Acknowledge,
    Assign,
    Cancel,
    Close,
    HandOver,
    MarkContained,
    OpenIncident,
    Reopen,
    Resolve,
    SetSeverity,
)
from cockpit.text.notes import note

Drafts = tuple[Draft, ...]

_SEVERITIES = ("red", "yellow", "watch")


def open_by_hand(state: State, act: OpenIncident, occasion: Occasion) -> Drafts:
    """Open an incident whose procedure allows it; one for the same alarms stands."""
    sop = occasion.sops.get(act.sop)
    if sop is None:
        what = note("no such procedure: {id}", id=act.sop)
        raise unknown(what, act.sop, occasion.sops)
    if not sop.is_manual:
        raise Refused(note("only its rules open this procedure"))
    grouped = occasion.group_by.get(act.rule) if act.rule else None
    labels = act.labels if grouped is None else _only(act, grouped)
    key = incident_key(act.rule or f"manual:{sop.id}", labels)
    instance = alarm_key(act.rule, act.labels)
    holder = state.open_with(key) or state.holder(instance)
    if holder is not None:
        raise Refused(note("{incident} is open for it", incident=holder.id))
    known = bool(act.rule) and instance in state.alarms
    names = state.alarms[instance].names if known else {}
    opening = Opening(
        sop=sop,
        key=key,
        rule=act.rule,
        labels=labels if known else act.labels,
        alarms=((act.rule, act.labels),) if known else (),
        title="/".join(entity for _, entity in act.labels),
        titles={language: entity for language, (_, entity) in names.items()},
        rule_names={language: rule for language, (rule, _) in names.items()},
        reason=act.reason.strip(),
    )
    return opening_drafts(state, opening, occasion)


def acknowledge(state: State, act: Acknowledge, occasion: Occasion) -> Drafts:
    """Take an incident over; its clock may begin with it, its step ``ack`` is done."""
    incident = known_incident(state, act)
    pass_gate(state, incident, "ack")
    payload: dict[str, object] = {}
    if not incident.commander:
        payload["commander"] = occasion.actor
    if incident.clock is None:
        payload["dues"] = first_dues(incident.sop, occasion.now, occasion.calendar)
    acked = _draft("incident.acked", incident, **payload)
    return (acked, *taken_over(state, incident, occasion))


def assign(state: State, act: Assign, occasion: Occasion) -> Drafts:
    """Give a role to a person."""
    incident = open_incident(state, act)
    known = {*incident.sop.roles, "commander", *incident.roles}
    if act.role not in known:
        what = note("no such role: {role}", role=act.role)
        raise unknown(what, act.role, known)
    person = person_named(act.person, occasion)
    return (_draft("incident.assigned", incident, role=act.role, person=person),)


def hand_over(state: State, act: HandOver, occasion: Occasion) -> Drafts:
    """Give command to somebody else."""
    incident = known_incident(state, act)
    pass_gate(state, incident, "hand_over")
    person = person_named(act.person, occasion)
    if person == incident.commander:
        raise Refused(note("{name} commands already", name=person))
    payload = {"person": person, "text": act.text.strip(), "from": incident.commander}
    return (_draft("incident.handed_over", incident, **payload),)


def set_severity(state: State, act: SetSeverity, _occasion: Occasion) -> Drafts:
    """Raise or lower the severity."""
    incident = open_incident(state, act)
    if act.severity not in _SEVERITIES:
        what = note("expected one of {values}", values=", ".join(_SEVERITIES))
        raise unknown(what, act.severity, _SEVERITIES)
    if act.severity == incident.severity:
        raise Refused(note("the severity is that already"))
    reason = required(act.reason, note("the reason"))
    payload = {"severity": act.severity, "reason": reason, "from": incident.severity}
    return (_draft("incident.severity_set", incident, **payload),)


def contain(state: State, act: MarkContained, _occasion: Occasion) -> Drafts:
    """Say that it no longer grows."""
    incident = known_incident(state, act)
    pass_gate(state, incident, "contain")
    return (_draft("incident.contained", incident),)


def resolve(state: State, act: Resolve, _occasion: Occasion) -> Drafts:
    """Say that it is over: its alarms are clear, or a reason overrides them."""
    incident = known_incident(state, act)
    missing = lacks(state, incident, "resolve")
    burning = firing(state, incident)
    override = act.override.strip()
    refuse_for(missing if override else (*missing, *burning))
    payload = {"override": override} if override and burning else {}
    return (_draft("incident.resolved", incident, **payload),)


def close(state: State, act: Close, _occasion: Occasion) -> Drafts:
    """End it: nothing is put off, the report is out without blanks."""
    incident = known_incident(state, act)
    pass_gate(state, incident, "close")
    return (_draft("incident.closed", incident),)


def cancel(state: State, act: Cancel, _occasion: Occasion) -> Drafts:
    """Call it a false alarm."""
    incident = known_incident(state, act)
    pass_gate(state, incident, "cancel")
    reason = required(act.reason, note("the reason"))
    return (_draft("incident.cancelled", incident, reason=reason),)


def reopen(state: State, act: Reopen, occasion: Occasion) -> Drafts:
    """Open it again."""
    incident = known_incident(state, act)
    pass_gate(state, incident, "reopen")
    reason = required(act.reason, note("the reason"))
    return reopening_drafts(state, incident.id, (), occasion, reason)


def _only(
    act: OpenIncident, dimensions: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in act.labels if pair[0] in dimensions)


def _draft(kind: str, incident: Incident, **payload: object) -> Draft:
    return Draft(kind=kind, incident=incident.id, payload=payload)
