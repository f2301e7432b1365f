"""The fold: a state and one more event make the next state. Pure, and the only way."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from cockpit.incidents.clocks import followed
from cockpit.incidents.events import DATA, SYSTEM, Event
from cockpit.incidents.fold_alarms import ALARM_KINDS, alarm_after, silence_after
from cockpit.incidents.fold_incidents import incident_after, opened_incident
from cockpit.incidents.state import Alarm, Incident, Silence, State, alarm_key


class Gap(Exception):  # noqa: N818 - what happened
    """An event does not follow the one before it."""


def fold(state: State, event: Event) -> State:
    """Return the state after one more event; one that is in it already changes nothing.

    Raises:
        Gap: If an event between them is missing.
    """
    return fold_all(state, (event,))


def fold_all(state: State, events: Iterable[Event]) -> State:
    """Return the state after events in their order: fold by fold, with fewer copies.

    Kinds that this release does not know only count: a newer one may have written them.

    Raises:
        Gap: If an event is missing.
    """
    working = _Working(state)
    for event in events:
        working.take(event)
    return working.done()


class _Working:
    """A state that is being made: its tables are copies, their items never change."""

    def __init__(self, state: State) -> None:
        self._before = state
        self._seq = state.seq
        self._timeline = state.timeline
        self._incidents: dict[str, Incident] = dict(state.incidents)
        self._alarms: dict[str, Alarm] = dict(state.alarms)
        self._silences: dict[str, Silence] = dict(state.silences)
        self._openings: dict[str, int] = dict(state.openings)

    def take(self, event: Event) -> None:
        if event.seq <= self._seq:
            return
        if event.seq != self._seq + 1:
            raise Gap(f"event {event.seq} after event {self._seq}")
        self._seq = event.seq
        self._timeline = followed(self._timeline, event)
        if event.incident:
            self._incident(event)
        elif event.kind in ALARM_KINDS:
            self._alarm(event)
        elif event.kind.startswith("silence."):
            self._silence(event)

    def done(self) -> State:
        if self._seq == self._before.seq:
            return self._before
        return State(
            seq=self._seq,
            timeline=self._timeline,
            incidents=self._incidents,
            alarms=self._alarms,
            silences=self._silences,
            openings=self._openings,
        )

    def _incident(self, event: Event) -> None:
        before = self._incidents.get(event.incident)
        if event.kind == "incident.opened":
            made = opened_incident(event)
            self._openings[made.key] = self._openings.get(made.key, 0) + 1
        elif before is not None:
            made = incident_after(before, event)
            if event.kind == "incident.reopened":
                self._openings[made.key] = self._openings.get(made.key, 0) + 1
        else:
            return
        is_told = made is not before and _is_act(event)
        touched = event.seq if is_told else made.touched
        self._incidents[made.id] = replace(
            made, version=made.version + 1, touched=touched
        )

    def _alarm(self, event: Event) -> None:
        key = _key(event.payload)
        before = self._alarms.get(key)
        self._alarms[key] = alarm_after(before, event)

    def _silence(self, event: Event) -> None:
        silence = silence_after(self._silences, event)
        if silence is not None:
            self._silences[silence.id] = silence


def _is_act(event: Event) -> bool:
    """Whether a person wrote it and a report has to tell it."""
    is_person = event.actor not in (SYSTEM, DATA, "")
    return is_person and event.kind != "report.exported"


def _key(payload: Mapping[str, object]) -> str:
    labels = payload.get("labels") or ()
    return alarm_key(str(payload["rule"]), labels)  # type: ignore[arg-type]
