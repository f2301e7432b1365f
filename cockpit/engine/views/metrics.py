"""The metrics view: every measurement that was asked for, as rows."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from cockpit.engine.metrics.catalogue import Dimension, Metric
from cockpit.engine.metrics.evaluate import Measurement
from cockpit.engine.metrics.maturity import Settling, maturity
from cockpit.engine.views.absence import absent_metrics
from cockpit.engine.views.courses import Course, Courses
from cockpit.engine.views.early import Predictions
from cockpit.engine.views.elsewhere import series_rows
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.metrics import MetricRow, MetricsQuery, MetricsSnapshot

ALL: Final[tuple[Dimension | None, ...]] = (None, "channel", "campaign")


def metrics(scene: Scene, query: MetricsQuery) -> MetricsSnapshot:
    """Compute the metrics view.

    Rows come by metric in the order of the catalogue (then those of ``metric_series``),
    the whole first, by entity and date. With ``where`` the rows "of the whole" are of
    what it narrows to, and say so. Where a metric knows how, the figures of an entity
    that has no mature one are predicted: provisional, and told in ``models``.
    """
    first = date.fromisoformat(query.first) if query.first else date.min
    days = (scene.as_of - max(first, date(1900, 1, 1))).days
    courses = Courses(scene, days=days, hour_days=days, where=dict(query.where))
    wanted = query.metrics or tuple(scene.listed)
    predictions = Predictions(courses, Settling(scene.records))
    rows: list[MetricRow] = []
    for metric in scene.listed.values():
        if metric.id in wanted and metric.id not in scene.elsewhere:
            rows += _rows(query, predictions, metric)
    rows += series_rows(scene, query)
    absent = absent_metrics(scene, courses)
    return MetricsSnapshot(
        **outer(scene),
        rows=tuple(rows),
        models=predictions.told,
        absent={name: why for name, why in absent.items() if name in wanted},
    )


def _rows(
    query: MetricsQuery, predictions: Predictions, metric: Metric
) -> Iterator[MetricRow]:
    courses = predictions.courses
    scope = query.where[-1] if query.where else (None, None)
    for dimension in _dimensions(query):
        found = courses.of(metric, grain=query.grain, dimension=dimension)
        for entity in sorted(found, key=lambda name: name or ""):
            shown = (dimension, entity) if dimension else scope
            early = predictions.of(metric, dimension, entity)
            for point in _in_range(found[entity], query.last):
                row = _row(courses.scene, metric, point, shown, predictions.settling)
                yield _predicted(row, early.get(point.date))


def _predicted(row: MetricRow, early: Measurement | None) -> MetricRow:
    if early is None:
        return row
    return msgspec.structs.replace(
        row, value=early.value, numerator=early.numerator, maturity="provisional"
    )


def _dimensions(query: MetricsQuery) -> list[Dimension | None]:
    """Return what gets rows: all, or what was chosen, less what is narrowed to one."""
    chosen = query.dimensions or ("whole", "channel", "campaign")
    narrowed = dict(query.where)
    return [d for d in ALL if (d or "whole") in chosen and d not in narrowed]


def _in_range(course: Course, last: str) -> list[Measurement]:
    points = [course[at] for at in sorted(course, key=lambda p: (p[0], p[1] or 0))]
    return [point for point in points if not last or point.date.isoformat() <= last]


def _row(
    scene: Scene,
    metric: Metric,
    point: Measurement,
    shown: tuple[str | None, str | None],
    settling: Settling,
) -> MetricRow:
    channel = shown[1] if shown[0] == "channel" else None
    lags = settling.of(channel)
    ripe = maturity(metric, point.date, as_of=scene.as_of, settling=lags)
    return MetricRow(
        metric=metric.id,
        dimension=shown[0],
        entity=shown[1],
        date=point.date.isoformat(),
        value=None if ripe == "immature" else point.value,
        numerator=point.numerator,
        denominator=point.denominator,
        n=point.n,
        maturity=ripe,
        hour=point.hour,
    )
