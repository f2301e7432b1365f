"""What the log adds up to: alarms, silences and incidents as they stand.

Everything here is plain data with a canonical JSON form, so that two replays of the
same events can be compared by :func:`state_hash`.
"""

from hashlib import sha256
from typing import Any, Final, Literal

import msgspec

from cockpit.incidents.clocks import NO_TIME, Deadline, Reading, Timeline
from cockpit.incidents.sop import Sop
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.incidents import IncidentState

Status = Literal[
    "", "doing", "claimed", "verified", "skipped", "deferred", "regressed"
]  # fmt: skip
"""What was last said of a step; the empty word is a step that nobody has touched."""
AlarmStatus = Literal["ok", "pending", "firing", "recovering", "unknown", "retired"]


class Plain(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the state; never changed, only replaced."""


NEVER: Final = Reading("", 0, 0.0)
"""Stands for a moment that has not come."""


class Due(Plain, frozen=True):
    """One deadline of a step.

    Attributes:
        number: 1, 2, 3 ... within the step.
        at: The instant, on both clocks.
        seconds: How long it was from its start.
        is_moved: It was extended: a miss still counts, nobody is called.
        rungs: Positions of the ladder that were climbed.
    """

    number: int
    at: Deadline
    seconds: float = 0.0
    is_moved: bool = False
    is_warned: bool = False
    is_missed: bool = False
    rungs: tuple[int, ...] = ()


class Entry(Plain, frozen=True):
    """A piece of evidence; ``seq`` is the event that brought it."""

    value: Any
    by: str
    at: str
    seq: int


class StepRecord(Plain, frozen=True):
    """What is known of one step.

    Attributes:
        by: Who said the last word about it.
        started: ISO time in UTC at which it was begun, ``ended`` at which it came to
            its end; empty if it was not.
        since_data: Time of the data when it was claimed.
        until: While deferred: ``step:ID``, or empty with ``until_at`` given.
        deferrals: How often it was put off.
        rounds: How often a repeating step was claimed; ``round`` is the current one.
        sensed: What data said last, in words.
    """

    status: Status = ""
    by: str = ""
    started: str = ""
    ended: str = ""
    since_data: str = ""
    reason: str = ""
    second: str = ""
    until: str = ""
    until_at: Deadline | None = None
    deferrals: int = 0
    rounds: int = 0
    round: int = 1
    regressions: int = 0
    sensed: str = ""
    dues: tuple[Due, ...] = ()
    evidence: dict[str, Entry] = {}

    @property
    def due(self) -> Due | None:
        """The deadline that counts now."""
        return self.dues[-1] if self.dues else None


class GuardRecord(Plain, frozen=True):
    """What is known of one guard.

    Attributes:
        standing: The violation that data show now, in words; empty if they show none.
        open: Events that reported violations which nobody has answered.
        violations: All, as (seq, words).
        answers: All, as (seq, reason, expected marginal ROI, by).
    """

    standing: str = ""
    open: tuple[int, ...] = ()
    violations: tuple[tuple[int, str], ...] = ()
    answers: tuple[tuple[int, str, str, str], ...] = ()


class Call(Plain, frozen=True):
    """An escalation: who was called, why, and who answered."""

    seq: int
    to: str
    how: str
    reason: str
    step: str
    at: str
    acked_by: str = ""
    acked_at: str = ""


class Remark(Plain, frozen=True):
    """A note; ``corrected`` are the texts that came later, the newest last."""

    seq: int
    text: str
    by: str
    at: str
    step: str = ""
    corrected: tuple[str, ...] = ()


class Export(Plain, frozen=True):
    """A report that was written out."""

    seq: int
    path: str
    blanks: tuple[str, ...] = ()


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
        onset: ISO local start of the first grain that breached.
        history: (state, ISO time in UTC) of each change.
        budgets_opened: Daily budget of each campaign when it was opened, in whole
            currency units; ``budgets`` the newest.
        frozen: Computed evidence by function, as plain values; the newest each.
    """

    id: str
    key: str
    sop: Sop
    opened: Reading
    title: str = ""
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


def incident_key(rule: str, labels: Labels) -> str:
    """Return the key of an incident: its rule and the labels it is grouped by."""
    return alarm_key(rule, labels)


def state_hash(state: State) -> str:
    """Return the SHA-256 of the canonical JSON of a state."""
    return sha256(msgspec.json.encode(state, order="deterministic")).hexdigest()
