"""Raw rows of some days as measures beside what they can be taken apart by.

Everything is counted as the facts count it, so that sums are those of the facts. In a
dimension's column a blank of a file that has the column is :data:`REST`; null stands
for a file without it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.backend import scan
from cockpit.engine.facts.cubes import ONE_SPEND
from cockpit.engine.facts.rollups import ID_LEVELS, SPEND_SUMS, paid_lines
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.why.dimensions import CUSTOMER, HOUR, REST, ROW_DIMENSIONS

CALLED: Final = "_called"
"""Suffix of the column of an element's name."""
MONEY_OF_LINES: Final = ("gmv_paid", "refunds", "cogs")
_OF_ORDERS: Final = (*MONEY_OF_LINES, "paid_lines")
_KEYS: Final = ("date", "hour", "channel", "campaign")


def spend_rows(
    records: Sequence[FileRecord], days: Sequence[date], *, has_hours: bool
) -> pl.DataFrame:
    """Return rows of spend, each spend once at its finest grain.

    Args:
        records: Files of the table ``ad_spend``.
        days: Which are read.
        has_hours: Only rows that have an hour.

    Returns:
        ``date``, ``hour``, ``channel``, ``campaign``, ``SPEND_SUMS``, a column a
        dimension.
    """
    frames = []
    for record in records:
        rank = 2 * ID_LEVELS.index(record.id_level)
        rows = scan(record).filter(pl.col("date").is_in(days)).with_columns(
            campaign=pl.coalesce("campaign_id", "campaign_name"),
            grain=pl.lit(rank) + pl.col("hour").is_not_null().cast(pl.Int32),
            payer=pl.col("account").fill_null(REST),
        )  # fmt: skip
        if has_hours:
            rows = rows.filter(pl.col("hour").is_not_null())
        frames.append(
            rows.select(
                *_KEYS, "grain", "payer", *SPEND_SUMS, *_elements(record, "ad_spend")
            )
        )
    one = [name if name != "account" else "payer" for name in ONE_SPEND]
    is_finest = pl.col("grain") == pl.col("grain").max().over(one)
    return pl.concat(frames).filter(is_finest).drop("grain", "payer").collect()


def order_rows(
    records: Sequence[FileRecord], days: Sequence[date], *, by_line: bool
) -> pl.DataFrame:
    """Return paid amounts and orders, a row an order, or a row a line of one.

    An order of several lines is one of the element of its largest line. Where rows are
    lines their money is of their own element, the order is counted at its largest.

    Args:
        records: Files of the table ``orders``.
        days: Business days that are read.
        by_line: Whether a line keeps its money.

    Returns:
        ``date``, ``hour``, ``channel``, ``campaign``, ``user_id``, ``gmv_paid``,
        ``refunds``, ``cogs``, ``paid_orders``, ``refunded_orders``, a column a
        dimension.
    """
    frames = []
    for number, record in enumerate(records):
        given = scan(record).filter(pl.col("biz_date").is_in(days))
        rows: pl.LazyFrame = paid_lines(nw.from_native(given)).to_native()
        frames.append(
            rows.select(
                pl.lit(number).alias("file"),
                pl.col("order_id").hash().alias("order"),
                pl.col("biz_date").alias("date"),
                "hour",
                "channel",
                pl.col("campaign_id").alias("campaign"),
                "user_id",
                *_OF_ORDERS,
                *_elements(record, "orders"),
            )
        )
    key = ["file", "order", "date"]
    lines = pl.concat(frames).collect().sort(
        *key, "gmv_paid", descending=[*(False for _ in key), True],
        maintain_order=True,
    )  # fmt: skip
    is_first = ~pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(name).shift()) for name in key
    )
    lines = lines.with_columns(at=is_first.fill_null(value=True).cum_sum() - 1)
    orders = _orders(lines)
    return _of_lines(lines, orders) if by_line else orders.drop("at")


def complaint_rows(
    records: Sequence[FileRecord], days: Sequence[date], channel: str | None
) -> pl.DataFrame:
    """Return orders complained about, one row an order and day: its first ticket.

    Returns:
        ``date``, ``hour`` (null), ``channel``, ``campaign`` (null), ``complaints``, a
        column a dimension.
    """
    frames = []
    for record in records:
        is_asked = pl.col("is_complaint") & pl.col("biz_date").is_in(days)
        rows = scan(record).filter(is_asked)
        if channel is not None:
            rows = rows.filter(pl.col("channel") == channel)
        frames.append(
            rows.select(
                pl.col("biz_date").alias("date"),
                pl.lit(None, pl.Int8).alias("hour"),
                "channel",
                pl.lit(None, pl.String).alias("campaign"),
                "created_time",
                "ticket_id",
                pl.coalesce("order_id", "ticket_id").alias("complained"),
                pl.lit(1, pl.Int64).alias("complaints"),
                *_elements(record, "complaints"),
            )
        )
    return (
        pl.concat(frames)
        .sort("created_time", "ticket_id")
        .unique(["date", "complained"], keep="first", maintain_order=True)
        .drop("created_time", "ticket_id", "complained")
        .collect()
    )


def _orders(lines: pl.DataFrame) -> pl.DataFrame:
    """Add lines up to orders; the first line of each is its largest."""
    summed = {"file", "order", "at", *_KEYS, *_OF_ORDERS}
    others = [name for name in lines.columns if name not in summed]
    orders = lines.group_by("at", maintain_order=True).agg(
        pl.col("date").first(),
        pl.col("hour", "channel", "campaign").min(),
        pl.col(*_OF_ORDERS).sum(),
        pl.col(*others).first(),
    )
    is_paid = pl.col("paid_lines") > 0
    is_refunded = is_paid & (pl.col("refunds") > 0)
    return orders.with_columns(
        paid_orders=is_paid.cast(pl.Int64), refunded_orders=is_refunded.cast(pl.Int64)
    ).drop("paid_lines")


def _of_lines(lines: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """Leave every line its money and element; the rest is the order's."""
    of_order = ["hour", "channel", "campaign", "user_id"]
    counts = ["paid_orders", "refunded_orders"]
    own = lines.drop("file", "order", "paid_lines", *of_order)
    is_first = pl.col("at") != pl.col("at").shift().fill_null(-1)
    return (
        own.join(orders.select("at", *of_order, *counts), on="at", how="left")
        .with_columns(pl.when(is_first).then(pl.col(*counts)).otherwise(0))
        .drop("at")
    )


def _elements(record: FileRecord, table: str) -> list[pl.Expr]:
    found = []
    for dimension in ROW_DIMENSIONS:
        columns = dimension.tables.get(table)
        if columns is None or dimension.id == CUSTOMER:
            continue
        if dimension.id == HOUR:
            hour = pl.col("hour").cast(pl.String).str.zfill(2)
            found.append(hour.alias("_hour"))
            continue
        has_it = bool({*columns} & record.present)
        known = pl.coalesce(columns).fill_null(REST) if has_it else _none()
        found.append(known.alias(f"_{dimension.id}"))
        if dimension.called:
            found.append(pl.col(dimension.called).alias(f"_{dimension.id}{CALLED}"))
    return found


def _none() -> pl.Expr:
    return pl.lit(None, pl.String)
