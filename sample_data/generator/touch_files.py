"""Exports of the link tracker: touches by month, today's so far, and whose device."""

import polars as pl

from sample_data.generator import cells
from sample_data.generator.exports import (
    Columns,
    Export,
    between,
    header_of,
    lines_of,
    months,
)
from sample_data.generator.shop_files import Archive, user_id
from sample_data.generator.touch_plan import EVENT, LABELS
from sample_data.generator.touchpoints import Tracked
from sample_data.generator.world import World

_UNSORTED: tuple[str, ...] = ("202607", "202609")
"""Months that the tracker wrote by channel and not by time."""


def touch_archives(world: World, tracked: Tracked) -> list[Archive]:
    """Return the touches of complete days by month, and all links."""
    today = world.index(world.today)
    named = _named(tracked.touches)
    archives = [
        Archive(f"touches/触点_{label}.parquet", _month(world, rows, label))
        for label, start, end in months(world)
        if not (rows := between(named, start, min(end, today))).is_empty()
    ]
    links = tracked.links.select(
        设备ID="device",
        用户ID=user_id("number"),
        绑定时间=cells.moment(world.first, "at"),
    )
    return [*archives, Archive("touches/设备绑定.parquet", links)]


def touch_export(world: World, tracked: Tracked) -> Export:
    """Return the touches of the day in progress: delivered once, in the morning."""
    today = world.index(world.today)
    columns: Columns = {
        "时间": cells.stamp(world.first, "at", "%Y-%m-%d %H:%M:%S"),
        "事件名": pl.lit(EVENT),
        "触点类型": pl.col("kind"),
        "渠道": pl.col("label"),
        "计划ID": pl.col("campaign_id"),
        "用户ID": pl.col("user"),
        "设备ID": pl.col("device"),
    }
    return Export(
        path=f"touches/触点_{world.today:%Y%m%d}.csv",
        encoding="utf-8",
        newline="\n",
        header=header_of(columns),
        lines=lines_of(between(_named(tracked.touches), today, today + 1), columns),
    )


def _month(world: World, rows: pl.DataFrame, label: str) -> pl.DataFrame:
    order = ["label", "at"] if label in _UNSORTED else ["at"]
    return rows.sort(order, maintain_order=True).select(
        时间=cells.moment(world.first, "at"),
        事件名=pl.lit(EVENT),
        触点类型="kind",
        渠道="label",
        计划ID="campaign_id",
        用户ID="user",
        设备ID="device",
    )


def _named(touches: pl.DataFrame) -> pl.DataFrame:
    return touches.sort("at", maintain_order=True).with_columns(
        label=pl.col("channel").replace_strict(LABELS, return_dtype=pl.String),
        user=pl.when(pl.col("number").is_not_null()).then(user_id("number")),
    )
