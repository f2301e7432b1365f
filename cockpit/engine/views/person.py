"""Everything one user did, newest first, and what is known of it."""

from collections.abc import Iterator
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.users.needs.model import Segmentation
from cockpit.engine.users.rfm_map import rfm_map
from cockpit.engine.views.ltv_fits import chosen, ltv_users
from cockpit.engine.views.needs import known_segments
from cockpit.engine.views.rfm import scored_users
from cockpit.engine.views.study import Study
from cockpit.snapshot import tabulate
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.ltv import LtvQuery
from cockpit.snapshot.people import Deed, Person, PersonQuery
from cockpit.snapshot.rfm import RfmQuery
from cockpit.snapshot.segments import SegmentSpec
from cockpit.text import formats

_DEED: Final = {
    "at": pl.String(),
    "kind": pl.String(),
    "what": pl.String(),
    "amount": pl.Int64(),
    "channel": pl.String(),
}
"""Columns of a timeline; money in 1/10,000."""
_PRODUCT: Final = ("product_name", "product_id", "category")
Fact = tuple[Name, str]


def person(study: Study, query: PersonQuery) -> Person:
    """Return the timeline of one user, all of whose rows are read and no others.

    The segment is among the facts only where the segments of the day are known
    already: they are of all users and may take a minute.
    """
    user = pl.col("user_id") == query.user_id
    orders = _lines(study, user)
    deeds = pl.concat(
        [
            _purchases(study, orders),
            _refunds(study, orders),
            _events(study, user),
            _tickets(study, user, orders),
            _registered(study, user),
        ]
    ).sort("at", descending=True, nulls_last=True, maintain_order=True)
    newest = deeds.head(max(query.count, 0)).with_columns(
        pl.col("at", "what", "channel").fill_null(""),
        (pl.col("amount") / MONEY_SCALE).round(4),
    )
    newest = newest.with_columns(called(study, newest["channel"]))
    return Person(
        query,
        deeds=tuple(Deed(*cells) for cells in newest.iter_rows()),
        total=deeds.height,
        facts=tuple(_facts(study, query.user_id)),
        currency=study.scene.workspace.currency,
    )


def called(study: Study, channels: pl.Series) -> pl.Series:
    """Return what people call channels, in the language that is spoken."""
    names = {
        channel: tabulate.name(study.scene.entity_name("channel", channel))
        for channel in channels.drop_nulls().unique().to_list()
        if channel
    }
    return channels.cast(pl.String).replace(names)


def _lines(study: Study, user: pl.Expr) -> pl.DataFrame:
    """Return rows of orders with what they add to revenue and what they take back."""
    rows = study.rows("orders").filter(user)
    lines: pl.LazyFrame = paid_lines(nw.from_native(rows)).to_native()
    return lines.collect()


def _at(study: Study, *instants: str, day: str = "biz_date") -> pl.Expr:
    """Return the first known instant in local time, else the business day, as ISO."""
    zone = study.scene.workspace.timezone
    local = pl.coalesce(*instants).dt.convert_time_zone(zone)
    return pl.coalesce(
        local.dt.to_string("%Y-%m-%dT%H:%M:%S"), pl.col(day).dt.to_string("iso")
    )


def _deeds(rows: pl.DataFrame, **deed: pl.Expr) -> pl.DataFrame:
    whole = {name: pl.lit(None, kind) for name, kind in _DEED.items()} | deed
    return rows.select(**whole).cast(pl.Schema(_DEED))


def _purchases(study: Study, orders: pl.DataFrame) -> pl.DataFrame:
    """One deed an order; of one that was never paid the status is told."""
    rows = orders.filter(pl.col("paid_amount") >= 0).with_columns(
        at=_at(study, "pay_time", "order_time"), product=pl.coalesce(_PRODUCT)
    )
    whole = rows.group_by("order_id", maintain_order=True).agg(
        pl.col("at", "channel").drop_nulls().min(),
        products=pl.col("product").drop_nulls().unique(maintain_order=True),
        is_paid=pl.col("paid_lines").max() > 0,
        status=pl.col("status").drop_nulls().first(),
        paid=pl.col("gmv_paid").sum(),
    )
    return _deeds(
        whole,
        at=pl.col("at"),
        kind=pl.lit("order"),
        what=pl.concat_str(
            pl.col("products").list.join(" + "),
            pl.when(~pl.col("is_paid")).then("status"),
            separator=" ",
            ignore_nulls=True,
        ).str.strip_chars_start(" "),
        amount=pl.when("is_paid").then("paid"),
        channel=pl.col("channel"),
    )


