"""The health view: one pure function from a scene and a question to its snapshot."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric, catalogue
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.views.absence import absent_metrics
from cockpit.engine.views.channels import channel_table
from cockpit.engine.views.courses import Courses
from cockpit.engine.views.coverage import coverage
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.explain import how
from cockpit.engine.views.freshness import age_of, briefs, clock
from cockpit.engine.views.judged import Judged
from cockpit.engine.views.judging import Judge
from cockpit.engine.views.scene import Scene
from cockpit.engine.views.targets import target_rows
from cockpit.engine.views.trends import spark, trend
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import (
    HealthQuery,
    HealthRow,
    HealthSnapshot,
    Pair,
    Range,
    Tile,
)

LOOK_BACK_DAYS: Final[dict[Range, int]] = {"1d": 100, "7d": 160, "28d": 400, "90d": 800}
HOUR_LOOK_BACK_DAYS: Final = 35
"""Far enough for the courses and their baselines of four weeks."""
YEAR_DAYS: Final = 366


def health(
    scene: Scene,
    query: HealthQuery,
    *,
    dimensions: tuple[Dimension, ...] = ("channel",),
) -> HealthSnapshot:
    """Compute the health view.

    Args:
        scene: The workspace at one moment (of the query's day).
        query: What to show.
        dimensions: Which entities get rows besides the whole; the screen needs none of
            the campaigns, the command line prints them all.
    """
    judge = make_judge(scene, query)
    table = channel_table(judge)
    return HealthSnapshot(
        **outer(scene),
        rows=tuple(_rows(judge, query, dimensions)),
        query=query,
        clock=clock(scene, is_past=bool(query.as_of)),
        tiles=tuple(_tiles(judge, query)),
        channels=tuple(
            row
            for row in table.rows
            if row.entity is None or _matches(query.needle, row.name, row.entity)
        ),
        channel_days=(table.first, table.last),
        channel_base=judge.base_of(catalogue()["roi"]),
        targets=target_rows(scene),
        sources=briefs(scene),
        absent={} if scene.is_reading else absent_metrics(scene, judge.courses),
        problem=scene.problem,
    )


def make_judge(scene: Scene, query: HealthQuery) -> Judge:
    """Return what reads a scene's numbers the way a query asks for."""
    earlier = (scene.as_of - scene.last_day).days
    earlier += YEAR_DAYS if query.base == "year" else 0
    named = scene.facts.get("calendar")
    names: dict[date, str] = {}
    if named is not None:
        rows = named.sort("date", "name").select("date", "name", "kind").iter_rows()
        names = {day: name or kind or "" for day, name, kind in rows}
    return Judge(
        courses=Courses(
            scene,
            days=LOOK_BACK_DAYS[query.range] + earlier,
            hour_days=HOUR_LOOK_BACK_DAYS + earlier,
            where=dict(query.where),
        ),
        today=scene.as_of,
        coverage=coverage(scene.facts, as_of=scene.as_of),
        base=query.base or None,
        range=query.range,
        settling=Settling(scene.records),
        day_names=names,
    )


def _rows(
    judge: Judge, query: HealthQuery, dimensions: tuple[Dimension, ...]
) -> Iterator[HealthRow]:
    for metric in judge.courses.scene.metrics.values():
        judged = judge.judge(metric)
        if judged is None:
            continue
        if _matches(query.needle, metric.names, metric.id):
            yield _row(judge, metric, judged, *_scope(query))
        for dimension in dimensions:
            if dimension in metric.dimensions and dimension not in dict(query.where):
                yield from _entity_rows(judge, query, metric, dimension)


def _entity_rows(
    judge: Judge, query: HealthQuery, metric: Metric, dimension: Dimension
) -> Iterator[HealthRow]:
    for entity in judge.courses.of(metric, dimension=dimension):
        found = judge.judge(metric, dimension=dimension, entity=entity)
        name = judge.courses.scene.entity_name(dimension, entity or "")
        if found is not None and _matches(query.needle, name, entity or ""):
            yield _row(judge, metric, found, dimension, entity)


def _tiles(judge: Judge, query: HealthQuery) -> Iterator[Tile]:
    scene, metrics = judge.courses.scene, judge.courses.scene.metrics
    default = (*_default_tiles(), *scene.elsewhere)
    for wanted in scene.workspace.tiles or default:
        metric_id, _, channel = wanted.partition("@")
        metric = metrics.get(metric_id)
        if metric is None:
            continue
        tile = _tile(judge, metric, query, channel)
        if tile is not None and _matches(
            query.needle, tile.name, metric.id, tile.entity_name
        ):
            yield tile


def _default_tiles() -> tuple[str, ...]:
    shown = [metric for metric in catalogue().values() if metric.tile]
    return tuple(metric.id for metric in sorted(shown, key=lambda m: m.tile))


def _tile(
    judge: Judge, metric: Metric, query: HealthQuery, channel: str
) -> Tile | None:
    dimension: Dimension | None = "channel" if channel else None
    if channel and dict(query.where).get("channel", channel) != channel:
        return None
    judged = judge.judge(metric, dimension=dimension, entity=channel or None)
    if judged is None:
        return None
    scene = judge.courses.scene
    grain: Grain = "hour" if judged.hour is not None else "day"
    course = judge.course(metric, grain, dimension, channel or None)
    scope = ("channel", channel) if channel else _scope(query)
    where = dict(query.where) | ({"channel": channel} if channel else {})
    band = next((t for t in scene.workspace.targets if t.metric == metric.id), None)
    return Tile(
        row=_row(judge, metric, judged, *scope),
        name=metric.names,
        entity_name=scene.entity_name(scope[0], scope[1]) if scope[1] else None,
        pair=_pair(judge, metric, judged, dimension, channel or None),
        low=None if band is None else band.low,
        high=None if band is None else band.high,
        spark=spark(course, judged),
        trend=trend(judge, metric, course, judged),
        how=how(scene, metric, judged, where=where),
        better=metric.better,
    )


def _row(
    judge: Judge,
    metric: Metric,
    judged: Judged,
    dimension: str | None,
    entity: str | None,
) -> HealthRow:
    point = judged.point
    verdict = judge.courses.scene.verdict(metric.id, entity)
    return HealthRow(
        metric=metric.id,
        dimension=dimension,
        entity=entity,
        date=judged.day.isoformat(),
        value=point.value,
        numerator=point.numerator,
        denominator=point.denominator,
        n=point.n,
        unit=metric.unit,
        maturity=judged.maturity,
        previous=judged.previous,
        change=judged.change,
        state=verdict.state,
        hollow=verdict.hollow,
        reason=verdict.reason or (judged.reason.text() if judged.reason else ""),
        base=judged.base,
        hour=judged.hour,
        age_seconds=age_of(judge.courses.scene, metric.tables),
    )


def _pair(
    judge: Judge,
    metric: Metric,
    judged: Judged,
    dimension: Dimension | None,
    entity: str | None,
) -> Pair | None:
    """Return the cost or value beside a volume, of the same day if it is known then."""
    if not metric.pair:
        return None
    other = judge.courses.scene.listed[metric.pair]
    same_day = judge.course(other, "day", dimension, entity).get((judged.day, None))
    if judged.days == 1 and same_day is not None and not other.horizon:
        value = same_day.value if judge.is_covered(other, judged.day) else None
        if value is not None:
            return Pair(other.id, other.names, value, other.unit)
    found = judge.judge(other, dimension=dimension, entity=entity)
    value = None if found is None else found.point.value
    return Pair(other.id, other.names, value, other.unit)


def _scope(query: HealthQuery) -> tuple[str | None, str | None]:
    """Return the narrowest dimension and entity that the whole view is about."""
    return query.where[-1] if query.where else (None, None)


def _matches(needle: str, name: Name, identity: str, more: Name | None = None) -> bool:
    words = [name.zh, name.en, name.zh_short, name.en_short, identity]
    if more is not None:
        words += [more.zh, more.en]
    return any(needle.casefold() in word.casefold() for word in words)
