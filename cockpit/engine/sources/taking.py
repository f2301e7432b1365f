"""Rows of cells, cleaned into a sink: the last part of reading any file."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain

import polars as pl

from cockpit.engine.sources.ahead import ahead
from cockpit.engine.sources.clean import clean
from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.fields import Rows, cell_names
from cockpit.engine.sources.order_lines import OrderLines
from cockpit.engine.sources.plan import NeedsMoreCellsError, Plan, settle
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.side_by_side import stacked
from cockpit.engine.sources.sink import Sink

AllCells = Callable[[int], pl.Series]
"""Place of a column -> its different cells in the whole file."""


def take_rows(
    blocks: Iterator[Rows], layout: Dialect, sink: Sink, all_cells: AllCells
) -> tuple[Plan, bool]:
    """Settle how rows are read, and clean all of them into the sink.

    Args:
        blocks: The rows of a file.
        layout: Its layout.
        sink: Where they go.
        all_cells: Asked for the cells of a date that the first rows do not tell.

    Returns:
        The plan, and whether there was any row.
    """
    first = _to_the_first_row(blocks)
    frame = first[-1].frame if first else _no_rows(layout)
    plan = _settled(sink.purpose.spec, layout, frame, all_cells)
    orders = OrderLines(sink.purpose.spec.table, plan)
    take_all(orders.completed(chain(first, blocks)), plan, sink)
    sink.order_lines = orders.count
    return plan, bool(frame.height)


def _to_the_first_row(blocks: Iterator[Rows]) -> list[Rows]:
    """Take blocks until one has a row: blank lines tell nothing of the cells."""
    taken = []
    for rows in blocks:
        taken.append(rows)
        if rows.frame.height:
            break
    return taken


def take_all(blocks: Iterable[Rows], plan: Plan, sink: Sink) -> None:
    """Clean rows into the sink, several blocks at once."""
    blocks = (stacked(rows, plan.stack) for rows in blocks)
    for rows, batch in ahead(lambda rows: clean(rows, plan, sink.purpose), blocks):
        sink.take(rows, plan, batch)
    sink.flush()


def _settled(
    spec: SourceSpec, layout: Dialect, frame: pl.DataFrame, all_cells: AllCells
) -> Plan:
    """Settle how to read, looking at all cells of a date that the first do not tell."""
    evidence: dict[int, pl.Series] = {}
    for _ in range(layout.width + 1):
        try:
            return settle(spec, layout, frame, evidence)
        except NeedsMoreCellsError as need:
            cells = frame.get_column(f"c{need.place}")
            others = all_cells(need.place)
            evidence[need.place] = pl.concat([cells.unique(), others]).unique()
    raise AssertionError(layout)  # every round settles one more column


def _no_rows(layout: Dialect) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(cell_names(layout.width), pl.String))
