"""One gauge's number: which grain to read, what to hold it against, how far it moved.

The newest grain is not always the newest row. A day in progress is read only if every
channel that usually reports has hours on it, and is compared with the same hours of
other days. A complete day on which a usual channel is missing is passed over, for a
while.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final

from cockpit.engine.metrics.baselines import ValueOf, baseline, change_of
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.metrics.evaluate import Measurement
from cockpit.engine.metrics.maturity import Settling, maturity
from cockpit.engine.periods import DAY, RANGE_DAYS
from cockpit.engine.views.courses import (
    Course,
    Courses,
    combine,
    hours_before,
    mean_value,
    value_at,
    window,
)
from cockpit.engine.views.coverage import Coverage
from cockpit.engine.views.judged import Judged
from cockpit.snapshot.health import Base, Range
from cockpit.snapshot.metrics import Maturity
from cockpit.text.notes import note

PATIENCE_DAYS: Final = 3
"""So many days a channel may be late before the gauge goes on without it."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads the numbers of one scene.

    Attributes:
        today: The day in progress.
        base: Overrides every metric's own base, if given.
        range: Days that a number adds up.
        settling: How long sources restate.
        day_names: Days of the calendar; medians leave them out.
    """

    courses: Courses
    coverage: Coverage
    today: date
    base: Base | None = None
    range: Range = "1d"
    settling: Settling = field(default_factory=lambda: Settling(()))
    day_names: Mapping[date, str] = field(default_factory=dict)

    def judge(
        self,
        metric: Metric,
        *,
        dimension: Dimension | None = None,
        entity: str | None = None,
    ) -> Judged | None:
        """Return the newest number of a metric, or None if there is none."""
        daily = self.course(metric, "day", dimension, entity)
        channel = self._channel(dimension, entity)
        if self.range != "1d":
            return self._of_range(metric, daily, channel)
        if metric.grain == "hour":
            hourly = self.course(metric, "hour", dimension, entity)
            if found := self._of_hour(metric, hourly, channel):
                return found
        if (self.today, None) in daily and self._reports_by_hour(metric, channel):
            hourly = self.course(metric, "hour", dimension, entity)
            if any((self.today, hour) in hourly for hour in range(24)):
                return self._of_today(metric, daily, hourly)
        found = self._of_day(metric, daily, channel)
        if found is None and (self.today, None) in daily and not metric.horizon:
            point = daily[self.today, None]
            return self._judged(metric, point, self.today, 1, None, channel=channel)
        return found

    def judge_whole_days(self, metric: Metric) -> Judged | None:
        """Return the newest number of complete days; of the one in progress if none."""
        if self.range != "1d":
            return self.judge(metric)
        daily = self.course(metric, "day", None, None)
        found = self._of_day(metric, daily, self._channel(None, None))
        return found or self.judge(metric)

    def base_of(self, metric: Metric) -> Base:
        """Return what a metric is held against."""
        return self.base or metric.base

    def course(
        self,
        metric: Metric,
        grain: Grain,
        dimension: Dimension | None,
        entity: str | None,
    ) -> Course:
        """Return the course of one entity."""
        return self.courses.of(metric, grain=grain, dimension=dimension).get(entity, {})

    def baseline_at(
        self, metric: Metric, course: Course, day: date, hour: int | None
    ) -> float | None:
        """Return the base's value for one day or hour of a course."""
        value_of = value_at(course, hour)
        if self.base_of(metric) == "prev:28" and hour is None:
            value_of = mean_value(metric, course)
        return self._baseline(metric, day, 1, value_of)

    def is_provisional(self, metric: Metric, day: date, channel: str | None) -> bool:
        """Whether a figure of this day can still change."""
        return self.maturity_of(metric, day, channel) != "mature"

    def is_covered(self, metric: Metric, day: date) -> bool:
        """Whether every channel that usually reports has done so for this day."""
        if day == self.today:
            return self._reports_by_hour(metric, self.courses.where.get("channel"))
        return not self.coverage.missing(metric.tables, day)

    def _reports_by_hour(self, metric: Metric, channel: str | None) -> bool:
        return self.coverage.reports_by_hour(metric.tables, self.today, channel=channel)

    def _channel(self, dimension: Dimension | None, entity: str | None) -> str | None:
        return entity if dimension == "channel" else self.courses.where.get("channel")

    def _baseline(
        self, metric: Metric, last: date, days: int, value_of: ValueOf
    ) -> float | None:
        return baseline(
            self.base_of(metric),
            last=last,
            days=days,
            value_of=value_of,
            special_days=self.day_names.keys(),
        )

    def _of_hour(
        self, metric: Metric, course: Course, channel: str | None
    ) -> Judged | None:
        """The last complete hour that has a value."""
        now = self.courses.scene.moment
        past = [p for p in course if p[1] is not None and p < (now.date(), now.hour)]
        if not past:
            return None
        day, hour = max(past, key=lambda p: (p[0], p[1] or 0))
        previous = self.baseline_at(metric, course, day, hour)
        return self._judged(
            metric, course[day, hour], day, 1, previous, hour=hour, channel=channel
        )

    def _of_today(self, metric: Metric, daily: Course, hourly: Course) -> Judged:
        """The day in progress; only its complete hours are compared."""
        day, hour = self.today, self.courses.scene.moment.hour
        point = daily[day, None]

        def same_hours(first: date, last: date) -> float | None:
            days = (last - first).days + 1
            points = [
                p
                for i in range(days)
                for p in hours_before(hourly, first + i * DAY, hour=hour)
            ]
            found = combine(metric, points)
            if found is None or found.value is None:
                return None
            return found.value if found.denominator is not None else found.value / days

        now, previous = same_hours(day, day), None
        if now is not None:
            previous = self._baseline(metric, day, 1, same_hours)
        change = change_of(now, previous, is_rate=metric.unit == "rate")
        reason = None if change is not None else note("no base for the same hours")
        return Judged(
            point, day, None, 1, "provisional", self.base_of(metric),
            previous, change, reason, until_hour=hour,
        )  # fmt: skip

    def _of_day(
        self, metric: Metric, course: Course, channel: str | None
    ) -> Judged | None:
        """The newest complete day on which the figure can be known."""
        day, missing = self._last_day(metric, course, channel)
        if day is None:
            return None
        previous = self.baseline_at(metric, course, day, None)
        point = course[day, None]
        return self._judged(
            metric, point, day, 1, previous, missing=missing, channel=channel
        )

    def _of_range(
        self, metric: Metric, course: Course, channel: str | None
    ) -> Judged | None:
        """Several days added up, the last of them the newest complete one."""
        last, missing = self._last_day(metric, course, channel)
        if last is None:
            return None
        days = RANGE_DAYS[self.range]
        points = window(course, last - (days - 1) * DAY, last)
        point = combine(metric, points, days=days)
        if point is None:
            return None
        previous = self.baseline_of_days(metric, course, last, days)
        return self._judged(
            metric, point, last, days, previous, missing=missing, channel=channel
        )

    def _last_day(
        self, metric: Metric, course: Course, channel: str | None
    ) -> tuple[date | None, tuple[str, ...]]:
        """Return the newest readable day, and the channels that are missing on it."""
        newest_first = sorted(course, reverse=True)
        readable = (
            day
            for day, _ in newest_first
            if day < self.today and self.maturity_of(metric, day, channel) != "immature"
        )
        known = list(islice(readable, PATIENCE_DAYS))
        if not known or channel is not None:
            return (known[0] if known else None), ()
        for day in known:
            if not self.coverage.missing(metric.tables, day):
                return day, ()
        return known[0], self.coverage.missing(metric.tables, known[0])

    def _judged(  # noqa: PLR0913 - the parts of one number
        self,
        metric: Metric,
        point: Measurement,
        day: date,
        days: int,
        previous: float | None,
        *,
        hour: int | None = None,
        missing: tuple[str, ...] = (),
        channel: str | None = None,
    ) -> Judged:
        change = change_of(point.value, previous, is_rate=metric.unit == "rate")
        reason = None
        if missing:
            reason = note("no rows yet from {channels}", channels=", ".join(missing))
        elif change is None:
            reason = note("no base to compare with")
        return Judged(
            point, day, hour, days, self.maturity_of(metric, day, channel),
            self.base_of(metric), previous, change, reason, channel=channel,
        )  # fmt: skip

    def baseline_of_days(
        self, metric: Metric, course: Course, last: date, days: int
    ) -> float | None:
        """Return the base's value for several days up to ``last``, added up."""
        if days == 1:
            return self.baseline_at(metric, course, last, None)

        def value_of(first: date, end: date) -> float | None:
            length = (end - first).days + 1
            found = combine(metric, window(course, first, end), days=length)
            if found is None or found.value is None:
                return None
            is_sum = found.denominator is None and metric.over == "sum"
            return found.value * days / length if is_sum else found.value

        return self._baseline(metric, last, days, value_of)

    def maturity_of(self, metric: Metric, day: date, channel: str | None) -> Maturity:
        """Return whether a figure of this day (of a channel) can still change."""
        channel = channel or self.courses.where.get("channel")
        settling = self.settling.of(channel)
        return maturity(metric, day, as_of=self.today, settling=settling)
