"""What the buyers keep by hand: the list of campaigns, with budgets and backups."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sample_data.generator.exports import Columns, Export, header_of, lines_of
from sample_data.generator.world import Channel, World

BUYER = "周敏"
_SPARE = 1.2
"""A budget is so much above what the last week spent, in whole steps."""
_STEP_FEN = 5_000
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Backup:
    """A campaign that is ready for the day on which another one fails.

    Attributes:
        readiness: 0 (an idea) to 5 (can be switched on today).
        test_cap: The most a test may cost, yuan.
    """

    id: str
    name: str
    channel: str
    objective: str
    readiness: int
    test_cap: int


BACKUPS = (
    Backup("60311990", "搜一搜_纸尿裤", "微信", "成交", 5, 500),
    Backup("0087612499", "品销宝_奶粉", "天猫", "成交", 4, 800),
    Backup("ks-7701", "磁力金牛_纸尿裤试投", "快手", "拉新", 4, 600),
    Backup("bz-3102", "花火_育儿UP主", "B站", "种草", 2, 900),
)
"""Two where the shop advertises already, two where it never has."""

_COLUMNS: Columns = {
    "计划ID": pl.col("id"),
    "计划名称": pl.col("name"),
    "投放平台": pl.col("channel"),
    "推广目的": pl.col("objective"),
    "开始日期": pl.col("start").dt.strftime("%Y/%m/%d"),
    "日预算(元)": (pl.col("budget") // 100).cast(pl.String),
    "负责人": pl.lit(BUYER),
    "是否备用": pl.when("is_backup").then(pl.lit("是")).otherwise(pl.lit("否")),
    "就绪度": pl.col("readiness").cast(pl.String),
    "测试上限(元)": pl.col("test_cap").cast(pl.String),
}


def plan_rows(world: World, ads: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return every campaign as it is set up now: those that run, then the backups.

    Args:
        world: The parameters.
        ads: Advertising rows by channel.

    Returns:
        id, name, channel (label), objective, start, budget (fen a day), is_backup,
        readiness, test_cap (yuan), at (0).
    """
    frames = [_running(world, channel, ads[channel.key]) for channel in world.channels]
    backups = pl.DataFrame(
        [
            {
                "id": each.id, "name": each.name, "channel": each.channel,
                "objective": each.objective, "start": None, "budget": 0,
                "is_backup": True, "readiness": each.readiness,
                "test_cap": each.test_cap * world.scale,
            }
            for each in BACKUPS
        ],
        schema_overrides={"start": pl.Date},
    )  # fmt: skip
    return pl.concat([*frames, backups]).with_columns(at=pl.lit(0))


def _running(world: World, channel: Channel, ads: pl.DataFrame) -> pl.DataFrame:
    """The channel's campaigns; a budget is a little above a usual day."""
    today = world.index(world.today)
    week = ads.filter(pl.col("day").is_between(today - _WEEK, today - 1))
    spent = dict(week.group_by("campaign_id").agg(pl.col("spend").sum()).iter_rows())
    days = week["day"].n_unique()
    rows = []
    for campaign in channel.campaigns:
        usual = spent[campaign.id] / days * _SPARE
        steps = -int(-usual // (_STEP_FEN * world.scale))
        rows.append(
            {
                "id": campaign.id, "name": campaign.name, "channel": channel.label,
                "objective": _objective(campaign.name),
                "start": date(2025, 9, 1), "budget": steps * _STEP_FEN * world.scale,
                "is_backup": False, "readiness": None, "test_cap": None,
            }
        )  # fmt: skip
    return pl.DataFrame(
        rows, schema_overrides={"readiness": pl.Int64, "test_cap": pl.Int64}
    )


def _objective(name: str) -> str:
    return "拉新" if "拉新" in name or "种草" in name else "成交"


def plan_export(rows: pl.DataFrame) -> Export:
    """Return the list of campaigns as the buyers' spreadsheet saves it."""
    return Export(
        path="plans/投放计划.csv",
        encoding="gb18030",
        newline="\r\n",
        header=header_of(_COLUMNS),
        lines=lines_of(rows, _COLUMNS),
    )
