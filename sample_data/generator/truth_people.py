"""Retention, complaints and the half-year's target, counted from the rows written."""

from datetime import date, timedelta

import polars as pl

from sample_data.generator.complaints import BATCH, OTHER
from sample_data.generator.world import World

_POOLED_DAYS = 28
_TARGET_START, _TARGET_END = date(2026, 7, 1), date(2026, 12, 31)
_BASE_START, _BASE_END = date(2026, 1, 1), date(2026, 6, 30)
_GROWTH = 0.40


def next_day_retention(world: World, events: pl.DataFrame) -> dict[str, object]:
    """The poor cohorts, and the range of all others that can be read."""
    plan = world.bad_cohorts
    cohorts = _cohorts(events)
    first = world.index(plan.first)
    poor = pl.col("first").is_between(first, first + len(plan.rates) - 1)
    # The day after the last cohort must be complete.
    readable = pl.col("first") <= world.days - 3
    others = cohorts.filter(readable & ~poor)["rate"].to_list()
    return {
        "cohorts": [
            {
                "day": (world.first + timedelta(days=row["first"])).isoformat(),
                "n": row["users"],
                "returned": row["back"],
                "rate": row["rate"],
            }
            for row in cohorts.filter(poor).to_dicts()
        ],
        "other_cohorts": {"days": len(others), "low": min(others), "high": max(others)},
    }


def _cohorts(events: pl.DataFrame) -> pl.DataFrame:
    """Columns: first (day), users, back (on the next day), rate."""
    active = events.select("number", "day").unique()
    first = active.group_by("number").agg(first=pl.col("day").min())
    offset = pl.col("day") - pl.col("first")
    return (
        active.join(first, on="number")
        .group_by("first")
        .agg(users=(offset == 0).sum(), back=(offset == 1).sum())
        .with_columns(rate=pl.col("back") / pl.col("users"))
        .sort("first")
    )


def complaint_rate(
    world: World, orders: pl.DataFrame, tickets: pl.DataFrame
) -> dict[str, object]:
    """Orders complained about by paid orders, by day from the bad batch on."""
    plan = world.bad_batch
    first = world.index(plan.first)
    real = tickets.filter(
        ~pl.col("category").is_in([each.category for each in OTHER.causes])
    )
    daily = (
        orders.filter("is_paid").group_by("day").agg(paid_orders=pl.len())
        .join(real.group_by("day").agg(complained=pl.col("order_id").n_unique()),
              on="day", how="left")
        .with_columns(pl.col("complained").fill_null(0))
        .sort("day")
    )  # fmt: skip
    batch = [cause.reason for cause in BATCH.causes]
    found = real.filter((pl.col("day") >= first) & pl.col("reason").is_in(batch))
    reasons = found["reason"].value_counts().sort("reason")
    return {
        "first_day": plan.first.isoformat(),
        "limit": 0.003,
        "days": [
            {
                "day": (world.first + timedelta(days=row["day"])).isoformat(),
                "complained": row["complained"],
                "paid_orders": row["paid_orders"],
                "rate": row["complained"] / row["paid_orders"],
            }
            for row in daily.filter(pl.col("day") >= first).to_dicts()
        ],
        "before": _before(daily, first),
        "reasons": dict(reasons.iter_rows()),
    }


def _before(daily: pl.DataFrame, first: int) -> dict[str, object]:
    """The days before the bad batch, pooled."""
    pooled = daily.filter(pl.col("day").is_between(first - _POOLED_DAYS, first - 1))
    complained = int(pooled["complained"].sum())
    paid_orders = int(pooled["paid_orders"].sum())
    earlier = daily.filter(pl.col("day") < first)["complained"].to_list()
    return {
        "days": _POOLED_DAYS,
        "complained": complained,
        "paid_orders": paid_orders,
        "rate": complained / paid_orders,
        "highest_daily_count": max(earlier),
    }


def pace(world: World, orders: pl.DataFrame) -> dict[str, object]:
    """Paid GMV since July against the compound path, complete days only."""
    paid = orders.filter("is_paid")
    base = _sum(world, paid, _BASE_START, _BASE_END)
    last = world.today - timedelta(days=1)
    actual = _sum(world, paid, _TARGET_START, last)
    base_days = (_BASE_END - _BASE_START).days + 1
    path_days = (_TARGET_END - _TARGET_START).days + 1
    passed = (last - _TARGET_START).days + 1
    daily = base / base_days
    steps = range(1, passed + 1)
    due = sum(daily * (1 + _GROWTH) ** (step / path_days) for step in steps)
    return {
        "metric": "gmv_paid",
        "last_day": last.isoformat(),
        "how": "due = sum over days i = 1.. of base a day x 1.4 ^ (i / 184)",
        "base": base,
        "base_days": base_days,
        "actual": actual,
        "due": due,
        "pace": actual / due,
    }


def _sum(world: World, paid: pl.DataFrame, first: date, last: date) -> int:
    inside = pl.col("day").is_between(world.index(first), world.index(last))
    return int(paid.filter(inside)["paid"].sum()) * 100
