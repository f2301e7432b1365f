"""Why a step is not to be done now, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cockpit.incidents.records import StepRecord
from cockpit.incidents.sop import Step
from cockpit.incidents.standing import (
    UNTIL_STEP,
    record_of,
    standing,
    waits_for,
)
from cockpit.incidents.state import Incident
from cockpit.incidents.wording import called
from cockpit.text.notes import Note, note


def why(incident: Incident, step: Step, zone: str) -> Note | None:
    """Return why a step is blocked, not needed, put off, left out or taken up again.

    Args:
        incident: Which.
        step: One of its procedure.
        zone: IANA zone in which times are told.
    """
    record = record_of(incident, step)
    match standing(incident, step):
        case "blocked":
            return note(
                "needs {steps}", steps=numbered(incident, *waits_for(incident, step))
            )
        case "inactive":
            return _inactive(incident, step)
        case "deferred":
            return until(incident, record, zone)
        case "skipped":
            return _skipped(record)
        case "regressed":
            return note("data say otherwise: {text}", text=record.sensed.now())
    return None


def until(incident: Incident, record: StepRecord, zone: str) -> Note:
    """Return when a deferral ends, in words."""
    if record.until_at is not None:
        return note("until {time}", time=clock_time(record.until_at.wall, zone))
    word = record.until.removeprefix(UNTIL_STEP)
    other = incident.sop.find(word)
    return note("after {step}", step=numbered(incident, other) if other else word)


def numbered(incident: Incident, *steps: Step | None) -> str:
    """Return steps by their numbers in the procedure, e.g. ``4, 5``."""
    order = {step.id: number for number, step in enumerate(incident.sop.step, 1)}
    return ", ".join(str(order[step.id]) for step in steps if step)


def clock_time(wall: str, zone: str) -> str:
    """Return an ISO time in UTC as local date and time, to the minute."""
    local = datetime.fromisoformat(wall).astimezone(ZoneInfo(zone))
    return f"{local:%m-%d %H:%M}"


def _inactive(incident: Incident, step: Step) -> Note:
    if step.when is None:
        return note("another step of its group is done")
    return note(
        "only if {step} says {value}",
        step=numbered(incident, incident.sop.find(step.when.step)),
        value=called(step.when.is_),
    )


def _skipped(record: StepRecord) -> Note:
    if record.second:
        return note(
            "{reason} ({by} with {second})",
            reason=record.reason,
            by=record.by,
            second=record.second,
        )
    return note("{reason} ({by})", reason=record.reason, by=record.by)
