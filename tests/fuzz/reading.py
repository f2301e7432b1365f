"""One damaged file, read in every way it can come to be, and what must hold of it."""

import gzip
import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Final

import msgspec
import polars as pl

from cockpit import beginning
from cockpit.engine.sources.kinds_of_files import is_packed, kind_of
from cockpit.engine.sources.store import Folder, Meta
from cockpit.engine.tables import LINE
from cockpit.settings.load import parse
from cockpit.snapshot.recognition import SourceGuess
from tests.engine.sources.desk import Desk, spec
from tests.engine.sources.exports import Shape
from tests.fuzz.counting import count, lines_of

FAULTS: Final = frozenset(
    {
        "ambiguous_dates", "bad_dates", "empty", "missing_column", "too_large",
        "unreadable", "wrong_separator", "schema_changed", "waiting",
    }
)  # fmt: skip
"""Why a whole file may be left out."""
REASONS: Final = frozenset(
    {
        "bad_cell", "bad_json", "comment_line", "foreign_currency", "future",
        "many_days", "mixed_encoding", "ragged", "total_row",
    }
)  # fmt: skip
"""Why a row may be."""
_CAUGHT: Final = "cannot be read: {reason}"
_WRITING: Final = ("w", "a", "x", "+")


class FoundError(AssertionError):
    """Something that must hold does not."""


@dataclass(frozen=True)
class Input:
    """A file and how it comes to be.

    Attributes:
        shape: What it was before it was damaged.
        name: Of the file.
        data: Its bytes.
        course: ``once``, ``pieces``, ``replaced``, ``packed``.
        cuts: Where the pieces end, in thousandths of its length.
    """

    shape: Shape
    name: str
    data: bytes
    course: str = "once"
    cuts: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Read:
    """What became of a file.

    Attributes:
        meta: What is kept of it.
        rows: Its cleaned rows.
        rejected: Its quarantine.
    """

    meta: Meta
    rows: pl.DataFrame
    rejected: pl.DataFrame

    @property
    def fault(self) -> str:
        """Why it is left out; empty if it is not."""
        return self.meta.fault.code if self.meta.fault else ""


@dataclass
class Counts:
    """What was counted over many inputs."""

    inputs: int = 0
    rows_in: int = 0
    kept: int = 0
    rejected: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


