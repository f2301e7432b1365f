"""Touches and orders of all files, small and sorted into buckets of users, on disk.

Text is read once: what is kept of an event are 19 bytes, of an order 49. A stretch of a
file has a file of its own in which each bucket is one piece, so that all touches of a
few users can be read without those of the others. Files are never changed; the
description names those that count and is renamed into place last.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from cockpit.engine.attribution.cutting import ORDER, TOUCH, Records
from cockpit.engine.attribution.pieces import ID_COLUMNS, LeftOut, Reader, Rows
from cockpit.engine.attribution.shelf import load, private, sweep, token
from cockpit.engine.attribution.stitching import Links
from cockpit.engine.folders import make_closed
from cockpit.engine.sources.records import FileRecord, Part
from cockpit.engine.sources.store import digest, write_whole

VERSION: Final = f"3/{pl.__version__}"
"""Hashes of ids are those of one version of Polars."""
BUCKETS: Final = 64
_SHIFT: Final = np.uint64(58)
_META: Final = "staged.json"
Key = tuple[str, int, str]
"""Path, number of the stretch, and what was read of the file."""
Users = NDArray[np.uint64]


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a file, in files of its own that begin with ``name``.

    Attributes:
        key: Never the same for other rows.
        is_events: Or of orders.
        touches: Where each bucket begins among the touches, and the end.
        orders: Likewise; of a file of events those that are conversions.
        nameless: Lines of paid orders that name no user.
        channels: Codes of the touches.
        left_out: Reason, business day (days since 1970) and count of rows.
        anonymous: How many anonymous ids there are.
    """

    key: Key
    name: str
    is_events: bool
    touches: tuple[int, ...]
    orders: tuple[int, ...]
    nameless: int = 0
    channels: tuple[int, ...] = ()
    left_out: LeftOut = ()
    anonymous: int = 0


class Staged(msgspec.Struct, frozen=True):
    """All that is staged.

    Attributes:
        version: Of the code and of Polars.
        home: Changes when all was staged anew: codes may then mean other channels.
        days: What business days are: time zone and minutes.
        channels: Code -> channel id, in the order they were met.
        pieces: In the order of paths and stretches.
        links: File with the links that were used; empty: none.
        ids: File with hash and id of every user; empty: nobody.
    """

    version: str = VERSION
    home: str = ""
    days: tuple[str, int] = ("", 0)
    channels: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    links: str = ""
    ids: str = ""


