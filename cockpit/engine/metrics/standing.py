"""What is known of now only: budgets as they are set, tickets that wait.

Exports have no history of these, so they are a single point on the current business
day. Who looks back from a later day to an earlier one does not see them: what the file
says today was not true then.
"""

from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.facts.book import Facts
from cockpit.engine.metrics.cut import Cut

_DATED: Final = ("spend", "sales", "touches", "tickets")


def standing(facts: Facts, cut: Cut) -> list[pl.DataFrame]:
    """Return what stands now, on the last day of the cut.

    Returns:
        ``date``, ``hour`` (null), ``entity`` and ``daily_budget`` (1/10,000) with
        ``budgets`` (campaigns that run and have one); the same with ``unanswered`` and
        ``open_tickets`` (complaints; 0 where none is left).
    """
    if _newest(facts) > cut.last:
        return []
    return [*_budgets(facts, cut), *_tickets(facts, cut)]


def running_plans(facts: Facts, day: date) -> pl.DataFrame | None:
    """Return the campaigns that run on a day and have a daily budget.

    Returns:
        Columns of the frame ``campaigns``; None if there is none.
    """
    plans = facts.get("campaigns")
    if plans is None:
        return None
    today = pl.lit(day)
    has_begun = pl.col("start").is_null() | (pl.col("start") <= today)
    goes_on = pl.col("end").is_null() | (pl.col("end") >= today)
    return plans.filter(has_begun & goes_on & pl.col("daily_budget").is_not_null())


def _budgets(facts: Facts, cut: Cut) -> list[pl.DataFrame]:
    plans = running_plans(facts, cut.last)
    if plans is None:
        return []
    return [
        _at_last(
            plans,
            cut,
            daily_budget=pl.col("daily_budget").sum(),
            budgets=pl.len().cast(pl.Int64),
        )
    ]


def _tickets(facts: Facts, cut: Cut) -> list[pl.DataFrame]:
    tickets = facts.get("tickets")
    if tickets is None or cut.has_campaigns:
        return []
    return [
        _at_last(
            tickets.filter("is_complaint"),
            cut,
            unanswered=pl.col("is_unanswered").sum().cast(pl.Int64),
            open_tickets=pl.col("is_open").sum().cast(pl.Int64),
        )
    ]


def _at_last(rows: pl.DataFrame, cut: Cut, **sums: pl.Expr) -> pl.DataFrame:
    """Add up; of the whole there is a row also where nothing is left."""
    for dimension, value in cut.where.items():
        rows = rows.filter(pl.col(dimension) == value)
    if cut.dimension is None:
        found = rows.select(entity=pl.lit(None, pl.String), **sums)
    else:
        named = rows.filter(pl.col(cut.dimension).is_not_null())
        found = named.group_by(entity=cut.dimension).agg(**sums)
    return found.select(
        pl.lit(cut.last).alias("date"), pl.lit(None, pl.Int8).alias("hour"), pl.all()
    )


def _newest(facts: Facts) -> date:
    frames = (facts.get(name) for name in _DATED)
    days = [f["date"].max() for f in frames if f is not None]
    return max((day for day in days if isinstance(day, date)), default=date.min)
