"""The health view: gauges, their courses, channels, target, sources."""

from typing import Final, Literal

import msgspec

from cockpit.snapshot.envelope import Envelope, Name
from cockpit.snapshot.metrics import Maturity, Unit

State = Literal[
    "neutral", "green", "unproven", "watch", "yellow", "red", "unknown", "blind"
]
SourceState = Literal["ok", "waiting", "stale", "partial", "held", "error"]
ClockState = Literal["live", "as_of", "late", "stale"]
Base = Literal["prev", "prev:7", "median:7", "median:4w", "prev:28", "year"]
"""What a change is measured against.

The day before; the same weekday last week; the median of the last 7 days (of the same
hour, for an hourly metric); the median of the same weekday of the last 4 weeks; the
mean of the preceding 28 days; the same date a year before. A range of several days is
compared with as many days, so much earlier.
"""
BASES: Final[tuple[Base, ...]] = Base.__args__  # type: ignore[attr-defined]

Range = Literal["1d", "7d", "28d", "90d"]
RANGES: Final[tuple[Range, ...]] = Range.__args__  # type: ignore[attr-defined]
"""How many days a gauge adds up; several end at the last complete one."""


class HealthQuery(msgspec.Struct, frozen=True):
    """What the operator wants to see; the same object asks headless.

    Attributes:
        as_of: ISO day, or empty for the day of the workspace's clock.
        base: What changes are measured against; empty lets each metric use its own.
        range: Days that a gauge adds up.
        where: (dimension, entity) pairs that narrow the view, e.g. a channel.
        needle: Keep only rows and tiles whose name contains this text.
    """

    as_of: str = ""
    base: Base | Literal[""] = ""
    range: Range = "1d"
    where: tuple[tuple[str, str], ...] = ()
    needle: str = ""


class HealthRow(msgspec.Struct, frozen=True, eq=False):
    """One metric of one entity at its newest judged grain.

    Fields as in :class:`~cockpit.snapshot.metrics.MetricRow`; besides:

    Attributes:
        unit: How to show the value.
        previous: The base's value, in the same unit.
        change: Relative change (0.1 = +10 %), for a ``rate`` the difference (0.1 =
            +10 pp); None where there is no base.
        base: What ``previous`` is.
        state: Verdict; ``neutral`` where no rule and no target band judges it.
        hollow: True where a breach is seen that the sample does not prove.
        reason: Why there is no value, or no change, or what the state rests on.
        age_seconds: Age of the newest data behind the value.
    """

    metric: str
    dimension: str | None
    entity: str | None
    date: str
    value: float | None
    numerator: float | None
    denominator: float | None
    n: int
    unit: Unit
    maturity: Maturity
    previous: float | None
    change: float | None
    state: State
    reason: str
    base: str = ""
    hollow: bool = False
    hour: int | None = None
    age_seconds: float | None = None


class Trend(msgspec.Struct, frozen=True, eq=False):
    """An evenly spaced course for the chart, oldest first; None is a gap.

    Attributes:
        grain: Distance of the points.
        start: ISO time of the first point (local to the workspace).
        values: The course.
        baseline: Same length as ``values``; what it is compared with, or empty.
        baseline_base: Which :data:`Base` the baseline is.
        low: Lower end of the target band, None if open.
        high: Upper end of the target band, None if open.
        provisional: How many points at the end can still change.
        notes: (index, text) of days that the calendar table names.
    """

    grain: Literal["day", "hour"] = "day"
    start: str = ""
    values: tuple[float | None, ...] = ()
    baseline: tuple[float | None, ...] = ()
    baseline_base: str = ""
    low: float | None = None
    high: float | None = None
    provisional: int = 0
    notes: tuple[tuple[int, str], ...] = ()


class How(msgspec.Struct, frozen=True, eq=False):
    """How a number was computed, for the ``?`` panel; sentences in both languages."""

    formula: Name
    window: str = ""
    """The days or hours it covers, ISO, inclusive."""
    rows: int = 0
    """Rows of the tables that went in."""
    sources: tuple[str, ...] = ()
    """Names of the sources."""
    query: str = ""
    """The same number as a ``cockpit show metrics`` command line."""
    note: str = ""
    """Definition caveat, e.g. whose conversion value and which window."""


