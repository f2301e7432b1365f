"""What demand curves are made from: views or sales of a product."""

from datetime import timedelta
from functools import partial
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.users.demand.views import price_views, product_key, settled
from cockpit.engine.views.study import Study
from cockpit.snapshot.demand import DemandQuery, Goods

MOST_GOODS: Final = 200
_WEEK: Final = pl.col("biz_date").dt.truncate("1w")


def seen(study: Study, query: DemandQuery) -> pl.DataFrame:
    """Return the views that show a price, of the days that were asked for.

    Which were bought is found once for the data; which had their 24 hours goes on with
    the clock.
    """
    made = partial(price_views, study.rows("events"), study.rows("orders"))
    views = study.memory.once(("price views", study.as_of), made)
    return _of_days(study, settled(views, now=study.scene.now), query)


def known_goods(study: Study, views: pl.DataFrame) -> tuple[Goods, ...]:
    """List products: those with most views of a price, then those sold most often."""
    counts = views.group_by("product").agg(views=pl.len())
    sold = study.memory.once(("sold goods", study.as_of), partial(_sold, study))
    both = (
        counts.join(sold, on="product", how="full", coalesce=True)
        .with_columns(pl.col("views", "sales").fill_null(0))
        .sort("views", "sales", "product", descending=[True, True, False])
        .head(MOST_GOODS)
    )
    named = both.select("product", pl.coalesce("name", "product"), "views")
    return tuple(Goods(*cells) for cells in named.iter_rows())


def chosen(goods: tuple[Goods, ...], wanted: str) -> Goods | None:
    """Return the product of an id or a name; by default the first one."""
    if not wanted:
        return goods[0] if goods else None
    small = wanted.casefold()
    by_id = (one for one in goods if one.product == wanted)
    by_name = (one for one in goods if one.name.casefold() == small)
    return next(by_id, next(by_name, None))


def sold_weekly(study: Study, query: DemandQuery, product: str) -> pl.DataFrame:
    """Return what was sold of a product, by whole weeks.

    Returns:
        ``LINE_COLUMNS`` of :mod:`cockpit.engine.users.demand.weeks`; ``paid`` in
        1/10,000, ``pack`` what is bought as one (SKU, else name), ``week`` its Monday.
        Weeks that are not whole are left out: the one in progress, the one in which the
        data begin or the days that were asked for.
    """
    lines = _paid(study).filter(product_key() == product)
    rows = lines.select(
        "user_id", "channel", date="biz_date", week=_WEEK, paid="gmv_paid",
        pack=pl.coalesce("sku", "product_name", pl.lit("")),
        pieces=pl.col("item_qty").fill_null(1),
    ).collect(engine="streaming")  # fmt: skip
    has_ended = pl.col("week") + timedelta(days=7) <= study.as_of
    ended = rows.filter((pl.col("week") >= pl.col("date").min()) & has_ended)
    if not query.days:
        return ended
    return ended.filter(pl.col("week") > study.as_of - timedelta(days=query.days))


def open_weeks(study: Study) -> pl.Series:
    """Return the Mondays of weeks in which anything at all was sold."""

    def make() -> pl.Series:
        weeks = _paid(study).select(week=_WEEK).unique().sort("week")
        return weeks.collect(engine="streaming").to_series()

    return study.memory.once(("open weeks", study.as_of), make)


def _of_days(study: Study, rows: pl.DataFrame, query: DemandQuery) -> pl.DataFrame:
    if not query.days:
        return rows
    return rows.filter(pl.col("date") > study.as_of - timedelta(days=query.days))


def _paid(study: Study) -> pl.LazyFrame:
    lines: pl.LazyFrame = paid_lines(nw.from_native(study.rows("orders"))).to_native()
    return lines.filter((pl.col("paid_lines") > 0) & (pl.col("gmv_paid") > 0))


def _sold(study: Study) -> pl.DataFrame:
    """Return ``product``, ``sales`` (lines) and ``name`` (the one used most)."""
    counts = (
        _paid(study)
        .group_by(product=product_key(), name=pl.coalesce("product_name", "category"))
        .agg(sales=pl.len())
        .filter(pl.col("product").is_not_null())
        .collect(engine="streaming")
    )
    often = pl.col("name").sort_by("sales", "name", descending=[True, False]).first()
    return counts.group_by("product").agg(pl.col("sales").sum(), often)
