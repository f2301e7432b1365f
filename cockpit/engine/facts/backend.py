"""Where the rollups run: Polars' streaming engine, on the cleaned parts of a file."""

from collections.abc import Callable, Sequence
from typing import Any

import narwhals as nw
import polars as pl

from cockpit.engine.sources.records import FileRecord, Part
from cockpit.engine.tables import schema_of

Rollup = Callable[[nw.LazyFrame[Any]], nw.LazyFrame[Any]]


def scan(record: FileRecord, parts: Sequence[Part] | None = None) -> pl.LazyFrame:
    """Return the rows of a file, or of some parts, less those a newer file replaces."""
    chosen = record.parts if parts is None else parts
    if not chosen:
        return pl.LazyFrame(schema=schema_of(record.table))
    rows = pl.scan_parquet([part.frame for part in chosen])
    if record.replaced is None:
        return rows
    replaced = pl.scan_parquet(record.replaced)
    keys = replaced.collect_schema().names()
    return rows.join(replaced, on=keys, how="anti", nulls_equal=True)


def run(rollup: Rollup, rows: pl.LazyFrame) -> pl.DataFrame:
    """Run a rollup to its end. Row order is not defined."""
    result: pl.DataFrame = (
        rollup(nw.from_native(rows)).collect(backend="polars").to_native()
    )
    return result
