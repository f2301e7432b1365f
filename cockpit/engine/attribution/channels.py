"""What channels cost, claim and earn on some days, whatever is credited to them."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from cockpit.engine.attribution.paths import Paths
from cockpit.engine.tables import MONEY_SCALE


@dataclass(frozen=True, slots=True)
class Spent:
    """What a channel cost, and what its platform says of itself; whole units.

    Attributes:
        cost: Spend.
        conversions: Claimed; None: the exports have none.
        value: Claimed; None likewise.
    """

    cost: float
    conversions: float | None = None
    value: float | None = None


def spent_by_channel(
    spend: pl.DataFrame | None, first: date | None, last: date | None
) -> dict[str, Spent]:
    """Add up the daily cube of spend.

    Args:
        spend: With ``date``, ``channel``, ``spend``, ``conversions``, ``conv_value``.
        first: First day, inclusive; None: from the beginning.
        last: Last one, inclusive; None: to the end.
    """
    if spend is None:
        return {}
    rows = spend.lazy()
    if first is not None:
        rows = rows.filter(pl.col("date") >= first)
    if last is not None:
        rows = rows.filter(pl.col("date") <= last)
    claimed = ("conversions", "conv_value")
    sums = rows.group_by("channel").agg(
        pl.col("spend").sum(),
        *(
            pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum())
            for name in claimed
        ),
    )
    return {
        channel: Spent(
            cost / MONEY_SCALE,
            None if conversions is None else float(conversions),
            None if value is None else value / MONEY_SCALE,
        )
        for channel, cost, conversions, value in sums.collect().iter_rows()
    }


@dataclass(frozen=True, slots=True)
class Reach:
    """How often journeys meet a channel.

    Attributes:
        touches: Of all journeys, converting or not.
        journeys: With at least one touch of it.
        converting: Conversions whose journey has one.
    """

    touches: float = 0.0
    journeys: float = 0.0
    converting: float = 0.0


def reach_by_channel(paths: Paths) -> dict[str, Reach]:
    """Count touches and journeys of every channel."""
    every = pl.col("conversions") + pl.col("nulls")
    touches = (
        paths.frame.lazy()
        .select("path", "conversions", every=every)
        .with_row_index("at")
        .explode("path")
    )
    found = (
        touches.group_by("path", "at")
        .agg(pl.col("conversions", "every").first(), times=pl.len())
        .group_by("path")
        .agg(
            touches=(pl.col("every") * pl.col("times")).sum(),
            journeys=pl.col("every").sum(),
            converting=pl.col("conversions").sum(),
        )
        .sort("path")
        .collect()
    )
    return {paths.channels[code]: Reach(*counts) for code, *counts in found.iter_rows()}
