"""Alarms and silences in the fold."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from cockpit.incidents.clocks import Deadline, reading_of
from cockpit.incidents.events import Event
from cockpit.incidents.state import Alarm, AlarmStatus, Names, Silence
from cockpit.snapshot.alarms import Labels

_STATUS: Final[Mapping[str, AlarmStatus]] = {
    "alarm.pending": "pending",
    "alarm.fired": "firing",
    "alarm.recovering": "recovering",
    "alarm.cleared": "ok",
    "alarm.unknown": "unknown",
    "alarm.retired": "retired",
}
"""Status after a transition; the kinds that are not here leave it as it is."""
_ASKING: Final[Mapping[str, str]] = {"alarm.rebased": "rebase"}
ALARM_KINDS: Final = {
    *_STATUS, *_ASKING, "alarm.watch", "alarm.blind", "alarm.acked", "alarm.muted",
    "grain.restated",
}  # fmt: skip


def labels_of(raw: object) -> Labels:
    """Return labels from their JSON form."""
    return msgspec.convert(raw or (), Labels)


def names_in(payload: Mapping[str, Any]) -> Names:
    """Return what an event says its alarm is called; logs of old say nothing."""
    return msgspec.convert(payload.get("names") or {}, dict[str, tuple[str, str]])


def alarm_after(before: Alarm | None, event: Event) -> Alarm:
    """Return an instance after one of its events."""
    payload = event.payload
    alarm = before or Alarm(
        rule=payload["rule"], labels=labels_of(payload.get("labels"))
    )
    names = names_in(payload) or alarm.names
    made = replace(alarm, seq=event.seq, names=names)
    if event.kind == "alarm.acked":
        return replace(made, acked_by=event.actor)
    if event.kind == "alarm.muted":
        reason = str(payload.get("reason", ""))
        return replace(made, muted=alarm.muted + 1, muted_reason=reason)
    if "state" in payload:
        return _transition(made, event)
    if asked := _ASKING.get(event.kind, ""):
        return replace(made, asked=asked, asked_seq=event.seq)
    return _entered(made, event)


def _transition(alarm: Alarm, event: Event) -> Alarm:
    """The engine judged: its own state is taken as it is."""
    payload = event.payload
    made = replace(
        alarm,
        engine=payload["state"],
        grain=str(payload.get("grain", alarm.grain)),
        reason=str(payload.get("reason", "")),
        asked="" if event.kind in _ASKING else alarm.asked,
        money=payload.get("money"),
    )
    if "alarm" in payload and payload["alarm"] != alarm.alarm:
        made = replace(made, alarm=payload["alarm"], acked_by="", muted=0)
    return _entered(made, event)


def _entered(alarm: Alarm, event: Event) -> Alarm:
    status = _STATUS.get(event.kind, alarm.status)
    if event.kind == "alarm.watch" and alarm.status == "unknown":
        status = "ok"
    if status == alarm.status:
        return alarm
    return replace(alarm, status=status, since=reading_of(event))


def silence_after(silences: Mapping[str, Silence], event: Event) -> Silence | None:
    """Return the silence that an event sets or ends; None if it is not known."""
    word = str(event.payload.get("silence", ""))
    if event.kind == "silence.set":
        return _set(word, event)
    silence = silences.get(word)
    how = _ENDS.get(event.kind)
    if silence is None or how is None or silence.ended:
        return None
    return how(silence)


def _set(word: str, event: Event) -> Silence:
    payload: dict[str, Any] = event.payload
    return Silence(
        id=word,
        matchers=msgspec.convert(payload["matchers"], Labels),
        until=msgspec.convert(payload["until"], Deadline),
        reason=payload.get("reason", ""),
        by=event.actor,
    )


_ENDS: Final[Mapping[str, Callable[[Silence], Silence]]] = {
    "silence.lifted": lambda silence: replace(silence, ended="lifted"),
    "silence.expired": lambda silence: replace(silence, ended="expired"),
}
