"""Advertising exports in the shape of each platform."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sample_data.generator import cells
from sample_data.generator.exports import Columns, Export, header_of, lines_of, months
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.planted import ad_rows
from sample_data.generator.world import Channel, World

_REPORT_DELAY_SECONDS = 25
_AMOUNTS = ("spend", "impressions", "clicks", "conversions", "value")


@dataclass(frozen=True, slots=True)
class Shape:
    """How one platform writes its report.

    Attributes:
        stem: Path without the month.
        first: First and last month that is exported in this shape.
        hourly: Name of the hour's column, empty for a daily report.
        columns: Header -> cell; the hour is put behind the first one.
        total: First cell of a line of totals at the end, empty for none.
    """

    stem: str
    encoding: str
    newline: str
    first: date
    last: date
    columns: Columns
    hourly: str = ""
    total: str = ""


def _day(form: str) -> pl.Expr:
    return pl.col("date").dt.strftime(form)


_OCEANENGINE: Columns = {
    "日期": _day("%Y-%m-%d"),
    "广告组id": pl.col("campaign_id"),
    "广告组": pl.col("campaign_name"),
    "消耗": cells.yuan("spend"),
    "展示数": cells.count("impressions"),
    "点击数": cells.count("clicks"),
    "转化数": cells.count("conversions"),
    "成交金额(元)": cells.yuan("value"),
}
_TENCENT: Columns = {
    "日期": _day("%Y-%m-%d"),
    "推广计划ID": pl.col("campaign_id"),
    "推广计划": pl.col("campaign_name"),
    "曝光次数": cells.count("impressions"),
    "点击次数": cells.count("clicks"),
    "花费": cells.yuan("spend"),
    "目标转化量": cells.count("conversions"),
    "下单金额": cells.yuan("value"),
}
_JUGUANG: Columns = {
    "时间": _day("%Y-%m-%d"),
    "计划ID": pl.col("campaign_id"),
    "计划名称": pl.col("campaign_name"),
    "消费": cells.yuan("spend"),
    "展现量": cells.count("impressions"),
    "点击量": cells.count("clicks"),
    "互动量": (pl.col("impressions") // 29).cast(pl.String),
    "7日支付订单量": cells.count("conversions"),
    "7日支付金额": cells.yuan("value"),
}
_ALIMAMA: Columns = {
    "日期": _day("%Y/%m/%d"),
    "场景名字": pl.col("campaign_name").str.split("_").list.first(),
    "计划ID": pl.col("campaign_id"),
    "计划名字": pl.col("campaign_name"),
    "展现量": cells.count("impressions"),
    "点击量": cells.count("clicks"),
    "花费(元)": cells.grouped_yuan("spend"),
    "点击率": cells.percent("clicks", "impressions"),
    "总成交金额(元)": cells.grouped_yuan("value"),
    "总成交笔数": cells.count_or_nothing("conversions"),
}
_BAIDU: Columns = {
    "日期": _day("%Y-%m-%d"),
    "账户": pl.lit("木木母婴"),
    "推广计划ID": pl.col("campaign_id"),
    "推广计划": pl.col("campaign_name"),
    "展现": cells.count("impressions"),
    "点击": cells.count("clicks"),
    "消费": cells.yuan("spend"),
    "转化": cells.count_or_nothing("conversions"),
    "成交金额": cells.yuan("value"),
}

_FIRST, _LAST = date(2025, 10, 1), date(2026, 10, 31)
SHAPES: dict[str, tuple[Shape, ...]] = {
    "douyin": (
        # September is exported both ways: the daily file is then only a cross-check.
        Shape("ads/抖音_千川_daily", "gb18030", "\r\n", date(2025, 10, 1),
              date(2026, 9, 30), _OCEANENGINE),
        Shape("ads/抖音_千川_hourly", "gb18030", "\r\n", date(2026, 9, 1),
              date(2026, 10, 31), _OCEANENGINE, hourly="小时"),
    ),
    "xiaohongshu": (
        Shape("ads/小红书_聚光", "utf-8-sig", "\n", _FIRST, _LAST, _JUGUANG),
    ),
    "tmall": (
        Shape("ads/天猫_万相台", "gb18030", "\r\n", _FIRST, _LAST, _ALIMAMA),
    ),
    "wechat": (
        Shape("ads/腾讯广告_daily", "utf-8", "\n", date(2025, 10, 1),
              date(2026, 9, 30), _TENCENT),
        Shape("ads/腾讯广告_hourly", "utf-8", "\n", date(2026, 10, 1),
              date(2026, 10, 31), _TENCENT, hourly="小时"),
    ),
    "baidu": (
        Shape("ads/百度推广", "gb18030", "\r\n", _FIRST, _LAST, _BAIDU,
              total="合计"),
    ),
}  # fmt: skip


def ad_frame(world: World, channel: Channel) -> pl.DataFrame:
    """Return a channel's rows at its finest grain, with names and export times.

    Columns: date, day, hour (-1 for a whole day), campaign_id, campaign_name, spend
    and value (fen), impressions, clicks, conversions, at.
    """
    rows = ad_rows(world, channel)
    names = pl.DataFrame(
        {
            "campaign": range(len(channel.campaigns)),
            "campaign_id": [campaign.id for campaign in channel.campaigns],
            "campaign_name": [campaign.name for campaign in channel.campaigns],
        },
        schema_overrides={"campaign": pl.Int64},
    )
    frame = pl.DataFrame(
        {
            "day": rows.day, "hour": rows.hour, "campaign": rows.campaign,
            "spend": rows.spend, "impressions": rows.impressions,
            "clicks": rows.clicks, "conversions": rows.conversions,
            "value": rows.value,
        }
    )  # fmt: skip
    hours = pl.when(pl.col("hour") < 0).then(24).otherwise(pl.col("hour") + 1)
    ready = pl.col("day") * DAY_SECONDS + hours * 3600
    # Today's hour ten is there at ten: the platform writes an hour when it is over.
    late = pl.when(ready > world.now_second).then(_REPORT_DELAY_SECONDS).otherwise(0)
    return (
        frame.join(names, on="campaign", how="left", maintain_order="left")
        .with_columns(
            date=pl.lit(world.first) + pl.duration(days=pl.col("day")), at=ready + late
        )
        .sort("day", "hour", "campaign")
    )


def ad_exports(world: World, frames: dict[str, pl.DataFrame]) -> list[Export]:
    """Return every advertising file; ``frames`` by channel from :func:`ad_frame`."""
    return [
        export
        for channel in world.channels
        for shape in SHAPES[channel.key]
        for export in _monthly(world, shape, frames[channel.key])
    ]


def _monthly(world: World, shape: Shape, frame: pl.DataFrame) -> list[Export]:
    if not shape.hourly:
        frame = _by_day(frame)
    columns = _with_hour(shape)
    first, last = world.index(shape.first), world.index(shape.last)
    exports = []
    for label, start, end in months(world):
        rows = frame.filter((pl.col("day") >= start) & (pl.col("day") < end))
        if start < first or start > last:
            continue
        exports.append(
            Export(
                path=f"{shape.stem}_{label}.csv",
                encoding=shape.encoding,
                newline=shape.newline,
                header=header_of(columns),
                lines=lines_of(rows, columns),
                footer=_total(world, shape, rows),
            )
        )
    return exports


def _with_hour(shape: Shape) -> Columns:
    if not shape.hourly:
        return shape.columns
    (first, cell), *rest = shape.columns.items()
    return {first: cell, shape.hourly: cells.count("hour"), **dict(rest)}


def _by_day(frame: pl.DataFrame) -> pl.DataFrame:
    """Add up the hours; a day is exported once it is over."""
    keys = ["day", "campaign", "campaign_id", "campaign_name", "date"]
    return (
        frame.group_by(keys, maintain_order=True)
        .agg(pl.col(_AMOUNTS).sum())
        .with_columns(at=(pl.col("day") + 1) * DAY_SECONDS)
        .sort("day", "campaign")
    )


def _total(world: World, shape: Shape, rows: pl.DataFrame) -> str:
    if not shape.total:
        return ""
    shown = rows.filter(pl.col("at") <= world.now_second)
    sums = shown.select(pl.col(_AMOUNTS).sum()).with_columns(
        pl.lit("").alias("campaign_id"),
        pl.lit("").alias("campaign_name"),
        pl.lit(0, dtype=pl.Int64).alias("at"),
    )
    first = next(iter(shape.columns))
    columns = {**shape.columns, first: pl.lit(shape.total)}
    line: str = lines_of(sums, columns)["line"][0]
    return line
