"""One incident in the fold: what each kind of event makes of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from cockpit.incidents.clocks import reading_of
from cockpit.incidents.events import Event
from cockpit.incidents.fold_alarms import labels_of
from cockpit.incidents.fold_steps import STEP_KINDS, step_after, with_dues
from cockpit.incidents.records import (
    NOTHING_SAID,
    Call,
    Export,
    GuardRecord,
    Remark,
    StepRecord,
    said_in,
)
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import Incident, alarm_key
from cockpit.snapshot.incidents import IncidentState

Handler = Callable[[Incident, Event], Incident]


def opened_incident(event: Event) -> Incident:
    """Return a new incident; its procedure and deadlines come with the event."""
    payload = event.payload
    sop = msgspec.convert(payload["sop"], Sop)
    opened = reading_of(event)
    budgets = dict(payload.get("budgets", {}))
    incident = Incident(
        id=event.incident,
        key=payload["key"],
        sop=sop,
        opened=opened,
        title=payload.get("title", ""),
        titles=dict(payload.get("titles", {})),
        rule=payload.get("rule", ""),
        metric=payload.get("metric", ""),
        labels=labels_of(payload.get("labels")),
        severity=payload.get("severity") or sop.severity,
        opened_by=event.actor,
        opened_data=event.data,
        onset=payload.get("onset", ""),
        reason=payload.get("reason", ""),
        clock=opened if sop.clock == "opened" else None,
        rounds_from=opened if sop.clock == "opened" else None,
        steps={step.id: StepRecord() for step in sop.step},
        guards={guard.id: GuardRecord() for guard in sop.guard},
        budgets_opened=budgets,
        budgets=budgets,
        history=(("open", event.wall),),
    )
    for rule, labels in payload.get("alarms", ()):
        incident = _with_alarm(incident, rule, labels)
    return with_dues(incident, payload)


def incident_after(incident: Incident, event: Event) -> Incident:
    """Return an incident after one of its events (its version is counted elsewhere)."""
    if handler := _HANDLERS.get(event.kind):
        return handler(incident, event)
    return step_after(incident, event) if event.kind in STEP_KINDS else incident


def _to(incident: Incident, state: IncidentState, event: Event) -> Incident:
    history = (*incident.history, (state, event.wall))
    return replace(incident, state=state, history=history)


def _acked(incident: Incident, event: Event) -> Incident:
    made = _to(incident, "acked", event)
    commander = event.payload.get("commander", "")
    if commander:
        made = replace(made, commander=commander)
    if incident.clock is None:
        now = reading_of(event)
        made = replace(made, clock=now, rounds_from=now)
    return with_dues(made, event.payload)


def _assigned(incident: Incident, event: Event) -> Incident:
    role, person = event.payload["role"], event.payload["person"]
    made = replace(incident, roles={**incident.roles, role: person})
    return replace(made, commander=person) if role == "commander" else made


def _handed_over(incident: Incident, event: Event) -> Incident:
    person = event.payload["person"]
    roles = {**incident.roles, "commander": person}
    return replace(incident, commander=person, roles=roles)


def _severity_set(incident: Incident, event: Event) -> Incident:
    return replace(incident, severity=event.payload["severity"])


def _contained(incident: Incident, event: Event) -> Incident:
    return _to(incident, "contained", event)


def _resolved(incident: Incident, event: Event) -> Incident:
    override = event.payload.get("override", "")
    return replace(_to(incident, "resolved", event), override=override)


def _closed(incident: Incident, event: Event) -> Incident:
    return replace(_to(incident, "closed", event), ended=event.wall)


def _cancelled(incident: Incident, event: Event) -> Incident:
    reason = event.payload.get("reason", "")
    return replace(_to(incident, "cancelled", event), ended=event.wall, reason=reason)


def _reopened(incident: Incident, event: Event) -> Incident:
    made = replace(
        _to(incident, "open", event),
        ended="",
        export=None,
        override="",
        reopened=incident.reopened + 1,
        rounds_from=reading_of(event),
    )
    return with_dues(made, event.payload)


def _linked(incident: Incident, event: Event) -> Incident:
    return _with_alarm(incident, event.payload["rule"], event.payload.get("labels"))


def _with_alarm(incident: Incident, rule: str, labels: object) -> Incident:
    key = alarm_key(rule, labels_of(labels))
    if key in incident.alarms:
        return incident
    return replace(incident, alarms=(*incident.alarms, key))


def _noted(incident: Incident, event: Event) -> Incident:
    payload = event.payload
    remark = Remark(
        seq=event.seq,
        text=payload["text"],
        by=event.actor,
        at=event.wall,
        step=payload.get("step", ""),
    )
    return replace(incident, remarks=(*incident.remarks, remark))


def _corrected(incident: Incident, event: Event) -> Incident:
    seq, text = event.payload["note"], event.payload["text"]
    remarks = tuple(
        replace(one, corrected=(*one.corrected, text)) if one.seq == seq else one
        for one in incident.remarks
    )
    return replace(incident, remarks=remarks)


def _violated(incident: Incident, event: Event) -> Incident:
    word, said = event.payload["guard"], said_in(event.payload)
    guard = incident.guards.get(word, GuardRecord())
    made = replace(
        guard,
        standing=said,
        above=dict(event.payload.get("above", {})),
        open=(*guard.open, event.seq),
        violations=(*guard.violations, (event.seq, said)),
    )
    return _with_guard(incident, word, made)


def _answered(incident: Incident, event: Event) -> Incident:
    payload = event.payload
    guard = incident.guards.get(payload["guard"], GuardRecord())
    answer = (
        event.seq, payload["reason"], payload.get("expected_roi", ""), event.actor,
    )  # fmt: skip
    made = replace(guard, open=(), answers=(*guard.answers, answer))
    return _with_guard(incident, payload["guard"], made)


def _with_guard(incident: Incident, word: str, guard: GuardRecord) -> Incident:
    return replace(incident, guards={**incident.guards, word: guard})


def _called(incident: Incident, event: Event) -> Incident:
    payload = event.payload
    call = Call(
        seq=event.seq,
        to=payload.get("to", ""),
        how=payload.get("how", "escalate"),
        reason=said_in(payload, "reason"),
        step=payload.get("step", ""),
        at=event.wall,
    )
    made = replace(incident, calls=(*incident.calls, call))
    return step_after(made, event) if "rung" in payload else made


def _call_acked(incident: Incident, event: Event) -> Incident:
    seq = event.payload["call"]
    calls = tuple(
        replace(one, acked_by=event.actor, acked_at=event.wall)
        if one.seq == seq and not one.acked_by
        else one
        for one in incident.calls
    )
    return replace(incident, calls=calls)


def _exported(incident: Incident, event: Event) -> Incident:
    payload: Mapping[str, Any] = event.payload
    export = Export(
        seq=event.seq,
        path=payload.get("path", ""),
        blanks=tuple(payload.get("blanks", ())),
    )
    return replace(incident, export=export)


def _budget_seen(incident: Incident, event: Event) -> Incident:
    """Who opens by hand may see no data: then the first budgets seen are those then.

    One that names a guard says how far a violation still goes.
    """
    if "guard" in event.payload:
        word = event.payload["guard"]
        guard = incident.guards.get(word, GuardRecord())
        above = dict(event.payload["above"])
        said = guard.standing if above else NOTHING_SAID
        return _with_guard(incident, word, replace(guard, above=above, standing=said))
    seen: dict[str, float] = event.payload["budgets"]
    opened = incident.budgets_opened or dict(seen)
    budgets = {**incident.budgets, **seen}
    made = replace(incident, budgets_opened=opened, budgets=budgets)
    if any(amount > opened.get(name, 0.0) for name, amount in budgets.items()):
        return made
    calm = {
        guard.id: replace(made.guards[guard.id], standing=NOTHING_SAID, above={})
        for guard in made.sop.guard
        if guard.sense is not None and guard.sense.metric == "daily_budget"
    }
    return replace(made, guards={**made.guards, **calm})


_HANDLERS: Final[Mapping[str, Handler]] = {
    "incident.acked": _acked,
    "incident.assigned": _assigned,
    "incident.handed_over": _handed_over,
    "incident.severity_set": _severity_set,
    "incident.contained": _contained,
    "incident.resolved": _resolved,
    "incident.closed": _closed,
    "incident.cancelled": _cancelled,
    "incident.reopened": _reopened,
    "alarm.linked": _linked,
    "note.added": _noted,
    "note.corrected": _corrected,
    "guard.violated": _violated,
    "guard.answered": _answered,
    "escalation.raised": _called,
    "escalation.acked": _call_acked,
    "report.exported": _exported,
    "budget.seen": _budget_seen,
}
