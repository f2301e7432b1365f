"""Further columns of an exposure: figures of a user, and truth values as 1 and 0."""

from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.numbers import decimals

_TRUE: Final = ("true", "yes", "是")
_FALSE: Final = ("false", "no", "否")


def figures(cells: pl.Series) -> pl.Series:
    """Return Float64 of numbers and truth values, null of what is neither."""
    text = tidy(cells)
    lower = text.str.to_lowercase()
    numbers = decimals(text).cast(pl.Float64).to_frame("n")
    flag = pl.when(lower.is_in(_TRUE)).then(1.0).when(lower.is_in(_FALSE)).then(0.0)
    return numbers.select(flag.otherwise(pl.col("n"))).to_series().rename(cells.name)


def is_outcome(cells: pl.Series) -> bool:
    """Whether every cell that is filled is a number or a truth value."""
    text = tidy(cells).drop_nulls()
    return bool(text.len()) and not figures(text).null_count()
