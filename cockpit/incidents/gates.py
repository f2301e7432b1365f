"""What an incident lacks before it may go on: each gap is named."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cockpit.incidents.sop import Step
from cockpit.incidents.standing import blanks, is_final, open_guards, standing
from cockpit.incidents.state import Incident, State, alarm_name
from cockpit.snapshot.incidents import IncidentState
from cockpit.text.notes import Note, note

Lacks = tuple[Note, ...]
MOST_NAMED: Final = 5
"""So many alarms that still fire are named; of a thousand nobody reads the rest."""

WORDS: Final[Mapping[IncidentState, Note]] = {
    "open": note("opened"),
    "acked": note("acknowledged"),
    "contained": note("contained"),
    "resolved": note("resolved"),
    "closed": note("closed"),
    "cancelled": note("cancelled"),
}
"""What people call the states."""


def lacks(state: State, incident: Incident, what: str) -> Lacks:
    """Return why an act cannot be done now; empty if it can.

    Args:
        state: As it stands.
        incident: Which.
        what: ack, contain, resolve, close, cancel, reopen, hand_over.
    """
    return _LACKS[what](state, incident)


def _wrong_state(incident: Incident, *allowed: IncidentState) -> Lacks:
    if incident.state in allowed:
        return ()
    return (note("the incident is {state}", state=WORDS[incident.state]),)


def _ack(_state: State, incident: Incident) -> Lacks:
    return _wrong_state(incident, "open")


def _contain(_state: State, incident: Incident) -> Lacks:
    if incident.state == "open":
        return (note("nobody has acknowledged it"),)
    if wrong := _wrong_state(incident, "acked"):
        return wrong
    undone = _not_final(incident, lambda step: step.phase == "contain")
    return (*undone, *_unanswered(incident))


def _resolve(state: State, incident: Incident) -> Lacks:
    """Alarms are not here: a reason may override them."""
    del state
    if incident.state in ("open", "acked"):
        return (note("it is not contained yet"),)
    if wrong := _wrong_state(incident, "contained"):
        return wrong
    open_steps = _not_final(
        incident, lambda step: standing(incident, step) != "deferred"
    )
    return (*open_steps, *_unanswered(incident))


def firing(state: State, incident: Incident) -> Lacks:
    """Return that alarms of the incident are not clear, if so."""
    burning = [alarm for alarm in state.linked(incident) if alarm.is_firing]
    if not burning:
        return ()
    names = ", ".join(
        alarm_name(alarm.rule, alarm.labels, alarm.names)
        for alarm in burning[:MOST_NAMED]
    )
    if len(burning) <= MOST_NAMED:
        return (note("alarms still fire: {alarms}", alarms=names),)
    more = len(burning) - MOST_NAMED
    return (note("alarms still fire: {alarms} and {n} more", alarms=names, n=more),)


def _close(_state: State, incident: Incident) -> Lacks:
    if incident.state in ("open", "acked", "contained"):
        return (note("it is not resolved yet"),)
    if wrong := _wrong_state(incident, "resolved"):
        return wrong
    undone = _not_final(incident, lambda _step: True)
    return (*undone, *_unanswered(incident), *_unreported(incident))


def _unreported(incident: Incident) -> Lacks:
    missing = blanks(incident)
    if missing:
        return (note("the report has blanks: {n}", n=len(missing)),)
    if incident.export is None:
        return (note("the report was not exported"),)
    if incident.export.blanks:
        return (note("the report was exported with blanks: export it again"),)
    if incident.export.seq < incident.touched:
        return (note("something was done since the report: export it again"),)
    return ()


def _cancel(_state: State, incident: Incident) -> Lacks:
    return _wrong_state(incident, "open", "acked")


def _reopen(state: State, incident: Incident) -> Lacks:
    if wrong := _wrong_state(incident, "resolved", "closed"):
        return wrong
    other = state.open_with(incident.key)
    if other is not None and other.id != incident.id:
        return (note("{incident} is open for the same alarms", incident=other.id),)
    return ()


def _hand_over(_state: State, incident: Incident) -> Lacks:
    return _wrong_state(incident, "open", "acked", "contained", "resolved")


def _not_final(incident: Incident, of_concern: Callable[[Step], bool]) -> Lacks:
    steps = [
        step
        for step in incident.sop.step
        if of_concern(step) and not is_final(incident, step)
    ]
    if not steps:
        return ()
    return (note("steps are not done: {steps}", steps=_listed(steps, incident)),)


def _listed(steps: Iterable[Step], incident: Incident) -> str:
    numbers = {step.id: number for number, step in enumerate(incident.sop.step, 1)}
    return ", ".join(f"{numbers[step.id]} {step.name}" for step in steps)


def _unanswered(incident: Incident) -> Lacks:
    known = open_guards(incident)
    words = [guard.words for guard in incident.sop.guard if guard.id in known]
    if not words:
        return ()
    return (note("guards wait for an answer: {guards}", guards="; ".join(words)),)


_LACKS: Final[Mapping[str, Callable[[State, Incident], Lacks]]] = {
    "ack": _ack,
    "contain": _contain,
    "resolve": _resolve,
    "close": _close,
    "cancel": _cancel,
    "reopen": _reopen,
    "hand_over": _hand_over,
}
GATES: Final = tuple(_LACKS)
"""Every act on the incident itself."""
