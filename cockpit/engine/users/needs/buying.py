"""What purchases say about needs: what is bought, at which price, on which days."""

from datetime import date

import polars as pl

from cockpit.engine.users.needs.deeds import product_token


def products(orders: pl.LazyFrame) -> pl.DataFrame:
    """Return what is known of products from the orders that name them.

    Returns:
        ``product_id``, ``product_name``, ``category`` (null: the files name none); one
        row a product.
    """
    return (
        orders.filter(pl.col("product_id").is_not_null())
        .group_by("product_id")
        .agg(pl.col("product_name", "category").drop_nulls().max())
        .sort("product_id")
        .collect(engine="streaming")
    )


def purchased(orders: pl.LazyFrame) -> pl.LazyFrame:
    """Return the paid lines of known users; refunds of their own are no purchases."""
    return orders.filter(
        pl.col("user_id").is_not_null()
        & pl.col("is_paid")
        & (pl.col("paid_amount") > 0)
    )


def bought_tokens(lines: pl.LazyFrame) -> pl.DataFrame:
    """Count what users buy, for files that say nothing else of them.

    Args:
        lines: As :func:`purchased` gives them.

    Returns:
        ``user_id``, ``token`` (category, else product), ``n`` lines.
    """
    return (
        lines.filter(
            pl.coalesce("category", "product_name", "product_id").is_not_null()
        )
        .group_by("user_id", token=product_token())
        .agg(n=pl.len())
        .collect(engine="streaming")
    )


def price_numbers(
    lines: pl.LazyFrame, promotions: list[date], *, has_discounts: bool
) -> pl.DataFrame:
    """Tell how users respond to prices, by what they bought.

    Args:
        lines: As :func:`purchased` gives them.
        promotions: Business days with a promotion; empty: unknown.
        has_discounts: Whether the files say what was taken off.

    Returns:
        ``user_id`` and, as Float64, ``price:level`` (mean of what was paid a piece over
        what all pay for the product; 1 = as all), ``price:promotion`` (share of lines
        on promotion days, 0 to 1; not among the columns without any such day) and
        ``price:discount`` (share of lines with a discount; the same).
    """
    piece = pl.col("paid_amount") / pl.col("item_qty").fill_null(1).clip(lower_bound=1)
    article = pl.coalesce("product_id", "product_name", "category")
    priced = lines.select(
        "user_id",
        "biz_date",
        article=article,
        piece=piece,
        is_discounted=pl.col("discount_amount").fill_null(0) > 0,
    )
    usual = priced.group_by("article").agg(usual=pl.col("piece").mean())
    level = (
        pl.when(pl.col("article").is_not_null() & (pl.col("usual") > 0))
        .then(pl.col("piece") / pl.col("usual"))
        .mean()
    )
    parts = {"price:level": level}
    if promotions:
        parts["price:promotion"] = pl.col("biz_date").is_in(promotions).mean()
    if has_discounts:
        parts["price:discount"] = pl.col("is_discounted").mean()
    return (
        priced.join(usual, on="article", how="left")
        .group_by("user_id")
        .agg(**parts)
        .collect(engine="streaming")
    )


def promotion_days(calendar: pl.LazyFrame) -> list[date]:
    """Return the days that the calendar calls a promotion, in order."""
    word = pl.col("kind").fill_null("").str.to_lowercase()
    is_promotion = word.str.contains("promo|sale|大促|促销|活动")
    return (
        calendar.filter(is_promotion)
        .select(pl.col("date").unique().sort())
        .collect()
        .to_series()
        .to_list()
    )
