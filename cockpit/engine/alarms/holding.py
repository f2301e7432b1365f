"""What holds an opening back: windows, silences, inhibitors, incidents that exist."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal

import msgspec

from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.windows import is_active
from cockpit.snapshot.alarms import Labels

Key = tuple[str, tuple[str, ...]]
"""Rule, and the values of its ``group_by`` labels: one open incident for each."""
Held = Literal[
    "muted", "silenced", "inhibited", "flapping", "hollow", "group_wait", "handled",
    "not_now", "no_incident",
]  # fmt: skip
"""``handled``: its incident was closed and it has not fired anew since. ``not_now``:
the newest grain does not fire (blind, or inside the band). ``no_incident``: the rule
has no procedure."""


_DAY: Final = 1440


class KnownIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that exists.

    Attributes:
        alarms: Ids of all alarms that were ever linked to it.
        closed: Business minute of its end; None while it is open.
        cancelled: It was a false alarm: it is never opened again.
    """

    incident: str
    key: Key
    alarms: frozenset[str] = frozenset()
    closed: int | None = None
    cancelled: bool = False


class Silence(msgspec.Struct, frozen=True):
    """Alarms whose labels (and ``rule``) match open nothing until an aware time."""

    matchers: tuple[tuple[str, str], ...]
    until: datetime


def key_of(rule: Rule, labels: Labels) -> Key:
    """Return the key of the incident that an instance belongs to."""
    group_by = rule.incident.group_by if rule.incident else ()
    return rule.id, tuple(value for name, value in labels if name in group_by)


def inhibitors_first(rules: Sequence[Rule]) -> list[Rule]:
    """Order rules so that each one comes after those that inhibit it."""
    ordered: list[Rule] = []
    left = list(rules)
    while left:
        targets = {inhibit.rule for rule in left for inhibit in rule.inhibits}
        free = [rule for rule in left if rule.id not in targets] or left
        ordered += free
        left = [rule for rule in left if rule not in free]
    return ordered


class Around:
    """What decisions depend on, and what they have opened so far."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that an opening depends on
        self,
        book: RuleBook,
        states: Mapping[str, Mapping[Labels, InstanceState]],
        incidents: Sequence[KnownIncident],
        silences: Sequence[Silence],
        now: datetime,
        minute: int,
        ages: Mapping[str, float] | None,
    ) -> None:
        self._silences = [each for each in silences if each.until > now]
        self._active = {each.name for each in book.windows if is_active(each, now)}
        self._red_too = {each.name for each in book.windows if each.include_red}
        self._minute = minute
        self._ages = ages
        self._states = states
        self._inhibits = [
            (rule, inhibit) for rule in book.rules for inhibit in rule.inhibits
        ]
        self._open = {each.key: each for each in incidents if each.closed is None}
        self._ended = sorted(
            (each for each in incidents if each.closed is not None),
            key=lambda each: each.closed or 0,
        )
        self._opened: set[Key] = set()

    def note_open(self, keys: Iterable[Key]) -> None:
        """Remember what was opened: its inhibitors act in the same step."""
        self._opened |= set(keys)

    def incident(self, key: Key) -> KnownIncident | None:
        """Return the open incident of a key."""
        return self._open.get(key)

    def ended(self, rule: Rule, state: InstanceState, key: Key) -> str:
        """Return the incident that is opened again instead of a new one, or ``""``."""
        policy = rule.incident
        for each in reversed(self._ended):
            if each.key != key or each.cancelled or policy is None:
                continue
            minutes = self._minute - (each.closed or 0)
            if state.kind == "1d":  # business days, inclusive
                minutes = (self._minute // _DAY - (each.closed or 0) // _DAY) * _DAY
                is_young = minutes * 60 <= policy.reopen_within
            else:
                is_young = minutes * 60 < policy.reopen_within
            return each.incident if is_young else ""
        return ""

    def held(self, rule: Rule, state: InstanceState, alarm: str) -> tuple[Held, ...]:
        """Return what holds an opening back, without groups and inhibitors."""
        held: list[Held] = [] if rule.incident else ["no_incident"]
        active = self._active & set(rule.mute_windows)
        if rule.severity == "red":
            active &= self._red_too
        if active:
            held.append("muted")
        if any(_is_silenced(each, rule, state.labels) for each in self._silences):
            held.append("silenced")
        if "flapping" in state.overlays:
            held.append("flapping")
        handled = [each.closed or 0 for each in self._ended if alarm in each.alarms]
        if handled and state.entered <= max(handled):
            held.append("handled")
        return tuple(held)

    def inhibited_by(
        self, rule: Rule, labels: Labels
    ) -> tuple[tuple[str, Labels], ...]:
        """Return the instances that fire or recover, with their incident open."""
        own = dict(labels)
        found = []
        for inhibitor, inhibit in self._inhibits:
            if inhibit.rule != rule.id:
                continue
            for theirs, state in self._states.get(inhibitor.id, {}).items():
                values = dict(theirs)
                if (
                    state.status in {"firing", "recovering"}
                    and all(own.get(k) == values.get(k) for k in inhibit.equal)
                    and self._is_open(key_of(inhibitor, theirs))
                ):
                    found.append((inhibitor.id, theirs))
        return tuple(found)

    def must_wait(self, rule: Rule, alarms: Iterable[str]) -> bool:
        """Tell whether none of a group has waited long enough for the others."""
        if self._ages is None or rule.incident is None:
            return False
        ages = [self._ages.get(alarm, 0.0) for alarm in alarms]
        return max(ages, default=0.0) < rule.incident.group_wait

    def _is_open(self, key: Key) -> bool:
        return key in self._open or key in self._opened


def _is_silenced(silence: Silence, rule: Rule, labels: Labels) -> bool:
    values = {**dict(labels), "rule": rule.id}
    return all(values.get(name) == value for name, value in silence.matchers)
