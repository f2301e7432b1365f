"""What a rule observes: the numbers of a scene as exact integers, grain by grain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Final, Literal

import polars as pl

from cockpit.engine.alarms.observation import Feed, Point, RuleGrain, grain_of
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.evidence.feeds import channels_of
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.metrics.evaluate import parts, samples, value_scale
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.metrics.sheet import Cut, measure_sheet
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.watch.elsewhere import series_points
from cockpit.watch.points import GrainPoints, numbered, points_of

DAYS: Final = 130
"""Far enough for a median of four weekdays that reaches back four times as many."""
HOUR_DAYS: Final = 35
"""The same for hours: seven days, four times as far, and a week to spare."""
HOURLY_UNTIL_DAYS: Final = 2
"""A source that had hours so recently still has them; it is late, not daily."""

_FINEST_FIRST: Final[tuple[Dimension, ...]] = ("campaign", "channel")

Courses = Mapping[Labels, GrainPoints]
Points = Mapping[Labels, Mapping[int, Point]]


@dataclass(slots=True)
class Observer:
    """Reads feeds from one scene; a sheet is made once for all rules.

    Attributes:
        scene: Where they are read from.
        days: How far back by day; ``hour_days`` by hour.
        hourly: Measures that anybody looks at by the hour; empty: all of them.
    """

    scene: Scene
    days: int = DAYS
    hour_days: int = HOUR_DAYS
    hourly: frozenset[str] = frozenset()
    _sheets: dict[tuple[Grain, Dimension | None], pl.DataFrame] = field(
        default_factory=dict
    )
    _channels: Mapping[str, str] | None = None
    _settling: dict[str | None, Mapping[str, int]] = field(default_factory=dict)

    @property
    def channels(self) -> Mapping[str, str]:
        """The channel of every campaign that has spend or a plan."""
        if self._channels is None:
            self._channels = channels_of(self.scene)
        return self._channels

    def feeds(self, rule: Rule) -> tuple[Feed, ...]:
        """Return what a rule observes: a feed for each grain and lag of its sources.

        Empty where no table of the metric is configured: such a rule does not count.
        """
        metric = self.scene.metrics.get(rule.metric)
        if metric is None or not self._is_configured(metric):
            return ()
        if metric.id in self.scene.elsewhere:
            return self._elsewhere(rule, metric)
        wants_hours = rule.grain == "1h"
        found: list[Feed] = []
        daily = self._points(rule, metric, "day")
        hourly: Courses | None = {}
        if wants_hours:
            hourly = self._points(rule, metric, "hour")
            late = self._with_hours(hourly or {}, daily or {})
            hourly = {k: v for k, v in (hourly or {}).items() if k in late}
            found += self._by_lag(metric, "hour", hourly, falls_back=False)
        if daily is None:
            return (self._feed(metric, "day", {}, 0, problem="schema"),)
        rest = {k: v for k, v in daily.items() if k not in (hourly or {})}
        if rest or not found:
            found += self._by_lag(metric, "day", rest, falls_back=wants_hours)
        return tuple(found)

    def nothing(self, rule: Rule, kinds: Iterable[RuleGrain]) -> tuple[Feed, ...]:
        """Return feeds without a point: what fired on a table that is gone is blind."""
        metric = self.scene.metrics.get(rule.metric)
        if metric is None:
            return ()
        return tuple(
            self._feed(
                metric, "hour" if kind == "1h" else "day", {}, 0, falls_back=False
            )
            for kind in sorted(set(kinds))
        )

    def _is_configured(self, metric: Metric) -> bool:
        configured = {record.table for record in self.scene.records}
        return set(metric.tables) <= configured

    def _points(self, rule: Rule, metric: Metric, grain: Grain) -> Courses | None:
        """Return the points of every instance; None if a column is missing."""
        dimension = _dimension(rule)
        sheet = self._sheet(grain, dimension)
        rows = parts(sheet, metric)
        if rows is None:
            return {} if grain == "hour" or not self._has_rows(metric) else None
        allowed = dict(rule.where).get(dimension, ()) if dimension else ()
        merged = dimension is not None and dimension not in rule.by
        rows = rows.with_columns(
            sheet["entity"],
            sheet.select(grain=numbered(grain))["grain"],
            n=_samples(rule, metric, sheet, rows),
        )
        rows = rows.filter(_is_known(metric))
        if allowed:
            rows = rows.filter(pl.col("entity").is_in(list(allowed)))
        return points_of(rows, lambda entity: self._labels(rule, entity), merged=merged)

    def _has_rows(self, metric: Metric) -> bool:
        return set(metric.tables) <= self.scene.tables

    def _labels(self, rule: Rule, entity: str | None) -> Labels:
        if entity is None:
            return ()
        if rule.by == ("channel", "campaign"):
            channel = self.channels.get(entity, "")
            return (("channel", channel), ("campaign", entity))
        return ((rule.by[-1], entity),)

    def _sheet(self, grain: Grain, dimension: Dimension | None) -> pl.DataFrame:
        key = (grain, dimension)
        if key not in self._sheets:
            last = self.scene.as_of
            days = self.hour_days if grain == "hour" else self.days
            cut = Cut(
                last=last,
                first=last - timedelta(days=days),
                grain=grain,
                dimension=dimension,
                paid_channels=self.scene.paid_channels,
                measures=self.hourly if grain == "hour" else frozenset(),
            )
            self._sheets[key] = measure_sheet(self.scene.facts, cut, self.scene.basis)
        return self._sheets[key]

    def _with_hours(self, hourly: Courses, daily: Courses) -> set[Labels]:
        """Return whose hours go as far as their days do, a delay allowed for."""
        return {
            labels
            for labels, points in hourly.items()
            if points.last // 24 + HOURLY_UNTIL_DAYS
            >= (daily[labels].last if labels in daily else 0)
        }

    def _by_lag(
        self,
        metric: Metric,
        grain: Grain,
        points: Points,
        *,
        falls_back: bool,
    ) -> Iterator[Feed]:
        """Split instances by how long their sources restate."""
        by_lag: dict[int, dict[Labels, Mapping[int, Point]]] = {}
        for labels, course in points.items():
            by_lag.setdefault(self._lag_days(metric, labels), {})[labels] = course
        if not by_lag:
            by_lag = {self._lag_days(metric, ()): {}}
        for lag_days, instances in sorted(by_lag.items()):
            yield self._feed(metric, grain, instances, lag_days, falls_back=falls_back)

    def _lag_days(self, metric: Metric, labels: Labels) -> int:
        channel = dict(labels).get("channel")
        if channel is None and (campaign := dict(labels).get("campaign")):
            channel = self.channels.get(campaign)
        if channel not in self._settling:
            self._settling[channel] = Settling(self.scene.records).of(channel)
        settling = self._settling[channel]
        restated = max((settling.get(table, 0) for table in metric.tables), default=0)
        return metric.horizon + restated

    def _feed(  # noqa: PLR0913 - what a feed is, by name
        self,
        metric: Metric,
        grain: Grain,
        instances: Points,
        lag_days: int,
        *,
        falls_back: bool = False,
        problem: Literal["", "schema"] = "",
        scale: Fraction | None = None,
        is_weighted: bool = True,
        is_counted: bool = True,
    ) -> Feed:
        per_day = 24 if grain == "hour" else 1
        lag = lag_days * per_day
        return Feed(
            grain=_written(grain),
            newest=current_grain(self.scene, grain) - 1 - lag,
            lag=lag,
            scale=value_scale(metric) if scale is None else scale,
            is_proportion=metric.proportion and is_counted,
            is_weighted=is_weighted,
            by_day=falls_back,
            instances=instances,
            apart=_apart(self.scene, per_day),
            problem=problem,
            bad={},
        )

    def _elsewhere(self, rule: Rule, metric: Metric) -> tuple[Feed, ...]:
        found = series_points(self.scene, rule, metric, days=self.days)
        grain: Grain = "hour" if found.has_hours else "day"
        return (
            self._feed(
                metric,
                grain,
                found.points,
                metric.horizon,
                falls_back=rule.grain == "1h" and not found.has_hours,
                scale=found.scale,
                is_weighted=found.is_weighted,
                is_counted=found.is_counted,
            ),
        )


def current_grain(scene: Scene, grain: Grain) -> int:
    """Return the number of the grain in progress."""
    moment = scene.moment
    return grain_of(moment.date(), moment.hour if grain == "hour" else None)


def _apart(scene: Scene, per_day: int) -> frozenset[int]:
    """Return the grains of days that the calendar names; medians leave them out."""
    named = scene.facts.get("calendar")
    if named is None:
        return frozenset()
    days = [day.toordinal() for day in named["date"].unique()]
    return frozenset(day * per_day + part for day in days for part in range(per_day))


def _dimension(rule: Rule) -> Dimension | None:
    """Return what the sheet is cut by: the finest label, else what narrows it."""
    wanted = (*rule.by, *dict(rule.where))
    return next((d for d in _FINEST_FIRST if d in wanted), None)


def _samples(
    rule: Rule, metric: Metric, sheet: pl.DataFrame, rows: pl.DataFrame
) -> pl.Series:
    """Return the sample by row: the measure that the rule names, else the metric's."""
    found = samples(sheet, metric, rule.sample.on) if rule.sample.on else None
    return rows["n"] if found is None else found


def _is_known(metric: Metric) -> pl.Expr:
    """Whether everything that a metric needs is known in a row."""
    is_known = pl.col("numerator").is_not_null()
    return (
        is_known & pl.col("denominator").is_not_null()
        if metric.denominator
        else is_known
    )


def _written(grain: Grain) -> RuleGrain:
    return "1h" if grain == "hour" else "1d"
