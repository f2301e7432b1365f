"""Which firing instances open, join or reopen an incident, and what holds them back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec
from msgspec.structs import replace

from cockpit.engine.alarms.holding import (
    Around,
    Held,
    Key,
    KnownIncident,
    Silence,
    inhibitors_first,
    key_of,
)
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.snapshot.alarms import Labels, Severity

__all__ = ["Decision", "Held", "Key", "KnownIncident", "Silence", "decide"]


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about one instance.

    Attributes:
        action: ``open`` a new incident (all of one key open the same one), ``reopen``
            or ``link`` to ``incident``, ``keep``: it is linked already, ``hold``:
            count it and open nothing, for the first of ``held``.
        inhibited_by: Instances that inhibit it: rule and labels.
    """

    action: Literal["open", "reopen", "link", "keep", "hold"]
    rule: str
    labels: Labels
    alarm: str
    key: Key
    severity: Severity
    sop: str = ""
    incident: str = ""
    held: tuple[Held, ...] = ()
    inhibited_by: tuple[tuple[str, Labels], ...] = ()


def decide(  # noqa: PLR0913 - all that an opening depends on
    book: RuleBook,
    states: Mapping[str, Mapping[Labels, InstanceState]],
    *,
    incidents: Sequence[KnownIncident],
    silences: Sequence[Silence],
    now: datetime,
    minute: int,
    ages: Mapping[str, float] | None = None,
) -> tuple[Decision, ...]:
    """Decide about every instance that fires, recovers, is hollow or opens on watch.

    An alarm joins the open incident of its key whatever holds it back; only an opening
    is held back. One that was in an incident that is closed opens nothing until it
    has fired anew. An instance flaps when it fired again while recovering three times
    within 24 grains.

    Args:
        book: The rules.
        states: By rule and labels.
        incidents: Open ones, and closed ones that could be opened again.
        silences: In force.
        now: Aware time of the judging, in the workspace's zone: mute windows.
        minute: The same as a business minute: ``reopen_within``.
        ages: Seconds since each alarm fired, on the real clock, by its id: an alarm
            that is not in it fires now. None: nobody waits for a group.

    Returns:
        One decision an instance, inhibitors first.
    """
    around = Around(book, states, incidents, silences, now, minute, ages)
    decisions: list[Decision] = []
    for rule in inhibitors_first(book.rules):
        found = [
            _decided(around, rule, state)
            for _, state in sorted(states.get(rule.id, {}).items())
            if _counts(rule, state)
        ]
        settled = list(_waiting(around, rule, found))
        around.note_open(
            each.key for each in settled if each.action in {"open", "reopen"}
        )
        decisions += settled
    return tuple(decisions)


def _counts(rule: Rule, state: InstanceState) -> bool:
    """Tell whether an instance shows at all."""
    if state.retired is not None:
        return False
    is_on = state.status in {"firing", "recovering"} or "hollow" in state.overlays
    return is_on or _opens_on_watch(rule, state)


def _opens_on_watch(rule: Rule, state: InstanceState) -> bool:
    policy = rule.incident
    is_watched = state.status == "ok" and "watch" in state.overlays
    return is_watched and policy is not None and "watch" in policy.open_on


def _opens_on_fire(rule: Rule) -> bool:
    return rule.incident is None or "fire" in rule.incident.open_on


def _decided(around: Around, rule: Rule, state: InstanceState) -> Decision:
    is_watch = _opens_on_watch(rule, state)
    watched = "/".join((rule.id, *(value for _, value in state.labels), "watch"))
    alarm = f"{watched}-{state.since}" if is_watch else state.alarm
    key = key_of(rule, state.labels)
    decision = Decision(
        action="hold",
        rule=rule.id,
        labels=state.labels,
        alarm=alarm,
        key=key,
        severity="watch" if is_watch else rule.severity,
        sop=rule.incident.sop if rule.incident else "",
        inhibited_by=around.inhibited_by(rule, state.labels),
    )
    incident = around.incident(key)
    if incident is not None and alarm and alarm in incident.alarms:
        return replace(decision, action="keep", incident=incident.incident)
    is_due = is_watch or (state.status == "firing" and state.fires)
    if not is_due or not (is_watch or _opens_on_fire(rule)):
        held: Held = "hollow" if "hollow" in state.overlays else "not_now"
        return replace(decision, held=(held,))
    if incident is not None:
        return replace(decision, action="link", incident=incident.incident)
    reasons = around.held(rule, state, alarm)
    if decision.inhibited_by:
        reasons = (*reasons, "inhibited")
    if reasons:
        return replace(decision, held=reasons)
    ended = around.ended(rule, state, key)
    return replace(decision, action="reopen" if ended else "open", incident=ended)


def _waiting(around: Around, rule: Rule, found: list[Decision]) -> Iterator[Decision]:
    """Let new groups wait for others; one that waited long enough opens for all."""
    groups: dict[Key, list[str]] = {}
    for each in found:
        if each.action == "open":
            groups.setdefault(each.key, []).append(each.alarm)
    waiting = {key for key, all_ in groups.items() if around.must_wait(rule, all_)}
    for each in found:
        if each.action == "open" and each.key in waiting:
            yield replace(each, action="hold", held=("group_wait",))
        else:
            yield each
