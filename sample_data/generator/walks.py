"""Journeys as they can be counted in the files: touches before orders, and lost ones.

Written from the definition, and not as the program does it: a join and windows.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.touch_plan import CLICK, DIRECT
from sample_data.generator.touchpoints import Tracked
from sample_data.generator.world import World

LOOK_BACK: Final = 30 * DAY_SECONDS
_PAUSE: Final = 30 * 60
_FEN: Final = 100


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """One row a journey, and one a touch of it.

    Attributes:
        frame: ``journey``, ``who``, ``converted``, ``day``, ``value`` (1/10,000),
            ``is_new`` (the first paid order), ``path`` (channels in time order).
        steps: ``journey``, ``channel``, ``campaign_id``, in time order.
    """

    frame: pl.DataFrame
    steps: pl.DataFrame


def journeys(
    world: World, events: pl.DataFrame, orders: pl.DataFrame, tracked: Tracked
) -> Journeys:
    """Count the journeys that are known at the pinned time.

    Args:
        world: The parameters.
        events: Of the mini programme, up to the pinned time.
        orders: Up to the pinned time.
        tracked: Of the link tracker.
    """
    touches = _visits(events, tracked)
    bought = _bought(world, orders)
    pairs = touches.join(bought, on="who").filter(
        (pl.col("at") <= pl.col("paid_at"))
        & (pl.col("at") >= pl.col("paid_at") - LOOK_BACK)
    )
    lost = _lost(world, touches, pairs["touch"].unique())
    steps = pl.concat(
        [
            pairs.select("journey", "touch", "channel", "campaign_id"),
            lost.select("journey", "touch", "channel", "campaign_id"),
        ]
    ).sort("journey", "touch")
    # Somebody who just comes by counts only where nothing else is known.
    only = (pl.col("channel") == DIRECT).all().over("journey")
    steps = steps.filter((pl.col("channel") != DIRECT) | only)
    paths = steps.group_by("journey", maintain_order=True).agg(path="channel")
    heads = pl.concat(
        [
            bought.select("journey", "who", "day", "value", "is_new",
                          converted=pl.lit(value=True)),
            lost.group_by("journey", maintain_order=True).agg(
                pl.col("who").first(),
                day=pl.col("at").last() // DAY_SECONDS,
                value=pl.lit(0, pl.Int64),
                is_new=pl.lit(value=False),
                converted=pl.lit(value=False),
            ),
        ],
        how="diagonal",
    )  # fmt: skip
    return Journeys(heads.join(paths, on="journey").sort("journey"), steps)


def _visits(events: pl.DataFrame, tracked: Tracked) -> pl.DataFrame:
    """Clicks and events in time order, those of one visit as one, numbered."""
    owner = pl.col("owner").cast(pl.String)
    clicks = (
        tracked.touches.filter(pl.col("kind") == CLICK)
        .join(tracked.links.select("device", owner="number"), on="device", how="left",
              maintain_order="left")
        .select(
            who=pl.coalesce(pl.col("number").cast(pl.String), owner, "device"),
            at="at", channel="channel", campaign_id="campaign_id",
        )
    )  # fmt: skip
    own = events.select(
        who=pl.col("number").cast(pl.String), at="at", channel="channel"
    )
    every = pl.concat([own, clicks], how="diagonal").sort(
        "who", "at", maintain_order=True
    )
    is_next = (
        (pl.col("who") == pl.col("who").shift())
        & (pl.col("channel") == pl.col("channel").shift())
        & (pl.col("at").diff() <= _PAUSE)
    )
    return every.filter(~is_next.fill_null(value=False)).with_row_index("touch")


def _bought(world: World, orders: pl.DataFrame) -> pl.DataFrame:
    """Paid orders; recent files tell the minute of a payment only."""
    recent = world.index(world.recent_from) * DAY_SECONDS
    at = pl.col("at")
    minute = pl.when(at >= recent).then(at // 60 * 60).otherwise(at)
    return (
        orders.filter("is_paid")
        .sort("at", maintain_order=True)
        .with_columns(is_new=pl.col("number").is_first_distinct())
        .with_row_index("journey")
        .select(
            pl.col("journey").cast(pl.Int64),
            "day",
            "is_new",
            who=pl.col("number").cast(pl.String),
            paid_at=minute,
            value=(pl.col("paid") - pl.col("refund")) * _FEN,
        )
    )


def _lost(world: World, touches: pl.DataFrame, used: pl.Series) -> pl.DataFrame:
    """Touches that no order follows, in runs without a pause of a look-back."""
    free = touches.with_columns(
        is_used=pl.col("touch").is_in(used.implode())
    ).with_columns(
        follows=(pl.col("who") == pl.col("who").shift())
        & ~pl.col("is_used").shift()
        & (pl.col("at").diff() <= LOOK_BACK)
    )
    free = free.filter(~pl.col("is_used"))
    begins = ~pl.col("follows").fill_null(value=False)
    runs = free.with_columns(journey=-(begins.cum_sum().cast(pl.Int64)))
    over = (world.days - 1) - LOOK_BACK // DAY_SECONDS
    last = pl.col("at").last().over("journey") // DAY_SECONDS
    return runs.filter(last < over)
