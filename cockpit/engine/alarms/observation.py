"""What a rule observes: exact sums by grain and instance, and what is wrong with them.

Grains are numbered so that neighbours differ by one: a day is its proleptic ordinal, an
hour is ``ordinal * 24 + hour``, both of the *business* day. The day before an hour is
therefore 24 less, the same weekday 168 less. Moments are minutes on the same axis.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final, Literal, NamedTuple

import msgspec

from cockpit.engine.periods import business_moment
from cockpit.snapshot.alarms import Labels

Reason = Literal[
    "error", "schema", "absent", "immature", "stale", "sample", "base<=0", "baseline"
]
"""Why a verdict is unknown, the first one that applies."""
REASONS: Final[tuple[Reason, ...]] = Reason.__args__  # type: ignore[attr-defined]
RuleGrain = Literal["1d", "1h"]
GRAIN_MINUTES: Final[dict[RuleGrain, int]] = {"1d": 1440, "1h": 60}


class Point(NamedTuple):
    """One grain of one instance, in the measures' own whole units.

    Attributes:
        numerator: Sum, e.g. of 1/10,000 of the currency unit.
        denominator: Sum; None for a metric that is a plain sum.
        n: Sample: the column that ``sample.on`` names, else the denominator's.
    """

    numerator: int
    denominator: int | None
    n: int


class Feed(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """All that one rule observes.

    Attributes:
        grain: Distance of the points.
        newest: Number of the newest grain that is closed and mature.
        lag: Grains from the end of one until it is mature.
        scale: value = numerator / denominator * scale.
        is_proportion: A share of trials, 0 to 1, that a sample can prove.
        is_weighted: False for a ratio of which only the ratio is known.
        by_day: The rule wants hours and the source has days only.
        instances: Points by labels and grain; later ones than ``newest`` are not seen.
        apart: Grains on days that the calendar names: no median uses them.
        problem: Why nothing can be judged; empty if it can.
        bad: Grains that are there and cannot be judged, by labels.
    """

    grain: RuleGrain
    newest: int
    instances: Mapping[Labels, Mapping[int, Point]]
    lag: int = 0
    scale: Fraction = Fraction(1)
    is_proportion: bool = False
    is_weighted: bool = True
    by_day: bool = False
    apart: frozenset[int] = frozenset()
    problem: Literal["", "schema", "error"] = ""
    bad: Mapping[Labels, Mapping[int, Reason]] = {}

    @property
    def minutes(self) -> int:
        """Length of a grain."""
        return GRAIN_MINUTES[self.grain]

    def due(self, grain: int) -> int:
        """Return the moment, in business minutes, from which a grain can be judged."""
        return (grain + 1 + self.lag) * self.minutes


class Observation(NamedTuple):
    """One instance at one grain."""

    feed: Feed
    labels: Labels
    grain: int


def grain_of(day: date, hour: int | None = None) -> int:
    """Return the number of a business day, or of an hour of it."""
    return day.toordinal() if hour is None else day.toordinal() * 24 + hour


def grain_start(grain: int, kind: RuleGrain) -> datetime:
    """Return the naive business time at which a grain starts."""
    return moment_of(grain * GRAIN_MINUTES[kind])


def moment_of(minute: int) -> datetime:
    """Return the naive business time of a business minute."""
    days, minutes = divmod(minute, 1440)
    return datetime.combine(date.fromordinal(days), time()) + timedelta(minutes=minutes)


def business_minute(
    instant: datetime, *, timezone: str = "UTC", day_starts_minutes: int = 0
) -> int:
    """Return an aware time as a business minute: what ``now`` is for the rules.

    Args:
        instant: Any aware time.
        timezone: IANA zone of the business day.
        day_starts_minutes: Minutes after midnight at which a business day begins.
    """
    local = business_moment(
        instant, timezone=timezone, day_starts_minutes=day_starts_minutes
    )
    return local.toordinal() * 1440 + local.hour * 60 + local.minute


def iso_grain(grain: int, kind: RuleGrain) -> str:
    """Return ``2026-10-31`` or ``2026-10-31T14:00``."""
    start = grain_start(grain, kind)
    return start.date().isoformat() if kind == "1d" else start.isoformat("T", "minutes")
