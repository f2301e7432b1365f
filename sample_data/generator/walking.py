"""Who is planned to meet what before an order, and who without one."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS, Members
from sample_data.generator.streams import Draws, Flags, Floats, Ints
from sample_data.generator.touch_plan import (
    AGAIN,
    AGAIN_BY_KOL,
    LOST_BY_KOL,
    MEMBERS_BY_KOL,
    NEW,
    NEW_BY_KOL,
    PLANTED_DAYS,
    Way,
)
from sample_data.generator.world import World

_APART_DAYS = 31
"""An order so soon after the one before lives on what was met before that one."""
_SOON_DAYS = 20
"""Members who order first within so many days may have met a KOL before."""
_UNKNOWN_SHARE = 0.45
"""Share of buyers whom the tracker knows by their device until they order."""


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Journeys as planned.

    Attributes:
        end: Local second before which the last touch is.
        number: User; 0: nobody is ever known.
        way: Position in ``ways``.
        ways: What is met.
        kol: Whether a first touch on Xiaohongshu is that of a KOL.
        unknown: Whether the tracker knows the device only.
    """

    end: Ints
    number: Ints
    way: Ints
    ways: tuple[Way, ...]
    kol: Flags
    unknown: Flags


def walked_orders(world: World, members: Members, orders: pl.DataFrame) -> Walks:
    """Plan what buyers met before their orders of the planted days.

    Members are left to what they do in the mini programme, but for a KOL that some of
    them met before they registered.
    """
    draws = Draws(world.seed, "touches/orders")
    paid = _planned(world, members, orders)
    count = paid.height
    keys = [channel.key for channel in world.channels]
    ways = tuple(way for plan in (NEW, AGAIN) for key in keys for way in plan[key])
    starts = _starts([plan[key] for plan in (NEW, AGAIN) for key in keys])
    is_first = paid["is_first"].to_numpy()
    group = paid["channel"].to_numpy() + np.where(is_first, 0, len(keys))
    way = np.zeros(count, np.int64)
    lot = draws.uniform(count)
    for place, (start, weights) in enumerate(starts):
        mine = group == place
        edges = np.cumsum(weights) / weights.sum()
        way[mine] = start + np.searchsorted(edges, lot[mine], side="right")
    is_member = paid["is_member"].to_numpy()
    kol_lot, unknown_lot = draws.uniform(count), draws.uniform(count)
    way = np.where(is_member, len(ways), way)
    share = np.where(is_first, NEW_BY_KOL, AGAIN_BY_KOL)
    walks = Walks(
        end=paid["end"].to_numpy(),
        number=paid["number"].to_numpy(),
        way=way,
        ways=(*ways, Way(0, ("xiaohongshu",))),
        kol=is_member | (kol_lot < share),
        unknown=is_member | (unknown_lot < _UNKNOWN_SHARE),
    )
    return _only(walks, ~is_member | (is_first & (kol_lot < MEMBERS_BY_KOL)))


def lost_walks(world: World, name: str, ways: tuple[Way, ...]) -> Walks:
    """Plan journeys of devices that nobody ever owns up to; in no order of time.

    Args:
        world: The parameters.
        name: Of the stream.
        ways: What is met; weights are journeys a day.
    """
    draws = Draws(world.seed, f"touches/{name}")
    weights = np.array([way.weight for way in ways])
    count = round(float(weights.sum()) * (PLANTED_DAYS + 1) * world.scale)
    start = (world.days - 1 - PLANTED_DAYS) * DAY_SECONDS
    end = draws.whole(count, start + DAY_SECONDS, world.days * DAY_SECONDS - 1)
    return Walks(
        end=end,
        number=np.zeros(count, np.int64),
        way=draws.pick(count, weights),
        ways=ways,
        kol=draws.uniform(count) < LOST_BY_KOL,
        unknown=np.ones(count, np.bool_),
    )


def _planned(world: World, members: Members, orders: pl.DataFrame) -> pl.DataFrame:
    """Orders that something is met before: ``end`` is when the last touch may be."""
    first_day = world.days - 1 - PLANTED_DAYS
    registered = pl.DataFrame({"number": members.number, "registered": members.second})
    pause = pl.col("at") - pl.col("at").shift().over("number")
    paid = orders.filter(pl.col("is_paid") & (pl.col("at") <= world.now_second))
    return (
        paid.sort("at", "number", maintain_order=True)
        .with_columns(
            is_first=pl.col("number").is_first_distinct(),
            is_apart=pause.is_null() | (pause > _APART_DAYS * DAY_SECONDS),
            # Two minutes, as exports tell the minute of a payment only.
            end=pl.col("created") - 120,
        )
        .filter(pl.col("is_apart") & (pl.col("at") >= first_day * DAY_SECONDS))
        .join(registered, on="number", how="left", maintain_order="left")
        .filter(
            ~pl.col("is_member")
            | (pl.col("created") - pl.col("registered") < _SOON_DAYS * DAY_SECONDS)
        )
        # Whoever registers was met before that.
        .with_columns(end=pl.coalesce(pl.col("registered") - 60, "end"))
    )


def _starts(plans: list[tuple[Way, ...]]) -> list[tuple[int, Floats]]:
    sizes = np.cumsum([0, *(len(plan) for plan in plans)])
    return [
        (int(start), np.array([way.weight for way in plan]))
        for start, plan in zip(sizes, plans, strict=False)
    ]


def _only(walks: Walks, keep: Flags) -> Walks:
    return Walks(
        walks.end[keep], walks.number[keep], walks.way[keep], walks.ways,
        walks.kol[keep], walks.unknown[keep],
    )  # fmt: skip


def prefix(walks: Walks, count: int) -> Walks:
    """Return the first journeys only."""
    return _only(walks, np.arange(len(walks.end)) < count)
