"""Reads a workbook of a spreadsheet: one sheet of it, told by its header."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from cockpit.engine.sources import dialect as layouts
from cockpit.engine.sources.dialect import SAMPLE_ROWS, Dialect
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows, cell_names
from cockpit.engine.sources.mapping import map_columns
from cockpit.engine.sources.opened import Opened, read_as_one
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.rejects import no_rejects
from cockpit.engine.sources.sheets import Sheet, sheets_of
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout
from cockpit.engine.sources.taking import take_rows
from cockpit.engine.sources.times import SERIAL
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

_ROWS: Final = 200_000
_DATE: Final = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"
_WRITTEN: Final = "%Y-%m-%d %H:%M:%S%.f"
"""How a date comes out of a sheet."""


def read_workbook(opened: Opened, sink: Sink) -> Layout:
    """Read the first sheet whose header has what the table needs.

    Raises:
        UnreadableError: If it is no workbook, or no sheet of it fits.
    """
    opened.file.seek(0)
    sheets = sheets_of(opened.file.read())
    sheet, layout = _chosen(sheets, sink.purpose.spec)
    frame = _as_configured(below_header(sheet.cells, layout), layout, sink.purpose.spec)

    def all_cells(place: int) -> pl.Series:
        return frame.to_series(place).unique()

    plan, _ = take_rows(_slices(frame), layout, sink, all_cells)
    if sheet.counts_from_1904 and any(feed.how == SERIAL for feed in plan.feeds):
        problem = note("bare days counted from 1904: give their cells a date format")
        raise UnreadableError("bad_dates", problem)
    others = [other for other in sheets if other is not sheet]
    alike = [o.name for o in others if _fitting(o, sink.purpose.spec) is not None]
    names = (sheet.name, *(other.name for other in others))
    return read_as_one(opened, "xlsx", layout, plan, sheets=names, alike=tuple(alike))


def _fitting(sheet: Sheet, spec: SourceSpec) -> Dialect | None:
    """Return the layout of a sheet that has what the table needs; None of others."""
    try:
        return _layout(sheet, spec)
    except UnreadableError:
        return None  # another sheet is read; this one is told among the others


def _layout(sheet: Sheet, spec: SourceSpec) -> Dialect:
    layout = layouts.find_in_rows(first_lines(sheet.cells), spec)
    map_columns(spec, layout.names, header_line=layout.header_line)
    return layout


def find_sheet(data: bytes, spec: SourceSpec) -> tuple[str, Dialect, pl.DataFrame]:
    """Return the sheet that is read of a workbook: its name, layout, rows as cells.

    Raises:
        UnreadableError: As above.
    """
    sheet, layout = _chosen(sheets_of(data), spec)
    return sheet.name, layout, below_header(sheet.cells, layout)


def _chosen(sheets: tuple[Sheet, ...], spec: SourceSpec) -> tuple[Sheet, Dialect]:
    """Choose among the sheets that are shown; of a workbook of hidden ones, of all.

    If none fits, what is said is of the first one that holds anything.
    """
    first_fault: UnreadableError | None = None
    for sheet in [s for s in sheets if s.is_shown] or sheets:
        try:
            return sheet, _layout(sheet, spec)
        except UnreadableError as fault:
            is_said = first_fault is not None and first_fault.code != "empty"
            first_fault = first_fault if is_said else fault
    raise first_fault or UnreadableError("empty", note("the file is empty"))


def first_lines(cells: pl.DataFrame) -> list[tuple[int, list[str]]]:
    """Return (line, fields) of the first rows of a sheet that are not blank."""
    lines = []
    for row in cells.head(10 * SAMPLE_ROWS).iter_rows():
        fields = [cell or "" for cell in row[:-1]]
        if any(field.strip() for field in fields):
            lines.append((row[-1], fields))
    return lines[:SAMPLE_ROWS]


def below_header(cells: pl.DataFrame, layout: Dialect) -> pl.DataFrame:
    """Return the rows of a sheet below its header, blank ones left out."""
    names = cell_names(layout.width)
    filled = pl.any_horizontal(pl.col(names).str.strip_chars().fill_null("") != "")
    below = cells.filter(pl.col(LINE) >= layout.first_line)
    return below.filter(filled).select(*names, LINE)


def _as_configured(
    frame: pl.DataFrame, layout: Dialect, spec: SourceSpec
) -> pl.DataFrame:
    """Write dates as the configuration says that the texts of their column are.

    A cell that is a date has no format of its own: the one that is set is for texts.
    """
    mapping = map_columns(spec, layout.names, header_line=layout.header_line)
    columns = []
    for canonical, form in spec.formats.items():
        if canonical in mapping.feeds:
            name = cell_names(layout.width)[mapping.feeds[canonical][0]]
            cell = pl.col(name)
            is_date = cell.str.contains(_DATE).fill_null(value=False)
            moment = pl.when(is_date).then(cell).str.to_datetime(_WRITTEN)
            columns.append(pl.coalesce(moment.dt.strftime(form), cell).alias(name))
    return frame.with_columns(columns)


def _slices(frame: pl.DataFrame) -> Iterator[Rows]:
    for first in range(0, frame.height, _ROWS):
        yield Rows(frame.slice(first, _ROWS), no_rejects())
