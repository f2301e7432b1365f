"""Clicks on the shop's links elsewhere, before orders that are there anyway."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS, Members
from sample_data.generator.streams import Draws, Flags, Floats, Ints
from sample_data.generator.touch_plan import (
    AGAIN,
    AGAIN_BY_KOL,
    CLICK,
    DIRECT,
    IMPRESSION,
    KOL_MARK,
    KOLS,
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
_UNKNOWN_SHARE = 0.45
"""Share of buyers whom the tracker knows by their device until they order."""
_STRAY_SHARE = 0.10
"""Share of journeys in which somebody comes by on their own in between."""
_AGAIN_SHARE, _SEEN_SHARE = 0.06, 0.05
"""Share of clicks that are clicked twice, and of those that are preceded by a view."""
_SOON_DAYS = 20
"""Members who order first within so many days may have met a KOL before."""
_LONGEST = 29 * DAY_SECONDS
TOUCH_COLUMNS = ("number", "device", "at", "channel", "kind", "campaign_id")
LINK_COLUMNS = ("device", "number", "at")


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


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """What the link tracker has: ``TOUCH_COLUMNS``, and links: ``LINK_COLUMNS``."""

    touches: pl.DataFrame
    links: pl.DataFrame


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


def tracked(
    world: World, walks: Walks, ads: Mapping[str, pl.DataFrame], name: str
) -> Tracked:
    """Draw the touches of journeys.

    Args:
        world: The parameters.
        walks: The journeys.
        ads: Rows of each channel's spend, for the campaigns that were clicked.
        name: Of the stream.
    """
    draws = Draws(world.seed, f"touches/{name}/rows")
    lengths = np.array([len(way.channels) for way in walks.ways])[walks.way]
    walk = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(walk)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    channel = [
        walks.ways[walks.way[at]].channels[n] for at, n in zip(walk, place, strict=True)
    ]
    at = walks.end[walk] - _ages(draws, walk, place, lengths)
    rows = pl.DataFrame({"walk": walk, "place": place, "at": at, "channel": channel},
                        schema_overrides={"channel": pl.String})  # fmt: skip
    rows = _with_campaigns(world, rows, walks, ads, draws)
    rows = pl.concat([rows, _strays(rows, walks, draws)], how="diagonal")
    rows = pl.concat([rows, *_repeated(rows, draws)], how="diagonal")
    begin = (world.days - 1 - PLANTED_DAYS) * DAY_SECONDS
    rows = rows.filter(pl.col("at").is_between(begin, world.now_second))
    number = pl.Series(walks.number[rows["walk"].to_numpy()])
    is_unknown = pl.Series(walks.unknown[rows["walk"].to_numpy()])
    rows = rows.with_columns(
        number=pl.when(~is_unknown).then(number),
        device=_devices(walks, name, rows["walk"].to_numpy()),
        kind=pl.col("kind").fill_null(CLICK),
    )
    return Tracked(rows.select(TOUCH_COLUMNS), _links(world, walks, rows))


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


def _ages(draws: Draws, walk: Ints, place: Ints, lengths: Ints) -> Ints:
    """Seconds between each touch and the end: minutes to days, never a month."""
    last = np.power(10, 2.1 + 2.7 * draws.uniform(len(walk)))
    gap = np.power(10, 3.3 + 2.4 * draws.uniform(len(walk)))
    is_last = place == lengths[walk] - 1
    pause = np.where(is_last, last, gap)
    whole = np.add.reduceat(pause, np.flatnonzero(place == 0)) if len(walk) else pause
    before = np.cumsum(pause) - pause
    begins = np.repeat(before[place == 0], lengths[lengths > 0])
    to_end = np.repeat(whole, lengths[lengths > 0]) - (before - begins)
    ages: Ints = np.minimum(np.rint(to_end), _LONGEST).astype(np.int64)
    return ages


def _with_campaigns(
    world: World,
    rows: pl.DataFrame,
    walks: Walks,
    ads: Mapping[str, pl.DataFrame],
    draws: Draws,
) -> pl.DataFrame:
    """Add ``campaign_id``: that of the platform, or the KOL who was met first."""
    found = np.full(rows.height, None, dtype=object)
    channel, place = rows["channel"].to_numpy(), rows["place"].to_numpy()
    for each in world.channels:
        ids = ads[each.key]["campaign_id"].unique().sort().to_list()
        mine = channel == each.key
        lot = draws.whole(int(mine.sum()), 0, len(ids) - 1)
        found[mine] = np.array(ids, dtype=object)[lot]
    names = np.array([KOL_MARK + name for name in KOLS], dtype=object)
    who = draws.pick(len(walks.end), np.array([*KOLS.values()], float))
    walk = rows["walk"].to_numpy()
    is_kol = (channel == "xiaohongshu") & (place == 0) & walks.kol[walk]
    found[is_kol] = names[who[walk[is_kol]]]
    return rows.with_columns(pl.Series("campaign_id", found.tolist(), pl.String))


def _strays(rows: pl.DataFrame, walks: Walks, draws: Draws) -> pl.DataFrame:
    """Return direct visits, some time after the first touch of a journey."""
    lot = draws.uniform(len(walks.end)) < _STRAY_SHARE
    later = draws.whole(rows.height, 45 * 60, 20 * 3600)
    firsts = rows.with_columns(pause=pl.Series(later)).filter(
        (pl.col("place") == 0) & (pl.col("channel") != DIRECT)
    )
    some = firsts.filter(pl.Series(lot[firsts["walk"].to_numpy()]))
    end = pl.Series(walks.end[some["walk"].to_numpy()])
    return some.select(
        "walk",
        "place",
        at=pl.min_horizontal(pl.col("at") + pl.col("pause"), end),
        channel=pl.lit(DIRECT),
    )


def _repeated(rows: pl.DataFrame, draws: Draws) -> list[pl.DataFrame]:
    """Return second clicks within minutes, and views a moment before clicks."""
    after = draws.whole(rows.height, 15, 110)
    twice = pl.Series(draws.uniform(rows.height) < _AGAIN_SHARE)
    seen = pl.Series(draws.uniform(rows.height) < _SEEN_SHARE)
    pause = pl.Series(after)
    again = rows.with_columns(at=pl.col("at") + pause).filter(twice)
    before = rows.with_columns(at=pl.col("at") - 4 * pause, kind=pl.lit(IMPRESSION))
    return [again, before.filter(seen & (pl.col("channel") != DIRECT))]


def _devices(walks: Walks, name: str, walk: Ints) -> pl.Series:
    """Device of each row that the tracker cannot name: of a user always the same."""
    made = [
        blake2b(f"{name}/{number or at}".encode(), digest_size=5).hexdigest()
        for at, number in enumerate(walks.number.tolist())
    ]
    said = [
        made[at] if is_unknown else None
        for at, is_unknown in zip(
            walk.tolist(), walks.unknown[walk].tolist(), strict=True
        )
    ]
    return pl.Series("device", said, pl.String)


def _links(world: World, walks: Walks, rows: pl.DataFrame) -> pl.DataFrame:
    """Link devices to the users who turned out to be theirs, when they ordered."""
    met = rows.filter(pl.col("device").is_not_null()).unique(
        "walk", keep="first", maintain_order=True
    )
    walk = met["walk"].to_numpy()
    return (
        met.select("device", number=pl.Series(walks.number[walk]),
                   at=pl.Series(walks.end[walk] + 60))
        .filter((pl.col("number") > 0) & (pl.col("at") <= world.now_second))
        .unique("device", keep="first", maintain_order=True)
        .sort("at", "device")
    )  # fmt: skip
