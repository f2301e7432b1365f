"""Incidents as the screen and the command line show them: one procedure, its clock."""

from typing import Any, Final, Literal

import msgspec

from cockpit.snapshot.acts import Act
from cockpit.snapshot.alarms import Labels, Severity
from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.evidence import Evidence

IncidentState = Literal["open", "acked", "contained", "resolved", "closed", "cancelled"]
StepState = Literal[
    "inactive", "blocked", "ready", "doing", "claimed", "verified", "skipped",
    "deferred", "regressed",
]  # fmt: skip
Phase = Literal["contain", "analyse", "recover", "comms", "review"]
StepKind = Literal["act", "check", "decide", "wait", "note"]
EvidenceType = Literal[
    "text", "number", "money", "choice", "list", "table", "link", "file"
]
Verdict = Literal["true", "false", "unknown"]


class EvidenceField(msgspec.Struct, frozen=True, eq=False):
    """Something the operator has to write down.

    Attributes:
        label: What people call it.
        choices: What can be chosen (``choice``, ``list``), as (key, label).
        kept: What a computed list has and does not propose, as (label, reason).
        least: Characters of a text, rows of a table, entries of a list.
        value: What was entered: a text, a number, a list of keys, or rows of cells.
        is_filled: Whether ``value`` is enough.
    """

    id: str
    type: EvidenceType
    label: str = ""
    required: bool = False
    least: int = 0
    choices: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    value: Any = None
    is_filled: bool = False
    by: str = ""
    at: str = ""


class Sensed(msgspec.Struct, frozen=True, eq=False):
    """What data say about a claim: ``met`` of ``of`` entities; ``text`` in words.

    ``texts`` are the words by language: whoever reads the log may speak another one.
    ``above`` is how far each entity whose value is known lies above what it was when
    the incident was opened, in whole units, 0 where it does not; empty where nothing
    is held against the opening.
    """

    verdict: Verdict = "unknown"
    met: int = 0
    of: int = 0
    text: str = ""
    at: str = ""
    texts: dict[str, str] = {}
    above: dict[str, float] = {}


class StepView(msgspec.Struct, frozen=True, eq=False):
    """One step as it stands.

    Attributes:
        number: From 1, as in the procedure.
        seconds_left: Until ``due``, at the snapshot's ``taken_at``; negative when over;
            None without a deadline or after the step came to its end.
        warn_seconds: From here on the countdown is yellow.
        due: ISO local time of the deadline; ``first_due`` before it was extended.
        is_overdue: A deadline was missed, also if the step was done later.
        why: Why it is blocked, inactive, skipped or deferred, in words.
        is_current: The one in focus.
    """

    number: int
    id: str
    title: str
    state: StepState
    phase: Phase = "contain"
    kind: StepKind = "act"
    is_memory: bool = False
    is_current: bool = False
    owner: str = ""
    by: str = ""
    started: str = ""
    ended: str = ""
    due: str = ""
    first_due: str = ""
    seconds_left: float | None = None
    total_seconds: float | None = None
    warn_seconds: float = 0.0
    is_overdue: bool = False
    why: str = ""
    fields: tuple[EvidenceField, ...] = ()
    auto: str = ""
    """Function that computes its evidence; the answer is in ``evidence``."""
    evidence: Evidence | None = None
    is_sensed: bool = False
    sensed: Sensed = Sensed()
    can_skip: Literal["reason", "two-person", "never"] = "reason"
    rounds: int = 0
    """How often a repeating step was claimed."""
    ref: str = ""
    do: str = ""
    """The imperative, where the title is a shorter one; empty: the title says it."""


class GuardView(msgspec.Struct, frozen=True, eq=False):
    """Something that must not happen; ``violations`` wait for an answer.

    Attributes:
        is_answered: Whether nothing waits for an answer: also where nothing happened.
        answer: What was said last; empty while nobody had to answer.
    """

    id: str
    text: str
    is_sensed: bool = False
    is_answered: bool = True
    violations: tuple[str, ...] = ()
    answer: str = ""


class TimelineEntry(msgspec.Struct, frozen=True, eq=False):
    """One event in words; ``at`` is ISO local time, ``tone`` colours overdue ones."""

    seq: int
    at: str
    text: str
    actor: str
    kind: str
    tone: Literal["", "red", "yellow"] = ""