class Bench:
    """A place in memory where files are read, one after the other."""

    def __init__(self, parent: Path) -> None:
        """Make it in a folder: one in memory, where nothing is written to a disk."""
        self.place = Path(mkdtemp(prefix="cockpit-fuzz-", dir=parent))
        self.counts = Counts()
        self._number = 0

    def close(self) -> None:
        """Remove the place."""
        rmtree(self.place, ignore_errors=True)

    def check(self, given: Input) -> Read:
        """Read a file, and see that all holds that must.

        Raises:
            FoundError: If it does not.
        """
        with _nothing_written_outside(self.place):
            read = self._once(given)
            self._hold_again(given, read)
        self._count(given, read)
        return read

    def _once(self, given: Input) -> Read:
        with self._desk(given) as desk:
            desk.lay(given.name, given.data)
            read = _read(desk, given)
            laid = sorted(p.name for p in desk.root.rglob("*"))
            if laid != [given.name] or _bytes(desk, given) != given.data:
                raise FoundError(f"the workspace was changed: {laid}")
        return read

    def _hold_again(self, given: Input, read: Read) -> None:
        match given.course:
            case "pieces":
                self._in_pieces(given, read)
            case "replaced":
                self._replaced(given, read)
            case "packed":
                self._packed(given, read)
            case "again":
                _same(read, self._once(given), "read again")
            case "recognised":
                self._recognised(given)

    def _in_pieces(self, given: Input, whole: Read) -> None:
        ends = [len(given.data) * cut // 1000 for cut in given.cuts]
        with self._desk(given) as desk:
            start = 0
            for number, end in enumerate([*ends, len(given.data)]):
                desk.seconds += 10
                if number == 0:
                    desk.lay(given.name, given.data[:end], age=end % 2 * 60)
                else:
                    desk.append(given.name, given.data[start:end], age=end % 2 * 5)
                _read(desk, given)
                start = end
            desk.seconds += 100
            _same(whole, _read(desk, given), "appended")

    def _replaced(self, given: Input, whole: Read) -> None:
        with self._desk(given) as desk:
            desk.lay(given.name, given.shape.build(), age=90)
            _read(desk, given)
            desk.seconds += 10
            longer = given.data[: len(given.data) * (given.cuts or (500,))[0] // 1000]
            desk.lay(given.name, longer, age=5)
            _read(desk, given)
            desk.seconds += 10
            desk.lay(given.name, given.data, age=5)
            _same(whole, _read(desk, given), "replaced")

    def _packed(self, given: Input, plain: Read) -> None:
        if is_packed(Path(given.name)) or kind_of(Path(given.name)) == "workbook":
            return
        name = f"{given.name}.gz"
        packed = Input(given.shape, name, gzip.compress(given.data, 1, mtime=0))
        _same(plain, self._once(packed), "packed")

    def _recognised(self, given: Input) -> None:
        with self._desk(given) as desk:
            desk.lay(given.name, given.data)
            found = beginning.recognise(desk.root, {})
        if not isinstance(msgspec.json.encode(found), bytes) or len(found.rows) != 1:
            raise FoundError(f"{len(found.rows)} guesses of one file")
        if found.toml and parse(found.toml.encode()).problems:
            raise FoundError("what would be written cannot be read")
        (guess,) = found.rows
        if not (guess.toml or guess.message or guess.questions):
            raise FoundError(f"{guess.state}: left out, and nobody says why")
        _hold_guess(given.shape, guess)

    @contextmanager
    def _desk(self, given: Input) -> Iterator[Desk]:
        self._number += 1
        folder = self.place / f"{self._number}"
        folder.mkdir()
        shape = given.shape
        desk = Desk(folder, spec(shape.table, "*", **shape.settings))
        try:
            yield desk
        finally:
            rmtree(folder, ignore_errors=True)

    def _count(self, given: Input, read: Read) -> None:
        counts = self.counts
        counts.inputs += 1
        counts.faults[read.fault or "read"] += 1
        counts.kept += read.rows.height
        counts.rejected += read.rejected.height
        counts.reasons.update(read.meta.tally.codes)
        if not read.fault:
            counts.rows_in += _hold_rows(given, read)


def _hold_guess(shape: Shape, guess: SourceGuess) -> None:
    """See that nothing is taken for something else without a question.

    Only where the header is whole: of other names nobody knows what they meant.
    """
    meant = shape.expected.columns
    stands_in = {
        name: canonical for canonical, name in shape.expected.stands_in.items()
    }
    names = {column.column for column in guess.columns}
    if not guess.sure or not guess.toml or not names >= meant.keys():
        return
    if guess.table != shape.table:
        raise FoundError(f"taken for {guess.table}, and nobody is asked")
    for column in guess.columns:
        name, taken = column.column, column.canonical
        if taken and name in meant and taken not in {meant[name], stands_in.get(name)}:
            raise FoundError(f"{name} is taken for {taken}, and nobody is asked")


def _read(desk: Desk, given: Input) -> Read:
    desk.look()
    meta = Folder(desk.cache, given.name).load()
    if meta is None:
        raise FoundError("nothing is kept of the file")
    _hold_codes(meta)
    folder = Folder(desk.cache, given.name).place
    frames = [pl.read_parquet(folder / part.frame) for part in meta.parts]
    quarantines = [
        pl.read_parquet(folder / part.rejected) for part in meta.parts if part.rejected
    ]
    rows = pl.concat(frames) if frames else pl.DataFrame({LINE: []})
    rejected = pl.concat(quarantines) if quarantines else pl.DataFrame({"line": []})
    kept = sum(part.rows for part in meta.parts)
    if rows.height != kept or rejected.height != meta.tally.rejected:
        raise FoundError(f"counted {kept} rows and {meta.tally.rejected} rejected")
    record = desk.shelf.records[0]
    if record.rows != kept or (record.state != "ok" and not record.messages):
        raise FoundError(f"a file is {record.state} and nobody says why")
    for message in record.messages:
        message.text()
    return Read(meta, rows, rejected)


def _hold_codes(meta: Meta) -> None:
    fault = meta.fault
    if fault is not None and fault.note.template == _CAUGHT:
        raise FoundError(f"an exception was caught: {fault.note.text()}")
    if fault is not None and fault.code not in FAULTS:
        raise FoundError(f"no such fault: {fault.code}")
    if strange := meta.tally.codes.keys() - REASONS:
        raise FoundError(f"no such reason: {strange}")


def _hold_rows(given: Input, read: Read) -> int:
    """Count the rows of a text by ourselves; fail if one is lost or counts twice."""
    layout = read.meta.layout
    assert layout is not None
    kept = read.rows[LINE].to_list()
    rejected = read.rejected["line"].to_list()
    told = {*kept, *rejected}
    if len(told) != len(kept) + len(rejected):
        twice = [n for n, many in Counter([*kept, *rejected]).items() if many > 1]
        raise FoundError(f"lines {twice[:5]} count twice")
    if kind_of(Path(given.name)) not in {"text", "json", ""}:
        return len(told)
    data = gzip.decompress(given.data) if is_packed(Path(given.name)) else given.data
    codec = layout.codec
    if is_packed(Path(given.name)):
        codec = _codec_of(layout.encoding.removesuffix("+gzip"), data)
    broken, ragged = (_lines_of(read, why) for why in ("mixed_encoding", "ragged"))
    found = count(data, codec, layout.dialect, broken, ragged)
    lost = found.rows - told
    if layout.is_torn:
        lost -= {found.last}
    made_up = told - found.rows - found.maybe - set(broken)
    if lost or made_up:
        lines = lines_of(data, codec)
        shown = [
            (number, lines[number - 1][:80] if number <= len(lines) else None)
            for number in sorted(lost or made_up)[:3]
        ]
        what = "lost" if lost else "made up"
        raise FoundError(f"{len(lost or made_up)} rows {what}: {shown}")
    return len(told)


def _codec_of(shown: str, data: bytes) -> str:
    """Return the codec of an encoding that is shown without the order of its bytes."""
    is_big = data[0::2].count(0) + data.startswith(b"\xfe\xff") > data[1::2].count(0)
    return f"utf-16-{'be' if is_big else 'le'}" if shown == "utf-16" else shown


def _lines_of(read: Read, code: str) -> list[int]:
    if not read.rejected.height:
        return []
    lines: list[int] = read.rejected.filter(pl.col("code") == code)["line"].to_list()
    return lines


def _same(first: Read, second: Read, how: str) -> None:
    if first.fault:
        # What was read before stays, so only the verdict is compared.
        faults = {
            first.fault,
            "schema_changed" if first.fault == "missing_column" else "",
        }
        if second.fault not in faults:
            raise FoundError(f"{how}: {second.fault or 'read'}, not {first.fault}")
        return
    if second.fault:
        raise FoundError(f"{how}: {second.fault}, not read")
    one, other = (_plain(each.rows) for each in (first, second))
    if not one.equals(other):
        raise FoundError(f"{how}: {_difference(one, other)}")
    left = [
        sorted(each.rejected.select("line", "code", "column").rows())
        if each.rejected.height
        else []
        for each in (first, second)
    ]
    if left[0] != left[1]:
        raise FoundError(f"{how}: rejected {left[1][:4]}, not {left[0][:4]}")


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort(LINE) if rows.height else pl.DataFrame()


def _difference(one: pl.DataFrame, other: pl.DataFrame) -> str:
    if one.columns != other.columns or one.height != other.height:
        odd = set(one.columns) ^ set(other.columns)
        return f"{other.height} rows, not {one.height}; columns {sorted(odd)}"
    names = [n for n in one.columns if not one[n].equals(other[n], null_equal=True)]
    name = names[0] if names else ""
    return f"{name}: {other[name].to_list()[:5]}, not {one[name].to_list()[:5]}"


def _bytes(desk: Desk, given: Input) -> bytes:
    return (desk.root / given.name).read_bytes()


_allowed: list[str] = []
_outside: list[str] = []


def _watch(event: str, details: Sequence[object]) -> None:
    if event == "open" and _allowed:
        path, mode, _ = details
        is_writing = isinstance(mode, str) and any(m in mode for m in _WRITING)
        if is_writing and not str(path).startswith((*_allowed, "/dev/null")):
            _outside.append(str(path))


@contextmanager
def _nothing_written_outside(place: Path) -> Iterator[None]:
    if not getattr(sys, "_cockpit_fuzz_watches", False):
        sys.addaudithook(_watch)
        sys._cockpit_fuzz_watches = True  # type: ignore[attr-defined]
    _outside.clear()
    _allowed.append(str(place))
    try:
        yield
    finally:
        _allowed.clear()
    if _outside:
        raise FoundError(f"written outside: {_outside[:3]}")


def name_of(given: Input) -> str:
    """Return a name for an input that is kept."""
    digest = hashlib.sha256(given.data).hexdigest()[:10]
    return f"{given.shape.name}-{digest}{Path(given.name).suffix}"
