"""Merging the partial cubes of many files: spend by its finest grain, sales, series."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from cockpit.engine.facts.rollups import CREATED_SUMS, PAID_SUMS, SPEND_SUMS
from cockpit.engine.facts.sums import sum_or_null

ONE_SPEND: Final = ("channel", "account", "date")
"""One spend: within it only the finest grain counts, whoever exported it how often."""
MISMATCH: Final = 0.01
"""A coarser export of the same spend that differs by more than this is reported."""


def finest_spend(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge spend cubes, each spend once at its finest grain by id, then by hour.

    Returns:
        ``date``, ``hour``, ``channel``, ``campaign``, sums of ``SPEND_SUMS``, ``rows``,
        ``campaign_name``.
    """
    rows = _joined(partials)
    best = pl.col("grain").max().over(ONE_SPEND)
    return _added(rows.filter(pl.col("grain") == best))


def hourly_spend(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge the rows that have an hour, each spend once at its finest id.

    Returns:
        As :func:`finest_spend`; ``hour`` is never null.
    """
    rows = _joined(partials).filter(pl.col("hour").is_not_null())
    best = pl.col("grain").max().over(ONE_SPEND)
    return _added(rows.filter(pl.col("grain") == best))


def double_grains(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Compare a spend's coarser exports with its finest one.

    Returns:
        ``channel``, ``date``, ``finest`` and ``coarser`` spend (1/10,000) where the two
        differ by more than 1 %, sorted.
    """
    sums = (
        _joined(partials)
        .group_by(*ONE_SPEND, "grain")
        .agg(pl.col("spend").sum())
        .sort(*ONE_SPEND, "grain")
    )
    finest = pl.col("spend").last().over(ONE_SPEND, mapping_strategy="group_to_rows")
    return (
        sums.with_columns(finest=finest, is_finest=_is_last_of_its_spend())
        .filter(~pl.col("is_finest"))
        .filter(
            (pl.col("spend") - pl.col("finest")).abs() > pl.col("finest") * MISMATCH
        )
        .select("channel", "date", "finest", coarser=pl.col("spend"))
    )


def add_sales(
    paid: Sequence[pl.DataFrame], created: Sequence[pl.DataFrame]
) -> pl.DataFrame:
    """Merge the cubes of paid and of created orders.

    Returns:
        ``date``, ``hour`` (null for created orders), ``channel``, ``campaign`` and the
        sums of both.
    """
    keys = ("date", "hour", "channel", "campaign")
    frames = [*paid, *(f.with_columns(hour=pl.lit(None, pl.Int8)) for f in created)]
    sums = (*PAID_SUMS, *CREATED_SUMS)
    return (
        pl.concat(frames, how="diagonal_relaxed")
        .group_by(keys)
        .agg(*(sum_or_null(name) for name in sums))
    )


def add_series(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge series cubes; sums of exact decimals."""
    keys = ("metric", "date", "hour", "labels")
    sums = ("value", "numerator", "denominator", "rows")
    return pl.concat(partials).group_by(keys).agg(pl.col(*sums).sum())


def add_touches(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge event counts."""
    keys = ("date", "channel")
    return pl.concat(partials).group_by(keys).agg(pl.col("rows").sum())


def campaign_names(spend: pl.DataFrame) -> dict[str, str]:
    """Return the newest name of each campaign id."""
    named = spend.filter(pl.col("campaign").is_not_null() & _has_name())
    newest = named.sort("date", "campaign_name").unique("campaign", keep="last")
    return dict(newest.select("campaign", "campaign_name").iter_rows())


def _joined(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    joined = pl.concat(partials, how="vertical_relaxed")
    return joined.with_columns(pl.col("account").fill_null(""))


def _added(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by("date", "hour", "channel", "campaign").agg(
        *(sum_or_null(name) for name in SPEND_SUMS),
        pl.col("rows").sum(),
        pl.col("campaign_name").max(),
    )


def _is_last_of_its_spend() -> pl.Expr:
    return pl.col("grain") == pl.col("grain").max().over(ONE_SPEND)


def _has_name() -> pl.Expr:
    return pl.col("campaign_name").is_not_null()
