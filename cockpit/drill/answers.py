"""What the operator of a drill has reported to have done, read from the incident."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from cockpit.incidents.records import StepRecord
from cockpit.incidents.sop import Step
from cockpit.incidents.state import Incident

PAUSES = "auto:inefficient_campaigns"
"""A step that senses these pauses the campaigns that its list names."""
ENTERED = "evidence:"
DONE = ("claimed", "verified", "regressed")


class Trial(msgspec.Struct, frozen=True):
    """A backup channel on trial, since when, for how much in all."""

    channel: str
    since: datetime
    budget: float


def pauses(incident: Incident) -> dict[str, datetime]:
    """Return which campaigns the operator reported as paused, and when."""
    found: dict[str, datetime] = {}
    for step, record, since in _done(incident):
        if step.sense is None or step.sense.where != PAUSES:
            continue
        for entry in record.evidence.values():
            if isinstance(entry.value, list | tuple):
                found |= dict.fromkeys(map(str, entry.value), since)
    return found


def trials(incident: Incident) -> Iterator[Trial]:
    """Return the backup channels that the operator reported to test."""
    for step, record, since in _done(incident):
        if step.sense is None or not step.sense.where.startswith(ENTERED):
            continue
        channel = record.evidence.get(step.sense.where.removeprefix(ENTERED))
        budget = record.evidence.get("budget")
        if channel is not None:
            amount = float(budget.value) if budget is not None else 0.0
            yield Trial(str(channel.value), since, amount)


def _done(incident: Incident) -> Iterator[tuple[Step, StepRecord, datetime]]:
    for step in incident.sop.step:
        record = incident.steps.get(step.id)
        if record is not None and record.status in DONE and record.since_data:
            yield step, record, datetime.fromisoformat(record.since_data)
