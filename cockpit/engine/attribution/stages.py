"""Where people meet us on their way to an order, and where they leave it.

A touchpoint is a channel at a stage. What is told of it rests on journeys whose last
touch is older than the look-back, whether they ended in an order or not: of younger
ones only those with an order are known, and rates of these would be too high.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.attribution.credits import Credits
from cockpit.engine.attribution.journeys import STAGES, Journeys
from cockpit.engine.attribution.markov import markov
from cockpit.engine.attribution.models import LEAST_CONVERSIONS
from cockpit.engine.attribution.paths import DAY_SECONDS, DECAYS, PATH_COLUMNS, Paths

LEAST_REACH: Final = 30
"""Users of a touchpoint that may be called one to mend."""
MOST_KEYS: Final = 3
"""Touchpoints to mend first."""
TICKET_DAYS: Final = 30
"""Days after an order within which a ticket that names only its user is about it."""


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A channel at a stage.

    Attributes:
        stage: Code of ``STAGES``.
        channel: Id.
        touches: A touch counts in each journey that it is in.
        reach: Users with such a touch.
        ordering: Those with an order after one, within the look-back.
        left: Those whose newest journey through it ends there without an order.
        gap_p50: Median seconds to the next touch, or to the order; None: nothing
            ever followed.
        gap_p90: 90th percentile of the same.
        removal: Share of conversions that the order-1 chain of touchpoints loses
            without it; None: too few conversions.
        orders: Orders behind it.
        complained: Those that were complained about; None: nobody knows.
        rank: 1 to 3: to mend first; 0: not among them.
    """

    stage: int
    channel: str
    touches: int
    reach: int
    ordering: int
    left: int
    gap_p50: float | None
    gap_p90: float | None
    removal: float | None = None
    orders: int = 0
    complained: int | None = None
    rank: int = 0

    @property
    def drop_off(self) -> float:
        """Share of the users who leave there."""
        return self.left / self.reach

    @property
    def weight(self) -> float:
        """Reach x drop-off x removal effect; 0 where the effect is not known."""
        return self.left * (self.removal or 0.0)


def settled(journeys: Journeys, first: date | None, last: date) -> Journeys:
    """Return the journeys whose last touch is of some days, both inclusive.

    Journeys with an order and those without one are chosen alike. Up to a last day
    whose look-back has ended an order would have come.

    Args:
        journeys: Of all days: an order may come after the last one.
        first: First day; None: from the beginning.
        last: Last day.
    """
    # At most a day late: a date does not say at which hour of it the order came.
    age = pl.col("ages").list.last() // DAY_SECONDS
    touched = (pl.col("date").to_physical() - age).cast(pl.Int32).cast(pl.Date)
    is_asked = touched <= last
    if first is not None:
        is_asked &= touched >= first
    return replace(journeys, frame=journeys.frame.filter(is_asked))


def touching(journeys: Journeys, channel: str) -> Journeys:
    """Return the journeys with a touch of a channel; empty: all."""
    if not channel:
        return journeys
    code = journeys.channels.index(channel) if channel in journeys.channels else -1
    has_it = pl.col("path").list.eval(pl.element() == code).list.any()
    return replace(journeys, frame=journeys.frame.filter(has_it))


def touchpoints(
    journeys: Journeys, complained: pl.Series | None = None
) -> tuple[Touchpoint, ...]:
    """Tell of every channel at every stage, the earliest stage first.

    Args:
        journeys: Settled ones.
        complained: Hashes (UInt64) of orders that were complained about; None: nobody
            knows of any.
    """
    if journeys.frame.is_empty():
        return ()
    steps = _steps(journeys)
    found = _counted(steps)
    effects = _effects(journeys).effects
    behind = _behind(steps, complained)
    size = len(journeys.channels)
    rows = []
    for place, touches, reach, ordering, left, p50, p90 in found.iter_rows():
        stage, code = divmod(place, size)
        orders, faults = behind.get(place, (0, 0))
        rows.append(
            Touchpoint(
                stage, journeys.channels[code], touches, reach, ordering, left,
                p50, p90, effects.get(str(place)), orders,
                None if complained is None else faults,
            )
        )  # fmt: skip
    return _ranked(rows)


