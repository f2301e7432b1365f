"""The sheets of a workbook as texts, cell by cell.

A spreadsheet keeps no more than 15 digits of a number. Whether a long id is a text, of
which all digits are there, or a number, of which the last ones are gone, only the XML
of the sheet tells; so does which cells are merged.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

import polars as pl

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import cell_names
from cockpit.engine.sources.sheet_xml import SheetFacts, WorkbookXml
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

if TYPE_CHECKING:
    from fastexcel import ExcelReader

_DIGITS_KEPT: Final = 15
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, EOFError, UnicodeDecodeError,
    RuntimeError,
)  # fmt: skip
"""What the archive and its XML raise; the last of a password, or a later version."""
_MOST_CELLS: Final = 25_000_000
"""A million rows of 25 columns."""
_MOST_BYTES: Final = 2 * 1024**3
_AMOUNT: Final = re.compile(r"-?\d{1,9}(\.\d+)?$")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet.

    Attributes:
        name: As its tab says.
        is_shown: Whether it is not hidden.
        cells: Columns ``c0`` ... of texts, and ``_line``, the row of the sheet.
        counts_from_1904: Whether a bare number of days is counted from 1904.
    """

    name: str
    is_shown: bool
    cells: pl.DataFrame
    counts_from_1904: bool


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, in the order of their tabs.

    Raises:
        UnreadableError: If it is none, is not whole, or asks for a password.
    """
    import fastexcel  # noqa: PLC0415 - only who has workbooks waits for it

    try:
        xml = WorkbookXml(data)
        if xml.size > _MOST_BYTES:
            problem = note("more than 2 GB of a workbook: write .csv")
            raise UnreadableError("too_large", problem)
        book = fastexcel.read_excel(data)
        return tuple(_sheet(book, xml, name) for name in book.sheet_names)
    except (fastexcel.FastExcelError, *_BROKEN):
        problem = note("not a workbook, or it is not whole, or a password locks it")
        raise UnreadableError("unreadable", problem) from None


def _sheet(book: "ExcelReader", xml: WorkbookXml, name: str) -> Sheet:
    facts = xml.facts(name)
    if facts.area > _MOST_CELLS:  # it would all be held, the blank ones too
        problem = note(
            "sheet {name} reaches over more than {count} million cells: write .csv",
            name=name,
            count=_MOST_CELLS // 1_000_000,
        )
        raise UnreadableError("too_large", problem)
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = pl.DataFrame(loaded)
    cells.columns = cell_names(cells.width)
    cells = _filled_down(_with_lost_digits(cells, facts), facts)
    line = pl.int_range(pl.len(), dtype=pl.Int64) + 1
    is_shown = loaded.visible == "visible"
    numbered = cells.with_columns(line.alias(LINE))
    return Sheet(name, is_shown, numbered, xml.counts_from_1904)


def _with_lost_digits(cells: pl.DataFrame, facts: SheetFacts) -> pl.DataFrame:
    """Write long numbers so that what is lost of them can be seen.

    A program that writes all digits of a number into the file has lost none of them.
    """
    changes: dict[int, dict[int, str | None]] = {}
    for row, written in facts.long_numbers:
        if not 0 < row <= cells.height:
            continue
        shown = {str(int(float(written))), f"{Decimal(repr(float(written))):f}"}
        for place, cell in enumerate(cells.row(row - 1)):
            if cell in shown:
                changes.setdefault(place, {})[row - 1] = _as_written(written)
    return _changed(cells, changes)


def _as_written(number: str) -> str:
    digits = number.partition(".")[0]
    if digits.isdecimal() and digits[_DIGITS_KEPT:].strip("0"):
        return digits
    return f"{float(number):.5E}"


def _filled_down(cells: pl.DataFrame, facts: SheetFacts) -> pl.DataFrame:
    """Let a cell that is merged over several rows speak for each of them.

    An amount does not: it is there once.
    """
    changes: dict[int, dict[int, str | None]] = {}
    ends: dict[int, int] = {}
    for merged in sorted(facts.merged, key=lambda m: (m.column, m.first)):
        place = merged.column - facts.first_column
        last = min(merged.last, cells.height)
        is_sound = 0 <= place < cells.width and ends.get(place, 0) < merged.first < last
        if not is_sound:
            continue
        ends[place] = last
        cell = cells.item(merged.first - 1, place)
        if cell is not None and _AMOUNT.match(cell) is None:
            rows = range(merged.first, last)
            changes.setdefault(place, {}).update(dict.fromkeys(rows, cell))
    return _changed(cells, changes)


def _changed(
    cells: pl.DataFrame, changes: dict[int, dict[int, str | None]]
) -> pl.DataFrame:
    """Put other texts into cells: column -> row from 0 -> text."""
    columns = [
        cells.to_series(place).scatter(list(texts), list(texts.values()))
        for place, texts in changes.items()
    ]
    return cells.with_columns(columns)
