"""Trial lessons of three levels, met by users of three levels of knowledge.

Who met which lesson is drawn among days on which members come by anyway, by whether
they were back on the next day: so nobody comes or stays away because of it.
"""

import json
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from sample_data.generator import cells
from sample_data.generator.behaviour import active_pairs
from sample_data.generator.exports import (
    Columns,
    Export,
    between,
    header_of,
    lines_of,
    months,
)
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.shop_files import user_id
from sample_data.generator.streams import Draws, Ints
from sample_data.generator.touch_plan import PLANTED_DAYS
from sample_data.generator.world import World

EVENT: Final = "试听课"
LEVELS: Final = ("入门", "进阶", "专业")
KNOWERS: Final = ("新手", "有经验", "资深")


@dataclass(frozen=True, slots=True)
class Cell:
    """Users of one level who met lessons of one level: how many, how many came back."""

    user: int
    lesson: int
    users: int
    back: float


CELLS: Final = (
    Cell(0, 0, 500, 0.34), Cell(0, 1, 500, 0.24), Cell(0, 2, 1_550, 0.12),
    Cell(1, 0, 300, 0.28), Cell(1, 1, 500, 0.32), Cell(1, 2, 300, 0.26),
    Cell(2, 0, 150, 0.22), Cell(2, 1, 250, 0.29), Cell(2, 2, 500, 0.34),
)  # fmt: skip
"""Most beginners meet what is made for professionals, and stay away."""


def lesson_rows(world: World, events: pl.DataFrame) -> pl.DataFrame:
    """Draw who met which lesson on which day; one lesson a member.

    Args:
        world: The parameters.
        events: Of the mini programme, up to the pinned time.

    Returns:
        ``number``, ``at``, ``lesson`` and ``knows`` (positions), in order of time.
    """
    draws = Draws(world.seed, "lessons")
    days = _days(world, events, draws)
    is_back = days["is_back"].to_numpy()
    heaps = [np.flatnonzero(is_back), np.flatnonzero(~is_back)]
    taken = [0, 0]
    parts = []
    for cell in CELLS:
        users = cell.users * world.scale
        back = round(users * cell.back)
        for heap, count in enumerate((back, users - back)):
            some: Ints = heaps[heap][taken[heap] : taken[heap] + count]
            taken[heap] += count
            parts.append(
                days[some].with_columns(
                    lesson=pl.lit(cell.lesson), knows=pl.lit(cell.user)
                )
            )
    rows = pl.concat(parts)
    after = pl.Series(draws.whole(rows.height, 60, 900))
    last = (pl.col("day") + 1) * DAY_SECONDS - 1
    return rows.select(
        "number", "lesson", "knows", at=pl.min_horizontal(pl.col("start") + after, last)
    ).sort("at", "number")


def lesson_exports(world: World, lessons: pl.DataFrame) -> list[Export]:
    """Return the lessons by month, as the school's system writes them."""
    said = [
        json.dumps({"level": LEVELS[lesson], "user_level": KNOWERS[knows]},
                   ensure_ascii=False)
        for lesson, knows in lessons.select("lesson", "knows").iter_rows()
    ]  # fmt: skip
    named = lessons.with_columns(props=pl.Series(said, dtype=pl.String))
    columns: Columns = {
        "用户ID": user_id("number"),
        "时间": cells.stamp(world.first, "at", "%Y-%m-%d %H:%M:%S"),
        "事件名": pl.lit(EVENT),
        "内容ID": pl.concat_str(pl.lit("lesson-"), pl.col("lesson") + 1),
        "属性": cells.quoted("props"),
    }
    return [
        Export(
            path=f"lessons/试听课_{label}.csv",
            encoding="utf-8-sig",
            newline="\r\n",
            header=header_of(columns),
            lines=lines_of(rows, columns),
        )
        for label, start, end in months(world)
        if not (rows := between(named, start, end)).is_empty()
    ]


def _days(world: World, events: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """One day of every member who came by, in no order, and whether they were back."""
    today = world.days - 1
    # The next day has to be over, and the one before it still to be planted.
    pairs = active_pairs(events).with_columns(
        is_back=pl.col("day").shift(-1).over("number") == pl.col("day") + 1
    )
    pairs = pairs.filter(pl.col("day").is_between(today - PLANTED_DAYS, today - 2))
    lot = pl.Series("lot", draws.uniform(pairs.height))
    return (
        pairs.with_columns(lot, is_back=pl.col("is_back").fill_null(value=False))
        .sort("lot")
        .unique("number", keep="first", maintain_order=True)
    )
