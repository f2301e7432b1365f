"""Reads a Parquet file to its cleaned parts."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.fields import Rows, cell_names
from cockpit.engine.sources.opened import Opened, read_as_one
from cockpit.engine.sources.rejects import no_rejects
from cockpit.engine.sources.sink import Sink
from cockpit.engine.sources.store import Layout
from cockpit.engine.sources.taking import take_rows
from cockpit.engine.tables import LINE
from cockpit.text.notes import note

_ROWS: Final = 500_000


def read_parquet(opened: Opened, sink: Sink) -> Layout:
    """Read a Parquet file; its rows count as lines.

    Raises:
        UnreadableError: If it is none, or lacks a required column.
    """
    try:
        scan = pl.scan_parquet(opened.place)
        names = tuple(scan.collect_schema().names())
    except pl.exceptions.PolarsError:
        problem = note("not a Parquet file, or it is not whole")
        raise UnreadableError("unreadable", problem) from None

    def all_cells(place: int) -> pl.Series:
        column = scan.select(names[place]).unique().collect().to_series()
        return column.alias(f"c{place}")

    layout = Dialect("", names, 0, 1)
    blocks = _slices(scan, cell_names(len(names)))
    plan, _ = take_rows(blocks, layout, sink, all_cells)
    return read_as_one(opened, "parquet", layout, plan)


def _slices(scan: pl.LazyFrame, names: list[str]) -> Iterator[Rows]:
    """Yield the rows of a Parquet file, so many at a time."""
    count = scan.select(pl.len()).collect().item()
    for first in range(0, count, _ROWS):
        frame = scan.slice(first, _ROWS).collect()
        frame.columns = names
        line = pl.int_range(pl.len(), dtype=pl.Int64) + first + 1
        yield Rows(frame.with_columns(line.alias(LINE)), no_rejects())
