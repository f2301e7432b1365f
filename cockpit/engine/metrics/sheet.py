"""All measures side by side: one row a day (or hour) and entity."""

from typing import Final

import polars as pl

from cockpit.engine.facts.book import Facts
from cockpit.engine.facts.rollups import CREATED_SUMS, PAID_SUMS, SPEND_SUMS
from cockpit.engine.facts.sums import sum_or_null
from cockpit.engine.metrics.cut import Cut
from cockpit.engine.metrics.revenue import RevenueBasis, revenue_rows
from cockpit.engine.metrics.standing import standing

__all__ = ["KEYS", "MONEY", "Cut", "measure_rows", "measure_sheet"]

KEYS: Final = ("date", "hour", "entity")

MONEY: Final = frozenset(
    {"spend", "conv_value", "gmv_paid", "gmv_created", "refunds", "cogs",
     "roi_value", "roi_spend", "revenue_30", "revenue_90", "revenue_30_paid",
     "revenue_90_paid",
     "daily_budget"}
)  # fmt: skip
"""Measures in 1/10,000 of the currency unit; the others count."""
_ROI_SUMS: Final = ("roi_value", "roi_spend")
_NEW_SUMS: Final = ("new_customers", "revenue_30", "revenue_90")
_PEOPLE_SUMS: Final = {
    "dau": ("dau",),
    "retention": ("cohort", "retained_1", "retained_7", "retained_30"),
    "complaints": ("complaints",),
}


def measure_sheet(facts: Facts, cut: Cut, basis: RevenueBasis) -> pl.DataFrame:
    """Put every measure of the facts side by side.

    Returns:
        ``date``, ``hour`` (null for days), ``entity`` (null for the whole) and one
        column a measure, Int64, null where nothing is known: a blank is not a zero.
        Sorted. Measures whose facts do not exist have no column, nor need those have
        one that the cut does not want.
    """
    return measure_rows(facts, cut, basis).sort(KEYS)


def measure_rows(facts: Facts, cut: Cut, basis: RevenueBasis) -> pl.DataFrame:
    """Put every measure side by side, in no order: for who sorts otherwise.

    Returns:
        As :func:`measure_sheet` does.
    """
    pieces = [*_spend(facts, cut, basis), *_sales(facts, cut)]
    if not cut.has_campaigns and cut.grain == "day":
        pieces += [*_people(facts, cut), *_new_customers(facts, cut)]
    found = pl.collect_all(pieces)
    if cut.grain == "day":
        found += standing(facts, cut)
    if not found:
        schema = {"date": pl.Date, "hour": pl.Int8, "entity": pl.String}
        return pl.DataFrame(schema=schema)
    sheet, *others = found
    for piece in others:
        sheet = sheet.join(piece, on=KEYS, how="full", coalesce=True, nulls_equal=True)
    return sheet


def _spend(facts: Facts, cut: Cut, basis: RevenueBasis) -> list[pl.LazyFrame]:
    spend = facts.get("hourly" if cut.grain == "hour" else "spend")
    if spend is None:
        return []
    sums = tuple(name for name in SPEND_SUMS if cut.wants((name,)))
    pieces = [_summed(spend, cut, sums)] if sums else []
    if cut.wants(_ROI_SUMS):
        sales = facts.get("sales")
        revenue = revenue_rows(spend, sales, basis, whole=cut.is_whole)
        pieces.append(_summed(revenue, cut, _ROI_SUMS))
    return pieces


def _sales(facts: Facts, cut: Cut) -> list[pl.LazyFrame]:
    sales = facts.get("sales")
    if sales is None or not cut.wants((*PAID_SUMS, *CREATED_SUMS)):
        return []
    sums: tuple[str, ...] = (*PAID_SUMS, *CREATED_SUMS)
    if cut.grain == "hour":
        sales, sums = sales.filter(pl.col("hour").is_not_null()), PAID_SUMS
    # A cost that is known for some of the goods only would make a profit of the rest.
    costs = pl.when(pl.col("costless_lines") == 0).then("cogs").alias("cogs")
    return [_summed(sales, cut, sums).with_columns(costs)]


def _people(facts: Facts, cut: Cut) -> list[pl.LazyFrame]:
    pieces = []
    for name, sums in _PEOPLE_SUMS.items():
        frame = facts.get(name)
        if frame is not None:
            rows = frame.filter(pl.col("is_whole") == cut.is_whole)
            pieces.append(_summed(rows, cut, sums))
    return pieces


def _new_customers(facts: Facts, cut: Cut) -> list[pl.LazyFrame]:
    frame = facts.get("new_customers")
    if frame is None:
        return []
    bought = frame.filter(pl.col("channel").is_in(cut.paid_channels))
    paid = {name: f"{name}_paid" for name in _NEW_SUMS}
    return [
        _summed(frame, cut, _NEW_SUMS),
        _summed(bought.rename(paid), cut, tuple(paid.values())),
    ]


def _summed(frame: pl.DataFrame, cut: Cut, sums: tuple[str, ...]) -> pl.LazyFrame:
    """Filter, then add up to one row a day or hour and entity."""
    hour = pl.col("hour") if cut.grain == "hour" else pl.lit(None, pl.Int8)
    no_entity = pl.lit(None, pl.String)
    entity = no_entity if cut.dimension is None else pl.col(cut.dimension)
    rows = frame.lazy().filter(pl.col("date") <= cut.last)
    if cut.first is not None:
        rows = rows.filter(pl.col("date") >= cut.first)
    for dimension, value in cut.where.items():
        rows = rows.filter(pl.col(dimension) == value)
    if cut.dimension is not None:
        rows = rows.filter(pl.col(cut.dimension).is_not_null())
    return rows.group_by(date="date", hour=hour, entity=entity).agg(
        sum_or_null(name) for name in sums
    )
