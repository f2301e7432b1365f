"""Needs, price responses and late refunds, counted from the rows written."""

from itertools import pairwise

import polars as pl

from sample_data.generator.behaviour import Needy
from sample_data.generator.needs import NEEDS, PRICE_GRID, TESTED, Need
from sample_data.generator.people import DAY_SECONDS
from sample_data.generator.shop import PRODUCTS, SPU

_LATE_DAYS = (7, 15)


def needs(events: pl.DataFrame, needy: Needy) -> dict[str, object]:
    """Who has which need, as user numbers: each by its distance from the one before."""
    told = events.filter(pl.col("props").is_not_null())
    counts = dict(told.group_by("number").len().iter_rows())
    segments = {}
    for place, need in enumerate(NEEDS):
        numbers = sorted(needy.number[needy.need == place].tolist())
        steps = [after - before for before, after in pairwise(numbers)]
        segments[need.key] = {
            "name": need.name,
            "context": need.context,
            "users": len(numbers),
            "events": sum(counts.get(number, 0) for number in numbers),
            "first": f"U{numbers[0]:07d}",
            "steps": " ".join(map(str, steps)),
        }
    return {
        "how": "ids are U and seven digits; steps lead from one number to the next",
        "users": len(needy.number),
        "segments": segments,
    }


def price_test(
    events: pl.DataFrame, orders: pl.DataFrame, needy: Needy
) -> dict[str, object]:
    """What each need would pay, and what came of the views."""
    views = _judged(events, orders).join(needy.frame(), on="number", how="inner")
    return {
        "product_id": TESTED,
        "grid": list(PRICE_GRID),
        "how": "P(buy | price) = 1 / (1 + exp(slope x price - level)), price in yuan",
        "matched": (
            "a view of a product counts as bought if the user has a paid order of the"
            " same product id paid within 24 hours after it"
        ),
        "segments": {
            need.key: _response(need, views.filter(pl.col("need") == place))
            for place, need in enumerate(NEEDS)
        },
    }


def _response(need: Need, views: pl.DataFrame) -> dict[str, object]:
    by_price = {
        str(price): views.filter(pl.col("price_seen") == price) for price in PRICE_GRID
    }
    mean = sum(PRICE_GRID) / len(PRICE_GRID)
    return {
        "level": need.curve.level,
        "slope": need.curve.slope,
        "best_price": need.curve.best_price(),
        "mean_price": mean,
        "elasticity": need.curve.elasticity(mean),
        "views": views.height,
        "buys": int(views["is_bought"].sum()),
        "by_price": {
            price: [seen.height, int(seen["is_bought"].sum())]
            for price, seen in by_price.items()
        },
    }


def _judged(events: pl.DataFrame, orders: pl.DataFrame) -> pl.DataFrame:
    """The views that show a price: number, price_seen, is_bought."""
    tested = [at for at, item in enumerate(PRODUCTS) if SPU[item.name] == TESTED]
    paid = (
        orders.filter(pl.col("is_paid") & pl.col("product").is_in(tested))
        .select("number", paid_at="at", at="at")
        .sort("at")
    )
    views = events.filter(pl.col("price_seen").is_not_null()).select(
        "number", "at", "price_seen"
    )
    within = pl.col("paid_at") - pl.col("at") <= DAY_SECONDS
    return (
        views.sort("at")
        .join_asof(
            paid, on="at", by="number", strategy="forward", check_sortedness=False
        )
        .with_columns(is_bought=within.fill_null(value=False))
    )


def refund_tail(orders: pl.DataFrame) -> dict[str, object]:
    """How many refunds came later than so many days after the payment."""
    refunded = orders.filter(pl.col("refund") > 0)
    seconds = refunded["refunded"] - refunded["at"]
    late = {str(days): int((seconds > days * DAY_SECONDS).sum()) for days in _LATE_DAYS}
    return {
        "refunds": refunded.height,
        "later_than_days": late,
        "shares": {days: count / refunded.height for days, count in late.items()},
        "longest_days": float(seconds.max()) / DAY_SECONDS,  # type: ignore[arg-type]
    }
