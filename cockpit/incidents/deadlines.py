"""Deadlines of steps: set once with the event that starts their clock, never moved."""

import math
from datetime import UTC, datetime
from typing import Any

import msgspec

from cockpit.incidents.clocks import (
    Deadline,
    Reading,
    Timeline,
    deadline_after,
    elapsed,
    iso,
    seconds_left,
    seconds_of,
)
from cockpit.incidents.durations import (
    Calendar,
    Duration,
    after,
    parse_duration,
    seconds,
)
from cockpit.incidents.fold_steps import due_payload
from cockpit.incidents.records import Due, StepRecord
from cockpit.incidents.sop import Sop, Step
from cockpit.incidents.standing import UNTIL_STEP, record_of
from cockpit.incidents.state import Incident


def first_dues(sop: Sop, start: Reading, calendar: Calendar) -> dict[str, Any]:
    """Return the first deadline of each step that has one, as an event says it."""
    dues: dict[str, Any] = {}
    for step in sop.step:
        duration = parse_duration(step.due or step.every)
        if duration is not None:
            due = _due(1, start, span(start, duration, calendar))
            dues[step.id] = due_payload(due)
    return dues


def first_deferrals(sop: Sop, start: Reading, calendar: Calendar) -> dict[str, Any]:
    """Return the deferrals that a procedure begins with, as an event says them."""
    deferrals: dict[str, Any] = {}
    for step in sop.step:
        if step.defer_until.startswith(UNTIL_STEP):
            deferrals[step.id] = {"until": step.defer_until}
        elif duration := parse_duration(step.defer_until):
            until = deadline_after(start, span(start, duration, calendar))
            deferrals[step.id] = {"until_at": msgspec.to_builtins(until)}
    return deferrals


def round_due(
    incident: Incident, step: Step, now: Reading, timeline: Timeline
) -> dict[str, Any] | None:
    """Return the deadline of a repeating step's next round; None if it has no rounds.

    Rounds stand on a fixed grid from when the clock began: a report for the round that
    ends at 10:07, given at 09:46, is followed by one due at 10:37.
    """
    if not step.every or incident.rounds_from is None:
        return None
    every = seconds(step.every)
    gone = elapsed(incident.rounds_from, now, timeline).seconds
    round_now = max(1, math.ceil(gone / every))
    record = record_of(incident, step)
    number = record.due.number + 1 if record.due else 1
    at = deadline_after(incident.rounds_from, (round_now + 1) * every)
    return due_payload(Due(number=number, at=at, seconds=every))


def restarted_dues(incident: Incident, now: Reading) -> dict[str, Any]:
    """Return new deadlines for the repeating steps of an incident that is reopened."""
    dues: dict[str, Any] = {}
    for step in incident.sop.step:
        if step.every:
            last = record_of(incident, step).due
            number = last.number + 1 if last else 1
            dues[step.id] = due_payload(_due(number, now, seconds(step.every)))
    return dues


def extended_due(
    record: StepRecord, duration: Duration, calendar: Calendar
) -> dict[str, Any] | None:
    """Return the last deadline of a step, later by a duration; None if it has none."""
    last = record.due
    if last is None:
        return None
    start = Reading(last.at.boot, last.at.boot_ns, seconds_of(last.at.wall))
    more = span(start, duration, calendar)
    due = Due(
        number=last.number + 1,
        at=deadline_after(start, more),
        seconds=last.seconds + more,
    )
    return due_payload(due)


def left(at: Deadline, now: Reading, timeline: Timeline) -> float:
    """Return the seconds until a deadline; negative when it has passed."""
    return seconds_left(at, now, timeline).seconds


def opens_again(step: Step, due: Due) -> Deadline:
    """Return when the round of a repeating step that ends at ``due`` begins."""
    every = seconds(step.every)
    boot_ns = due.at.boot_ns - every * 1_000_000_000
    return Deadline(due.at.boot, boot_ns, iso(seconds_of(due.at.wall) - every))


def _due(number: int, start: Reading, length: float) -> Due:
    return Due(number=number, at=deadline_after(start, length), seconds=length)


def span(start: Reading, duration: Duration, calendar: Calendar) -> float:
    """Return how many seconds a duration lasts from a moment on."""
    wall = datetime.fromtimestamp(start.wall, UTC)
    return after(wall, duration, calendar).total_seconds()
