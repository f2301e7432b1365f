"""What a rule observes: the numbers of a scene as exact integers, grain by grain."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import polars as pl
from msgspec.structs import replace

from cockpit.engine.alarms.asks import has_left
from cockpit.engine.alarms.observation import Feed, Point, RuleGrain
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.evidence.reading import (
    DAYS,
    FINEST_FIRST,
    Courses,
    Wanted,
    channel_of,
    channels_of,
    feed_of,
    has_hours,
    read,
    restated_days,
    sheet_of,
)
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.watch.elsewhere import series_points

_GRAINS: Final[dict[RuleGrain, Grain]] = {"1h": "hour", "1d": "day"}

Points = Mapping[Labels, Mapping[int, Point]]


@dataclass(slots=True)
class Observer:
    """Reads feeds from one scene; a sheet is made once for all rules.

    Attributes:
        scene: Where they are read from.
        days: How far back by day; ``hour_days`` by hour. None: all there is.
        hourly: Measures that anybody looks at by the hour; empty: all of them.
        known: States of the rule that looks, if it has judged before.
    """

    scene: Scene
    days: int | None = DAYS["day"]
    hour_days: int | None = DAYS["hour"]
    hourly: frozenset[str] = frozenset()
    known: Mapping[Labels, InstanceState] = field(default_factory=dict)
    _sheets: dict[tuple[Grain, Dimension | None], pl.DataFrame] = field(
        default_factory=dict
    )
    _channels: Mapping[str, str] | None = None
    _settling: Settling | None = None

    @property
    def channels(self) -> Mapping[str, str]:
        """The channel of every campaign that has spend or a plan."""
        if self._channels is None:
            self._channels = channels_of(self.scene)
        return self._channels

    @property
    def settling(self) -> Settling:
        """How long sources restate."""
        if self._settling is None:
            self._settling = Settling(self.scene.records)
        return self._settling

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
            days = daily or {}
            hourly = {
                labels: hours
                for labels, hours in (hourly or {}).items()
                if has_hours(hours, days.get(labels))
            }
        if daily is None:
            return tuple(
                replace(feed, problem="schema")
                for feed in self._by_lag(
                    metric, "day", self._gone(rule, "1d", ()), falls_back=False
                )
            )
        rest: dict[Labels, Mapping[int, Point]] = {
            labels: days
            for labels, days in daily.items()
            if labels not in (hourly or {})
            and not (wants_hours and self._is_silent(labels, days))
        }
        hours = {**(hourly or {}), **self._gone(rule, "1h", {*rest, *(hourly or {})})}
        rest |= self._gone(rule, "1d", {*rest, *hours})
        if wants_hours:
            found += self._by_lag(metric, "hour", hours, falls_back=False)
        if rest or not found:
            found += self._by_lag(metric, "day", rest, falls_back=wants_hours)
        return tuple(found)

    def nothing(self, rule: Rule) -> tuple[Feed, ...]:
        """Return feeds without a point: what fired on a table that is gone is blind."""
        metric = self.scene.metrics.get(rule.metric)
        if metric is None:
            return ()
        return tuple(
            feed
            for kind in sorted({one.kind for one in self.known.values()})
            for feed in self._by_lag(
                metric,
                _GRAINS[kind],
                self._gone(rule, kind, set()),
                falls_back=rule.grain != kind,
            )
        )

    def _gone(
        self, rule: Rule, kind: RuleGrain, seen: Collection[Labels]
    ) -> dict[Labels, Mapping[int, Point]]:
        """Return the instances that were judged and are not seen, without a point.

        Each is absent from the day on from which it should have been known.
        """
        return {
            labels: {}
            for labels, one in self.known.items()
            if labels not in seen
            and one.kind == kind
            and one.retired is None
            and not has_left(rule, labels)
        }

    def _is_silent(self, labels: Labels, days: Mapping[int, Point]) -> bool:
        """Whether an instance by the hour has nothing in the hours that are looked at.

        Its days cannot tell then that it is by the day now.
        """
        state = self.known.get(labels)
        if state is None or state.kind != "1h" or self.hour_days is None:
            return False
        first = self.scene.as_of - timedelta(days=self.hour_days)
        return max(days) < first.toordinal()

    def _is_configured(self, metric: Metric) -> bool:
        configured = {record.table for record in self.scene.records}
        return set(metric.tables) <= configured

    def _points(self, rule: Rule, metric: Metric, grain: Grain) -> Courses | None:
        """Return the points of every instance; None if a column is missing."""
        dimension = _dimension(rule)
        wanted = Wanted(
            lambda entity: self._labels(rule, entity),
            sample=rule.sample.on,
            only=dict(rule.where).get(dimension, ()) if dimension else (),
            merged=dimension is not None and dimension not in rule.by,
        )
        found = read(self._sheet(grain, dimension), metric, wanted)
        if found is None and (grain == "hour" or not self._has_rows(metric)):
            return {}
        return found

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
            is_hourly = grain == "hour"
            self._sheets[key] = sheet_of(
                self.scene,
                grain,
                dimension,
                days=self.hour_days if is_hourly else self.days,
                measures=self.hourly if is_hourly else frozenset(),
            )
        return self._sheets[key]

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
        channel = channel_of(labels, lambda: self.channels)
        return metric.horizon + restated_days(self.settling, metric, channel)

    def _feed(
        self,
        metric: Metric,
        grain: Grain,
        instances: Points,
        lag_days: int,
        *,
        falls_back: bool = False,
    ) -> Feed:
        feed = feed_of(self.scene, metric, grain, instances, lag_days=lag_days)
        return replace(feed, by_day=True) if falls_back else feed

    def _elsewhere(self, rule: Rule, metric: Metric) -> tuple[Feed, ...]:
        found = series_points(self.scene, rule, metric, days=self.days)
        grain: Grain = "hour" if found.has_hours else "day"
        feed = self._feed(
            metric,
            grain,
            found.points,
            metric.horizon,
            falls_back=rule.grain == "1h" and not found.has_hours,
        )
        return (
            replace(
                feed,
                scale=found.scale,
                is_proportion=metric.proportion and found.is_counted,
                is_weighted=found.is_weighted,
            ),
        )


def _dimension(rule: Rule) -> Dimension | None:
    """Return what the sheet is cut by: the finest label, else what narrows it."""
    wanted = (*rule.by, *dict(rule.where))
    return next((d for d in FINEST_FIRST if d in wanted), None)
