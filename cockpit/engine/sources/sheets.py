"""The sheets of a workbook as texts, cell by cell.

A spreadsheet keeps no more than 15 digits of a number. Whether a long id is a text, of
which all digits are there, or a number, of which the last ones are gone, only the XML
of the sheet tells; so does which cells are merged.
"""

import zipfile
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
_AMOUNT: Final = r"^-?\d{1,9}(\.\d+)?$"


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet.

    Attributes:
        name: As its tab says.
        is_shown: Whether it is not hidden.
        cells: Columns ``c0`` ... of texts, and ``_line``, the row of the sheet.
    """

    name: str
    is_shown: bool
    cells: pl.DataFrame


def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of a workbook, in the order of their tabs.

    Raises:
        UnreadableError: If it is none, is not whole, or asks for a password.
    """
    import fastexcel  # noqa: PLC0415 - only who has workbooks waits for it

    try:
        book, xml = fastexcel.read_excel(data), WorkbookXml(data)
        return tuple(_sheet(book, xml, name) for name in book.sheet_names)
    except (fastexcel.FastExcelError, zipfile.BadZipFile, KeyError, ParseError):
        problem = note("not a workbook, or it is not whole, or a password locks it")
        raise UnreadableError("unreadable", problem) from None


def _sheet(book: "ExcelReader", xml: WorkbookXml, name: str) -> Sheet:
    loaded = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    cells = pl.DataFrame(loaded)
    cells.columns = cell_names(cells.width)
    facts = xml.facts(name) if cells.height else None
    if facts is not None:
        cells = _filled_down(_with_lost_digits(cells, facts), facts)
    line = pl.int_range(pl.len(), dtype=pl.Int64) + 1
    return Sheet(
        name, loaded.visible == "visible", cells.with_columns(line.alias(LINE))
    )


def _with_lost_digits(cells: pl.DataFrame, facts: SheetFacts) -> pl.DataFrame:
    """Write long numbers so that what is lost of them can be seen.

    A program that writes all digits of a number into the file has lost none of them.
    """
    for row, written in facts.long_numbers:
        shown = {str(int(float(written))), f"{Decimal(repr(float(written))):f}"}
        for place, cell in enumerate(cells.row(row - 1)):
            if cell in shown:
                text = _as_written(written)
                column = cells.to_series(place).scatter(row - 1, text)
                cells = cells.with_columns(column)
    return cells


def _as_written(number: str) -> str:
    digits = number.partition(".")[0]
    if digits.isdecimal() and digits[_DIGITS_KEPT:].strip("0"):
        return digits
    return f"{float(number):.5E}"


def _filled_down(cells: pl.DataFrame, facts: SheetFacts) -> pl.DataFrame:
    """Let a cell that is merged over several rows speak for each of them.

    An amount does not: it is there once.
    """
    for merged in facts.merged:
        place = merged.column - facts.first_column
        rows = list(range(merged.first, min(merged.last, cells.height)))
        if not 0 <= place < cells.width or not rows:
            continue
        column = cells.to_series(place)
        cell = pl.Series([column[merged.first - 1]], dtype=pl.String)
        if cell[0] is not None and not cell.str.contains(_AMOUNT).any():
            cells = cells.with_columns(column.scatter(rows, cell[0]))
    return cells
