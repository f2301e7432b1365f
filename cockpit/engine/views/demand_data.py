"""What demand curves are made from: views or sales of a product, and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.demand.views import price_views, product_key
from cockpit.engine.users.needs.model import Refused
from cockpit.engine.views.needs import found_segments
from cockpit.engine.views.segments_words import refusal, unusable
from cockpit.engine.views.study import Study
from cockpit.snapshot.demand import DemandQuery, Goods
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.segments import SegmentSpec

MOST_GOODS: Final = 200
WHOLE: Final = "all"
EVERYBODY: Final = Name("全部", "All")
_UNKNOWN: Final = Name("渠道未知", "Channel unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Grouped:
    """Rows with a column ``group`` (null: in none), and the groups in their order.

    ``says`` is why there are no groups, where some were asked for; ``is_by_price``
    whether they were made from the prices that users paid, too.
    """

    rows: pl.DataFrame
    names: Mapping[str, Name]
    says: str = ""
    is_by_price: bool = False


def seen(study: Study, query: DemandQuery) -> pl.DataFrame:
    """Return the views that show a price, of the days that were asked for.

    Which views had their 24 hours is settled by the hour, as the clock goes on without
    new files.
    """
    scene = study.scene
    now = scene.now
    if not scene.is_pinned:
        now = now.replace(minute=0, second=0, microsecond=0)
    made = partial(price_views, study.rows("events"), study.rows("orders"), now=now)
    views = study.memory.once(("price views", now), made)
    return _of_days(study, views, query)


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


def grouped(study: Study, rows: pl.DataFrame, by: str) -> Grouped:
    """Say of each row whose it is.

    Args:
        study: Where segments and channels are known from.
        rows: With ``user_id`` and ``channel``.
        by: ``segment`` (of the user), ``channel`` (of the row) or anything else.
    """
    if by == "channel":
        return _by_channel(study, rows)
    if by != "segment":
        return _by_nothing(rows)
    spec = study.terms.grouping or SegmentSpec()
    if missing := unusable(study, spec):
        return _by_nothing(rows, missing)
    found = found_segments(study, spec)
    if isinstance(found, Refused):
        return _by_nothing(rows, "".join(refusal(found)))
    ids = {place: one.id for place, one in enumerate(found.segments)}
    members = found.members.filter(pl.col("segment") >= 0).select(
        "user_id", group=pl.col("segment").replace_strict(ids, return_dtype=pl.String)
    )
    names = {}
    for one in found.segments:
        by_hand = spec.names.get(one.id)
        names[one.id] = Name(by_hand, by_hand) if by_hand else one.name
    return Grouped(
        rows.join(members, on="user_id", how="left"),
        names,
        is_by_price="price" in spec.families,
    )


def sold_weekly(study: Study, query: DemandQuery, product: str) -> pl.DataFrame:
    """Return what was sold of a product, by whole weeks.

    Returns:
        ``user_id``, ``channel``, ``week`` (Monday), ``pieces``, ``paid`` (1/10,000).
        The week in progress and the one in which the data begin are left out.
    """
    lines = _paid(study).filter(product_key() == product)
    rows = lines.select(
        "user_id", "channel", date="biz_date", paid="gmv_paid",
        pieces=pl.col("item_qty").fill_null(1),
    ).collect(engine="streaming")  # fmt: skip
    week = pl.col("date").dt.truncate("1w")
    has_ended = week + timedelta(days=7) <= study.as_of
    ended = rows.filter((week >= pl.col("date").min()) & has_ended)
    return _of_days(study, ended, query).with_columns(week=week)


def by_week(rows: pl.DataFrame) -> pl.DataFrame:
    """Return ``price`` (whole units, mean of the week) and ``pieces`` of each week."""
    return (
        rows.group_by("week")
        .agg(pl.col("paid", "pieces").sum())
        .filter((pl.col("paid") > 0) & (pl.col("pieces") > 0))
        .sort("week")
        .select(
            price=pl.col("paid") / pl.col("pieces") / MONEY_SCALE,
            pieces=pl.col("pieces").cast(pl.Float64),
        )
    )


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


def _by_nothing(rows: pl.DataFrame, says: str = "") -> Grouped:
    return Grouped(rows.with_columns(group=pl.lit(WHOLE)), {WHOLE: EVERYBODY}, says)


def _by_channel(study: Study, rows: pl.DataFrame) -> Grouped:
    """Group by the channel of the row; one without a channel is in ``""``."""
    known = rows.with_columns(group=pl.col("channel").cast(pl.String).fill_null(""))
    counts = (
        known.group_by("group").len().sort("len", "group", descending=[True, False])
    )
    names = {
        channel: study.scene.entity_name("channel", channel) if channel else _UNKNOWN
        for channel in counts["group"]
    }
    return Grouped(known, names)
