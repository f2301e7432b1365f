"""One step in the fold: what each kind of event makes of it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from cockpit.incidents.clocks import Deadline
from cockpit.incidents.events import Event
from cockpit.incidents.records import (
    NOTHING_SAID,
    Due,
    Entry,
    StepRecord,
    said_in,
)
from cockpit.incidents.state import Incident

Handler = Callable[[StepRecord, Event], StepRecord]


def due_payload(due: Due) -> dict[str, Any]:
    """Return a new deadline as it stands in an event."""
    at = msgspec.to_builtins(due.at)
    return {"number": due.number, "at": at, "seconds": due.seconds}


def due_at(payload: Mapping[str, Any]) -> Deadline:
    """Return the instant of a deadline as it stands in an event."""
    return msgspec.convert(payload["at"], Deadline)


def with_dues(incident: Incident, payload: Mapping[str, Any]) -> Incident:
    """Take over the deadlines and deferrals that an event sets for several steps."""
    steps = dict(incident.steps)
    for step, raw in payload.get("dues", {}).items():
        steps[step] = _with_due(steps[step], raw)
    for step, until in payload.get("deferred", {}).items():
        steps[step] = _put_off(steps[step], until)
    return replace(incident, steps=steps)


def step_after(incident: Incident, event: Event) -> Incident:
    """Return an incident after an event of one of its steps.

    Computed evidence belongs to the incident: any step may show it.
    """
    payload = event.payload
    if event.kind == "evidence.added" and "function" in payload:
        frozen = {**incident.frozen, payload["function"]: payload["frozen"]}
        return replace(incident, frozen=frozen)
    step = payload["step"]
    record = incident.steps.get(step)
    if record is None:
        return incident
    made = STEP_KINDS[event.kind](record, event)
    return replace(incident, steps={**incident.steps, step: made})


def _with_due(record: StepRecord, raw: Mapping[str, Any] | None) -> StepRecord:
    if raw is None:
        return record
    due = Due(
        number=raw["number"],
        at=due_at(raw),
        seconds=raw["seconds"],
    )
    return replace(record, dues=(*record.dues, due))


def _put_off(record: StepRecord, until: Mapping[str, Any]) -> StepRecord:
    at = until.get("until_at")
    return replace(
        record,
        status="deferred",
        until=until.get("until", ""),
        until_at=msgspec.convert(at, Deadline) if at else None,
        deferrals=record.deferrals + 1,
    )


def _started(record: StepRecord, event: Event) -> StepRecord:
    return replace(record, status="doing", by=event.actor, started=event.wall, ended="")


def _claimed(record: StepRecord, event: Event) -> StepRecord:
    made = replace(
        record,
        status="claimed",
        by=event.actor,
        started=record.started or event.wall,
        ended=event.wall,
        since_data=event.data,
        rounds=record.rounds + 1,
        sensed=NOTHING_SAID,
    )
    return _with_due(made, event.payload.get("next"))


def _verified(record: StepRecord, event: Event) -> StepRecord:
    """The work ended when it was claimed; a step that data tick off ends now."""
    ended = record.ended if record.status == "claimed" else event.wall
    return replace(
        record,
        status="verified",
        by=record.by or event.actor,
        started=record.started or event.wall,
        ended=ended,
        sensed=said_in(event.payload) if event.payload.get("text") else record.sensed,
    )


def _regressed(record: StepRecord, event: Event) -> StepRecord:
    return replace(
        record,
        status="regressed",
        ended="",
        sensed=said_in(event.payload),
        regressions=record.regressions + 1,
    )


def _unclaimed(record: StepRecord, event: Event) -> StepRecord:
    reason = event.payload.get("reason", "")
    return replace(record, status="doing", ended="", since_data="", reason=reason)


def _skipped(record: StepRecord, event: Event) -> StepRecord:
    made = replace(
        record,
        status="skipped",
        by=event.actor,
        ended=event.wall,
        reason=event.payload.get("reason", ""),
        second=event.payload.get("second", ""),
    )
    return _with_due(made, event.payload.get("next"))


def _deferred(record: StepRecord, event: Event) -> StepRecord:
    reason = event.payload.get("reason", "")
    return replace(_put_off(record, event.payload), by=event.actor, reason=reason)


def _resumed(record: StepRecord, event: Event) -> StepRecord:
    """A deferral ends, or the next round of a repeating step begins."""
    return replace(
        record,
        status="",
        ended="",
        until="",
        until_at=None,
        started="",
        reason="",
        second="",
        round=record.round + bool(event.payload.get("is_round")),
    )


def _extended(record: StepRecord, event: Event) -> StepRecord:
    dues = tuple(
        replace(due, is_moved=due.is_moved or due is record.due) for due in record.dues
    )
    return _with_due(replace(record, dues=dues), event.payload["due"])


def _warned(record: StepRecord, event: Event) -> StepRecord:
    return _marked(record, event, lambda due: replace(due, is_warned=True))


def _overdue(record: StepRecord, event: Event) -> StepRecord:
    return _marked(record, event, lambda due: replace(due, is_missed=True))


def _climbed(record: StepRecord, event: Event) -> StepRecord:
    rung = event.payload["rung"]
    return _marked(record, event, lambda due: replace(due, rungs=(*due.rungs, rung)))


def _marked(
    record: StepRecord, event: Event, change: Callable[[Due], Due]
) -> StepRecord:
    number = event.payload["due"]
    dues = tuple(change(due) if due.number == number else due for due in record.dues)
    return replace(record, dues=dues)


def _evidence(record: StepRecord, event: Event) -> StepRecord:
    entry = Entry(
        value=event.payload["value"], by=event.actor, at=event.wall, seq=event.seq
    )
    evidence = {**record.evidence, event.payload["evidence"]: entry}
    return replace(record, evidence=evidence)


STEP_KINDS: Final[Mapping[str, Handler]] = {
    "step.started": _started,
    "step.claimed": _claimed,
    "step.verified": _verified,
    "step.regressed": _regressed,
    "step.unclaimed": _unclaimed,
    "step.skipped": _skipped,
    "step.deferred": _deferred,
    "step.resumed": _resumed,
    "step.warned": _warned,
    "step.overdue": _overdue,
    "deadline.extended": _extended,
    "evidence.added": _evidence,
    "escalation.raised": _climbed,
}
