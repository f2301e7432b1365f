"""The journeys of all buckets as one frame, and the counts of what is not in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.attribution.cutting import Cut
from cockpit.engine.attribution.leavings import COUNT_COLUMNS
from cockpit.engine.attribution.staging import BUCKETS, Stage, Users

FRAME_COLUMNS: Final = {
    "user": pl.UInt32(),
    "order": pl.UInt64(),
    "converted": pl.Boolean(),
    "date": pl.Date(),
    "value": pl.Int64(),
    "is_first": pl.Boolean(),
    "path": pl.List(pl.UInt16()),
    "ages": pl.List(pl.Int32()),
    "stages": pl.List(pl.UInt8()),
}
"""Of the journeys, in this order."""
_AT_ONCE: Final = 8
"""Buckets whose orders are looked through at a time."""


@dataclass(slots=True, eq=False)
class Joined:
    """Journeys of the buckets so far.

    Attributes:
        stage: What they were cut from.
        as_of: The current business day.
        open_since: A journey without a conversion whose last touch is of this day or
            of a later one may still have one.
        frames: ``FRAME_COLUMNS``, with codes of the stage.
        users: Hash of each user, by number.
        tallies: ``COUNT_COLUMNS``.
    """

    stage: Stage
    as_of: date
    open_since: date
    frames: list[pl.DataFrame] = field(default_factory=list)
    users: list[Users] = field(default_factory=list)
    tallies: list[pl.DataFrame] = field(default_factory=list)
    _people: int = 0

    def take(self, cut: Cut) -> None:
        """Add the journeys of a bucket."""
        converted = pl.col("order").is_not_null()
        day = pl.col("day").cast(pl.Date)
        dated = cut.journeys.with_columns(
            converted=converted,
            date=day,
            is_open=~converted & (day >= self.open_since),
        )
        self.tallies.append(_tally(dated))
        lost = cut.untouched.select(date=pl.col("day").cast(pl.Date))
        self.tallies += [counted(lost, "no_touch"), counted(lost, "all_orders")]
        known = dated.filter(~pl.col("is_open"))
        is_new = (pl.col("user") != pl.col("user").shift()).fill_null(value=True)
        number = is_new.cum_sum().cast(pl.UInt32) - 1 + self._people
        mine = known["user"].unique(maintain_order=True).to_numpy()
        self.frames.append(
            known.with_columns(user=number.cast(pl.UInt32)).select(*FRAME_COLUMNS)
        )
        self.users.append(mine)
        self._people += len(mine)

    def ids(self) -> pl.Series:
        """Return the id of each user, by number."""
        known = self.stage.ids()
        hashes = np.concatenate([np.empty(0, np.uint64), *self.users])
        places = np.searchsorted(known["user"].to_numpy(), hashes)
        return known["id"].gather(places).rename("user_id")

    def frame(self) -> tuple[tuple[str, ...], pl.DataFrame]:
        """Return channel ids, sorted, and the journeys with codes of these."""
        channels = self.stage.staged.channels
        met = {code for piece in self.stage.staged.pieces for code in piece.channels}
        names = tuple(sorted(channels[code] for code in met))
        code_of = {name: code for code, name in enumerate(names)}
        whole = pl.concat([pl.DataFrame(schema=FRAME_COLUMNS), *self.frames])
        old = sorted(met)
        new = [code_of[channels[code]] for code in old]
        if old != new:
            code = pl.element().replace_strict(old, new, return_dtype=pl.UInt16)
            whole = whole.with_columns(pl.col("path").list.eval(code))
        return names, whole

    def counts(self, *, is_of_events: bool) -> pl.DataFrame:
        """Return ``COUNT_COLUMNS``: one row a reason and day, sorted."""
        tallies = [*self.tallies, *_lost_events(self.stage)]
        if not is_of_events:
            nameless = _nameless(self.stage)
            tallies += [counted(nameless, "no_user"), counted(nameless, "all_orders")]
        return (
            pl.concat(tallies)
            .filter(pl.col("date") <= self.as_of)
            .group_by("reason", "date")
            .agg(pl.col("count").sum())
            .filter(pl.col("count") > 0)
            .sort("reason", "date")
        )


def counted(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Count rows by ``date``: ``COUNT_COLUMNS``."""
    counts = rows.group_by("date").agg(pl.len().cast(pl.Int64).alias("count"))
    return counts.select(pl.lit(reason).alias("reason"), "date", "count")


def _tally(journeys: pl.DataFrame) -> pl.DataFrame:
    """Count journeys, their touches and events by day."""
    sums = journeys.group_by("date", "converted", "is_open").agg(
        pl.len().alias("journeys"), pl.col("fresh", "merged", "skipped").sum()
    )
    is_converted, is_open = pl.col("converted"), pl.col("is_open")
    asked = {
        "conversions": ("journeys", is_converted),
        "all_orders": ("journeys", is_converted),
        "all_nulls": ("journeys", ~is_converted),
        "open": ("journeys", is_open),
        "open_touches": ("fresh", is_open),
        "touches": ("fresh", ~is_open),
        "session": ("merged", pl.lit(value=True)),
        "direct": ("skipped", ~is_open),
    }
    parts = [
        sums.filter(which).select(
            pl.lit(reason).alias("reason"),
            "date",
            pl.col(name).cast(pl.Int64).alias("count"),
        )
        for reason, (name, which) in asked.items()
    ]
    events = sums.select(
        pl.lit("all_events").alias("reason"),
        "date",
        (pl.col("fresh") + pl.col("merged")).cast(pl.Int64).alias("count"),
    )
    return pl.concat([*parts, events])


def _lost_events(stage: Stage) -> list[pl.DataFrame]:
    rows = [row for piece in stage.staged.pieces for row in piece.left_out]
    lost = pl.DataFrame(
        rows, schema={**COUNT_COLUMNS, "date": pl.Int32()}, orient="row"
    ).cast(pl.Schema(COUNT_COLUMNS))
    return [lost, lost.with_columns(reason=pl.lit("all_events"))]


def _nameless(stage: Stage) -> pl.DataFrame:
    """Return ``date`` of each paid order none of whose lines names a user."""
    lines = stage.nameless()
    orders, first = np.unique(lines["order"], return_index=True)
    days = lines["day"][first]
    is_named = np.zeros(len(orders), np.bool_)
    steps = range(0, BUCKETS if len(orders) else 0, _AT_ONCE)
    for start in steps:
        named = stage.orders(range(start, start + _AT_ONCE), of_events=False)
        paid = named[named["is_paid"] > 0]
        is_named |= np.isin(orders, paid["order"])
    return pl.DataFrame({"date": pl.Series(days[~is_named], dtype=pl.Int32)}).cast(
        {"date": pl.Date()}
    )


def joined(
    cuts: Iterable[Cut], stage: Stage, *, as_of: date, look_back_days: int
) -> Joined:
    """Join the journeys of buckets, one after the other.

    Args:
        cuts: Journeys of the buckets.
        stage: What they were cut from.
        as_of: The current business day.
        look_back_days: Days within which a touch may still be followed by an order.
    """
    whole = Joined(stage, as_of, as_of - timedelta(days=look_back_days))
    for cut in cuts:
        whole.take(cut)
    return whole