class Figures(msgspec.Struct, frozen=True, eq=False):
    """What the worker computes about an open incident, newest data in.

    Attributes:
        burning_per_hour: What the incident's alarms cost.
        is_burning_stale: They are blind: what they cost when they were last seen, or
            None.
        saved: Money saved so far against the counterfactual, with its interval.
        saved_course: By hour since the pause.
        against: What the counterfactual is, in words; or why there is no figure.
    """

    incident: str
    burning_per_hour: float | None = None
    saved: float | None = None
    saved_low: float | None = None
    saved_high: float | None = None
    saved_course: tuple[float, ...] = ()
    against: str = ""
    data_revision: str = ""
    is_burning_stale: bool = False


class IncidentRow(msgspec.Struct, frozen=True, eq=False):
    """An incident in the list.

    Attributes:
        incident: Its id.
        state: How far it has come.
        severity: As its rule or its operator has it.
        sop: Id of the procedure.
        title: Of the procedure and of what is affected.
        opened: ISO time, local.
        commander: Who leads; empty while nobody has acknowledged it.
        labels: (dimension, entity) pairs of what is affected.
        rule: Id of the rule that opened it; empty if a person did.
        next_step: Title of the first step that is neither final nor reported done.
        next_seconds: Until the step in focus is due; negative when it is overdue.
        next_warn_seconds: From so many seconds before its end on there is a warning.
        overdue: How many steps have missed a deadline.
        version: Number of events that changed it; a command names the one it saw.
    """

    incident: str
    state: IncidentState
    severity: Severity
    sop: str
    title: str
    opened: str
    commander: str
    version: int
    labels: Labels = ()
    rule: str = ""
    next_step: str = ""
    next_seconds: float | None = None
    next_warn_seconds: float = 0.0
    overdue: int = 0


class IncidentView(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One incident whole.

    Attributes:
        labels: Of all linked alarms.
        age_seconds: Since it was opened, at ``taken_at``.
        blanks: Required parts of the report that are missing.
        may: What can be done now with the incident itself: ack, contain, resolve,
            close, cancel, reopen, hand_over; ``why_not`` says what the others lack.
    """

    incident: str
    state: IncidentState
    severity: Severity
    sop: str
    sop_version: int
    title: str
    opened: str
    version: int
    banner: str = ""
    rule: str = ""
    labels: tuple[Labels, ...] = ()
    alarms: tuple[str, ...] = ()
    commander: str = ""
    roles: dict[str, str] = {}
    age_seconds: float = 0.0
    steps: tuple[StepView, ...] = ()
    guards: tuple[GuardView, ...] = ()
    timeline: tuple[TimelineEntry, ...] = ()
    figures: Figures | None = None
    blanks: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    why_not: dict[str, str] = {}
    report: str = ""
    """Path of the report that was exported last."""


class IncidentsSnapshot(Envelope, frozen=True, eq=False, tag="incidents"):
    """The incident screen; rows are the open ones first, most urgent first.

    Attributes:
        incidents: Whole, in the order of ``rows``; closed ones only if asked for.
        taken_at: Reading of the boot clock, in seconds, that countdowns start from.
        clock_note: "clock uncertain" after a reboot with a clock that went back.
        trouble: NOT SAVED and why, or that the log can only be watched.
        actor: Who acts; empty while nobody has said so.
        roster: Names of the people.
        is_evaluating: Whether anybody judges alarms; False is a red watchdog.
    """

    rows: tuple[IncidentRow, ...] = ()
    incidents: tuple[IncidentView, ...] = ()
    taken_at: float = 0.0
    clock_note: str = ""
    trouble: str = ""
    actor: str = ""
    roster: tuple[str, ...] = ()
    sops: tuple[tuple[str, str], ...] = ()
    """(id, title) of the procedures that can be opened by hand."""
    is_evaluating: bool = True


NO_INCIDENTS: Final = IncidentsSnapshot()


class Unsaved(msgspec.Struct, frozen=True, eq=False):
    """Acts that the log refused: they stay until they are written or given up.

    Attributes:
        acts: In their order, as they were given.
        text: What they are, in words, with what was typed.
        why: Why they were not written, e.g. that the disk is full.
    """

    acts: tuple[Act, ...] = ()
    text: str = ""
    why: str = ""


NOTHING_UNSAVED: Final = Unsaved()
