"""What the log remembers of rules: states of instances, incidents, silences."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from cockpit.engine.alarms.observation import GRAIN_MINUTES, business_minute
from cockpit.engine.alarms.opening import KnownIncident, Silence
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.views.scene import Workspace
from cockpit.incidents.clocks import elapsed, reading, seconds_of
from cockpit.incidents.events import Clocks, Event
from cockpit.incidents.state import Incident, State
from cockpit.snapshot.alarms import Labels

States = dict[str, dict[Labels, InstanceState]]
"""By rule and labels."""
ENDS: Final = frozenset({"incident.closed", "incident.cancelled"})
ALARM_IDS: Final = "alarm_ids"
"""In the payload of what links alarms to an incident: the ids they had then."""


def remembered(state: State) -> States:
    """Return the state of every instance as of its last journaled transition."""
    found: States = {}
    for alarm in state.alarms.values():
        if alarm.engine:
            known = msgspec.convert(alarm.engine, InstanceState)
            found.setdefault(alarm.rule, {})[alarm.labels] = known
    return found


def known_incidents(
    state: State,
    events_of: Callable[[str], tuple[Event, ...]],
    workspace: Workspace,
) -> tuple[KnownIncident, ...]:
    """Return the incidents that rules opened, as the engine decides about them."""
    return tuple(
        KnownIncident(
            incident=one.id,
            key=(one.rule, tuple(value for _, value in one.labels)),
            alarms=_alarm_ids(one, state, events_of),
            closed=_closed(one, events_of(one.id), workspace),
            cancelled=one.state == "cancelled",
        )
        for one in state.incidents.values()
        if one.rule
    )


def silences(state: State) -> tuple[Silence, ...]:
    """Return the silences in force, in wall time."""
    return tuple(
        Silence(one.matchers, datetime.fromisoformat(one.until.wall).astimezone(UTC))
        for one in state.silences.values()
        if not one.ended
    )


def alarm_ages(
    state: State, clocks: Clocks, states: States, minute: int
) -> Mapping[str, float]:
    """Return for how many seconds each alarm has been there, by its id.

    By the real clock since it was journaled, or by the time of the data since its first
    grain had ended, whichever is longer: an alarm that was there before anybody looked
    waits for nobody.
    """
    now = reading(clocks)
    found = {
        alarm.alarm: elapsed(alarm.since, now, state.timeline).seconds
        for alarm in state.alarms.values()
        if alarm.alarm
    }
    for instances in states.values():
        for one in instances.values():
            if one.alarm and one.onset is not None:
                ended = (one.onset + 1) * GRAIN_MINUTES[one.kind]
                age = (minute - ended) * 60.0
                found[one.alarm] = max(found.get(one.alarm, 0.0), age)
    return found


def _alarm_ids(
    incident: Incident, state: State, events_of: Callable[[str], tuple[Event, ...]]
) -> frozenset[str]:
    if incident.is_open:
        return frozenset(one.alarm for one in state.linked(incident) if one.alarm)
    found: set[str] = set()
    for event in events_of(incident.id):
        found.update(event.payload.get(ALARM_IDS, ()))
    return frozenset(found)


def _closed(
    incident: Incident, events: tuple[Event, ...], workspace: Workspace
) -> int | None:
    """Return the business minute of its end, by the time of the data.

    Alarms are judged in that time, which may stand still or run faster than the real
    one; where nobody saw data, the real time has to do.
    """
    if not incident.ended:
        return None
    ends = [event.data for event in events if event.kind in ENDS and event.data]
    if ends:
        return _minute(datetime.fromisoformat(ends[-1]), workspace)
    ended = datetime.fromtimestamp(seconds_of(incident.ended), UTC)
    return _minute(ended, workspace)


def _minute(instant: datetime, workspace: Workspace) -> int:
    return business_minute(
        instant,
        timezone=workspace.timezone,
        day_starts_minutes=workspace.day_starts_minutes,
    )
