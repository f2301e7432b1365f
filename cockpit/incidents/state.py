"""What the log adds up to: alarms, silences and incidents as they stand.

Everything here is plain data with a canonical JSON form, so that two replays of the
same events can be compared by :func:`state_hash`.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final, Literal

import msgspec

from cockpit.incidents.clocks import NO_TIME, Deadline, Reading, Timeline
from cockpit.incidents.records import (
    Call,
    Export,
    GuardRecord,
    Plain,
    Remark,
    StepRecord,
)
from cockpit.incidents.sop import Sop
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.incidents import IncidentState
from cockpit.text.i18n import spoken

AlarmStatus = Literal["ok", "pending", "firing", "recovering", "unknown", "retired"]


Names = Mapping[str, tuple[str, str]]
"""What people call a rule and the entity of an instance, by language."""
NEVER: Final = Reading("", 0, 0.0)
"""Stands for a moment that has not come."""


class Incident(Plain, frozen=True):
    """One incident.

    Attributes:
        key: Of the alarms it belongs to; at most one open incident has it.
        sop: The procedure, pinned when the incident was opened.
        version: Number of its events.
        alarms: Keys into :attr:`State.alarms`.
        opened: When; ``clock`` when its durations began, ``rounds_from`` when its
            repeating steps did.
        opened_data: Time of the data then.
        title: What is affected, in words; ``titles`` the same by language.
        onset: ISO local start of the first grain that breached.
        history: (state, ISO time in UTC) of each change.
        touched: The newest event that a person wrote, reports apart.
        budgets_opened: Daily budget of each campaign when it was opened, in whole
            currency units; ``budgets`` the newest.
        frozen: Computed evidence by function, as plain values; the newest each.
    """

    id: str
    key: str
    sop: Sop
    opened: Reading
    title: str = ""
    titles: dict[str, str] = {}
    rule: str = ""
    metric: str = ""
    labels: Labels = ()
    alarms: tuple[str, ...] = ()
    severity: str = "yellow"
    state: IncidentState = "open"
    version: int = 0
    opened_by: str = ""
    opened_data: str = ""
    onset: str = ""
    reason: str = ""
    clock: Reading | None = None
    rounds_from: Reading | None = None
    commander: str = ""
    roles: dict[str, str] = {}
    steps: dict[str, StepRecord] = {}
    guards: dict[str, GuardRecord] = {}
    budgets_opened: dict[str, float] = {}
    budgets: dict[str, float] = {}
    frozen: dict[str, dict[str, Any]] = {}
    calls: tuple[Call, ...] = ()
    remarks: tuple[Remark, ...] = ()
    export: Export | None = None
    touched: int = 0
    override: str = ""
    ended: str = ""
    reopened: int = 0
    history: tuple[tuple[str, str], ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still holds its key."""
        return self.state not in ("closed", "cancelled")

    @property
    def is_running(self) -> bool:
        """Whether its clocks still tick: not resolved, not over."""
        return self.state in ("open", "acked", "contained")


class Alarm(Plain, frozen=True):
    """One instance of one rule, as the log knows it.

    Attributes:
        status: From the kind of its last transition.
        engine: The engine's own state of the instance; nobody else reads it.
        alarm: Id of the current alarm; empty unless it fires or recovers.
        since: When it entered ``status``.
        asked: ``rebase`` if an operator asked for it and the engine has not yet done
            it; ``asked_seq`` is the event that asked.
        muted: How often it would have opened an incident and was held back.
        names: What people call its rule and its entity, by language.
        money: What it cost an hour when its data vanished; None while they are seen,
            and where nobody knew.
    """

    rule: str
    labels: Labels = ()
    status: AlarmStatus = "unknown"
    engine: dict[str, Any] = {}
    alarm: str = ""
    grain: str = ""
    reason: str = ""
    since: Reading = NEVER
    seq: int = 0
    acked_by: str = ""
    asked: str = ""
    asked_seq: int = 0
    muted: int = 0
    muted_reason: str = ""
    names: Names = {}
    money: float | None = None

    @property
    def is_firing(self) -> bool:
        """Whether it burns; one that recovers is not clear yet."""
        return self.status in ("firing", "recovering")


class Silence(Plain, frozen=True):
    """Alarms that open nothing until a time; ``ended`` says why it is over."""

    id: str
    matchers: tuple[tuple[str, str], ...]
    until: Deadline
    reason: str
    by: str
    ended: str = ""


class State(Plain, frozen=True):
    """The whole.

    Attributes:
        seq: The newest event that is in it.
        timeline: What the events say about the clocks.
        alarms: By :func:`alarm_key`.
        openings: How many incidents each key has had.
    """

    seq: int = 0
    timeline: Timeline = NO_TIME
    incidents: dict[str, Incident] = {}
    alarms: dict[str, Alarm] = {}
    silences: dict[str, Silence] = {}
    openings: dict[str, int] = {}

    def open_with(self, key: str) -> Incident | None:
        """Return the open incident of a key; None if there is none."""
        return next(
            (one for one in self.open_incidents if one.key == key and key), None
        )

    @property
    def open_incidents(self) -> tuple[Incident, ...]:
        """The incidents that are neither closed nor cancelled, oldest first."""
        return tuple(one for one in self.incidents.values() if one.is_open)

    def linked(self, incident: Incident) -> tuple[Alarm, ...]:
        """Return the alarms of an incident."""
        return tuple(self.alarms[key] for key in incident.alarms if key in self.alarms)

    def holder(self, alarm: str) -> Incident | None:
        """Return the open incident that an instance (by its key) is linked to."""
        return next((one for one in self.open_incidents if alarm in one.alarms), None)


EMPTY: Final = State()
"""Before the first event."""


def alarm_key(rule: str, labels: Labels) -> str:
    """Return the word under which an instance is kept: its rule and labels as JSON."""
    return msgspec.json.encode([rule, [list(pair) for pair in labels]]).decode()


def alarm_name(rule: str, labels: Labels, names: Names) -> str:
    """Return what people call an alarm, in the language spoken now; else its ids."""
    entity = "/".join(value for _, value in labels)
    rule, entity = names.get(spoken(), (rule, entity))
    return f"{rule} ({entity})" if entity else rule


def incident_key(rule: str, labels: Labels) -> str:
    """Return the key of an incident: its rule and the labels it is grouped by."""
    return alarm_key(rule, labels)


def state_hash(state: State) -> str:
    """Return the SHA-256 of the canonical JSON of a state."""
    return sha256(msgspec.json.encode(state, order="deterministic")).hexdigest()
