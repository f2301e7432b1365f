"""Metrics computed elsewhere: the rows of the table ``metric_series``."""

from collections.abc import Iterator
from decimal import Decimal

import msgspec
import polars as pl

from cockpit.engine.metrics.maturity import settle_days
from cockpit.engine.periods import DAY
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.metrics import Maturity, MetricRow, MetricsQuery


def series_rows(scene: Scene, query: MetricsQuery) -> Iterator[MetricRow]:
    """Yield one row a metric, label and day (or hour).

    Values are added up exactly and divided by their number, so the row of a day is the
    mean of its values; a series with numerator and denominator is divided after adding
    up. Every label of the file is a dimension; a row without one is of the whole.
    """
    series = scene.facts.get("series")
    if series is None:
        return
    rows = series.filter(pl.col("date") <= scene.as_of)
    if query.metrics:
        rows = rows.filter(pl.col("metric").is_in(query.metrics))
    if query.grain == "day":
        rows = rows.with_columns(hour=pl.lit(None, pl.Int8))
    for dimension, entity, part in _cuts(rows, query):
        sums = (
            part.group_by("metric", "date", "hour")
            .agg(pl.col("value", "numerator", "denominator", "rows").sum())
            .sort("metric", "date", "hour")
        )
        for row in sums.iter_rows(named=True):
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
    scene: Scene, row: dict[str, object], dimension: str | None, entity: str | None
) -> MetricRow:
    """Make one row; sums are decimals, the division is of the nearest floats."""
    count = row["rows"]
    assert isinstance(count, int)
    above, below = row["numerator"], row["denominator"]
    assert isinstance(above, Decimal)
    assert isinstance(below, Decimal)
    if not below:
        value = row["value"]
        assert isinstance(value, Decimal)
        above, below = value, Decimal(count)
    day = row["date"]
    settling = settle_days(scene.records).get("metric_series", 0)
    is_settled = day + settling * DAY < scene.as_of  # type: ignore[operator]
    ripe: Maturity = "mature" if is_settled else "provisional"
    hour = row["hour"]
    return MetricRow(
        metric=str(row["metric"]),
        dimension=dimension,
        entity=entity,
        date=str(day),
        value=float(above) / float(below) if below else None,
        numerator=float(above),
        denominator=float(below),
        n=count,
        maturity=ripe,
        hour=hour if isinstance(hour, int) else None,
    )
