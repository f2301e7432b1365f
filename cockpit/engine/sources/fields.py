"""Blocks of text to columns of cells, each row with its line in the file."""

import csv
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import polars as pl

from cockpit.engine.sources.blocks import WHITESPACE, Block
from cockpit.engine.sources.rejects import first_of_each_line, no_rejects, rejects
from cockpit.engine.sources.total_words import TOTALS
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

_BLANKS: Final = re.compile(rb"[ \t]+")
_NEVER_CLOSED: Final[list[str]] = []
_LONE_CR: Final = "\udc0d"
"""Stands for a carriage return inside a line: no decoded text holds a surrogate."""
_EDGES: Final = re.compile(rb"(?m)^[ \t]+|[ \t]+$")


_TOTAL: Final = re.compile(TOTALS)
_NO_ROW: Final = note("a row: this line is a comment")
_NO_SUM: Final = note("a row of its own: this one adds up others")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Cells before cleaning.

    Attributes:
        frame: Columns ``c0``, ``c1`` ... in the file's order and ``_line``.
        rejected: Rows that are no rows of this file.
    """

    frame: pl.DataFrame
    rejected: pl.DataFrame


def cell_names(width: int) -> list[str]:
    """Return the names of the columns of cells."""
    return [f"c{index}" for index in range(width)]


def split(block: Block, separator: str, width: int) -> Rows:
    """Cut the rows of a block into cells.

    Blank lines are no rows. A row with another number of fields is rejected.

    Args:
        block: Whole rows.
        separator: One character, or ``whitespace``.
        width: Fields that a row of this file has.
    """
    data, mark = block.data, separator
    if separator == WHITESPACE:
        data, mark = _EDGES.sub(b"", _BLANKS.sub(b"\t", data)), "\t"
    frame = _all_at_once(data, block.first_line, mark, width)
    found = no_rejects()
    if frame is None:
        frame, found = _row_by_row(data, block.first_line, mark, width)
    names = cell_names(width)
    filled = pl.any_horizontal(pl.col(names).is_not_null() & (pl.col(names) != ""))
    if frame.get_column(names[0]).null_count():
        frame = frame.filter(filled)
    return Rows(frame, first_of_each_line([block.rejected, found]))


def _all_at_once(
    data: bytes, first_line: int, mark: str, width: int
) -> pl.DataFrame | None:
    """Let Polars read the block; None if a row may be out of the ordinary.

    Polars fills short rows with nulls and loses count of lines in quoted cells, so
    the sums of separators and line ends are held against what was read.
    """
    names = cell_names(width)
    try:
        frame = pl.read_csv(
            data,
            has_header=False,
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
            separator=mark,
        )
    except (pl.exceptions.PolarsError, ValueError):
        return None  # not hidden: the other way names each row that is wrong
    marks = inner_ends = 0
    if b'"' in data:
        cells = [frame.get_column(name) for name in names]
        marks = sum(int(c.str.count_matches(mark, literal=True).sum()) for c in cells)
        ends = pl.sum_horizontal(
            pl.col(names).str.count_matches("\n", literal=True).fill_null(0)
        )
        frame = frame.with_columns(_ends=ends.cast(pl.Int64))
        inner_ends = int(frame.get_column("_ends").sum())
    if frame.height + inner_ends != data.count(b"\n"):
        return None
    if frame.height * (width - 1) + marks != data.count(mark.encode()):
        return None
    line = pl.int_range(pl.len(), dtype=pl.Int64) + first_line
    if inner_ends:
        line = line + pl.col("_ends").cum_sum().shift(1, fill_value=0)
    return frame.select(*names, line.alias(LINE))


def _row_by_row(
    data: bytes, first_line: int, mark: str, width: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read a block that has odd rows, and say which they are."""
    good: list[list[str]] = []
    lines: list[int] = []
    odd: dict[int, list[int]] = {}
    notes: list[int] = []
    totals: list[int] = []
    for line, fields in _records(data.decode(), mark, width):
        if len(fields) == width:
            good.append(fields)
            lines.append(first_line + line)
        elif fields and fields[0].lstrip().startswith("#"):
            notes.append(first_line + line)
        elif any(_TOTAL.match(field) for field in fields):
            totals.append(first_line + line)
        else:
            odd.setdefault(len(fields), []).append(first_line + line)
    frame = pl.DataFrame(
        good, schema=dict.fromkeys(cell_names(width), pl.String), orient="row"
    ).with_columns(pl.Series(LINE, lines, dtype=pl.Int64))
    found = [_odd_rows(numbers, count, width) for count, numbers in odd.items()]
    if notes:
        found.append(rejects(pl.Series(notes), _NO_ROW, code="comment_line"))
    if totals:
        found.append(rejects(pl.Series(totals), _NO_SUM, code="total_row"))
    return frame, first_of_each_line(found)


def _odd_rows(numbers: list[int], count: int, width: int) -> pl.DataFrame:
    # The cells stay out of quarantine: nobody knows which of them are personal.
    expected = note("{width} fields; there are {count}", width=width, count=count)
    if count == len(_NEVER_CLOSED):
        expected = note("a quote that is closed")
    return rejects(pl.Series(numbers), expected, code="ragged")


def _records(
    text: str, mark: str, width: int | None
) -> Iterator[tuple[int, list[str]]]:
    """Yield (line from 0, fields) of each row that is not blank.

    A quote that is never closed swallows what follows. A row of several lines that
    has the wrong number of fields, or no end, is therefore taken for its first line
    alone, and reading goes on with the next line.
    """
    csv.field_size_limit(sys.maxsize)
    lines = text.split("\n")
    start = 0
    while start < len(lines):
        count, fields, is_closed = _one_record(lines, start, mark)
        is_whole = is_closed and len(fields) == width
        if width is not None and count > 1 and not is_whole:
            count, fields = 1, _NEVER_CLOSED
        if fields is _NEVER_CLOSED or any(field.strip() for field in fields):
            yield start, fields
        start += count


def _one_record(lines: list[str], start: int, mark: str) -> tuple[int, list[str], bool]:
    """Return over how many lines a row goes, its fields, whether its quotes close."""
    if '"' not in lines[start]:
        return 1, lines[start].split(mark), True
    taken = 0
    is_closed = True

    def rest() -> Iterator[str]:
        nonlocal taken, is_closed
        for index in range(start, len(lines)):
            taken += 1
            yield lines[index].replace("\r", _LONE_CR) + "\n"
        is_closed = False  # only inside of quotes is there a line after the last

    fields = next(csv.reader(rest(), delimiter=mark))  # it refuses a carriage return
    return taken, [field.replace(_LONE_CR, "\r") for field in fields], is_closed


def sample_rows(text: str, mark: str, *, count: int) -> list[tuple[int, list[str]]]:
    """Return (line from 1, fields) of the first rows of a text, blank ones left out."""
    if mark == WHITESPACE:
        rows = [(n, line.split()) for n, line in enumerate(io.StringIO(text), 1)]
        return [(line, fields) for line, fields in rows if fields][:count]
    found = []
    for line, fields in _records(text, mark, None):
        found.append((line + 1, fields))
        if len(found) == count:
            break
    return found
