"""Who needs what, and what they do for it on days on which they come by anyway."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sample_data.generator.needs import ANYBODY, BEFORE_PROMOTIONS, NEEDS, Kind
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.seasons import SPECIAL_DAYS
from sample_data.generator.streams import Draws, Floats, Ints
from sample_data.generator.world import World

SHOWN_DAYS = 170
"""Within how many days before the pinned one the needs show."""
_FEWEST, _MOST = 5, 13
_OWN_SHARE = (0.64, 0.88)
_ELSEWHERE = 0.5
"""Share of the other events that belong to some need; the rest is anybody's."""
_BEFORE_DAYS = 6
_CARTS_BEFORE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Needy:
    """Members with a planted need, by number.

    Attributes:
        number: Of the user.
        need: Position in ``NEEDS``.
    """

    number: Ints
    need: Ints

    def frame(self) -> pl.DataFrame:
        """Return columns ``number`` and ``need``."""
        return pl.DataFrame({"number": self.number, "need": self.need})


def active_pairs(events: pl.DataFrame) -> pl.DataFrame:
    """Return every user and day with an event, in order.

    Columns: number, day, start (the day's first event), channel (of that event).
    """
    return (
        events.with_columns(day=pl.col("at") // DAY_SECONDS)
        .group_by("number", "day", maintain_order=True)
        .agg(start=pl.col("at").first(), channel=pl.col("channel").first())
        .sort("number", "day")
    )


def needy_members(world: World, pairs: pl.DataFrame, buyers: pl.Series) -> Needy:
    """Draw who has which need among the members who come by.

    Args:
        world: The parameters.
        pairs: As :func:`active_pairs` gives them.
        buyers: Numbers of the members who bought formula; all of them who still come
            by have a need.
    """
    draws = Draws(world.seed, "events/needs/members")
    members = (
        _recent(world, pairs)
        .with_columns(early=_before_promotion(world, pl.col("day")))
        .group_by("number", maintain_order=True)
        .agg(days=pl.len(), early=pl.col("early").any())
        .with_columns(is_buyer=pl.col("number").is_in(buyers.implode()))
    )
    lot = draws.uniform(members.height)
    weights = np.array([need.buyers for need in NEEDS])
    need = np.where(members["is_buyer"], draws.pick(members.height, weights), -1)
    can = ~members["is_buyer"].to_numpy() & (members["days"].to_numpy() >= 2)
    order = np.argsort(lot, kind="stable")
    # Those who stock up come before a promotion, so they choose first.
    for place in reversed(range(len(NEEDS))):
        fits = can & (need < 0)
        if NEEDS[place] is BEFORE_PROMOTIONS[0]:
            fits &= members["early"].to_numpy()
        missing = NEEDS[place].members * world.scale - int((need == place).sum())
        chosen = order[fits[order]][: max(missing, 0)]
        need[chosen] = place
    has = need >= 0
    return Needy(members["number"].to_numpy()[has], need[has])


def need_events(world: World, pairs: pl.DataFrame, needy: Needy) -> pl.DataFrame:
    """Return what the needs make members do.

    Columns: number, at, event, channel, props, product_id, content_id.
    """
    draws = Draws(world.seed, "events/needs")
    mine = _recent(world, pairs).join(
        needy.frame(), on="number", how="inner", maintain_order="left"
    )
    days = mine.group_by("number", maintain_order=True).len()["len"]
    counts = days.cast(pl.Int64).to_numpy()
    many = draws.whole(len(counts), _FEWEST, _MOST)
    owner = np.repeat(np.arange(len(counts)), many)
    first = np.cumsum(counts) - counts
    step = np.floor(draws.uniform(len(owner)) * counts[owner]).astype(np.int64)
    low, high = _OWN_SHARE
    own_share = low + (high - low) * draws.uniform(len(counts))
    rows = mine[first[owner] + step]
    today = pairs.filter(pl.col("day") == world.days - 1).join(
        needy.frame(), on="number", how="inner", maintain_order="left"
    )
    # Two a head on the day in progress, which has no whole day to choose from.
    rows = pl.concat([rows, today, today])
    usual = np.full(2 * today.height, (low + high) / 2)
    share = np.concatenate([own_share[owner], usual])
    return _happened(world, rows, share, draws)


def _happened(
    world: World, rows: pl.DataFrame, own_share: Floats, draws: Draws
) -> pl.DataFrame:
    """Give each row (number, day, start, channel, need) its event and its time."""
    count = rows.height
    kinds = [kind for need in NEEDS for kind in need.kinds]
    kinds += [*ANYBODY, BEFORE_PROMOTIONS[1]]
    is_own = draws.uniform(count) < own_share
    is_elsewhere = draws.uniform(count) < _ELSEWHERE
    other = draws.whole(count, 0, len(NEEDS) - 1)
    group = np.where(is_own, rows["need"].to_numpy(), other)
    group = np.where(~is_own & ~is_elsewhere, len(NEEDS), group)
    lot = draws.uniform(count)
    kind = _kinds(group, lot)
    early = rows.select(_before_promotion(world, pl.col("day"))).to_series().to_numpy()
    stocks_up = is_own & (group == NEEDS.index(BEFORE_PROMOTIONS[0])) & early
    puts_aside = stocks_up & (draws.uniform(count) < _CARTS_BEFORE)
    kind = np.where(puts_aside, len(kinds) - 1, kind)
    after = draws.whole(count, 20, 1_500)
    last = rows["day"].to_numpy() * DAY_SECONDS + DAY_SECONDS - 1
    at = np.minimum(rows["start"].to_numpy() + after, last)
    return pl.concat(
        [
            rows.select("number", at=pl.Series(at)),
            _table(kinds)[kind],
            rows.select("channel"),
        ],
        how="horizontal",
    )


def _kinds(group: Ints, lot: Floats) -> Ints:
    """Return the position of each row's kind, by the weights of its group."""
    found = np.zeros(len(group), np.int64)
    start = 0
    for place, kinds in enumerate([*(need.kinds for need in NEEDS), ANYBODY]):
        edges = np.cumsum([kind.weight for kind in kinds])
        at = np.searchsorted(edges / edges[-1], lot, side="right")
        mine = group == place
        found[mine] = start + np.minimum(at, len(kinds) - 1)[mine]
        start += len(kinds)
    return found


def _table(kinds: list[Kind]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "event": [kind.event for kind in kinds],
            "props": [kind.props for kind in kinds],
            "product_id": [kind.product or None for kind in kinds],
            "content_id": [kind.content or None for kind in kinds],
        },
        schema_overrides={"product_id": pl.String, "content_id": pl.String},
    )


def _recent(world: World, pairs: pl.DataFrame) -> pl.DataFrame:
    """The pairs of the complete days in which needs show."""
    today = world.days - 1
    return pairs.filter(pl.col("day").is_between(today - SHOWN_DAYS, today - 1))


def _before_promotion(world: World, day: pl.Expr) -> pl.Expr:
    promotions = [
        world.index(special.day) for special in SPECIAL_DAYS if special.kind == "promo"
    ]
    early = [day.is_between(at - _BEFORE_DAYS, at - 1) for at in promotions]
    return pl.any_horizontal(early)
