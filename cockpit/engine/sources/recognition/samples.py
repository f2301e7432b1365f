"""The first rows of a file as they stand in it, before anybody knows its table."""

import gzip
import io
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import polars as pl

from cockpit.engine.sources import dialect as layouts
from cockpit.engine.sources import json_lines
from cockpit.engine.sources.aliases import is_header_like
from cockpit.engine.sources.blocks import JSON_LINES, Block, BlockReader
from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.encodings import UTF8, UTF8_BOM, Decoder, sniff
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows, cell_names, split
from cockpit.engine.sources.kinds_of_files import is_packed, kind_of
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.rejects import no_rejects
from cockpit.engine.sources.sheets import sheets_of
from cockpit.engine.sources.workbooks import below_header, find_sheet, first_lines
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

SAMPLE_BYTES: Final = 1024 * 1024
"""So much of a text is looked at: some thousand rows."""
NO_CURRENCY: Final = "XXX"
"""What ISO 4217 has for rows of which nobody says a currency."""
_SAMPLE_ROWS: Final = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The beginning of a file.

    Attributes:
        layout: Names of its columns, where they stand, what separates them.
        encoding: As shown.
        rows: Cells before cleaning.
        above: The lines above the header.
        is_whole: Whether there is nothing more in the file.
    """

    layout: Dialect
    encoding: str
    rows: Rows
    above: str = ""
    is_whole: bool = True

    @property
    def is_json(self) -> bool:
        """Whether the file holds objects, of which each has its own names."""
        return self.layout.separator == JSON_LINES


def unknown(path: str, **more: object) -> SourceSpec:
    """Return a source of which nothing is known but its path; its table is empty."""
    fields: dict[str, object] = {
        "position": 0,
        "table": "",
        "path": path,
        "name": path,
        "timezone": "Asia/Shanghai",
        "currency": NO_CURRENCY,
        **more,
    }
    return SourceSpec(**fields)  # type: ignore[arg-type]


def take_sample(place: Path, spec: SourceSpec) -> Sample:
    """Read the first rows of a file.

    Args:
        place: The file.
        spec: What is known of it; with an empty table the header may be any table's.

    Raises:
        UnreadableError: If it is no such file.
        OSError: If it cannot be opened.
    """
    kind = kind_of(place)
    if not is_packed(place) and kind == "parquet":
        return _parquet(place)
    if not is_packed(place) and kind == "workbook":
        return _workbook(place, spec)
    head, is_whole = _head(place)
    starts = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if kind == "json" or (not kind and starts == b"{"):
        found = _json(head, spec, is_whole=is_whole)
    else:
        found = _text(head, spec, is_whole=is_whole)
    return (
        replace(found, encoding=f"{found.encoding}+gzip") if is_packed(place) else found
    )


def _head(place: Path) -> tuple[bytes, bool]:
    """Return the first bytes of a text, and whether these are all of them."""
    try:
        with gzip.open(place) if is_packed(place) else place.open("rb") as file:
            return file.read(SAMPLE_BYTES), not file.read(1)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        problem = note("not a .gz file, or it is damaged")
        raise UnreadableError("unreadable", problem) from None


def _text(head: bytes, spec: SourceSpec, *, is_whole: bool) -> Sample:
    codec, bom = sniff(head, spec.encoding)
    if not is_whole and not codec.startswith("utf-16"):
        head = head[: head.rfind(b"\n") + 1] or head
    text = _decoded(head[bom:], codec)
    layout = layouts.find(text, spec)
    blocks, encoding = _blocks(head, codec, bom, layout.separator, is_whole=is_whole)
    found = []
    for block in blocks:
        below = _below_header(block, layout.first_line)
        if below.data:
            found.append(split(below, layout.separator, layout.width))
    above = "\n".join(text.splitlines()[: max(0, layout.header_line - 1)])
    return Sample(layout, encoding, _joined(found, layout), above, is_whole)


def _json(head: bytes, spec: SourceSpec, *, is_whole: bool) -> Sample:
    codec, bom = sniff(head, spec.encoding)
    blocks, encoding = _blocks(head, codec, bom, JSON_LINES, is_whole=is_whole)
    names = json_lines.names_of(blocks)
    layout = Dialect(JSON_LINES, names, 0, 1)
    rows = _joined([json_lines.cells(block, names) for block in blocks], layout)
    return Sample(layout, encoding, rows, "", is_whole)


def _blocks(
    head: bytes, codec: str, bom: int, separator: str, *, is_whole: bool
) -> tuple[list[Block], str]:
    reader = BlockReader(
        io.BytesIO(head), codec=codec, offset=bom, line=1, separator=separator
    )
    blocks = list(reader)
    if is_whole and reader.torn.strip():
        blocks.append(reader.torn_block())
    encoding = UTF8_BOM if codec == UTF8_BOM else reader.codec or UTF8
    shown = {"utf-16-le": "utf-16", "utf-16-be": "utf-16"}.get(encoding, encoding)
    return blocks, shown


def _workbook(place: Path, spec: SourceSpec) -> Sample:
    """Take the sheet that the table needs; without one, that of the fullest header."""
    data = place.read_bytes()
    if spec.table:
        _, layout, frame = find_sheet(data, spec)
        return Sample(layout, "xlsx", Rows(frame, no_rejects()))
    best: tuple[int, Dialect, pl.DataFrame] | None = None
    fault = UnreadableError("empty", note("the file is empty"))
    sheets = sheets_of(data)
    for sheet in [each for each in sheets if each.is_shown] or sheets:
        try:
            layout = layouts.find_in_rows(first_lines(sheet.cells), spec)
        except UnreadableError as found:
            fault = found
            continue
        known = is_header_like("", list(layout.names))
        if best is None or known > best[0]:
            best = (known, layout, below_header(sheet.cells, layout))
    if best is None:
        raise fault
    return Sample(best[1], "xlsx", Rows(best[2], no_rejects()))


def _below_header(block: Block, first_line: int) -> Block:
    skip = max(0, first_line - block.first_line)
    lines = block.data.split(b"\n", skip)
    rejected = block.rejected.filter(pl.col("line") >= first_line)
    data = lines[skip] if len(lines) > skip else b""
    return Block(data, block.first_line + skip, rejected)


def _joined(found: list[Rows], layout: Dialect) -> Rows:
    if not found:
        schema = dict.fromkeys(cell_names(layout.width), pl.String)
        return Rows(pl.DataFrame(schema={**schema, LINE: pl.Int64()}), no_rejects())
    frame = pl.concat([rows.frame for rows in found])
    return Rows(frame, pl.concat([rows.rejected for rows in found]))


def _parquet(place: Path) -> Sample:
    try:
        scan = pl.scan_parquet(place)
        names = tuple(scan.collect_schema().names())
        frame = scan.head(_SAMPLE_ROWS).collect()
        count = scan.select(pl.len()).collect().item()
    except pl.exceptions.PolarsError:
        problem = note("not a Parquet file, or it is not whole")
        raise UnreadableError("unreadable", problem) from None
    frame.columns = cell_names(len(names))
    line = pl.int_range(pl.len(), dtype=pl.Int64) + 1
    rows = Rows(frame.with_columns(line.alias(LINE)), no_rejects())
    layout = Dialect("", names, 0, 1)
    return Sample(layout, "parquet", rows, is_whole=count <= frame.height)


def _decoded(head: bytes, codec: str) -> str:
    if codec.startswith(("utf-16", "utf-32")):
        text = head.decode(codec, "ignore")
    else:
        data, _ = Decoder(codec).decode(head, 1)
        text = data.decode()
    return text.replace("\r\n", "\n").replace("\r", "\n")
