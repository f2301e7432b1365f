"""Reads a file to its cleaned parts: the whole of it, or what was appended."""

import codecs
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

import polars as pl

from cockpit.engine.sources import dialect as layouts
from cockpit.engine.sources.ahead import ahead
from cockpit.engine.sources.blocks import BLOCK_BYTES, Block, BlockReader
from cockpit.engine.sources.clean import clean
from cockpit.engine.sources.dialect import HEAD_BYTES, Dialect
from cockpit.engine.sources.encodings import UTF8, UTF8_BOM, Decoder, sniff
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows, cell_names, split
from cockpit.engine.sources.plan import NeedsMoreCellsError, Plan, settle
from cockpit.engine.sources.rejects import no_rejects
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout, Segment
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

_GUARD_BYTES: Final = 4096
_PARQUET_ROWS: Final = 500_000
_MISFITS: Final = frozenset({"bad_cell", "ragged", "mixed_encoding"})


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file that is open for reading.

    Attributes:
        file: At any position.
        place: Its path.
        is_steady: Whether it has not been written to for a while, so that a last line
            without an end is a whole line.
    """

    file: BinaryIO
    place: Path
    is_steady: bool


def read_text(opened: Opened, sink: Sink) -> Layout:
    """Read a text file from its beginning.

    Raises:
        UnreadableError: If it is no such file, or lacks a required column.
    """
    spec = sink.purpose.spec
    opened.file.seek(0)
    head = opened.file.read(HEAD_BYTES)
    codec, bom = sniff(head, spec.encoding)
    layout = layouts.find(_head_text(head[bom:], codec), spec)
    reader = BlockReader(
        opened.file,
        codec=codec,
        offset=bom,
        line=1,
        separator=layout.separator,
        bom=head[:bom],
    )
    blocks = _all_rows(reader, layout, is_steady=opened.is_steady)
    first = next(blocks, None)
    has_rows = first is not None
    if first is None:
        plan = settle(spec, layout, _no_rows(layout))
    else:
        plan = _settled(opened, sink, layout, first.frame)
        _take_all(chain([first], blocks), plan, sink)
    ends_open = has_rows and _ends_open(opened.file, reader)
    return Layout(
        encoding=_shown(reader.codec, codec),
        codec=reader.codec,
        dialect=layout,
        plan=plan,
        offset=reader.offset,
        line=reader.line,
        segments=(Segment(reader.offset, reader.digest),),
        guard=guard(opened.file, reader.offset),
        can_grow=has_rows and reader.can_grow and not ends_open,
        is_torn=bool(reader.torn.strip()),
    )


def read_tail(opened: Opened, sink: Sink, before: Layout) -> Layout | None:
    """Read what was appended to a text file.

    Returns:
        The new layout; None if the rows do not fit the old one, so that the whole file
        has to be read again.
    """
    reader = BlockReader(
        opened.file,
        codec=before.codec,
        offset=before.offset,
        line=before.line,
        separator=before.dialect.separator,
    )
    blocks = _all_rows(reader, before.dialect, is_steady=opened.is_steady)
    _take_all(blocks, before.plan, sink)
    misfits = sum(count for code, count in sink.codes.items() if code in _MISFITS)
    kept = sum(part.rows for part in sink.parts)
    if misfits and (before.offset < BLOCK_BYTES or not kept):
        return None
    segments = before.segments
    if reader.offset > before.offset:
        segments = (*segments, Segment(reader.offset, reader.digest))
    return Layout(
        encoding=before.encoding if before.codec else _shown(reader.codec, ""),
        codec=reader.codec,
        dialect=before.dialect,
        plan=before.plan,
        offset=reader.offset,
        line=reader.line,
        segments=segments,
        guard=guard(opened.file, reader.offset),
        can_grow=not _ends_open(opened.file, reader),
        is_torn=bool(reader.torn.strip()),
    )


def read_parquet(opened: Opened, sink: Sink) -> Layout:
    """Read a Parquet file; its rows count as lines."""
    try:
        scan = pl.scan_parquet(opened.place)
        names = tuple(scan.collect_schema().names())
    except pl.exceptions.PolarsError:
        problem = note("not a Parquet file, or it is not whole")
        raise UnreadableError("unreadable", problem) from None
    layout = Dialect("", names, 0, 1)
    blocks = _slices(scan, cell_names(len(names)))
    first = next(blocks, None)
    if first is None:
        plan = settle(sink.purpose.spec, layout, _no_rows(layout))
    else:
        plan = _settled(opened, sink, layout, first.frame)
        _take_all(chain([first], blocks), plan, sink)
    size = opened.place.stat().st_size
    return Layout(
        encoding="parquet",
        codec="",
        dialect=layout,
        plan=plan,
        offset=size,
        line=1,
        segments=(Segment(size, hash_of(opened.file, 0, size)),),
        guard=guard(opened.file, size),
        can_grow=False,
        is_torn=False,
    )


def guard(file: BinaryIO, offset: int) -> str:
    """Hash the first 4 KB and the last 4 KB before an offset."""
    file.seek(0)
    first = file.read(min(_GUARD_BYTES, offset))
    file.seek(max(0, offset - _GUARD_BYTES))
    last = file.read(min(_GUARD_BYTES, offset))
    return hashlib.sha256(first + last).hexdigest()


def hash_of(file: BinaryIO, start: int, end: int) -> str:
    """Return the SHA-256 of a stretch of a file."""
    file.seek(start)
    found = hashlib.sha256()
    left = end - start
    while left and (data := file.read(min(left, BLOCK_BYTES))):
        found.update(data)
        left -= len(data)
    return found.hexdigest()


def _take_all(blocks: Iterable[Rows], plan: Plan, sink: Sink) -> None:
    for rows, batch in ahead(lambda rows: clean(rows, plan, sink.purpose), blocks):
        sink.take(rows, plan, batch)


def _all_rows(
    reader: BlockReader, layout: Dialect, *, is_steady: bool
) -> Iterator[Rows]:
    for block in reader:
        data = _below_header(block, layout)
        if data is not None:
            yield split(data, layout.separator, layout.width)
    if not reader.torn.strip() or not is_steady:
        return
    block = reader.torn_block()
    data = _below_header(block, layout)
    if data is None:
        return
    rows = split(data, layout.separator, layout.width)
    last = block.first_line + block.data.count(b"\n") - 1
    cut_off = rows.rejected.filter(pl.col("line") == last, pl.col("code") == "ragged")
    if not cut_off.height:
        reader.take_torn()
        yield rows


def _below_header(block: Block, layout: Dialect) -> Block | None:
    """Leave out the header and what is above it."""
    skip = layout.first_line - block.first_line
    if skip <= 0:
        return block
    place = 0
    for _ in range(skip):
        place = block.data.find(b"\n", place) + 1
        if not place:
            return None
    rest = block.data[place:]
    rejected = block.rejected.filter(pl.col("line") >= layout.first_line)
    return Block(rest, layout.first_line, rejected) if rest else None


def _settled(opened: Opened, sink: Sink, layout: Dialect, frame: pl.DataFrame) -> Plan:
    """Settle how to read, looking at all cells of a date that the first do not tell."""
    evidence: dict[int, pl.Series] = {}
    for _ in range(layout.width + 1):
        try:
            return settle(sink.purpose.spec, layout, frame, evidence)
        except NeedsMoreCellsError as need:
            cells = frame.get_column(f"c{need.place}")
            asked = sink.purpose.spec.encoding
            others = _all_cells(opened, layout, need.place, asked)
            evidence[need.place] = pl.concat([cells.unique(), others]).unique()
    raise AssertionError(layout)  # every round settles one more column


def _all_cells(opened: Opened, layout: Dialect, place: int, asked: str) -> pl.Series:
    """Return the different cells of a column in the whole file."""
    name = f"c{place}"
    if not layout.separator:
        column = pl.scan_parquet(opened.place).select(layout.names[place])
        return column.unique().collect().to_series().alias(name)
    with opened.place.open("rb") as file:
        codec, bom = sniff(file.read(HEAD_BYTES), asked)
        reader = BlockReader(
            file, codec=codec, offset=bom, line=1, separator=layout.separator
        )
        blocks = _all_rows(reader, layout, is_steady=True)
        found = [rows.frame.get_column(name).unique() for rows in blocks]
    return pl.concat(found).unique()


def _head_text(head: bytes, codec: str) -> str:
    whole = head[: head.rfind(b"\n") + 1] or head
    if codec.startswith("utf-16"):
        text = codecs.getincrementaldecoder(codec)().decode(head)
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if codec in {"", UTF8, UTF8_BOM} and head.isascii():
        return head.decode("ascii").replace("\r\n", "\n").replace("\r", "\n")
    data, _ = Decoder(codec).decode(whole, 1)
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def _slices(scan: pl.LazyFrame, names: list[str]) -> Iterator[Rows]:
    """Yield the rows of a Parquet file, so many at a time."""
    count = scan.select(pl.len()).collect().item()
    for first in range(0, count, _PARQUET_ROWS):
        frame = scan.slice(first, _PARQUET_ROWS).collect()
        frame.columns = names
        line = pl.int_range(pl.len(), dtype=pl.Int64) + first + 1
        yield Rows(frame.with_columns(line.alias(LINE)), no_rejects())


def _no_rows(layout: Dialect) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(cell_names(layout.width), pl.String))


def _ends_open(file: BinaryIO, reader: BlockReader) -> bool:
    """Whether the last line that was taken has no end yet, and may still grow."""
    file.seek(max(0, reader.offset - 1))
    return file.read(1) not in {b"\n", b"\r", b""}


def _shown(codec: str, sniffed: str) -> str:
    if sniffed == UTF8_BOM:
        return UTF8_BOM
    return {"utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(codec, codec) or UTF8
