"""Reads a text file to its cleaned parts: the whole of it, or what was appended."""

import codecs
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Final

import polars as pl

from cockpit.engine.sources import dialect as layouts
from cockpit.engine.sources import json_lines
from cockpit.engine.sources.blocks import BLOCK_BYTES, JSON_LINES, Block, BlockReader
from cockpit.engine.sources.dialect import HEAD_BYTES, Dialect
from cockpit.engine.sources.encodings import UTF8, UTF8_BOM, Decoder, sniff
from cockpit.engine.sources.fields import Rows, split
from cockpit.engine.sources.opened import Opened, guard
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout, Segment
from cockpit.engine.sources.taking import take_all, take_rows
from cockpit.engine.tables import LINE

_MISFITS: Final = frozenset({"bad_cell", "ragged", "mixed_encoding", "bad_json"})
_CUT_OFF: Final = frozenset({"ragged", "bad_json"})


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """The text in a file, wherever it comes from.

    Attributes:
        file: Its bytes, at any position.
        again: Opens the same bytes once more.
        is_steady: Whether a last line without an end is a whole line.
        is_json: Whether it holds objects of JSON.
    """

    file: BinaryIO
    again: Callable[[], AbstractContextManager[BinaryIO]]
    is_steady: bool
    is_json: bool


@dataclass(frozen=True, slots=True, eq=False)
class TextRead:
    """How a text was read.

    Attributes:
        encoding: As shown.
        dialect: The layout.
        plan: How its rows are read.
        reader: Where it stands at the end.
        has_rows: Whether there was any row.
    """

    encoding: str
    dialect: Dialect
    plan: Plan
    reader: BlockReader
    has_rows: bool


def read_text(opened: Opened, sink: Sink, *, is_json: bool = False) -> Layout:
    """Read a text file from its beginning.

    Raises:
        UnreadableError: If it is no such file, or lacks a required column.
    """
    text = Text(
        opened.file,
        lambda: opened.place.open("rb"),
        is_steady=opened.is_steady,
        is_json=is_json,
    )
    read = read_all(text, sink)
    reader = read.reader
    ends_open = read.has_rows and _ends_open(opened.file, reader)
    return Layout(
        encoding=read.encoding,
        codec=reader.codec,
        dialect=read.dialect,
        plan=read.plan,
        offset=reader.offset,
        line=reader.line,
        segments=(Segment(reader.offset, reader.digest),),
        guard=guard(opened.file, reader.offset),
        # The first of the appended lines may continue the last order: read it whole.
        can_grow=read.has_rows
        and reader.can_grow
        and not (ends_open or sink.order_lines),
        is_torn=bool(reader.torn.strip()),
    )


def read_all(text: Text, sink: Sink) -> TextRead:
    """Read a text from its beginning to its last whole row.

    Raises:
        UnreadableError: If it is no such text, or lacks a required column.
    """
    spec = sink.purpose.spec
    text.file.seek(0)
    head = text.file.read(HEAD_BYTES)
    codec, bom = sniff(head, spec.encoding)
    if text.is_json:
        layout = _layout_of_json(text, codec, bom, sink)
    else:
        layout = layouts.find(_head_text(head[bom:], codec), spec)
    reader = BlockReader(
        text.file,
        codec=codec,
        offset=bom,
        line=1,
        separator=layout.separator,
        bom=head[:bom],
    )
    rows = _all_rows(reader, layout, is_steady=text.is_steady)
    plan, has_rows = take_rows(
        rows, layout, sink, lambda p: _cells(text, layout, p, spec)
    )
    return TextRead(_shown(reader.codec, codec), layout, plan, reader, has_rows)


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
    try:
        take_all(blocks, before.plan, sink)
    except json_lines.UnknownNamesError:
        return None
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
        can_grow=reader.can_grow and not _ends_open(opened.file, reader),
        is_torn=bool(reader.torn.strip()),
    )


def _all_rows(
    reader: BlockReader, layout: Dialect, *, is_steady: bool
) -> Iterator[Rows]:
    for block in reader:
        data = _below_header(block, layout)
        if data is not None:
            yield _cut(data, layout)
    if not reader.torn.strip() or not is_steady:
        return
    block = reader.torn_block()
    data = _below_header(block, layout)
    if data is None:
        return
    rows = _cut(data, layout)
    last = block.first_line + block.data.count(b"\n") - 1
    is_last = (pl.col("line") == last) & pl.col("code").is_in(_CUT_OFF)
    has_no_end = not reader.torn.endswith(b"\n")
    if not (has_no_end and rows.rejected.filter(is_last).height):
        reader.take_torn(len(reader.torn))
        yield rows
    elif end := reader.torn.rfind(b"\n") + 1:
        reader.take_torn(end)
        yield _above(rows, last)


def _above(rows: Rows, line: int) -> Rows:
    """Leave out the last line, which waits; those above it do not."""
    return Rows(
        rows.frame.filter(pl.col(LINE) < line),
        rows.rejected.filter(pl.col("line") < line),
    )


def _cut(block: Block, layout: Dialect) -> Rows:
    if layout.separator == JSON_LINES:
        return json_lines.cells(block, layout.names)
    return split(block, layout.separator, layout.width)


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


def _layout_of_json(text: Text, codec: str, bom: int, sink: Sink) -> Dialect:
    """Look for the keys of all objects: later ones may have more than the first."""
    with text.again() as file:
        reader = BlockReader(
            file, codec=codec, offset=bom, line=1, separator=JSON_LINES
        )
        names = json_lines.names_of(_with_the_torn(reader, sink))
    return Dialect(JSON_LINES, names, 1, 1)


def _with_the_torn(reader: BlockReader, sink: Sink) -> Iterator[Block]:
    for block in reader:
        sink.on_rows(0)  # somebody may have stopped the reading
        yield block
    if reader.torn.strip():
        yield reader.torn_block()


def _cells(text: Text, layout: Dialect, place: int, spec: SourceSpec) -> pl.Series:
    """Return the different cells of a column in the whole text."""
    name = f"c{place}"
    with text.again() as file:
        codec, bom = sniff(file.read(HEAD_BYTES), spec.encoding)
        reader = BlockReader(
            file, codec=codec, offset=bom, line=1, separator=layout.separator
        )
        blocks = _all_rows(reader, layout, is_steady=True)
        found = [rows.frame.get_column(name).unique() for rows in blocks]
    return pl.concat(found).unique()


def _head_text(head: bytes, codec: str) -> str:
    whole = head[: head.rfind(b"\n") + 1] or head
    if codec.startswith("utf-16"):
        # What is wrong in it is told where the rows are read.
        text = codecs.getincrementaldecoder(codec)("replace").decode(head)
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if codec in {"", UTF8, UTF8_BOM} and head.isascii():
        return head.decode("ascii").replace("\r\n", "\n").replace("\r", "\n")
    data, _ = Decoder(codec).decode(whole, 1)
    return data.decode().replace("\r\n", "\n").replace("\r", "\n")


def _ends_open(file: BinaryIO, reader: BlockReader) -> bool:
    """Whether the last line that was taken has no end yet, and may still grow."""
    file.seek(max(0, reader.offset - 1))
    return file.read(1) not in {b"\n", b"\r", b""}


def _shown(codec: str, sniffed: str) -> str:
    if sniffed == UTF8_BOM:
        return UTF8_BOM
    return {"utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(codec, codec) or UTF8
