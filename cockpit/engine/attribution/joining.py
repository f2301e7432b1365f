"""The journeys of all buckets as one frame, and the counts of what is not in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from cockpit.engine.attribution.buckets import DIRECT
from cockpit.engine.attribution.cutting import SECOND_MS, Cut
from cockpit.engine.attribution.dating import business_day
from cockpit.engine.attribution.endings import (
    HISTORY_DAYS,
    Endings,
    endings_of,
    silences_of,
    states_of,
    studied,
)
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
OPEN_COLUMNS: Final = {
    "date": pl.Date(),
    "path": pl.List(pl.UInt16()),
    "chance": pl.Float64(),
}
"""Of the open ones: day of the last touch, touches, chance to end without an order."""
_OPENED: Final = ("date", "path", "ages", "skipped", "at")
_DAY: Final = timedelta(days=1)
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
        tallies: Journeys, touches and events by day and kind.
        untouched: Conversions by day before which nothing is known.
        opened: Open journeys: ``date``, ``path``, ``code``, ``place``, ``at``.
        silences: What journeys of earlier days did after each touch, by bucket.
        newest: Instant of the newest touch, milliseconds since 1970; ``oldest`` of
            the oldest one; 0: there is none.
    """

    stage: Stage
    as_of: date
    open_since: date
    frames: list[pl.DataFrame] = field(default_factory=list)
    users: list[Users] = field(default_factory=list)
    tallies: list[pl.DataFrame] = field(default_factory=list)
    untouched: list[pl.DataFrame] = field(default_factory=list)
    opened: list[pl.DataFrame] = field(default_factory=list)
    silences: list[pl.DataFrame] = field(default_factory=list)
    newest: int = 0
    oldest: int = 0
    _people: int = 0

    @property
    def learned(self) -> tuple[date, date]:
        """First and last day of the silences: each has been seen to its end."""
        return self.open_since - HISTORY_DAYS * _DAY, self.open_since - _DAY

    def take(self, cut: Cut) -> None:
        """Add the journeys of a bucket."""
        converted = pl.col("order").is_not_null()
        day = pl.col("day").cast(pl.Date)
        dated = cut.journeys.with_columns(
            converted=converted, date=day, is_open=~converted & (day >= self.open_since)
        )
        self.tallies.append(
            dated.group_by("date", "converted", "is_open").agg(
                pl.len().cast(pl.Int64).alias("journeys"),
                pl.col("fresh", "merged", "skipped").sum().cast(pl.Int64),
            )
        )
        lost = cut.untouched.group_by(date=day).agg(pl.len().cast(pl.Int64))
        self.untouched.append(lost.select("date", count="len"))
        # Rows with lists are dear to copy: only what is asked for goes through filters.
        known = dated.select(*FRAME_COLUMNS, "is_open").filter(~pl.col("is_open"))
        known = known.drop("is_open")
        is_new = (pl.col("user") != pl.col("user").shift()).fill_null(value=True)
        mine = known.select(pl.col("user").filter(is_new)).to_series().to_numpy()
        number = is_new.cum_sum().cast(pl.UInt32) + (self._people - 1)
        self.frames.append(known.with_columns(user=number.cast(pl.UInt32)))
        self.users.append(mine)
        self._people += len(mine)
        self._take_open(dated)

    def _take_open(self, dated: pl.DataFrame) -> None:
        """Look where open journeys stand, and what became of earlier ones."""
        names = self.stage.staged.channels
        direct = names.index(DIRECT) if DIRECT in names else -1
        mine = dated.select(*_OPENED, "is_open").filter(
            "is_open", pl.col("date") <= self.as_of, pl.col("path").list.len() > 0
        )
        states = states_of(mine, direct)
        self.opened.append(mine.select("date", "path").hstack(states))
        self._see(dated)
        touches = sum(piece.touches[-1] for piece in self.stage.staged.pieces)
        some = dated.filter(studied(touches))
        self.silences.append(silences_of(some, direct, *self.learned))

    def _see(self, dated: pl.DataFrame) -> None:
        """Take note of the oldest and the newest touch."""
        if dated.is_empty():
            return
        at, ages = pl.col("at"), pl.col("ages").list
        ends = dated.select(
            oldest=(at - ages.first().cast(pl.Int64) * SECOND_MS).min(),
            newest=pl.when("converted")
            .then(at - ages.last().cast(pl.Int64) * SECOND_MS)
            .otherwise(at)
            .max(),
        )
        oldest, newest = ends.row(0)
        self.oldest = min(self.oldest or oldest, oldest)
        self.newest = max(self.newest, newest)

    def touched(self) -> tuple[date, date] | None:
        """Return the business days of the oldest and the newest touch, if any."""
        if not self.newest:
            return None
        ends = pl.DataFrame({"at": [self.oldest, self.newest]})
        days = ends.select(business_day(pl.col("at"), *self.stage.staged.days))
        first, last = days.to_series()
        return first, min(last, self.as_of)

    def endings(self) -> Endings:
        """Return what the journeys of earlier days say of silent ones."""
        return endings_of(self.silences, *self.learned)

    def open(self, endings: Endings) -> pl.DataFrame:
        """Return ``OPEN_COLUMNS``, coded as :meth:`frame`; none, if nobody knows."""
        if not endings.is_known:
            return pl.DataFrame(schema=OPEN_COLUMNS)
        known = pl.concat(self.opened)
        silence = (self.newest - pl.col("at")) / SECOND_MS
        chances = endings.chances(known.select("code", "place", silence=silence))
        told = known.with_columns(pl.Series("chance", chances)).select(*OPEN_COLUMNS)
        return self._coded(told)

    def ids(self) -> pl.Series:
        """Return the id of each user, by number."""
        known = self.stage.ids()
        hashes = np.concatenate([np.empty(0, np.uint64), *self.users])
        places = np.searchsorted(known["user"].to_numpy(), hashes)
        return known["id"].gather(places).rename("user_id")

    def frame(self) -> tuple[tuple[str, ...], pl.DataFrame]:
        """Return channel ids, sorted, and the journeys with codes of these."""
        whole = pl.concat([pl.DataFrame(schema=FRAME_COLUMNS), *self.frames])
        return self._names(), self._coded(whole)

    def _met(self) -> list[int]:
        """Return the codes of the stage that have a touch, sorted."""
        pieces = self.stage.staged.pieces
        return sorted({code for piece in pieces for code in piece.channels})

    def _names(self) -> tuple[str, ...]:
        channels = self.stage.staged.channels
        return tuple(sorted(channels[code] for code in self._met()))

    def _coded(self, journeys: pl.DataFrame) -> pl.DataFrame:
        """Give paths the codes of sorted names."""
        channels, old = self.stage.staged.channels, self._met()
        code_of = {name: code for code, name in enumerate(self._names())}
        new = [code_of[channels[code]] for code in old]
        if old == new:
            return journeys
        code = pl.element().replace_strict(old, new, return_dtype=pl.UInt16)
        return journeys.with_columns(pl.col("path").list.eval(code))

    def counts(self, *, is_of_events: bool) -> pl.DataFrame:
        """Return ``COUNT_COLUMNS``: one row a reason and day, sorted."""
        lost = pl.concat(self.untouched)
        tallies = [*_told(pl.concat(self.tallies)), *_lost_events(self.stage)]
        tallies += [_as(lost, "no_touch"), _as(lost, "all_orders")]
        if not is_of_events:
            nameless = _nameless(self.stage)
            tallies += [_as(nameless, "no_user"), _as(nameless, "all_orders")]
        return (
            pl.concat(tallies)
            .filter(pl.col("date") <= self.as_of)
            .group_by("reason", "date")
            .agg(pl.col("count").sum())
            .filter(pl.col("count") > 0)
            .sort("reason", "date")
        )