def _steps(journeys: Journeys) -> pl.LazyFrame:
    """One row a touch of a journey, in order of time.

    ``place`` (stage x channels + channel), ``user``, ``order``, ``converted``, ``gap``
    (seconds to what followed; null: nothing), ``newest``: greatest in the newest
    journey of the user, and odd where it ends there.
    """
    size = len(journeys.channels)
    followed = pl.col("journey") == pl.col("journey").shift(-1)
    is_end = ~followed.fill_null(value=False) & ~pl.col("converted")
    age = pl.col("ages").cast(pl.Int64)
    return (
        journeys.frame.lazy()
        .with_row_index("journey")
        .explode("path", "ages", "stages")
        .select(
            "user",
            "order",
            "converted",
            place=pl.col("stages").cast(pl.Int64) * size + pl.col("path"),
            gap=pl.when(followed)
            .then(age - age.shift(-1))
            .when(pl.col("converted"))
            .then(age),
            newest=(
                pl.col("date").to_physical().cast(pl.Int64) * 2 + pl.col("converted")
            )
            * 2
            + is_end,
        )
    )


def _counted(steps: pl.LazyFrame) -> pl.DataFrame:
    """Count touches and users, and measure gaps, by place."""
    people = (
        steps.group_by("place", "user")
        .agg(pl.col("converted").any(), pl.col("newest").max())
        .group_by("place")
        .agg(
            reach=pl.len().cast(pl.Int64),
            ordering=pl.col("converted").sum().cast(pl.Int64),
            left=(pl.col("newest") % 2).sum(),
        )
    )
    gaps = steps.group_by("place").agg(
        touches=pl.len().cast(pl.Int64),
        p50=pl.col("gap").quantile(0.5, "linear"),
        p90=pl.col("gap").quantile(0.9, "linear"),
    )
    return (
        gaps.join(people, on="place")
        .select("place", "touches", "reach", "ordering", "left", "p50", "p90")
        .sort("place")
        .collect()
    )


def _effects(journeys: Journeys) -> Credits:
    """Take removal effects of the chain whose states are places."""
    conversions = int(journeys.frame["converted"].sum())
    if conversions < LEAST_CONVERSIONS:
        return Credits("markov")
    size = len(journeys.channels)
    converted = pl.col("converted")
    stages = pl.col("stages").cast(pl.List(pl.UInt16))
    frame = (
        journeys.frame.lazy()
        .select("converted", path=stages * size + pl.col("path"))
        .group_by("path", maintain_order=True)
        .agg(
            conversions=converted.sum().cast(pl.Float64),
            nulls=(~converted).sum().cast(pl.Float64),
        )
        .with_columns(
            value=pl.lit(0.0),
            new=pl.lit(0.0),
            **{name: pl.lit(None, kind) for name, kind in DECAYS.items()},
        )
        .select(*PATH_COLUMNS)
        .collect()
    )
    names = tuple(str(place) for place in range(size * len(STAGES)))
    return markov(Paths(names, frame))


def _behind(
    steps: pl.LazyFrame, complained: pl.Series | None
) -> dict[int, tuple[int, int]]:
    """Count orders, and those complained about, by place."""
    known = pl.Series([], dtype=pl.UInt64) if complained is None else complained
    found = (
        steps.filter("converted")
        .select("place", "order")
        .unique()
        .group_by("place")
        .agg(
            orders=pl.len().cast(pl.Int64),
            faults=pl.col("order").is_in(known.implode()).sum().cast(pl.Int64),
        )
        .collect()
    )
    return {place: (orders, faults) for place, orders, faults in found.iter_rows()}


def _ranked(rows: list[Touchpoint]) -> tuple[Touchpoint, ...]:
    """Mark the three of the greatest weight."""
    worth = [row for row in rows if row.reach >= LEAST_REACH and row.weight > 0]
    worth.sort(key=lambda row: (-row.weight, row.stage, row.channel))
    ranks = {(row.stage, row.channel): at for at, row in enumerate(worth, start=1)}
    return tuple(
        replace(row, rank=rank if rank <= MOST_KEYS else 0)
        for row in rows
        for rank in (ranks.get((row.stage, row.channel), 0),)
    )


def complained_orders(tickets: pl.LazyFrame, journeys: Journeys) -> pl.Series:
    """Return the hashes (UInt64) of orders that were complained about.

    A ticket that names no order, only a user, is about the orders of that user within
    the ``TICKET_DAYS`` before it.

    Args:
        tickets: Rows of the table ``complaints``.
        journeys: Whose orders.
    """
    faults = (
        tickets.filter("is_complaint")
        .select("order_id", "user_id", "biz_date")
        .unique()
        .collect()
    )
    named = faults["order_id"].drop_nulls().unique().hash()
    numbers = journeys.users.alias("user_id").to_frame().with_row_index("user")
    mine = faults.filter(pl.col("order_id").is_null()).join(numbers, on="user_id")
    since = (pl.col("biz_date") - pl.col("date")).dt.total_days()
    theirs = (
        journeys.frame.filter("converted")
        .select("user", "order", "date")
        .join(mine, on="user")
        .filter(since.is_between(0, TICKET_DAYS))["order"]
    )
    return pl.concat([named.rename("order"), theirs]).drop_nulls().unique().sort()
