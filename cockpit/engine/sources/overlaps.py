"""Files of one source that tell of the same things: the newer one is believed.

A newer file replaces all rows of a key in older files, so that a second export of a
day, or of an order whose status has changed, counts once.
"""

import hashlib
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.folders import make_closed
from cockpit.engine.sources.records import FileRecord, Part
from cockpit.engine.sources.row_keys import FREE_OF_DAYS, KEYS
from cockpit.engine.sources.store import VERSION, digest, draft_of, write_whole
from cockpit.engine.tables import DAY_COLUMN, LINE, schema_of

_MADE: Final = frozenset({LINE, "biz_date", "hour"})
_READ_SECONDS: Final = 600
"""For so long another process may go on reading keys that are no longer the newest."""


class Replaced(msgspec.Struct, frozen=True):
    """The rows of a file that newer files replace.

    Attributes:
        mark: Of the files that were compared.
        identity: Changes with the keys; empty if there are none.
        rows: Rows of the file that have one of the keys.
    """

    mark: str
    identity: str = ""
    rows: int = 0


NONE_REPLACED: Final = Replaced("")


@dataclass(slots=True, eq=False)
class _Pair:
    """Keys of an older file that a newer one has too, for as much as was compared."""

    older: str
    older_parts: int
    newer: str
    newer_parts: int
    keys: pl.DataFrame


@dataclass(slots=True, eq=False)
class Overlaps:
    """Finds what is replaced, comparing only what has not been compared before."""

    cache: Path
    _pairs: dict[tuple[str, str], _Pair] = field(default_factory=dict)
    _known: dict[str, Replaced] = field(default_factory=dict)

    def update(self, records: Iterable[FileRecord]) -> dict[str, Replaced]:
        """Compare the files of each source.

        Returns:
            Path -> what is replaced of the file, for every file.
        """
        sources: dict[int, list[FileRecord]] = {}
        for record in records:
            sources.setdefault(record.spec.position, []).append(record)
        found: dict[str, Replaced] = {}
        for files in sources.values():
            files.sort(key=lambda record: (record.modified_ns, record.path))
            for older, newer in _meetings(files):
                found[older.path] = self._of(older, newer)
        self._known = found
        return found

    def keys_of(self, path: str, replaced: Replaced) -> Path | None:
        """Return the Parquet file with the keys; None if there are none."""
        # Named by what is in it: a reading in several goes must not meet a newer one.
        name = f"-{replaced.identity}.parquet"
        return self._place(path, name) if replaced.identity else None

    def has_all(self) -> bool:
        """Whether the keys that were found last are still on disk."""
        return all(self._has(path, known) for path, known in self._known.items())

    def _has(self, path: str, replaced: Replaced) -> bool:
        keys = self.keys_of(path, replaced)
        return keys is None or keys.is_file()

    def _of(self, older: FileRecord, newer: Sequence[FileRecord]) -> Replaced:
        if not newer:
            return NONE_REPLACED
        mark = digest(VERSION, [_mark(file) for file in (older, *newer)])
        known = self._known.get(older.path) or self._load(older.path)
        if known is not None and known.mark == mark and self._has(older.path, known):
            return known
        frames = [self._compared(older, file) for file in newer]
        names = {tuple(frame.columns) for frame in frames}
        # Files of other exports may name their creatives otherwise; the first key wins.
        keys = pl.concat([f for f in frames if tuple(f.columns) == min(names)]).unique()
        replaced = Replaced(mark, *self._counted(older, keys))
        if replaced.identity:
            self._write_keys(older.path, replaced, keys)
        place = self._place(older.path, ".json")
        write_whole(place, msgspec.json.encode(replaced))
        return replaced

    def _compared(self, older: FileRecord, newer: FileRecord) -> pl.DataFrame:
        names = list(_key(older, newer))
        slot = (older.path, newer.path)
        pair = self._pairs.get(slot)
        if pair is None or not _continues(pair, older, newer, names):
            none = schema_of(older.table)
            keys = pl.DataFrame(schema={name: none[name] for name in names})
            pair = _Pair(older.identity, 0, newer.identity, 0, keys)
        table = older.table
        fresh = [
            _shared(names, table, older.parts, newer.parts[pair.newer_parts :]),
            _shared(names, table, older.parts[pair.older_parts :], newer.parts),
        ]
        keys = pl.concat([pair.keys, *fresh]).unique()
        self._pairs[slot] = _Pair(
            older.identity, len(older.parts), newer.identity, len(newer.parts), keys
        )
        return keys

    def _counted(self, older: FileRecord, keys: pl.DataFrame) -> tuple[str, int]:
        if not keys.height:
            return "", 0
        hashes = keys.hash_rows().sort()
        identity = hashlib.sha256(hashes.to_numpy().tobytes()).hexdigest()[:32]
        rows = _scan(older.parts).join(
            keys.lazy(), on=keys.columns, how="semi", nulls_equal=True
        )
        return identity, rows.select(pl.len()).collect().item()

    def _write_keys(self, path: str, replaced: Replaced, keys: pl.DataFrame) -> None:
        place = self.keys_of(path, replaced)
        assert place is not None
        if place.is_file():  # the same keys, maybe in another order: readers have it
            os.utime(place)
        else:
            draft = draft_of(place)
            keys.write_parquet(draft)
            draft.chmod(0o600)
            draft.replace(place)
        _sweep(place)

    def _load(self, path: str) -> Replaced | None:
        try:
            data = self._place(path, ".json").read_bytes()
            known = msgspec.json.decode(data, type=Replaced)
        except (OSError, msgspec.MsgspecError):
            return None  # a miss: the files are compared again
        return known if self._has(path, known) else None

    def _place(self, path: str, suffix: str) -> Path:
        folder = self.cache / "overlaps"
        make_closed(folder)
        name = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return folder / (name + suffix)


