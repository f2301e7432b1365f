"""What is kept of a file that was read: cleaned parts, quarantine, and how it was read.

One folder a file. The description is written last and renamed into place, so that a
reader finds all of it or nothing; what it does not name is rubbish and is removed.
"""

import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.folders import make_closed
from cockpit.engine.sources.crosschecks import Checked
from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.pseudonyms import fingerprint
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.rejects import Example
from cockpit.text.notes import Note

VERSION: Final = f"7/{pl.__version__}"
"""Raised when files are read in another way; what an older version kept is a miss."""

_LATER: Final = (
    "position", "path", "name", "settle_days", "cadence_hours", "pinned_headers",
)  # fmt: skip
"""Keys of a source that do not change what a row says."""
_META: Final = "meta.json"
_ROW_GROUP: Final = 250_000
_DRAFT: Final = ".new"
_DRAFT_SECONDS: Final = 60
"""A draft that is older was left behind by a process that is dead."""


class Stat(msgspec.Struct, frozen=True):
    """What the file system says of a file."""

    inode: int
    size: int
    modified_ns: int


class Segment(msgspec.Struct, frozen=True):
    """Bytes that were read in one go: where they end, and their SHA-256."""

    end: int
    digest: str


class KeptPart(msgspec.Struct, frozen=True):
    """A cleaned stretch of a file; names are of files in the folder.

    Attributes:
        frame: Rows of the table.
        seen: A hash and the business day of each row, to find exact repeats.
        rejected: Quarantine, empty if there is none.
        rows: Rows kept.
        days: Their business days, sorted.
    """

    frame: str
    seen: str
    rejected: str
    rows: int
    days: tuple[date, ...]


class Problem(msgspec.Struct, frozen=True):
    """A stable code and the sentence for the screen."""

    code: str
    note: Note


class Layout(msgspec.Struct, frozen=True):
    """How a file was read, and where reading stopped.

    Attributes:
        encoding: As shown: ``utf-8``, ``utf-8-sig``, ``gb18030``, ``parquet`` ...
        codec: Empty while a text is all ASCII.
        offset: Bytes read; ``line`` is the line that begins there.
        segments: How those bytes were read.
        guard: Hash of the first 4 KB and of the last 4 KB before ``offset``.
        can_grow: Whether rows that are appended can be read on their own.
        is_torn: Whether a last line waits to be completed.
        sheets: Of a workbook: the sheet that is read, then the others.
        alike: Those of the others that could be read as well.
    """

    encoding: str
    codec: str
    dialect: Dialect
    plan: Plan
    offset: int
    line: int
    segments: tuple[Segment, ...]
    guard: str
    can_grow: bool
    is_torn: bool
    sheets: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()


class Tally(msgspec.Struct, frozen=True):
    """What was counted while reading.

    Attributes:
        codes: Rejected rows by code; ``examples`` the first of each.
        repeats: Rows that say exactly what another one says; they are kept.
        unlisted: Words that a vocabulary does not list, by canonical column.
        left_blank: Optional cells that could not be read, by the file's own column.
        converted: Rows whose amounts were changed at a rate, by currency.
        total_mismatch: Columns whose total row is not the sum of the rows.
        order_lines: Lines that continue the order above them.
        other_results: Rows whose results are no purchases.
        next_day: A row of this day was rejected as of the future.
        last_time: Newest instant in the data.
        checked: What became of figures that others of the file should give.
    """

    codes: dict[str, int] = {}
    examples: dict[str, Example] = {}
    repeats: int = 0
    unlisted: dict[str, tuple[str, ...]] = {}
    left_blank: dict[str, int] = {}
    converted: dict[str, int] = {}
    total_mismatch: tuple[str, ...] = ()
    order_lines: int = 0
    other_results: int = 0
    next_day: date | None = None
    last_time: datetime | None = None
    checked: dict[str, Checked] = {}

    @property
    def rejected(self) -> int:
        """Rejected rows in all."""
        return sum(self.codes.values())


