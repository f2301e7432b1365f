"""Hours and days without a row where there usually are some."""

from datetime import datetime, timedelta
from typing import Final

import polars as pl

AROUND_DAYS: Final = 14
"""Days before and after that say what is usual."""
USUAL: Final = 10.0
"""A stretch is expected to have rows where the median of those around is so many: of a
Poisson count of 10 none at all comes once in 22,026.
"""
OFTEN: Final = 0.9
"""And where so many of those around have any."""
Silent = tuple[list[tuple[datetime, float]], int]
"""(Stretch, its usual number of rows) of each silent one, in order; how many were
judged. The first and the last stretch with rows bound what is judged.
"""


def silent_hours(hours: pl.DataFrame, *, newest_days: int) -> Silent:
    """Find hours without a row; each is held against the same hour of other days.

    Args:
        hours: ``biz_date``, ``hour``, ``n``: only those with rows.
        newest_days: Only so many days before the last row are judged.
    """
    if not hours.height:
        return [], 0
    at = pl.col("biz_date").cast(pl.Datetime("us")) + pl.duration(hours=pl.col("hour"))
    seen = hours.select(at=at, n=pl.col("n").cast(pl.Int64)).sort("at")
    last: datetime = seen["at"][-1]
    oldest = last - timedelta(days=newest_days)
    seen = seen.filter(pl.col("at") > oldest - timedelta(days=AROUND_DAYS))
    judged = _judged(seen, "1h", pl.col("at").dt.hour())
    return _silent(judged.filter(pl.col("at") > oldest))


def silent_days(days: pl.DataFrame) -> Silent:
    """Find days without a row.

    Args:
        days: ``day``, ``n``: only those with rows.
    """
    if not days.height:
        return [], 0
    at = pl.col("day").cast(pl.Datetime("us"))
    seen = days.select(at=at, n=pl.col("n").cast(pl.Int64)).sort("at")
    return _silent(_judged(seen, "1d", pl.lit(0)))


def _judged(seen: pl.DataFrame, every: str, alike: pl.Expr) -> pl.DataFrame:
    """Return the stretches that are expected to have rows: ``at``, ``n``, ``usual``."""
    every_one = pl.datetime_range(seen["at"][0], seen["at"][-1], every, eager=True)
    grid = pl.DataFrame({"at": every_one}).join(seen, on="at", how="left").sort("at")
    count = pl.col("n").fill_null(0).cast(pl.Float64)
    around, least = 2 * AROUND_DAYS + 1, AROUND_DAYS // 2
    has_any = (count > 0).cast(pl.Float64)
    return grid.with_columns(
        n=count,
        usual=count.rolling_median(around, min_samples=least, center=True).over(alike),
        often=has_any.rolling_mean(around, min_samples=least, center=True).over(alike),
    ).filter((pl.col("usual") >= USUAL) & (pl.col("often") >= OFTEN))


def _silent(judged: pl.DataFrame) -> Silent:
    silent = judged.filter(pl.col("n") == 0).select("at", "usual")
    return silent.rows(), judged.height