def _meetings(
    files: Sequence[FileRecord],
) -> Iterator[tuple[FileRecord, list[FileRecord]]]:
    """Yield each file with the newer ones whose days it meets, oldest file first."""
    spans = [_span(file) for file in files]
    for place, older in enumerate(files):
        first, last = spans[place]
        newer = [
            file
            for file, (begin, end) in zip(
                files[place + 1 :], spans[place + 1 :], strict=True
            )
            if first <= end and begin <= last and _is_alike(older, file)
        ]
        yield older, newer


def _span(record: FileRecord) -> tuple[date, date]:
    """Return the days that a file may tell of; none at all as an empty span."""
    first, last = _range(record.parts)
    if record.parts and record.table in FREE_OF_DAYS:
        return date.min, date.max
    if first is None or last is None:
        return date.max, date.min
    return first, last


def _is_alike(older: FileRecord, newer: FileRecord) -> bool:
    """Whether two files can have a key in common.

    Of one spend at two grains no row replaces another: that is for the facts.
    """
    if older.table == "ad_spend":
        grain = (older.id_level, older.has_hours)
        if grain != (newer.id_level, newer.has_hours):
            return False
    return bool(_key(older, newer))


def _key(older: FileRecord, newer: FileRecord) -> tuple[str, ...]:
    """Return the columns by which rows of two files are the same thing."""
    both = older.present & newer.present
    if older.table == "ad_spend":
        level = older.id_level
        finest = [f"{level}_id", f"{level}_name"]
        finest = [name for name in finest if name in both][:1]
        if level in {"channel", "account"}:
            finest = []
        elif not finest:
            return ()
        return ("date", "channel", "account", *finest)
    if older.table == "events" and "event_id" not in both:
        return tuple(name for name in schema_of("events") if name not in _MADE)
    if older.table == "events":
        return ("event_id",)
    key = KEYS[older.table]
    return key if older.table != "orders" or key[0] in both else ()


def _shared(
    names: list[str],
    table: str,
    older_parts: Sequence[Part],
    newer_parts: Sequence[Part],
) -> pl.DataFrame:
    """Return the different keys that parts of two files have in common."""
    schema = schema_of(table)
    if not older_parts or not newer_parts:
        return pl.DataFrame(schema={name: schema[name] for name in names})
    ours, theirs = _scan(older_parts), _scan(newer_parts)
    day = DAY_COLUMN[table]
    if day in names:
        ours = ours.filter(_within(day, newer_parts))
        theirs = theirs.filter(_within(day, older_parts))
    keys = theirs.select(names).unique()
    both = ours.select(names).join(keys, on=names, how="semi", nulls_equal=True)
    return both.unique().collect()


def _within(day: str, parts: Sequence[Part]) -> pl.Expr:
    first, last = _range(parts)
    return pl.col(day).is_between(pl.lit(first), pl.lit(last))


def _range(parts: Sequence[Part]) -> tuple[date | None, date | None]:
    days = [day for part in parts if part.days for day in (part.days[0], part.days[-1])]
    return min(days, default=None), max(days, default=None)


def _scan(parts: Sequence[Part]) -> pl.LazyFrame:
    return pl.scan_parquet([part.frame for part in parts])


def _mark(record: FileRecord) -> tuple[str, str, int]:
    return (record.path, record.identity, record.rows)


def _continues(
    pair: _Pair, older: FileRecord, newer: FileRecord, names: list[str]
) -> bool:
    """Whether both files are those of before, grown at most."""
    return (
        (pair.older, pair.newer) == (older.identity, newer.identity)
        and pair.older_parts <= len(older.parts)
        and pair.newer_parts <= len(newer.parts)
        and pair.keys.columns == names
    )


def _sweep(kept: Path) -> None:
    """Remove older keys of a file, but for those that somebody may still read."""
    of_file = kept.name.partition("-")[0]
    for other in kept.parent.glob(f"{of_file}-*"):
        with suppress(FileNotFoundError):  # another process has removed it
            age = time.time() - other.stat().st_mtime
            if other != kept and age > _READ_SECONDS:
                other.unlink()