class Meta(msgspec.Struct, frozen=True):
    """Everything known of a file.

    Attributes:
        version: Of the code that read it.
        source: Digest of the configuration of its source.
        stat: When it was looked at last.
        was_steady: Whether it had not been written to for a while then.
        identity: Hash of what was read at first sight, and how.
        layout: None if it could never be read.
        parts: In file order.
        tally: What was counted.
        has_doubt: Whether the beginning of an appended file is yet to be hashed again.
        is_suspect: Whether that beginning turned out to be another: to be read whole.
        fault: What makes the newest content unreadable; ``parts`` are then what was
            read before it.
        pins: Hash of the headers that were pinned then.
        rows_before: Rows of the content that this one took the place of; None: it took
            none's.
    """

    version: str
    source: str
    stat: Stat
    was_steady: bool
    identity: str = ""
    layout: Layout | None = None
    parts: tuple[KeptPart, ...] = ()
    tally: Tally = Tally()
    has_doubt: bool = False
    is_suspect: bool = False
    fault: Problem | None = None
    pins: str = ""
    rows_before: int | None = None


class Folder:
    """The folder of one file in the cache."""

    def __init__(self, cache: Path, path: str) -> None:
        name = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        self.place = cache / "files" / name

    def load(self) -> Meta | None:
        """Return what is kept; None if there is nothing, or nothing sound."""
        try:
            meta = msgspec.json.decode((self.place / _META).read_bytes(), type=Meta)
        except (OSError, msgspec.MsgspecError):
            return None  # a damaged entry is a miss: the file itself is read again
        return meta if meta.version == VERSION and self.has(meta) else None

    def has(self, meta: Meta) -> bool:
        """Whether all that a description names is there."""
        return all((self.place / name).is_file() for name in _names(meta))

    def save(self, meta: Meta) -> None:
        """Keep a description in place of the last one."""
        self.make()
        write_whole(self.place / _META, msgspec.json.encode(meta))

    def sweep(self, meta: Meta) -> None:
        """Remove what the description does not name."""
        wanted = {_META, *_names(meta)}
        for file in self.place.iterdir():
            if file.name not in wanted and not _is_fresh_draft(file):
                file.unlink(missing_ok=True)

    def write(self, frame: pl.DataFrame, name: str) -> str:
        """Write a frame and return its name; no other frame ever had that name.

        It is written in place: nobody reads it before a description names it.
        """
        self.make()
        place = self.place / name
        with open(place, "wb", opener=_private) as file:
            frame.write_parquet(file, compression="lz4", row_group_size=_ROW_GROUP)
        return name

    def make(self) -> None:
        """Make the folder, closed to others."""
        make_closed(self.place)

    def forget(self) -> None:
        """Remove all that is kept of the file."""
        shutil.rmtree(self.place, ignore_errors=True)


def write_whole(place: Path, data: bytes) -> None:
    """Write a private file so that it is there whole or not at all."""
    draft = draft_of(place)
    with open(draft, "wb", opener=_private) as file:
        file.write(data)
    draft.replace(place)


def draft_of(place: Path) -> Path:
    """Return where to write aside: two processes on one cache never share a draft."""
    return place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}{_DRAFT}")


def digest(*things: object) -> str:
    """Return a short hash of values that msgspec can write."""
    return hashlib.sha256(msgspec.json.encode(things)).hexdigest()[:32]


def source_digest(spec: SourceSpec) -> str:
    """Return a hash of all that decides on how a file is read."""
    parts = {name: getattr(spec, name) for name in spec.__dataclass_fields__}
    for later in _LATER:
        parts.pop(later)
    parts["secret"] = fingerprint(spec.secret)
    return digest(parts)


def _is_fresh_draft(file: Path) -> bool:
    """Whether another process may be about to rename it."""
    if file.suffix != _DRAFT:
        return False
    try:
        return time.time() - file.stat().st_mtime < _DRAFT_SECONDS
    except FileNotFoundError:
        return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _names(meta: Meta) -> Iterable[str]:
    for part in meta.parts:
        yield part.frame
        yield part.seen
        if part.rejected:
            yield part.rejected
