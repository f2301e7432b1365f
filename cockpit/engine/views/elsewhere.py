"""Metrics computed elsewhere: the rows of the table ``metric_series``."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec
import polars as pl

from cockpit.engine.facts.book import Facts
from cockpit.engine.metrics.catalogue import Grain, Metric
from cockpit.engine.metrics.evaluate import Measurement, ratio
from cockpit.engine.metrics.maturity import Settling
from cockpit.engine.periods import DAY
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.metrics import MetricRow, MetricsQuery

if TYPE_CHECKING:  # a scene knows its metrics from elsewhere
    from cockpit.engine.views.scene import Scene

_FORMULA: Final = Name("各值的均值（分子、分母分别求和后相除）", "mean of the values")


def series_metrics(
    facts: Facts, tables: frozenset[str], listed: Mapping[str, Metric]
) -> dict[str, Metric]:
    """Return the metrics that come from elsewhere, by id.

    One that the catalogue computes from the workspace's own tables is not taken from
    elsewhere; one that it knows but cannot compute keeps its names and its unit. A
    series that has one and the same hour on every day is by day: its times are dates.
    """
    series = facts.get("series")
    if series is None:
        return {}
    found = {}
    hours = series.group_by("metric").agg(
        pl.col("hour").is_not_null().all() & (pl.col("hour").n_unique() > 1)
    )
    for name, has_hours in hours.sort("metric").iter_rows():
        known = listed.get(name)
        if known is not None and set(known.tables) <= tables:
            continue
        found[name] = Metric(
            id=name,
            names=known.names if known else Name(name, name),
            numerator=("value",),
            denominator=("rows",),
            n="rows",
            unit=known.unit if known else "multiple",
            tables=("metric_series",),
            formula=_FORMULA,
            grain="hour" if has_hours else "day",
            base="median:7" if has_hours else "prev:7",
            better=known.better if known else "",
            proportion=known is not None and known.proportion,
        )
    return found


def series_points(
    facts: Facts, metric: Metric, *, grain: Grain
) -> Iterator[Measurement]:
    """Yield the course of a metric from elsewhere, all labels together."""
    series = facts.get("series")
    if series is None:
        return
    rows = series.filter(pl.col("metric") == metric.id)
    if grain == "day":
        rows = rows.with_columns(hour=pl.lit(None, pl.Int8))
    for row in _summed(rows.filter(pl.col("hour").is_null() | (grain == "hour"))):
        above, below = _parts(row)
        value = ratio(above, below, 1)
        yield Measurement(
            row["date"], row["hour"], None, above, below, value, row["rows"]
        )


def series_rows(scene: "Scene", query: MetricsQuery) -> Iterator[MetricRow]:
    """Yield one row a metric, label and day (or hour).

    Values are added up exactly and divided by their number, so the row of a day is the
    mean of its values; a series with numerator and denominator is divided after adding
    up. Every label of the file is a dimension; a row without one is of the whole.
    """
    series = scene.facts.get("series")
    if series is None:
        return
    names = list(scene.elsewhere)
    rows = series.filter(pl.col("metric").is_in(names), pl.col("date") <= scene.as_of)
    if query.metrics:
        rows = rows.filter(pl.col("metric").is_in(query.metrics))
    if query.grain == "day":
        rows = rows.with_columns(hour=pl.lit(None, pl.Int8))
    for dimension, entity, part in _cuts(rows, query):
        for row in _summed(part):
            day = row["date"].isoformat()
            if query.first <= day and (not query.last or day <= query.last):
                yield _row(scene, row, dimension, entity)


def _cuts(
    rows: pl.DataFrame, query: MetricsQuery
) -> Iterator[tuple[str | None, str | None, pl.DataFrame]]:
    """Yield the whole and every label's rows."""
    labels = {text: _labels(text) for text in rows["labels"].unique()}
    for dimension, entity in query.where:
        fitting = [t for t, named in labels.items() if named.get(dimension) == entity]
        rows = rows.filter(pl.col("labels").is_in(fitting, nulls_equal=True))
    if not query.dimensions or "whole" in query.dimensions:
        yield None, None, rows
    pairs = sorted({pair for named in labels.values() for pair in named.items()})
    for dimension, entity in pairs:
        if query.dimensions and dimension not in query.dimensions:
            continue
        fitting = [t for t, named in labels.items() if named.get(dimension) == entity]
        yield dimension, entity, rows.filter(pl.col("labels").is_in(fitting))


def _labels(text: str | None) -> dict[str, str]:
    return {} if text is None else msgspec.json.decode(text, type=dict[str, str])


def _row(
    scene: "Scene", row: dict[str, Any], dimension: str | None, entity: str | None
) -> MetricRow:
    above, below = _parts(row)
    settling = Settling(scene.records).of(None).get("metric_series", 0)
    is_settled = row["date"] + settling * DAY < scene.as_of
    return MetricRow(
        metric=row["metric"],
        dimension=dimension,
        entity=entity,
        date=row["date"].isoformat(),
        value=ratio(above, below, 1),
        numerator=above,
        denominator=below,
        n=row["rows"],
        maturity="mature" if is_settled else "provisional",
        hour=row["hour"],
    )


def _summed(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    sums = pl.col("value", "numerator", "denominator", "rows").sum()
    keys = ("metric", "date", "hour")
    yield from rows.group_by(keys).agg(sums).sort(keys).iter_rows(named=True)


def _parts(row: dict[str, Any]) -> tuple[float, float]:
    """Return numerator and denominator; of plain values their sum and their number."""
    if row["denominator"]:
        return float(row["numerator"]), float(row["denominator"])
    return float(row["value"]), float(row["rows"])