def _refunds(study: Study, orders: pl.DataFrame) -> pl.DataFrame:
    """One deed a row that gives money back, dated at the refund where that is known."""
    return _deeds(
        orders.filter(pl.col("refunds") > 0),
        at=_at(study, "refund_time"),
        kind=pl.lit("refund"),
        what=pl.coalesce(_PRODUCT),
        amount=-pl.col("refunds"),
        channel=pl.col("channel"),
    )


def _events(study: Study, user: pl.Expr) -> pl.DataFrame:
    """One deed an event; its amount is what it was worth, else the price it showed."""
    rows = study.rows("events").filter(user).collect()
    return _deeds(
        rows,
        at=_at(study, "event_time"),
        kind=pl.col("event_name"),
        what=pl.concat_str(
            "product_id", "content_id", "props", separator=" ", ignore_nulls=True
        ),
        amount=pl.coalesce("conversion_value", "price_seen"),
        channel=pl.col("channel"),
    )


def _tickets(study: Study, user: pl.Expr, orders: pl.DataFrame) -> pl.DataFrame:
    """Tickets that name the user or one of its orders."""
    own = pl.col("order_id").is_in(orders["order_id"].unique().to_list())
    rows = study.rows("complaints").filter(user | (pl.col("user_id").is_null() & own))
    return _deeds(
        rows.collect(),
        at=_at(study, "created_time"),
        kind=pl.lit("ticket"),
        what=pl.concat_str("category", "reason", separator=" ", ignore_nulls=True),
        amount=pl.col("amount"),
        channel=pl.col("channel"),
    )


def _registered(study: Study, user: pl.Expr) -> pl.DataFrame:
    rows = study.rows("users").filter(user).collect().unique(maintain_order=True)
    return _deeds(
        rows,
        at=_at(study, "register_time", "first_seen"),
        kind=pl.lit("registered"),
        channel=pl.col("acq_channel"),
    ).drop_nulls("at")


def _facts(study: Study, user_id: str) -> Iterator[Fact]:
    yield from _segment(study, user_id)
    ids = study.ledger().ids
    place = ids.search_sorted(user_id)
    if place >= ids.len() or ids[place] != user_id:
        return
    is_this = pl.col("user") == place
    for _user, day, came_by in study.ledger().firsts.filter(is_this).iter_rows():
        yield Name("首单", "First paid"), day.isoformat()
        if came_by:
            channel = study.scene.entity_name("channel", came_by)
            yield Name("首单渠道", "First channel"), tabulate.name(channel)
    yield from _scores(study, is_this)
    yield from _value(study, is_this)


def _segment(study: Study, user_id: str) -> Iterator[Fact]:
    spec = study.terms.grouping or SegmentSpec()
    found = known_segments(study, spec)
    if not isinstance(found, Segmentation):
        return
    members = found.members.filter(
        (pl.col("user_id") == user_id) & (pl.col("segment") >= 0)
    )
    for place in members["segment"]:
        segment = found.segments[place]
        called = spec.names.get(segment.id) or tabulate.name(segment.name)
        yield Name("人群", "Segment"), called


def _scores(study: Study, is_this: pl.Expr) -> Iterator[Fact]:
    scores = scored_users(study, RfmQuery()).filter(is_this)
    currency = study.scene.workspace.currency
    for score in scores.iter_rows(named=True):
        cells = " ".join(str(score[name]) for name in ("r", "f", "m"))
        called = tabulate.name(rfm_map()[score["segment"]].name)
        money = formats.money(score["monetary"] / MONEY_SCALE, currency)
        yield Name("RFM", "RFM"), f"{cells} {called}"
        yield Name("订单数", "Orders"), formats.count(score["frequency"])
        yield Name("净收入", "Net revenue"), money


def _value(study: Study, is_this: pl.Expr) -> Iterator[Fact]:
    currency = study.scene.workspace.currency
    found = ltv_users(study, LtvQuery()).filter(is_this)
    used = chosen(study, LtvQuery()).id
    alive_by = "p_alive_mbgnbd" if used == "mbgnbd" else "p_alive"
    for alive, worth in found.select(alive_by, "ltv_90").iter_rows():
        if alive is not None:
            yield Name("仍活跃", "P(alive)"), formats.rate(alive)
        if worth is not None:
            yield Name("LTV90", "LTV90"), formats.money(worth, currency)
