"""Figures of several days that follow each other: sums up to each day."""

from collections.abc import Sequence
from typing import Final

import polars as pl

_TOLD_BY: Final = {
    "new_customers_paid": "paid_orders",
    "revenue_30_paid": "paid_orders",
    "revenue_90_paid": "paid_orders",
}
"""Measure -> the one whose days it could be on: nobody is won without an order."""


def rolled(sheet: pl.DataFrame, measures: Sequence[str], *, days: int) -> pl.DataFrame:
    """Replace each measure by its sum over the days up to the row's own.

    Between the first and the last day of a measure's table, whoever it is of, a blank
    is a zero: nobody was won on that day, nothing was spent. A window that begins
    before the first day of one of them, or ends after the last, is not known.

    Args:
        sheet: Daily, as :func:`cockpit.engine.metrics.sheet.measure_sheet` makes it.
        measures: Columns of it.
        days: Length of the window.

    Returns:
        The same rows in the same order.
    """
    told = [_TOLD_BY.get(name, name) for name in measures]
    known = [
        sheet.filter(pl.col(name).is_not_null())["date"]
        for name in told
        if name in sheet.columns
    ]
    if not all(day.len() for day in known):
        return sheet.with_columns(pl.lit(None, pl.Int64).alias(n) for n in measures)
    first = pl.lit(max(day.min() for day in known))  # type: ignore[type-var]
    last = pl.lit(min(day.max() for day in known))  # type: ignore[type-var]
    is_whole = pl.col("date").is_between(first + pl.duration(days=days - 1), last)
    sums = (
        sheet.with_row_index("_row")
        .rolling(index_column="date", period=f"{days}d", group_by="entity")
        .agg(pl.col(*measures).sum(), pl.col("_row").last())
        .sort("_row")
    )
    return sheet.with_columns(
        pl.when(is_whole).then(sums[name]).alias(name) for name in measures
    )
