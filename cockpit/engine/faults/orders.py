"""What is wrong with orders: whose they are, what they cost, what led to them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import polars as pl

from cockpit.engine.attribution.touches import IMPRESSIONS
from cockpit.engine.faults.bench import (
    count_where,
    listed,
    missing,
    needs,
    one,
    recent,
    sources_of,
    window_start,
)
from cockpit.engine.faults.finding import Checked, Finding
from cockpit.engine.sources.vocabulary import UNKNOWN_STATUS
from cockpit.engine.views.study import Study
from cockpit.text.notes import note

PURCHASES: Final = ("order", "pay")
"""Events that are the purchase itself, and lead nobody to it."""


def check_orders(study: Study) -> Iterator[Checked]:
    """Look for users, cost and status (T101, M101, W101)."""
    if lack := needs(study, "orders"):
        yield from missing(lack, "T101", "M101", "W101")
        return
    is_paid = pl.col("is_paid") & (pl.col("paid_amount") >= 0)
    is_odd = pl.col("status") == UNKNOWN_STATUS
    found = (
        recent(study, "orders")
        .select(
            rows=pl.len().cast(pl.Int64),
            paid_rows=count_where(is_paid),
            orders=_orders(is_paid),
            loose=_orders(is_paid & pl.col("user_id").is_null()),
            costless=count_where(is_paid & pl.col("cogs").is_null()),
            odd=count_where(is_odd),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    source = sources_of(study, "orders")
    yield one("T101", Finding("T101", found["loose"], found["orders"], source))
    yield one("M101", Finding("M101", found["costless"], found["paid_rows"], source))
    words = listed(_status_words(study))
    says = {"words": words}
    yield one("W101", Finding("W101", found["odd"], found["rows"], source, says=says))


def check_buyers(study: Study) -> Iterator[Checked]:
    """Look for buyers and for touchpoints among the events (T102, T103)."""
    lack = needs(study, "orders", "events", "orders.user_id")
    span = None if lack else _days_of_events(study)
    if span is None:
        lack = lack or note("needs the table {tables}", tables="events")
        yield from missing(lack, "T102", "T103")
        return
    source = sources_of(study, "orders")
    yield one("T102", _strangers(study, span[0], source))
    if unknown := _no_channels(study):
        yield from unknown
        return
    yield one("T103", _untouched(study, span, source))


def orders_of(study: Study) -> pl.LazyFrame:
    """Return the paid orders of known users: ``order_id``, ``user_id``, ``at``, day."""
    is_paid = pl.col("is_paid") & (pl.col("paid_amount") >= 0)
    return (
        study.rows("orders")
        .filter(is_paid & pl.col("user_id").is_not_null())
        .group_by("order_id")
        .agg(
            pl.col("user_id").min(),
            pl.coalesce("pay_time", "order_time").min().alias("at"),
            pl.col("biz_date").min().alias("date"),
        )
    )


def is_touch() -> pl.Expr:
    """Tell of events whether they say where somebody came from, before buying."""
    has_channel = pl.any_horizontal(pl.col("channel", "source", "medium").is_not_null())
    words = list(IMPRESSIONS)
    is_seen = pl.col("touch_type").str.to_lowercase().is_in(words).fill_null(
        value=False
    ) | pl.col("event_name").str.to_lowercase().is_in(words)
    return has_channel & ~is_seen & ~pl.col("event_name").is_in(PURCHASES)


def people_of(study: Study, events: pl.LazyFrame) -> pl.LazyFrame:
    """Return events with ``who``: the user, also where only a linked id is known."""
    links = (
        study.rows("identity")
        .select("anon_id", linked="user_id")
        .unique(["anon_id", "linked"])
    )
    loose = events.filter(pl.col("user_id").is_null())
    own = events.filter(pl.col("user_id").is_not_null())
    return pl.concat(
        [
            own.with_columns(who=pl.col("user_id")),
            loose.join(links, on="anon_id", how="left").with_columns(
                who=pl.coalesce("linked", "anon_id")
            ).drop("linked"),
        ]
    )  # fmt: skip


def _orders(condition: pl.Expr) -> pl.Expr:
    """Count different orders."""
    is_known = condition.fill_null(value=False)
    return pl.col("order_id").filter(is_known).n_unique().cast(pl.Int64)


def _status_words(study: Study) -> list[str]:
    """Return the words as files say them, as far as the messages of files know."""
    texts = [
        dict(told.fields).get("words", "")
        for record in study.scene.records
        if record.table == "orders" and "unknown_status" in record.codes
        for told in record.messages
    ]
    words = [
        word for text in texts if isinstance(text, str) for word in text.split(", ")
    ]
    return sorted({word for word in words if word})


def _days_of_events(study: Study) -> tuple[date, date] | None:
    """Return the days to judge; None where all events are later than the day."""
    days = study.rows("events").select(
        first=pl.col("biz_date").min(), last=pl.col("biz_date").max()
    )
    first, last = days.collect(engine="streaming").row(0)
    return (max(first, window_start(study)), last) if first else None


def _strangers(study: Study, first: date, source: str) -> Finding:
    buyers = orders_of(study).filter(pl.col("date") >= first).select("user_id").unique()
    seen = pl.concat(
        [
            study.rows("events").select("user_id"),
            study.rows("identity").select("user_id"),
        ]
    ).unique()
    unseen = buyers.join(seen, on="user_id", how="anti").select(pl.len())
    of, n = (
        frame.collect(engine="streaming").item()
        for frame in (buyers.select(pl.len()), unseen)
    )
    return Finding("T102", n, of, source, first=first)


def _no_channels(study: Study) -> list[Checked]:
    lacks = [needs(study, f"events.{c}") for c in ("channel", "source", "medium")]
    first = lacks[0]
    if first is None or not all(lacks):
        return []
    return missing(first, "T103")


def _untouched(study: Study, span: tuple[date, date], source: str) -> Finding:
    """Count orders without a touch within the look-back, where all of it is known."""
    look_back = study.terms.attribution.look_back_days
    begun = study.rows("events").filter(is_touch()).select(pl.col("biz_date").min())
    oldest = begun.collect(engine="streaming").item() or span[0]
    begin = min(max(oldest + timedelta(days=look_back), span[0]), span[1])
    orders = orders_of(study).filter(
        pl.col("date").is_between(begin, span[1]) & pl.col("at").is_not_null()
    )
    touches = people_of(study, study.rows("events").filter(is_touch()))
    met = orders.sort("at").join_asof(
        touches.select(user_id="who", at="event_time", touched="event_time").sort("at"),
        on="at",
        by="user_id",
        strategy="backward",
        tolerance=timedelta(days=look_back),
        check_sortedness=False,
    )
    found = met.group_by("date").agg(
        pl.len().alias("of"), pl.col("touched").null_count().alias("n")
    )
    days = found.collect(engine="streaming").sort("date")
    bad = days.filter(pl.col("n") > 0)
    return Finding(
        "T103",
        int(days["n"].sum()),
        int(days["of"].sum()),
        source,
        first=begin,
        last=bad["date"].max() if bad.height else None,  # type: ignore[arg-type]
        says={"days": str(look_back)},
    )
