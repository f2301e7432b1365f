"""What customers are on one day: new, active, reactivated, dormant or lost."""

from dataclasses import dataclass
from datetime import date

import polars as pl


@dataclass(frozen=True, slots=True)
class StatusRules:
    """Days that part customers by status on one day.

    ``new``: first purchase within ``new_days``; else, with the last purchase within
    ``active_days``, ``reactivated`` if the pause before that purchase was longer than
    ``pause_days`` and ``active`` if not; else ``dormant`` within ``dormant_days``; else
    ``lost``.
    """

    new_days: int = 30
    active_days: int = 90
    pause_days: int = 90
    dormant_days: int = 180


def status_counts(
    visits: pl.LazyFrame, *, as_of: date, rules: StatusRules
) -> dict[str, int]:
    """Count customers by status on one day; statuses without customers are left out.

    Args:
        visits: Paid orders: ``user_id``, ``date``, ``at`` (instant). The pause before
            the last purchase day is told in full days of 24 hours between instants.
        as_of: The day that ages are counted to, in business days.
        rules: What parts one status from the next.
    """
    by_day = visits.group_by("user_id", "date").agg(pl.col("at").max())
    previous = pl.col("at").sort_by("date").shift().last()
    users = by_day.group_by("user_id").agg(
        first=pl.col("date").min(),
        last=pl.col("date").max(),
        pause=pl.col("at").sort_by("date").last() - previous,
    )
    age = (pl.lit(as_of) - pl.col("last")).dt.total_days()
    is_new = (pl.lit(as_of) - pl.col("first")).dt.total_days() <= rules.new_days
    is_back = pl.col("pause").dt.total_days() > rules.pause_days
    recent = pl.when(is_back).then(pl.lit("reactivated")).otherwise(pl.lit("active"))
    status = (
        pl.when(is_new)
        .then(pl.lit("new"))
        .when(age <= rules.active_days)
        .then(recent)
        .when(age <= rules.dormant_days)
        .then(pl.lit("dormant"))
        .otherwise(pl.lit("lost"))
    )
    named = users.select(status=status)
    return dict(named.group_by("status").len().sort("status").collect().iter_rows())
