"""Weeks of sales of a product: what a piece cost, and how many were sold."""

from typing import Final

import polars as pl

from cockpit.engine.tables import MONEY_SCALE

LINE_COLUMNS: Final = ("user_id", "channel", "date", "week", "pack", "pieces", "paid")


def week_prices(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what a piece cost by week: the price of a fixed basket of packs.

    The mean of what was paid would move with the packs that are bought, cheap or dear.
    So each pack has the same weight in all weeks, its share of all pieces (an index of
    Lowe; ILO, Consumer Price Index Manual, 2004). A pack that nobody bought in a week
    costs what it cost before, or at first.

    Args:
        lines: Of one product, ``LINE_COLUMNS``; ``paid`` in 1/10,000.

    Returns:
        ``week`` (Mondays from the first to the last sale), ``price`` (whole units).
    """
    sold = (
        lines.group_by("pack", "week")
        .agg(pl.col("paid", "pieces").sum())
        .filter((pl.col("paid") > 0) & (pl.col("pieces") > 0))
    )
    if sold.is_empty():
        return pl.DataFrame(schema={"week": pl.Date, "price": pl.Float64})
    week = pl.col("week")
    weeks = sold.select(week=pl.date_range(week.min(), week.max(), "1w"))
    price = pl.col("paid") / pl.col("pieces") / MONEY_SCALE
    known = pl.col("price").forward_fill().backward_fill().over("pack", order_by="week")
    weights = sold.group_by("pack").agg(weight=pl.col("pieces").sum())
    return (
        weeks.join(weights.sort("pack"), how="cross")
        .join(sold.select("pack", "week", price=price), on=["pack", "week"], how="left")
        .with_columns(price=known)
        .group_by("week")
        .agg(price=(pl.col("price") * pl.col("weight")).sum() / pl.col("weight").sum())
        .with_columns(pl.col("price").round(9))
        .sort("week")
    )


def by_week(
    lines: pl.DataFrame, prices: pl.DataFrame, open_weeks: pl.Series
) -> pl.DataFrame:
    """Return ``price`` and ``pieces`` (Float64, 0: none) of each week.

    Weeks before the first and after the last sale are left out: then there was nothing
    to buy, as far as anybody knows.

    Args:
        lines: Sales of a group, ``LINE_COLUMNS``.
        prices: As :func:`week_prices` gives them, of at least these weeks.
        open_weeks: Mondays of weeks in which anything was sold at all; of the others
            the files say nothing.
    """
    sold = lines.group_by("week").agg(pl.col("pieces").sum())
    some = sold.filter(pl.col("pieces") > 0)["week"]
    return (
        prices.join(sold, on="week", how="left")
        .filter(
            pl.col("week").is_between(some.min(), some.max())
            & pl.col("week").is_in(open_weeks.implode())
        )
        .sort("week")
        .select("price", pl.col("pieces").fill_null(0).cast(pl.Float64))
    )
