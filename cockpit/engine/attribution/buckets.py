"""Journeys by bucket of users: only those of users with new rows are cut again.

Memory is bounded by a few buckets: two are read, cut and written at a time, and each is
forgotten once it was taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.cutting import ORDER, Cut, Records, cut
from cockpit.engine.attribution.dating import business_day
from cockpit.engine.attribution.shelf import load, private, sweep, token
from cockpit.engine.attribution.staging import BUCKETS, VERSION, Stage, Users
from cockpit.engine.attribution.terms import AttributionTerms
from cockpit.engine.folders import make_closed
from cockpit.engine.sources.ahead import ahead
from cockpit.engine.sources.store import write_whole

TOUCHES_A_BUCKET: Final = 1_500_000
DIRECT: Final = "direct"
_META: Final = "built.json"
ANEW: Final = 0.5
"""Where more of the users have new rows, cutting all of them again is faster."""
_EPOCH: Final = date(1970, 1, 1)
_BITS: Final = 20


class Built(msgspec.Struct, frozen=True):
    """Journeys on disk.

    Attributes:
        version: Of the code that cut them.
        home: Of the stage they were cut from.
        pieces: Names of the staged pieces that are in it.
        files: Two files a bucket begin with this name: journeys, and conversions that
            no touch came before.
    """

    version: str
    home: str
    pieces: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What journeys are cut by.

    Attributes:
        terms: Look-back, rule, pause and direct handling of these.
        of_events: Whether events are the conversions, and not orders.
        until: Last business day that is known; None: all is.
        end: The instant at which it ends, milliseconds since 1970.
    """

    terms: AttributionTerms
    of_events: bool
    until: date | None = None
    end: int = 0


class Buckets:
    """The journeys of one choice, kept in a folder.

    Args:
        stage: Touches and orders.
        folder: For this choice alone; safe to delete.
        choice: What is cut.
        at_once: Touches that a bucket has at most, as long as there are buckets.
    """

    def __init__(
        self,
        stage: Stage,
        folder: Path,
        choice: Choice,
        *,
        at_once: int = TOUCHES_A_BUCKET,
    ) -> None:
        self._stage = stage
        self._folder = folder
        self._choice = choice
        self._at_once = at_once

    def cuts(self) -> Iterator[Cut]:
        """Yield the journeys of each bucket: as kept, or cut where a day is the end.

        Those of users with rows that came, changed or went are cut on the way. What
        was done is kept once the last one has been taken.
        """
        if self._choice.until is not None:
            for _, cut_anew in ahead(self._cut, _ranges(self._count())):
                yield cut_anew
            return
        pieces = tuple(piece.name for piece in self._stage.staged.pieces)
        built = self._kept()
        if built is not None and set(built.pieces) == set(pieces):
            yield from map(self._load, built.files)
            return
        make_closed(self._folder)
        files: list[str] = []
        for name, found in self._updated(built, set(pieces)):
            files.append(name)
            yield found
        home = self._stage.staged.home
        data = msgspec.json.encode(Built(VERSION, home, pieces, tuple(files)))
        write_whole(self._folder / _META, data)
        sweep(self._folder, {*files, Path(_META).stem})

    def _updated(
        self, built: Built | None, pieces: set[str]
    ) -> Iterator[tuple[str, Cut]]:
        """Yield the file and the journeys of each bucket, cut where rows are others."""
        users = None if built is None else self._changed(built, pieces)
        count = self._count()
        if built is None or users is None or len(built.files) * 4 < count:
            for _, made in ahead(self._made, _ranges(count)):
                yield made
            return
        kept = zip(_ranges(len(built.files)), built.files, strict=True)
        for _, made in ahead(partial(self._renewed, users=users), kept):
            yield made

    def _kept(self) -> Built | None:
        built = load(self._folder / _META, Built)
        home = self._stage.staged.home
        if built is None or (built.version, built.home) != (VERSION, home):
            return None
        return built if all(self._has(name) for name in built.files) else None

    def _changed(self, built: Built, pieces: set[str]) -> Users | None:
        """Return users with other rows than before; None: take all."""
        try:
            users = self._stage.users(pieces ^ set(built.pieces))
        except OSError:
            return None  # a piece that is gone has been swept: whose was it?
        return None if len(users) > ANEW * self._stage.ids().height else users

    def _made(self, buckets: range) -> tuple[str, Cut]:
        found = self._cut(buckets)
        return self._write(found), found

    def _renewed(self, kept: tuple[range, str], users: Users) -> tuple[str, Cut]:
        """Cut the journeys of a bucket's changed users; keep those of the others."""
        buckets, name = kept
        first, after = np.searchsorted(users, _edges(buckets))
        mine = users[first : after if buckets.stop < BUCKETS else len(users)]
        before = self._load(name)
        if not len(mine):
            return name, before
        now = self._cut(buckets, mine)
        found = Cut(
            _replaced(before.journeys, now.journeys, mine),
            _replaced(before.untouched, now.untouched, mine),
        )
        return self._write(found), found

    def _cut(self, buckets: range, users: Users | None = None) -> Cut:
        choice, staged = self._choice, self._stage.staged
        events = self._stage.touches(buckets)
        orders = self._stage.orders(buckets, of_events=choice.of_events)
        if users is not None:
            events, orders = _of(events, users), _of(orders, users)
        until = None
        if choice.until is not None:
            until = (choice.until - _EPOCH).days
            events = events[events["at"] < choice.end]
            orders = orders[orders["day"] <= until]
        known = staged.channels
        direct = known.index(DIRECT) if DIRECT in known else -1
        found = cut(events, _conversions(orders, until), choice.terms, direct)
        day = business_day(pl.col("at"), *staged.days).to_physical()
        dated = found.journeys.with_columns(pl.col("day").fill_null(day))
        return Cut(dated, found.untouched)

    def _count(self) -> int:
        """Return into how many buckets the touches are cut, a power of two."""
        touches = sum(piece.touches[-1] for piece in self._stage.staged.pieces)
        count = 1
        while count < BUCKETS and touches > count * self._at_once:
            count *= 2
        return count

    def _write(self, found: Cut) -> str:
        name = token()
        for kind in ("journeys", "untouched"):
            with private(self._folder / f"{name}.{kind}") as file:
                getattr(found, kind).write_ipc(file, compression="uncompressed")
        return name

    def _load(self, name: str) -> Cut:
        return Cut(
            *(
                pl.read_ipc(self._folder / f"{name}.{kind}")
                for kind in ("journeys", "untouched")
            )
        )

    def _has(self, name: str) -> bool:
        return (self._folder / f"{name}.journeys").is_file()