class Pair(msgspec.Struct, frozen=True, eq=False):
    """The cost or value that belongs to a volume: every speed has its fuel."""

    metric: str
    name: Name
    value: float | None
    unit: Unit


class Tile(msgspec.Struct, frozen=True, eq=False):
    """One gauge. ``row`` is the number, the rest is what stands around it."""

    row: HealthRow
    name: Name
    entity_name: Name | None = None
    pair: Pair | None = None
    low: float | None = None
    high: float | None = None
    spark: tuple[float | None, ...] = ()
    """The last 16 grains, the newest last; None is a gap."""
    trend: Trend = Trend()
    how: How = How(Name("", ""))
    better: Literal["up", "down", ""] = ""
    """Which direction is good; a change is still told by its sign, not a colour."""


class ChannelRow(msgspec.Struct, frozen=True, eq=False):
    """One line of the channel table, in whole units; ``entity`` None is the total."""

    entity: str | None
    name: Name
    state: State
    spend: float | None
    gmv: float | None
    roi: float | None
    change: float | None
    """Of ROI against the base, relative."""
    provisional: bool = False
    spark: tuple[float | None, ...] = ()
    """ROI of the last 14 days."""


class Target(msgspec.Struct, frozen=True, eq=False):
    """Progress against a ``[[target]]``; money in whole units.

    Attributes:
        growth: The aim, 0.4 = +40 % of the daily rate from ``start`` to ``end``.
        actual: Sum so far; ``due`` what the compound path asks for by now; ``goal``
            what it asks for in the whole; pace = actual / due.
        projected: Growth of the daily rate that the present course ends at;
            ``projected_low`` / ``projected_high`` its 80 % prediction interval; None
            with the ``reason`` while there is too little history.
        gap_per_week: Money missing per remaining week, 0 if none is.
        path: Due sum by day, ``actual_path`` the sums so far, ``projected_path``,
            ``low_path`` and ``high_path`` from the day after the last complete day on.
    """

    metric: str
    name: Name
    start: str
    end: str
    growth: float
    actual: float
    due: float
    goal: float
    pace: float | None
    projected: float | None = None
    projected_low: float | None = None
    projected_high: float | None = None
    gap_per_week: float | None = None
    reason: str = ""
    how: How = How(Name("", ""))
    path: tuple[float, ...] = ()
    actual_path: tuple[float, ...] = ()
    projected_path: tuple[float, ...] = ()
    low_path: tuple[float, ...] = ()
    high_path: tuple[float, ...] = ()


class SourceBrief(msgspec.Struct, frozen=True, eq=False):
    """One line of the data panel on the health screen."""

    name: str
    state: SourceState
    age_seconds: float | None
    text: str = ""


class Clock(msgspec.Struct, frozen=True, eq=False):
    """How old the picture is, from data time.

    Attributes:
        state: ``live``; ``as_of`` if the day or the clock is pinned; ``late`` if a
            source is later than its cadence; ``stale`` if nothing new has come for
            two cadences.
        data_to: ISO time of the newest row.
        age_seconds: ``now`` minus ``data_to``.
        reason: Which source, for ``late`` and ``stale``.
    """

    state: ClockState = "live"
    data_to: str = ""
    age_seconds: float | None = None
    reason: str = ""


class HealthSnapshot(Envelope, frozen=True, eq=False, tag="health"):
    """All that the health screen shows."""

    rows: tuple[HealthRow, ...] = ()
    query: HealthQuery = HealthQuery()
    clock: Clock = Clock()
    tiles: tuple[Tile, ...] = ()
    channels: tuple[ChannelRow, ...] = ()
    """Largest spend first, the total last."""
    channel_days: tuple[str, str] = ("", "")
    """First and last day, ISO, that the channel table adds up."""
    channel_base: str = ""
    """What the change of a channel's ROI is measured against."""
    targets: tuple[Target, ...] = ()
    sources: tuple[SourceBrief, ...] = ()
    absent: dict[str, str] = {}
    """Metrics that cannot be computed: the reason and the table that unlocks them."""
    problem: str = ""
    """Why there are no numbers at all; empty when all is well."""


NOTHING_YET: Final = HealthSnapshot()