def _as(counts: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Give counts by day a reason: ``COUNT_COLUMNS``."""
    return counts.select(pl.lit(reason).alias("reason"), "date", "count")


def _told(sums: pl.DataFrame) -> list[pl.DataFrame]:
    """Say of sums by day and kind what they count."""
    is_converted, is_open = pl.col("converted"), pl.col("is_open")
    every = pl.lit(value=True)
    sums = sums.with_columns(events=pl.col("fresh") + pl.col("merged"))
    asked = {
        "conversions": ("journeys", is_converted),
        "all_orders": ("journeys", is_converted),
        "all_nulls": ("journeys", ~is_converted),
        "open": ("journeys", is_open),
        "open_touches": ("fresh", is_open),
        "touches": ("fresh", ~is_open),
        "session": ("merged", every),
        "direct": ("skipped", ~is_open),
        "all_events": ("events", every),
    }
    return [
        _as(sums.filter(which).rename({name: "count"}), reason)
        for reason, (name, which) in asked.items()
    ]


def _lost_events(stage: Stage) -> list[pl.DataFrame]:
    rows = [row for piece in stage.staged.pieces for row in piece.left_out]
    lost = pl.DataFrame(
        rows, schema={**COUNT_COLUMNS, "date": pl.Int32()}, orient="row"
    ).cast(pl.Schema(COUNT_COLUMNS))
    return [lost, lost.with_columns(reason=pl.lit("all_events"))]


def _nameless(stage: Stage) -> pl.DataFrame:
    """Count paid orders none of whose lines names a user: ``date``, ``count``."""
    lines = stage.nameless()
    orders, first = np.unique(lines["order"], return_index=True)
    days = lines["day"][first]
    is_named = np.zeros(len(orders), np.bool_)
    steps = range(0, BUCKETS if len(orders) else 0, _AT_ONCE)
    for start in steps:
        named = stage.orders(range(start, start + _AT_ONCE), of_events=False)
        paid = named[named["is_paid"] > 0]
        is_named |= np.isin(orders, paid["order"])
    found = pl.DataFrame({"date": pl.Series(days[~is_named], dtype=pl.Int32)})
    counts = found.group_by(pl.col("date").cast(pl.Date)).len()
    return counts.select("date", pl.col("len").cast(pl.Int64).alias("count"))


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
