"""Series computed elsewhere, as a rule observes them."""

import json
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Final

import polars as pl

from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.observation import Point
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.alarms import Labels

DIGITS: Final = 10**18
"""Values are exact decimals of 18 places; this makes them whole numbers."""


@dataclass(frozen=True, slots=True)
class SeriesPoints:
    """The points of every instance.

    Attributes:
        is_weighted: The file has both parts of the ratio.
        is_counted: Both are counts, so that a proportion can be proven.
    """

    points: dict[Labels, dict[int, Point]]
    has_hours: bool
    is_weighted: bool
    is_counted: bool
    scale: Fraction


def metrics_elsewhere(scene: Scene) -> dict[str, MetricFacts]:
    """Return what rules need to know of the metrics that the data bring along.

    Every label of a series is a dimension; its rows are the sample.
    """
    series = scene.facts.get("series")
    if series is None or not scene.elsewhere:
        return {}
    labels: dict[str, set[str]] = {}
    texts = series.select("metric", "labels").unique().drop_nulls().iter_rows()
    for metric_id, text in texts:
        labels.setdefault(metric_id, set()).update(json.loads(text))
    return {
        name: MetricFacts(
            unit=metric.unit,
            is_proportion=metric.proportion,
            dimensions=tuple(sorted(labels.get(name, ()))),
            grain="1h" if metric.grain == "hour" else "1d",
            has_hours=metric.grain == "hour",
            columns=frozenset({"rows"}),
        )
        for name, metric in scene.elsewhere.items()
    }


def series_points(
    scene: Scene, rule: Rule, metric: Metric, *, days: int | None
) -> SeriesPoints:
    """Read a series by the labels that the rule names.

    Rows without one of these labels belong to no instance. A series of bare values is
    the mean of its rows: fired on as it stands, never proven.
    """
    frame = scene.facts.get("series")
    assert frame is not None, "a metric from elsewhere has rows"
    rows = frame.filter(
        (pl.col("metric") == metric.id) & (pl.col("date") <= scene.as_of)
    )
    if days is not None:
        first = scene.as_of - timedelta(days=days)
        rows = rows.filter(pl.col("date") >= first)
    has_hours = metric.grain == "hour" and rule.grain != "1d"
    is_weighted = not rows.is_empty() and bool((rows["denominator"] > 0).any())
    sums: dict[tuple[Labels, int], list[int]] = {}
    for row in rows.iter_rows(named=True):
        labels = _labels(row["labels"], rule)
        if labels is None:
            continue
        number = row["date"].toordinal()
        if has_hours:
            number = number * 24 + row["hour"]
        over, under = _parts(row, is_weighted=is_weighted)
        total = sums.setdefault((labels, number), [0, 0])
        total[0] += over
        total[1] += under
    # A proof counts cases: what is whole is counted in ones, not in decimals.
    is_counted = is_weighted and not any(
        over % DIGITS or under % DIGITS for over, under in sums.values()
    )
    points: dict[Labels, dict[int, Point]] = {}
    for (labels, number), (over, under) in sums.items():
        n = under // DIGITS if is_weighted else under
        unit = DIGITS if is_counted else 1
        point = Point(over // unit, under // unit, n)
        points.setdefault(labels, {})[number] = point
    scale = Fraction(1) if is_weighted else Fraction(1, DIGITS)
    return SeriesPoints(points, has_hours, is_weighted, is_counted, scale)


def _labels(text: str | None, rule: Rule) -> Labels | None:
    found = json.loads(text) if text else {}
    for key, allowed in rule.where:
        if found.get(key) not in allowed:
            return None
    if any(key not in found for key in rule.by):
        return None
    return tuple((key, found[key]) for key in rule.by)


def _parts(row: dict[str, object], *, is_weighted: bool) -> tuple[int, int]:
    if is_weighted:
        return _whole(row["numerator"]), _whole(row["denominator"])
    return _whole(row["value"]), int(str(row["rows"]))


def _whole(value: object) -> int:
    return int(Fraction(str(value)) * DIGITS)