class Stage:
    """The staged files of a workspace, in one folder.

    Args:
        folder: Private to the cockpit; safe to delete.
        timezone: Of business days.
        day_starts_minutes: Minutes after midnight at which they begin.
    """

    def __init__(self, folder: Path, *, timezone: str, day_starts_minutes: int) -> None:
        self._folder = folder
        days = (timezone, day_starts_minutes)
        self.staged = Staged(home=token(), days=days)
        kept = load(folder / _META, Staged)
        if kept is not None and (kept.version, kept.days) == (VERSION, days):
            self.staged = kept if self._has(kept) else self.staged

    def update(self, records: Sequence[FileRecord], links: Links) -> None:
        """Stage what is new, and forget what is gone."""
        wanted = dict(_stretches(records))
        known = self._sound(links)
        if known.keys() == wanted.keys() and len(known) == len(self.staged.pieces):
            return
        make_closed(self._folder)
        timezone, minutes = self.staged.days
        reader = Reader(
            self.staged.channels,
            self.ids(),
            links,
            timezone=timezone,
            day_starts_minutes=minutes,
        )
        for key, (record, part) in wanted.items():
            if key not in known:
                known[key] = self._write(key, record, reader.read(record, part))
        pieces = tuple(known[key] for key in sorted(wanted))
        self._describe(reader, pieces, links)

    def touches(self, buckets: range) -> Records:
        """Return the touches of some buckets, in the order of files."""
        pieces = [piece for piece in self.staged.pieces if piece.is_events]
        spans = [(piece, _span(piece.touches, buckets)) for piece in pieces]
        return self._rows(spans, "touches", TOUCH)

    def orders(self, buckets: range, *, of_events: bool) -> Records:
        """Return the lines of orders, or the events that are conversions."""
        pieces = [p for p in self.staged.pieces if p.is_events == of_events]
        spans = [(piece, _span(piece.orders, buckets)) for piece in pieces]
        return self._rows(spans, "orders", ORDER)

    def nameless(self) -> Records:
        """Return the lines of paid orders that name no user."""
        found = [
            np.fromfile(self._folder / f"{piece.name}.nameless", ORDER)
            for piece in self.staged.pieces
            if piece.nameless
        ]
        return np.concatenate([np.empty(0, ORDER), *found])

    def users(self, names: Iterable[str]) -> Users:
        """Return the hashes of all users in these pieces, also ones that are gone.

        Raises:
            OSError: If one of them is no longer on disk.
        """
        found = [pl.Series([], dtype=pl.UInt64)]
        for name in names:
            for kind, dtype in (("touches", TOUCH), ("orders", ORDER)):
                rows = np.fromfile(self._folder / f"{name}.{kind}", dtype)
                found.append(pl.Series(rows["user"]).unique())
        users: Users = pl.concat(found).unique().sort().to_numpy()
        return users

    def ids(self) -> pl.DataFrame:
        """Return ``ID_COLUMNS`` of everybody, sorted by hash."""
        if not self.staged.ids:
            return pl.DataFrame(schema=ID_COLUMNS)
        return pl.read_ipc(self._folder / self.staged.ids)

    def _sound(self, links: Links) -> dict[Key, Piece]:
        """Return the pieces in which nobody has turned out to be somebody else."""
        pieces = {piece.key: piece for piece in self.staged.pieces}
        before = Links()
        if self.staged.links:
            before = Links(pl.read_ipc(self._folder / self.staged.links))
        changed = links.differing(before)
        if not changed.height:
            return pieces
        hashes = changed["anon"].unique().hash().to_numpy()
        return {
            key: piece
            for key, piece in pieces.items()
            if not piece.anonymous or not np.isin(self._anonymous(piece), hashes).any()
        }

    def _anonymous(self, piece: Piece) -> Users:
        return np.fromfile(self._folder / f"{piece.name}.anonymous", np.uint64)

    def _write(self, key: Key, record: FileRecord, rows: Rows) -> Piece:
        name = token()
        touches, orders = _in_buckets(rows.touches), _in_buckets(rows.orders)
        files = {
            "touches": touches[0],
            "orders": orders[0],
            "nameless": rows.nameless,
            "anonymous": rows.anonymous,
        }
        for kind, array in files.items():
            with private(self._folder / f"{name}.{kind}") as file:
                file.write(array.tobytes())
        return Piece(
            key,
            name,
            record.table == "events",
            touches[1],
            orders[1],
            len(rows.nameless),
            tuple(np.unique(rows.touches["code"]).tolist()),
            rows.left_out,
            len(rows.anonymous),
        )

    def _rows(
        self,
        spans: Sequence[tuple[Piece, tuple[int, int]]],
        kind: str,
        dtype: np.dtype[np.void],
    ) -> Records:
        """Read rows of pieces one behind the other, straight to where they belong."""
        rows = np.empty(sum(after - first for _, (first, after) in spans), dtype)
        room = rows.view(np.uint8).data
        filled = 0
        for piece, (first, after) in spans:
            size = (after - first) * dtype.itemsize
            if not size:
                continue
            with (self._folder / f"{piece.name}.{kind}").open("rb", 0) as file:
                file.seek(first * dtype.itemsize)
                if file.readinto(room[filled : filled + size]) != size:
                    raise FileNotFoundError(file.name)
            filled += size
        return rows

    def _describe(
        self, reader: Reader, pieces: tuple[Piece, ...], links: Links
    ) -> None:
        linked = self._kept(links.frame, "links")
        known = self.staged.ids
        ids = (
            self._kept(reader.ids, "ids") if reader.has_learned or not known else known
        )
        self.staged = msgspec.structs.replace(
            self.staged,
            channels=reader.channels,
            pieces=pieces,
            links=linked,
            ids=ids,
        )
        write_whole(self._folder / _META, msgspec.json.encode(self.staged))
        named = {piece.name for piece in pieces} | {Path(n).stem for n in (ids, linked)}
        sweep(self._folder, {*named, Path(_META).stem})

    def _kept(self, frame: pl.DataFrame, kind: str) -> str:
        name = f"{token()}.{kind}"
        with private(self._folder / name) as file:
            frame.write_ipc(file, compression="uncompressed")
        return name

    def _has(self, staged: Staged) -> bool:
        """Whether all that is described is there."""
        wanted = [name for name in (staged.links, staged.ids) if name]
        wanted += [f"{piece.name}.touches" for piece in staged.pieces]
        return all((self._folder / name).is_file() for name in wanted)


def _stretches(
    records: Sequence[FileRecord],
) -> Iterator[tuple[Key, tuple[FileRecord, Part]]]:
    """Name every stretch of every file of touches or orders."""
    for record in records:
        if record.table not in {"events", "orders"}:
            continue
        for number, part in enumerate(record.parts):
            # A part keeps its file for as long as it has the same rows.
            said = digest(
                record.identity, record.replaced_identity, str(part.frame), part.rows
            )
            yield (record.path, number, said), (record, part)


def _span(bounds: tuple[int, ...], buckets: range) -> tuple[int, int]:
    """Return where the rows of some buckets begin, and where they end."""
    return bounds[buckets.start], bounds[buckets.stop]


def _in_buckets(rows: Records) -> tuple[Records, tuple[int, ...]]:
    """Sort rows into buckets, and say where each begins."""
    bucket = (rows["user"] >> _SHIFT).astype(np.uint8)
    order = np.argsort(bucket, kind="stable")
    counts = np.bincount(bucket, minlength=BUCKETS)
    return rows[order], (0, *np.cumsum(counts).tolist())
