"""Figures of a file as floats: near enough to check others by, never stored."""

from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.numbers import decimals
from cockpit.engine.tables import EXACT

PERCENT: Final = 0.01


def holds_figures(dtype: pl.DataType) -> bool:
    """Whether cells can be figures: a Parquet file may hold lists or days instead."""
    return dtype == pl.String or dtype.is_numeric()


def loosely(cells: pl.Series, unit: float, *, is_comma: bool) -> pl.Series:
    """Read figures as floats; null where a cell is none.

    Args:
        cells: As the file has them.
        unit: What one of them is in units of the currency; one with a percent sign is
            a hundredth whatever the unit.
        is_comma: Whether the comma is the decimal sign.
    """
    if cells.dtype != pl.String:
        return cells.cast(pl.Float64) * unit
    cells = cells.str.strip_chars()
    marked = cells.str.ends_with("%")
    bare = cells.str.strip_suffix("%") if marked.any() else cells
    if not is_comma:
        bare = bare.str.replace_all(",", "", literal=True)
    values = bare.cast(pl.Float64, strict=False)
    if is_comma or values.null_count() > cells.null_count():
        odd = (
            cells.is_not_null() if is_comma else cells.is_not_null() & values.is_null()
        )
        text = tidy(cells.filter(odd)).str.strip_suffix("%")
        slow = decimals(text, is_comma=is_comma, dtype=EXACT).cast(pl.Float64)
        values = values.scatter(odd.arg_true(), slow)
    frame = pl.select(value=values, marked=marked)
    factor = pl.when("marked").then(PERCENT).otherwise(unit)
    return frame.select(pl.col("value") * factor).to_series()


def last_digit(cells: pl.Series) -> pl.Series:
    """Return what one of the last digit of a figure is worth, as it is written."""
    places = cells.str.extract(r"[.,](\d{1,2}|\d{4,})\D*$", 1).str.len_chars()
    digits = places.fill_null(0).cast(pl.Float64)
    return pl.select(pl.lit(10.0).pow(-digits)).to_series()
