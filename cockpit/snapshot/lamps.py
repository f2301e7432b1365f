"""Which lamp an instance of a rule lights, and which of them wait in the queue."""

from typing import Final

from cockpit.snapshot.alarms import AlarmRow, Labels, Light
from cockpit.snapshot.incidents import IncidentRow, IncidentsSnapshot

CALM: Final[frozenset[Light]] = frozenset(("ok", "unproven"))
"""Lamps of instances that ask nothing of anybody."""
PROVEN: Final[frozenset[Light]] = frozenset(("red", "yellow"))
_FIRING: Final = frozenset(("firing", "recovering"))


def lamp(row: AlarmRow) -> Light:
    """Return the lamp of an instance; each lights exactly one.

    Blind goes before the colour: what was last known is not known any more. An alarm
    that waits out its hold is watched.
    """
    over = row.overlays
    if "blind" in over or "error" in over:
        return "blind" if row.state in _FIRING else "unknown"
    if row.state in _FIRING:
        return _coloured(row, is_hollow="hollow" in over)
    if "hollow" in over:
        return _coloured(row, is_hollow=True)
    if row.state == "pending" or "watch" in over:
        return "watch"
    if row.state == "unknown":
        return "unknown"
    return "unproven" if "unproven" in over else "ok"


def _coloured(row: AlarmRow, *, is_hollow: bool) -> Light:
    if row.severity == "red":
        return "red_hollow" if is_hollow else "red"
    if row.severity == "yellow":
        return "yellow_hollow" if is_hollow else "yellow"
    return "watch"


def waiting(rows: tuple[AlarmRow, ...]) -> tuple[AlarmRow, ...]:
    """Keep what waits in the queue, in the order in which it comes."""
    return tuple(row for row in rows if lamp(row) not in CALM)


def is_firing(row: AlarmRow) -> bool:
    """Return whether there is an alarm to acknowledge."""
    return row.state in _FIRING


def key(rule: str, labels: Labels) -> str:
    """Return what stays the same about an instance."""
    return "\0".join((rule, *(f"{by}={entity}" for by, entity in labels)))


def incident_of(row: AlarmRow, incidents: IncidentsSnapshot) -> IncidentRow | None:
    """Return the incident that holds an alarm; None if none is known."""
    if not row.incident:
        return None
    found = (known for known in incidents.rows if known.incident == row.incident)
    return next(found, None)
