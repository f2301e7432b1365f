"""The post-mortem of an incident, as Markdown and as JSON."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from cockpit.incidents.clocks import iso, seconds_of
from cockpit.incidents.events import Draft, Event
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.records import Call, Due, Remark
from cockpit.incidents.sop import Step
from cockpit.incidents.standing import blanks, is_final, record_of, standing
from cockpit.incidents.state import Incident, State
from cockpit.incidents.step_views import Look, is_missed
from cockpit.incidents.timeline import entries, local_time
from cockpit.incidents.values import row_names
from cockpit.incidents.views import affected, title_of
from cockpit.snapshot.incidents import Figures

REPORT_VERSION: Final = 1
"""Of the JSON; raised when a field is taken away or changes its meaning."""


def report_document(
    state: State,
    incident: Incident,
    events: Sequence[Event],
    occasion: Occasion,
    figures: Figures | None = None,
) -> dict[str, Any]:
    """Return the report as plain values: numbers, timeline, steps, guards, blanks.

    Texts from data are raw; times are ISO local time of the workspace.

    Args:
        state: As it stands.
        incident: Which.
        events: All of the incident's, oldest first.
        occasion: Who writes it, and when.
        figures: Money, if anybody computed it.
    """
    look = Look(state, occasion)
    return {
        **_head(incident, look),
        **_work(incident, look),
        **_talk(incident, events, look.zone),
        "figures": msgspec.to_builtins(figures) if figures else None,
        "evidence": list(incident.frozen.values()),
        "names": row_names(incident),
        "blanks": list(blanks(incident)),
        "written_at": local_time(iso(occasion.now.wall), look.zone),
        "written_by": occasion.actor,
    }


def exported_draft(incident: Incident, path: str) -> Draft:
    """Return ``report.exported`` with the blanks that were left.

    Args:
        incident: Which.
        path: Of the Markdown, relative to the workspace.
    """
    payload = {"path": path, "blanks": list(blanks(incident))}
    return Draft(kind="report.exported", incident=incident.id, payload=payload)


def _head(incident: Incident, look: Look) -> dict[str, Any]:
    is_false = incident.state == "cancelled"
    return {
        "report_version": REPORT_VERSION,
        "incident": incident.id,
        "title": title_of(incident),
        "state": incident.state,
        "severity": incident.severity,
        "sop": {"id": incident.sop.id, "version": incident.sop.version},
        "rule": incident.rule,
        "affected": [dict(labels) for labels in affected(incident, look.state)],
        "onset": incident.onset,
        "milestones": [
            {
                "state": word,
                "at": local_time(at, look.zone),
                "minutes": _minutes(incident, at),
            }
            for word, at in incident.history
        ],
        "opened_by": incident.opened_by,
        "commander": incident.commander,
        "roles": dict(incident.roles),
        "override": incident.override,
        "cancelled_because": incident.reason if is_false else "",
    }


def _work(incident: Incident, look: Look) -> dict[str, Any]:
    steps, guards = incident.sop.step, incident.sop.guard
    return {
        "steps": [
            _step(incident, step, number, look) for number, step in enumerate(steps, 1)
        ],
        "missed": [step.id for step in steps if _was_missed(incident, step, look)],
        "guards": [_guard(incident, guard.id, guard.words) for guard in guards],
    }


def _talk(incident: Incident, events: Sequence[Event], zone: str) -> dict[str, Any]:
    return {
        "calls": [_call(call, zone) for call in incident.calls if call.how != "bell"],
        "notes": [_remark(remark, zone) for remark in incident.remarks],
        "hand_overs": list(_hand_overs(events, zone)),
        "timeline": [
            {
                "seq": one.seq,
                "at": one.at,
                "actor": one.actor,
                "kind": one.kind,
                "text": one.text,
            }
            for one in entries(incident, events, zone)
        ],
    }


def _minutes(incident: Incident, at: str) -> float:
    """Minutes since the opening, never negative: a wall clock may have been set."""
    return round(max(seconds_of(at) - incident.opened.wall, 0.0) / 60, 1)


def _step(incident: Incident, step: Step, number: int, look: Look) -> dict[str, Any]:
    record, zone = record_of(incident, step), look.zone
    missed = _was_missed(incident, step, look)
    return {
        "number": number,
        "id": step.id,
        "title": step.name,
        "phase": step.phase,
        "state": standing(incident, step),
        "is_done": is_final(incident, step),
        "owner": incident.roles.get(step.owner, step.owner),
        "by": record.by,
        "started": local_time(record.started, zone),
        "ended": local_time(record.ended, zone),
        "minutes": _minutes(incident, record.ended) if record.ended else None,
        "due": [_due(due, zone) for due in record.dues],
        "is_missed": missed,
        "reason": record.reason,
        "second": record.second,
        "sensed": record.sensed.now(),
        "regressions": record.regressions,
        "rounds": record.rounds if step.every else None,
        "evidence": {
            spec.id: record.evidence[spec.id].value
            for spec in step.evidence
            if spec.id in record.evidence
        },
    }


def _was_missed(incident: Incident, step: Step, look: Look) -> bool:
    """Of a repeating step every round counts, also those that came before."""
    dues = record_of(incident, step).dues
    return any(due.is_missed for due in dues) or is_missed(incident, step, look)


def _due(due: Due, zone: str) -> dict[str, Any]:
    return {
        "at": local_time(due.at.wall, zone),
        "was_moved": due.is_moved,
        "was_missed": due.is_missed,
    }


def _guard(incident: Incident, word: str, text: str) -> dict[str, Any]:
    record = incident.guards[word]
    return {
        "id": word,
        "text": text,
        "violations": [said.now() for _, said in record.violations],
        "answers": [
            {"reason": reason, "expected_roi": roi, "by": by}
            for _, reason, roi, by in record.answers
        ],
        "is_open": bool(record.open),
    }


def _call(call: Call, zone: str) -> dict[str, Any]:
    return {
        "at": local_time(call.at, zone),
        "how": call.how,
        "to": call.to,
        "step": call.step,
        "reason": call.reason.now(),
        "answered_by": call.acked_by,
        "answered_at": local_time(call.acked_at, zone),
    }


def _remark(remark: Remark, zone: str) -> dict[str, Any]:
    texts = (remark.text, *remark.corrected)
    return {
        "at": local_time(remark.at, zone),
        "by": remark.by,
        "step": remark.step,
        "text": texts[-1],
        "before": list(texts[:-1]),
    }


def _hand_overs(events: Sequence[Event], zone: str) -> Iterator[dict[str, Any]]:
    for event in events:
        if event.kind == "incident.handed_over":
            yield {
                "at": local_time(event.wall, zone),
                "from": event.payload.get("from", ""),
                "to": event.payload["person"],
                "text": event.payload.get("text", ""),
            }