def _conversions(lines: Records, until: int | None) -> pl.DataFrame:
    """Make one row of each paid order: ``user``, ``order``, ``at``, ``day``, ``value``.

    An order that was paid in several goes is one, of the first of them; what is given
    back is taken off as far as it is known.

    Args:
        lines: ``ORDER``, in the order of files.
        until: Day after which nothing is known; None: all is.

    Returns:
        The orders by user and time; of one instant in the order of files.
    """
    frame = pl.DataFrame({name: lines[name] for name in ORDER.names or ()})
    if until is not None:
        is_later = pl.col("back") > until
        net = pl.when(is_later).then("paid").otherwise("net")
        frame = frame.with_columns(net=net)
    frame = frame.with_columns(pl.col("is_paid").cast(pl.Boolean))
    keys = ["user", "order"]
    if frame.select(keys).is_duplicated().any():
        is_paid = pl.col("is_paid")
        frame = frame.group_by(keys, maintain_order=True).agg(
            pl.col("at", "day").filter(is_paid).min(),
            pl.col("net").sum(),
            is_paid.any(),
        )
    return (
        frame.filter("is_paid")
        .sort("user", "at", maintain_order=True)
        .select(*keys, "at", "day", value="net")
    )


def _of(rows: Records, users: Users) -> Records:
    """Return the rows of some users, of whom there is at least one.

    Most rows are of nobody of them: a look at some bits of the hash tells so.
    """
    bits = np.uint64(2**_BITS - 1)
    may_be = np.zeros(2**_BITS, np.bool_)
    may_be[users & bits] = True
    some: Records = rows[may_be[rows["user"] & bits]]
    mine: Records = some[_are_among(some["user"], users)]
    return mine


def _replaced(before: pl.DataFrame, now: pl.DataFrame, users: Users) -> pl.DataFrame:
    """Put the rows of some users in the place of those they had."""
    owners = before["user"].to_numpy()
    stay = np.flatnonzero(~_are_among(owners, users))
    every = np.append(stay, np.arange(now.height) + before.height)
    mine = np.append(owners[stay], now["user"].to_numpy())
    order = every[np.argsort(mine, kind="stable")]
    # Lists are taken from one chunk five times as fast as from two.
    both = pl.concat([before, now], rechunk=True)
    return both[pl.Series(order, dtype=pl.UInt32)]


def _are_among(some: Users, users: Users) -> NDArray[np.bool_]:
    """Tell of each hash whether it is one of these, which are sorted."""
    place = np.minimum(np.searchsorted(users, some), len(users) - 1)
    found: NDArray[np.bool_] = users[place] == some
    return found


def _ranges(count: int) -> list[range]:
    width = BUCKETS // count
    return [range(at, at + width) for at in range(0, BUCKETS, width)]


def _edges(buckets: range) -> Users:
    """Return the least hash of a range of buckets, and the least beyond it."""
    edges = [buckets.start << 58, min(buckets.stop << 58, 2**64 - 1)]
    return np.array(edges, np.uint64)
