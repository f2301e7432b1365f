"""Clicks on the shop's links elsewhere, before orders that are there anyway."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import polars as pl

from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.streams import Draws, Ints
from sample_data.generator.touch_plan import (
    CLICK,
    DIRECT,
    IMPRESSION,
    KOL_MARK,
    KOLS,
    PLANTED_DAYS,
)
from sample_data.generator.walking import Walks
from sample_data.generator.world import World

_STRAY_SHARE = 0.10
"""Share of journeys in which somebody comes by on their own in between."""
_AGAIN_SHARE, _SEEN_SHARE = 0.06, 0.05
"""Share of clicks that are clicked twice, and of those that are preceded by a view."""
_LONGEST = 29 * DAY_SECONDS
TOUCH_COLUMNS = ("number", "device", "at", "channel", "kind", "campaign_id")
LINK_COLUMNS = ("device", "number", "at")


@dataclass(frozen=True, slots=True, eq=False)
class Tracked:
    """What the link tracker has: ``TOUCH_COLUMNS``, and links: ``LINK_COLUMNS``."""

    touches: pl.DataFrame
    links: pl.DataFrame


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
