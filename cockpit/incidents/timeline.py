"""Events in words, for the timeline of an incident and its report."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from cockpit.incidents.events import Event
from cockpit.incidents.fold_alarms import labels_of, names_in
from cockpit.incidents.gates import WORDS
from cockpit.incidents.reasons import clock_time
from cockpit.incidents.records import said_in
from cockpit.incidents.standing import UNTIL_STEP
from cockpit.incidents.state import Incident, alarm_name
from cockpit.incidents.values import row_names
from cockpit.incidents.wording import called
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.incidents import TimelineEntry
from cockpit.snapshot.tabulate import name
from cockpit.text.i18n import spoken
from cockpit.text.notes import Note, note

Words = Callable[[Mapping[str, Any], Incident], Note]

_TONES: Final[Mapping[str, Literal["red", "yellow"]]] = {
    "step.overdue": "red",
    "step.regressed": "red",
    "guard.violated": "red",
    "step.warned": "yellow",
    "escalation.raised": "yellow",
    "deadline.extended": "yellow",
}


def entries(
    incident: Incident, events: Sequence[Event], zone: str
) -> tuple[TimelineEntry, ...]:
    """Return the timeline of an incident, the oldest first, in the language spoken."""
    return tuple(
        TimelineEntry(
            seq=event.seq,
            at=local_time(event.wall, zone),
            text=told(event, incident, zone),
            actor=event.actor,
            kind=event.kind,
            tone=_TONES.get(event.kind, ""),
        )
        for event in events
    )


def told(event: Event, incident: Incident, zone: str) -> str:
    """Return one event in words, in the language that is spoken now.

    Args:
        event: One of the incident's.
        incident: Which.
        zone: IANA zone in which times are told.
    """
    if event.kind == "step.deferred":
        return _deferred(event.payload, incident, zone).text()
    words = _WORDS.get(event.kind)
    return words(event.payload, incident).text() if words else event.kind


def local_time(wall: str, zone: str) -> str:
    """Return an ISO time in UTC as ISO local time to the second."""
    if not wall:
        return ""
    local = datetime.fromisoformat(wall).astimezone(ZoneInfo(zone))
    return local.isoformat(timespec="seconds")


def _step(payload: Mapping[str, Any], incident: Incident) -> str:
    step = incident.sop.find(str(payload.get("step", "")))
    return step.name if step else str(payload.get("step", ""))


def _opened(payload: Mapping[str, Any], incident: Incident) -> Note:
    names = payload.get("rule_names") or {}
    by = names.get(spoken()) or payload.get("rule") or payload.get("reason")
    if not by:
        return note("incident opened: {title}", title=incident.sop.name)
    return note("incident opened: {title} ({by})", title=incident.sop.name, by=by)


def _acked(payload: Mapping[str, Any], _incident: Incident) -> Note:
    if name := payload.get("commander"):
        return note("acknowledged; {name} commands", name=name)
    return note("acknowledged")


def _handed_over(payload: Mapping[str, Any], _incident: Incident) -> Note:
    if payload.get("text"):
        return note(
            "handed over to {name}: {text}",
            name=payload["person"],
            text=payload["text"],
        )
    return note("handed over to {name}", name=payload["person"])


def _resolved(payload: Mapping[str, Any], _incident: Incident) -> Note:
    if payload.get("override"):
        return note("resolved while alarms fire: {reason}", reason=payload["override"])
    return WORDS["resolved"]


def _skipped(payload: Mapping[str, Any], incident: Incident) -> Note:
    step, reason = _step(payload, incident), payload.get("reason", "")
    if payload.get("second"):
        return note(
            "skipped {step} with {second}: {reason}",
            step=step,
            second=payload["second"],
            reason=reason,
        )
    return note("skipped {step}: {reason}", step=step, reason=reason)


def _deferred(payload: Mapping[str, Any], incident: Incident, zone: str) -> Note:
    step, at = _step(payload, incident), payload.get("until_at")
    if at:
        time = clock_time(at["wall"], zone)
        return note("put off {step} until {until}", step=step, until=time)
    other = incident.sop.find(payload["until"].removeprefix(UNTIL_STEP))
    awaited = other.name if other else payload["until"]
    return note("put off {step} until done: {other}", step=step, other=awaited)


def _resumed(payload: Mapping[str, Any], incident: Incident) -> Note:
    if payload.get("is_round"):
        return note("next round: {step}", step=_step(payload, incident))
    return note("taken up again: {step}", step=_step(payload, incident))


def _overdue(payload: Mapping[str, Any], incident: Incident) -> Note:
    if payload.get("is_moved"):
        return note("first deadline passed: {step}", step=_step(payload, incident))
    return note("overdue: {step}", step=_step(payload, incident))


def _evidence(payload: Mapping[str, Any], incident: Incident) -> Note:
    if "function" in payload:
        title = msgspec.convert(payload["frozen"]["title"], Name)
        return note("computed: {what}", what=name(title))
    return note(
        "{step}: {field} = {value}",
        step=_step(payload, incident),
        field=called(payload["evidence"]),
        value=shown(payload["value"], row_names(incident)),
    )


def shown(value: object, labels: Mapping[str, str]) -> str:
    """Return a value of evidence in one short text; ``labels`` name computed rows."""
    match value:
        case None:
            return "–"
        case {"name": name}:
            return str(name)
        case [[*_], *_]:
            return note("{n} rows", n=len(value)).text()
        case list():
            return ", ".join(labels.get(str(key), str(key)) for key in value)
    text = labels.get(str(value)) or called(str(value))
    return text if len(text) <= 80 else text[:79] + "…"


def _called(payload: Mapping[str, Any], incident: Incident) -> Note:
    step = _step(payload, incident)
    if payload.get("how") == "bell":
        return note("bell: {step}", step=step)
    name, reason = called(payload.get("to", "")), said_in(payload, "reason").now()
    if payload.get("how") == "notify":
        return note("told {name}: overdue: {step}", name=name, step=step)
    if reason == "overdue":
        return note("called {name}: overdue: {step}", name=name, step=step)
    return note("called {name}: {reason}", name=name, reason=reason)


def _answered(payload: Mapping[str, Any], _incident: Incident) -> Note:
    if payload.get("expected_roi"):
        return note(
            "guard {guard} answered: {reason}; expected marginal ROI {roi}",
            guard=payload["guard"],
            reason=payload["reason"],
            roi=payload["expected_roi"],
        )
    return note(
        "guard {guard} answered: {reason}",
        guard=payload["guard"],
        reason=payload["reason"],
    )


def _exported(payload: Mapping[str, Any], _incident: Incident) -> Note:
    blanks = len(payload.get("blanks", ()))
    return note("report written, {n} blanks: {path}", n=blanks, path=payload["path"])


def _linked(payload: Mapping[str, Any], _incident: Incident) -> Note:
    labels = labels_of(payload.get("labels"))
    called_so = alarm_name(payload["rule"], labels, names_in(payload))
    return note("alarm joined: {alarm}", alarm=called_so)


def _budgets(payload: Mapping[str, Any], incident: Incident) -> Note:
    if "guard" in payload:
        return _violation_now(payload, incident)
    names = row_names(incident)
    text = ", ".join(
        f"{names.get(campaign, campaign)} {amount:,.0f}"
        for campaign, amount in payload["budgets"].items()
    )
    return note("daily budgets: {budgets}", budgets=text)


def _violation_now(payload: Mapping[str, Any], incident: Incident) -> Note:
    guard = incident.sop.find_guard(payload["guard"])
    words = guard.words if guard else payload["guard"]
    if not payload["above"]:
        return note("guard kept again: {guard}", guard=words)
    return note("guard still broken, no further rise: {guard}", guard=words)


def _text_of(step: str, payload: Mapping[str, Any]) -> Note:
    return note("data verify {step}: {text}", step=step, text=said_in(payload).now())


_WORDS: Final[Mapping[str, Words]] = {
    "incident.opened": _opened,
    "incident.acked": _acked,
    "incident.assigned": lambda p, _: note(
        "{name} is {role}", name=p["person"], role=called(p["role"])
    ),
    "incident.handed_over": _handed_over,
    "incident.severity_set": lambda p, _: note(
        "severity {severity}: {reason}", severity=p["severity"], reason=p["reason"]
    ),
    "incident.contained": lambda _p, _: WORDS["contained"],
    "incident.resolved": _resolved,
    "incident.closed": lambda _p, _: WORDS["closed"],
    "incident.cancelled": lambda p, _: note(
        "false alarm: {reason}", reason=p["reason"]
    ),
    "incident.reopened": lambda p, _: note(
        "opened again: {reason}", reason=p.get("reason", "")
    ),
    "step.started": lambda p, i: note("begun: {step}", step=_step(p, i)),
    "step.claimed": lambda p, i: note("done: {step}", step=_step(p, i)),
    "step.verified": lambda p, i: (
        _text_of(_step(p, i), p)
        if p.get("text")
        else note("verified: {step}", step=_step(p, i))
    ),
    "step.regressed": lambda p, i: note(
        "data say otherwise, {step}: {text}", step=_step(p, i), text=said_in(p).now()
    ),
    "step.unclaimed": lambda p, i: note("taken back: {step}", step=_step(p, i)),
    "step.skipped": _skipped,
    "step.resumed": _resumed,
    "step.warned": lambda p, i: note("due soon: {step}", step=_step(p, i)),
    "step.overdue": _overdue,
    "evidence.added": _evidence,
    "note.added": lambda p, _: note("note: {text}", text=p["text"]),
    "note.corrected": lambda p, _: note("note corrected: {text}", text=p["text"]),
    "guard.violated": lambda p, _: note("guard broken: {text}", text=said_in(p).now()),
    "guard.answered": _answered,
    "escalation.raised": _called,
    "escalation.acked": lambda _p, _: note("call answered"),
    "deadline.extended": lambda p, i: note(
        "deadline of {step} moved by {by}: {reason}",
        step=_step(p, i),
        by=p["by"],
        reason=p["reason"],
    ),
    "report.exported": _exported,
    "alarm.linked": _linked,
    "budget.seen": _budgets,
}
