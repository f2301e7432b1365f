"""One metric taken apart by channel, campaign, day or hour."""

from collections.abc import Iterator
from dataclasses import dataclass

from cockpit.engine.metrics.baselines import change_of
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.periods import DAY
from cockpit.engine.views.courses import Course, Point
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.explain import how
from cockpit.engine.views.health import make_judge
from cockpit.engine.views.judged import Judged
from cockpit.engine.views.judging import Judge
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.trends import TREND_DAYS, spark, trend
from cockpit.snapshot.drill import DrillQuery, DrillRow, DrillSnapshot, Level
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How, Trend
from cockpit.text.notes import Note, note


def drill(scene: Scene, query: DrillQuery) -> DrillSnapshot:
    """Compute one level of one metric.

    Args:
        scene: The workspace at one moment.
        query: Which metric, narrowed to what, by which level.
    """
    metric = scene.metrics.get(query.metric)
    if metric is None:
        reason = note("no metric is called {name}", name=query.metric)
        return DrillSnapshot(query=query, reason=reason.text())
    judge = make_judge(scene, query.look)
    whole = judge.judge(metric)
    table = _Table(judge, metric, query)
    rows = tuple(table.rows(whole)) if whole is not None else ()
    where = dict(query.look.where)
    return DrillSnapshot(
        query=query,
        **outer(scene),
        name=metric.names,
        unit=metric.unit,
        base=judge.base_of(metric),
        rows=rows,
        total=None if whole is None else table.total(whole),
        trend=_trend(judge, metric, whole),
        how=how(scene, metric, whole, where=where)
        if whole is not None
        else How(Name("", "")),
        deeper=_deeper(metric, query, scene),
        reason="" if rows else _why_empty(metric, query).text(),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of one level."""

    judge: Judge
    metric: Metric
    query: DrillQuery

    def rows(self, whole: Judged) -> Iterator[DrillRow]:
        """Yield the rows: entities by size, days newest first, hours in order."""
        match self.query.level:
            case "channel" | "campaign" as dimension:
                rows = self._entities(dimension, whole)
                yield from sorted(rows, key=_largest_first)
            case "day":
                yield from self._days(whole)
            case "hour":
                yield from self._hours()

    def total(self, whole: Judged) -> DrillRow:
        """Return the row of everything together."""
        point = whole.point
        return DrillRow(
            entity="",
            name=Name("合计", "Total"),
            value=point.value,
            numerator=point.numerator,
            denominator=point.denominator,
            n=point.n,
            maturity=whole.maturity,
            previous=whole.previous,
            change=whole.change,
        )

    def _entities(self, dimension: Dimension, whole: Judged) -> list[DrillRow]:
        courses = self.judge.courses.of(self.metric, dimension=dimension)
        rows = []
        for entity in courses:
            if entity is None:
                continue
            judged = self.judge.judge(self.metric, dimension=dimension, entity=entity)
            if judged is not None:
                rows.append(self._entity(dimension, entity, judged, whole))
        return rows

    def _entity(
        self, dimension: Dimension, entity: str, judged: Judged, whole: Judged
    ) -> DrillRow:
        point, scene = judged.point, self.judge.courses.scene
        is_sum = point.denominator is None and self.metric.over == "sum"
        is_same = (judged.day, judged.hour) == (whole.day, whole.hour)
        total = whole.point.numerator
        course = self.judge.course(
            self.metric, "day" if judged.hour is None else "hour", dimension, entity
        )
        return DrillRow(
            entity=entity,
            name=scene.entity_name(dimension, entity),
            value=point.value,
            numerator=point.numerator,
            denominator=point.denominator,
            n=point.n,
            maturity=judged.maturity,
            previous=judged.previous,
            change=judged.change,
            share=point.numerator / total if is_sum and is_same and total else None,
            spark=spark(course, judged),
        )

    def _days(self, whole: Judged) -> Iterator[DrillRow]:
        course = self.judge.course(self.metric, "day", None, None)
        first = whole.day - TREND_DAYS[self.query.look.range] * DAY
        for day, _ in sorted(course, reverse=True):
            if day >= first:
                names = self.judge.day_names
                label = f"{day.isoformat()} {names.get(day, '')}".rstrip()
                yield self._point(course, (day, None), day.isoformat(), label)

    def _hours(self) -> Iterator[DrillRow]:
        course = self.judge.course(self.metric, "hour", None, None)
        for point in sorted(course, key=lambda p: (p[0], p[1] or 0)):
            day, hour = point
            if day.isoformat() == self.query.day and hour is not None:
                yield self._point(course, point, str(hour), f"{hour:02}:00")

    def _point(self, course: Course, at: Point, entity: str, label: str) -> DrillRow:
        point = course[at]
        previous = self.judge.baseline_at(self.metric, course, *at)
        is_rate = self.metric.unit == "rate"
        return DrillRow(
            entity=entity,
            name=Name(label, label),
            value=point.value,
            numerator=point.numerator,
            denominator=point.denominator,
            n=point.n,
            maturity=self.judge.maturity_of(self.metric, at[0], None),
            previous=previous,
            change=change_of(point.value, previous, is_rate=is_rate),
        )


def _largest_first(row: DrillRow) -> tuple[float, str]:
    return -(row.numerator or 0.0), row.entity


def _trend(judge: Judge, metric: Metric, whole: Judged | None) -> Trend:
    if whole is None:
        return Trend()
    grain: Grain = "day" if whole.hour is None else "hour"
    return trend(judge, metric, judge.course(metric, grain, None, None), whole)


def _deeper(metric: Metric, query: DrillQuery, scene: Scene) -> tuple[Level, ...]:
    """Return the levels that can be asked for below a row of this one."""
    match query.level:
        case "channel":
            has_campaigns = "campaign" in metric.dimensions and scene.campaigns
            return ("campaign", "day") if has_campaigns else ("day",)
        case "campaign":
            return ("day",)
        case "day":
            return ("hour",) if _has_hours(metric, scene) else ()
        case _:
            return ()


def _has_hours(metric: Metric, scene: Scene) -> bool:
    known = {"ad_spend": "hourly", "orders": "sales"}
    return all(
        table in known and scene.facts.get(known[table]) is not None
        for table in metric.tables
    )


def _why_empty(metric: Metric, query: DrillQuery) -> Note:
    tables = ", ".join(metric.tables)
    if query.level in {"channel", "campaign"} and query.level not in metric.dimensions:
        return note("this metric is not known by {level}", level=query.level)
    if query.level == "hour":
        return note("no hours on this day in {tables}", tables=tables)
    return note("no rows; needs the table {tables}", tables=tables)
