"""Which firing instances open, join or reopen an incident, and what holds them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.snapshot.alarms import Labels, Severity

Key = tuple[str, tuple[str, ...]]
"""Rule, and the values of its ``group_by`` labels: one open incident for each."""
Held = Literal[
    "muted", "silenced", "inhibited", "flapping", "hollow", "group_wait", "handled",
    "not_now", "no_incident",
]  # fmt: skip
"""``handled``: its incident was closed and it has not fired anew since. ``not_now``:
the newest grain does not fire (blind, or inside the band). ``no_incident``: the rule
has no procedure."""


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


def decide(
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
    raise NotImplementedError
