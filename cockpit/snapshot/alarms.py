"""Alarms: what is wrong, since when, how certain, and what it costs an hour."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.health import Trend
from cockpit.snapshot.metrics import Unit

Severity = Literal["red", "yellow", "watch", "green"]
AlarmState = Literal["unknown", "ok", "pending", "firing", "recovering"]
Overlay = Literal[
    "blind", "watch", "hollow", "unproven", "error", "acked", "silenced", "muted",
    "inhibited", "flapping", "unweighted", "by_day",
]  # fmt: skip
"""What lies over a state.

``hollow``: the point value breaches, the sample does not prove it. ``unproven``: ok,
but green is not earned. ``by_day``: the rule wants hours, the source has days only.
"""

Labels = tuple[tuple[str, str], ...]
"""(dimension, entity) pairs of an instance, in the order of the rule's ``by``."""


class AlarmRow(msgspec.Struct, frozen=True, eq=False):
    """One instance of one rule: a row of ``cockpit show alarms`` and of the queue.

    Attributes:
        rule: Id of the rule.
        title: What people call the rule.
        severity: Of the rule (what a firing instance is worth).
        entity: The labels' entities joined with ``/``; None for the whole.
        entity_name: What people call the entity.
        labels: (dimension, entity) pairs of the instance.
        state: Judged state.
        overlays: What lies over the state: blind, hollow, acked, silenced ...
        since: ISO time (local) from which it fires, of an alarm, else from which it is
            in its state: when that could first be known, whoever looked.
        blind_since: ISO time (local) since which there is no verdict, while there is
            none.
        value: Newest judged value, in the metric's unit.
        unit: Of the metric.
        change: What the rule judges where it judges a change: 0.58 is +58 %.
        limit: The threshold, without its unit.
        limit_text: The threshold as the rule writes it, with its operator: ``>= +50%``.
        vs: Base of the change, a :data:`~cockpit.snapshot.condition.Against`.
        reason: Why it is unknown or hollow, or what opens no incident, in words.
        cause: The machine word: absent, immature, stale, sample, baseline, base<=0 ...
        incident: Id of the open incident that holds it; empty if none.
        alarm: Id of the current alarm; empty unless it fires or recovers.
        money_per_hour: What it costs, in whole currency units; None where nobody knows.
        money_last: What it cost when it was last seen, of one that is blind.
        breach_hours: Hours until a pending or watched value breaches; None if unknown.
        samples_missing: How much n is missing to prove it; 0 if nothing is.
        age_seconds: How long the alarm has been there, where somebody counts it.
    """

    rule: str
    severity: Severity
    entity: str | None
    state: AlarmState
    overlays: tuple[Overlay, ...]
    since: str
    value: float | None
    n: int
    reason: str
    incident: str
    title: Name = Name("", "")
    labels: Labels = ()
    entity_name: Name | None = None
    metric: str = ""
    unit: Unit = "count"
    change: float | None = None
    limit: float | None = None
    limit_text: str = ""
    vs: str = ""
    cause: str = ""
    alarm: str = ""
    grain: str = ""
    """ISO day, or ISO hour, of the newest judged grain."""
    money_per_hour: float | None = None
    money_last: float | None = None
    breach_hours: float | None = None
    samples_missing: int = 0
    age_seconds: float | None = None
    ask: Literal["", "retire", "rebase", "restated"] = ""
    """What the operator is asked; the reason says why."""
    blind_since: str = ""
    sop: str = ""
    """Procedure that an incident of this rule follows; empty if none."""


Light = Literal[
    "red", "red_hollow", "yellow", "yellow_hollow", "watch", "ok", "unproven",
    "unknown", "blind", "stale",
]  # fmt: skip


class Lights(msgspec.Struct, frozen=True, eq=False):
    """The strip above everything: how many instances shine how, and what is at stake.

    ``stale`` counts sources that are later than their cadence allows. Of what is at
    stake ``is_stake_stale`` says that some alarm is blind: what it cost when it was
    last seen goes in, if that is known.
    """

    counts: dict[Light, int] = {}
    at_stake_per_hour: float | None = None
    is_stake_stale: bool = False


class SilenceRow(msgspec.Struct, frozen=True, eq=False):
    """Alarms that open nothing for a while."""

    silence: str
    matchers: tuple[tuple[str, str], ...]
    until: str
    reason: str
    by: str


class AlarmDetail(msgspec.Struct, frozen=True, eq=False):
    """Everything about one instance, for ``Enter`` on an alarm.

    Attributes:
        onset: ISO time of the first grain that breached.
        trend: The course with its baseline; ``limit_value`` the threshold in the same
            unit at the newest grain.
        campaigns: Affected campaigns, the costliest first.
        related: Other instances that fire on the same entity or channel.
        inhibited_by: Instances that keep it from opening an incident.
        history: Transitions, the newest first: ISO time, what, why.
        how: Sentences: how it was judged, which grains and which sample went in.
    """

    row: AlarmRow
    onset: str = ""
    trend: Trend = Trend()
    limit_value: float | None = None
    campaigns: Evidence | None = None
    related: tuple[AlarmRow, ...] = ()
    inhibited_by: tuple[AlarmRow, ...] = ()
    history: tuple[tuple[str, str, str], ...] = ()
    how: tuple[str, ...] = ()


class AlarmsSnapshot(Envelope, frozen=True, eq=False, tag="alarms"):
    """Answer of ``cockpit show alarms``; rows in the order of the queue."""

    rows: tuple[AlarmRow, ...] = ()
    lights: Lights = Lights()
    silences: tuple[SilenceRow, ...] = ()
    judged_at: str = ""
    """ISO time of the last evaluation; the watchdog looks at it."""
    days_off: tuple[str, ...] = ()
    """Holidays, ISO, and ``days_on`` worked days at weekends: business days of SOPs."""
    days_on: tuple[str, ...] = ()
    timezone: str = ""
    """Of the business day."""
    group_by: dict[str, tuple[str, ...]] = {}
    """The dimensions that the incidents of a rule are grouped by."""
    problem: str = ""
    """Why nothing is judged, e.g. a rule file that cannot be used."""
    uncounted: int = 0
    """Rules about users that are not in ``rows`` yet: users are counted last."""


NO_ALARMS: Final = AlarmsSnapshot()
