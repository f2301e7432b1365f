"""What the log knows of the days that somebody asks about."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.incidents.state import Incident, State
from cockpit.incidents.views import title_of
from cockpit.snapshot.why import DatedEvent

NEWEST: Final = 200
"""Incidents that are told; a question is about days, older ones are seldom on them."""


def happened(state: State, timezone: str) -> tuple[DatedEvent, ...]:
    """Return the incidents of the log by the time of the data at which they began.

    Args:
        state: The folded log.
        timezone: Of the workspace; times are told in it.
    """
    zone = ZoneInfo(timezone)
    newest = sorted(state.incidents.values(), key=lambda one: one.opened_data)[-NEWEST:]
    return tuple(
        DatedEvent(at, "incident", f"{one.id} {title_of(one)}")
        for one in newest
        if (at := _began(one, zone))
    )


def _began(incident: Incident, zone: ZoneInfo) -> str:
    """Return local time to the minute; empty where no data were seen."""
    if incident.onset:
        return incident.onset[:16]
    if not incident.opened_data:
        return ""
    told = datetime.fromisoformat(incident.opened_data)
    local = told.astimezone(zone) if told.tzinfo else told
    return local.isoformat(timespec="minutes")[:16]
