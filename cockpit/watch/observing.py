"""What a rule observes: the numbers of a scene as exact integers, grain by grain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from typing import Final, Literal

import polars as pl

from cockpit.engine.alarms.observation import Feed, Point, RuleGrain, grain_of
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.metrics.evaluate import Evaluated, evaluate, samples
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.metrics.sheet import Cut, measure_sheet
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels
from cockpit.watch.elsewhere import series_points

DAYS: Final = 130
"""Far enough for a median of four weekdays that reaches back four times as many."""
HOUR_DAYS: Final = 35
"""The same for hours: seven days, four times as far, and a week to spare."""
HOURLY_UNTIL_DAYS: Final = 2
"""A source that had hours so recently still has them; it is late, not daily."""

_FINEST_FIRST: Final[tuple[Dimension, ...]] = ("campaign", "channel")

Points = dict[Labels, dict[int, Point]]


@dataclass(slots=True)
class Observer:
    """Reads feeds from one scene; a sheet is made once for all rules.

    Attributes:
        scene: Where they are read from.
        days: How far back by day; ``hour_days`` by hour.
    """

    scene: Scene
    days: int = DAYS
    hour_days: int = HOUR_DAYS
    _sheets: dict[tuple[Grain, Dimension | None], pl.DataFrame] = field(
        default_factory=dict
    )

    @property
    def channels(self) -> Mapping[str, str]:
        """The channel of every campaign that has spend."""
        return _channels(self.scene)

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
        hourly: Points | None = {}
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

    def _is_configured(self, metric: Metric) -> bool:
        configured = {record.table for record in self.scene.records}
        return set(metric.tables) <= configured

    def _points(self, rule: Rule, metric: Metric, grain: Grain) -> Points | None:
        """Return the points of every instance; None if a column is missing."""
        dimension = _dimension(rule)
        sheet = self._sheet(grain, dimension)
        evaluated = evaluate(sheet, metric)
        if evaluated is None:
            return {} if grain == "hour" or not self._has_rows(metric) else None
        sizes = _samples(rule, metric, sheet, evaluated)
        allowed = dict(rule.where).get(dimension, ()) if dimension else ()
        merged = dimension is not None and dimension not in rule.by
        found: Points = {}
        keys = sheet.select("date", "hour", "entity").iter_rows()
        for row, (day, hour, entity) in enumerate(keys):
            if not evaluated.is_known(row) or (allowed and entity not in allowed):
                continue
            labels = () if merged else self._labels(rule, entity)
            point = _point(evaluated, row, sizes[row])
            instance = found.setdefault(labels, {})
            number = grain_of(day, hour)
            earlier = instance.get(number)
            instance[number] = point if earlier is None else _added(earlier, point)
        return found

    def _has_rows(self, metric: Metric) -> bool:
        return set(metric.tables) <= self.scene.tables

    def _labels(self, rule: Rule, entity: str | None) -> Labels:
        if entity is None:
            return ()
        if rule.by == ("channel", "campaign"):
            channel = _channels(self.scene).get(entity, "")
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
            )
            self._sheets[key] = measure_sheet(self.scene.facts, cut, self.scene.basis)
        return self._sheets[key]

    def _with_hours(self, hourly: Points, daily: Points) -> set[Labels]:
        """Return whose hours go as far as their days do, a delay allowed for."""
        return {
            labels
            for labels, points in hourly.items()
            if max(points) // 24 + HOURLY_UNTIL_DAYS
            >= max(daily.get(labels, {0: None}), default=0)
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
        by_lag: dict[int, Points] = {}
        for labels, course in points.items():
            by_lag.setdefault(self._lag_days(metric, labels), {})[labels] = course
        if not by_lag:
            by_lag = {self._lag_days(metric, ()): {}}
        for lag_days, instances in sorted(by_lag.items()):
            yield self._feed(metric, grain, instances, lag_days, falls_back=falls_back)

    def _lag_days(self, metric: Metric, labels: Labels) -> int:
        channel = dict(labels).get("channel")
        if channel is None and (campaign := dict(labels).get("campaign")):
            channel = _channels(self.scene).get(campaign)
        settling = Settling(self.scene.records).of(channel)
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
            scale=self._scale(metric) if scale is None else scale,
            is_proportion=metric.proportion and is_counted,
            is_weighted=is_weighted,
            by_day=falls_back,
            instances=instances,
            apart=_apart(self.scene, per_day),
            problem=problem,
            bad={},
        )

    def _scale(self, metric: Metric) -> Fraction:
        evaluated = evaluate(self._sheet("day", None), metric)
        if evaluated is None:
            return Fraction(metric.scale)
        return Fraction(metric.scale * evaluated.below, evaluated.above)

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


def feeds(
    scene: Scene, rules: Iterable[Rule], *, history_days: int = DAYS
) -> dict[str, tuple[Feed, ...]]:
    """Return what every rule observes, by id of the rule.

    Args:
        scene: The numbers at one moment.
        rules: Who observes.
        history_days: How far back; a back-test wants more than a judgement.
    """
    hour_days = max(HOUR_DAYS, history_days if history_days > DAYS else 0)
    observer = Observer(scene, days=history_days, hour_days=hour_days)
    return {rule.id: observer.feeds(rule) for rule in rules}


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
    rule: Rule, metric: Metric, sheet: pl.DataFrame, evaluated: Evaluated
) -> list[int]:
    """Return the sample by row: the measure that the rule names, else the metric's."""
    found = samples(sheet, metric, rule.sample.on) if rule.sample.on else None
    return evaluated.samples if found is None else found


def _point(evaluated: Evaluated, row: int, n: int) -> Point:
    under = None if evaluated.denominators is None else evaluated.denominators[row]
    return Point(evaluated.numerators[row] or 0, under, n)


def _added(a: Point, b: Point) -> Point:
    under = None if a.denominator is None else a.denominator + (b.denominator or 0)
    return Point(a.numerator + b.numerator, under, a.n + b.n)


def _channels(scene: Scene) -> Mapping[str, str]:
    """Return the channel of every campaign that has spend."""
    spend = scene.facts.get("spend")
    if spend is None:
        return {}
    named = spend.filter(pl.col("campaign").is_not_null())
    pairs = named.select("campaign", "channel").unique("campaign", keep="any")
    return dict(pairs.iter_rows())


def _written(grain: Grain) -> RuleGrain:
    return "1h" if grain == "hour" else "1d"
