"""Sums that tell a blank from a zero."""

import polars as pl


def sum_or_null(name: str) -> pl.Expr:
    """Add a column up; a sum of nothing but nulls is null."""
    known = pl.col(name).count() > 0
    return pl.when(known).then(pl.col(name).sum().cast(pl.Int64)).alias(name)
