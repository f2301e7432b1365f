"""What users did in a window, counted once: tokens and numbers for each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from cockpit.engine.users.needs import buying
from cockpit.engine.users.needs.deeds import DEED, Deeds, deed_key, deeds
from cockpit.engine.users.needs.needmap import NeedMap
from cockpit.snapshot.segments import Family

FEWEST_EVENTS: Final = 5
"""Fewer of them tell nothing about a need."""
_PARTS: Final = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


@dataclass(frozen=True, slots=True, eq=False)
class Files:
    """The rows that behaviour is told from, all up to the as-of day.

    Attributes:
        events: Table ``events``; ``orders``, ``calendar`` the tables of these names.
        has_discounts: Whether the files of orders say what was taken off.
    """

    events: pl.LazyFrame
    orders: pl.LazyFrame
    calendar: pl.LazyFrame
    has_discounts: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Behaviour:
    """What users did; a user is a number, the place in ``ids``.

    Attributes:
        ids: User ids, sorted.
        events: Behaviour events (Int64) by user, in the order of ``ids``.
        tokens: ``user`` (UInt32), ``token`` (String), ``n``: events that say it; sorted.
        numbers: ``user``, ``key`` (String), ``value`` (Float64); sorted.
        rows: Rows of the tables that were looked at.
        dropped: Users with fewer than ``FEWEST_EVENTS`` behaviour events.
        source: Table that the tokens are from.
    """

    ids: pl.Series
    events: pl.Series
    tokens: pl.DataFrame
    numbers: pl.DataFrame
    rows: int
    dropped: int
    source: str


def behaviour(
    files: Files,
    *,
    first: date,
    last: date,
    families: Iterable[Family],
    needs: NeedMap,
    among: pl.Series | None = None,
) -> Behaviour:
    """Count what users did from one day to another, both included.

    Where no event says anything of a need, what users bought does.

    Args:
        files: The tables.
        first: First business day.
        last: Last business day.
        families: Kinds of behaviour that count.
        needs: The map of needs.
        among: Only these users; None: all that have an id.
    """
    wanted = frozenset(families)
    events = _windowed(files.events, first, last, among).filter(
        pl.col("touch_type").fill_null("") != "impression"
    )
    lines = buying.purchased(_windowed(files.orders, first, last, among))
    kinds = events.select(DEED).unique().with_columns(deed=deed_key())
    said = deeds(
        kinds.collect(engine="streaming"), buying.products(files.orders), needs
    )
    counts = (
        events.group_by("user_id", deed=deed_key())
        .agg(n=pl.len())
        .collect(engine="streaming")
    )
    told = _told(counts, said)
    source = "events" if told.height else "orders"
    tokens = _said(counts, said) if told.height else buying.bought_tokens(lines)
    if not told.height:
        told = tokens.group_by("user_id").agg(pl.col("n").sum())
    kept = told.filter(pl.col("n") >= FEWEST_EVENTS).sort("user_id")
    more = _moments(events, wanted) if source == "events" else []
    parts = [tokens, *more]
    numbers = _numbers(files, counts, said, lines, wanted, events)
    found = pl.concat([part.select("user_id", "token", "n") for part in parts])
    found = found.filter(_is_wanted(found["token"], "token", wanted, needs))
    return Behaviour(
        ids=kept["user_id"],
        events=kept["n"].cast(pl.Int64),
        tokens=_numbered(found, kept["user_id"]).sort("user", "token"),
        numbers=_numbered(
            numbers.filter(_is_wanted(numbers["key"], "key", wanted, needs)),
            kept["user_id"],
        ).sort("user", "key"),
        rows=int(counts["n"].sum()) if source == "events" else int(told["n"].sum()),
        dropped=max(counts["user_id"].n_unique(), told.height) - kept.height,
        source=source,
    )


def _windowed(
    rows: pl.LazyFrame, first: date, last: date, among: pl.Series | None
) -> pl.LazyFrame:
    mine = rows.filter(
        pl.col("user_id").is_not_null() & pl.col("biz_date").is_between(first, last)
    )
    if among is None:
        return mine
    return mine.join(among.to_frame("user_id").lazy(), on="user_id", how="semi")


def _told(counts: pl.DataFrame, said: Deeds) -> pl.DataFrame:
    """Return how many events of each user say anything: ``user_id``, ``n``."""
    telling = pl.concat([said.tokens.select("deed"), said.numbers.select("deed")])
    return (
        counts.join(telling.unique(), on="deed", how="semi")
        .group_by("user_id")
        .agg(pl.col("n").sum())
    )


def _said(counts: pl.DataFrame, said: Deeds) -> pl.DataFrame:
    return (
        counts.lazy()
        .join(said.tokens.lazy(), on="deed")
        .group_by("user_id", "token")
        .agg(pl.col("n").sum())
        .collect(engine="streaming")
    )


def _moments(events: pl.LazyFrame, wanted: frozenset[Family]) -> list[pl.DataFrame]:
    """Count events by part of the day and by channel, if these count."""
    part = pl.lit(None, pl.String)
    for end, name in reversed(_PARTS):
        part = (
            pl.when(pl.col("hour") < end).then(pl.lit(f"hour={name}")).otherwise(part)
        )
    ways = {"hour": part, "channel": pl.lit("channel=") + pl.col("channel")}
    chosen = [token for name, token in ways.items() if name in wanted]
    return [
        events.group_by("user_id", token=token)
        .agg(n=pl.len())
        .filter(pl.col("token").is_not_null())
        .collect(engine="streaming")
        for token in chosen
    ]


def _numbers(
    files: Files,
    counts: pl.DataFrame,
    said: Deeds,
    lines: pl.LazyFrame,
    wanted: frozenset[Family],
    events: pl.LazyFrame,
) -> pl.DataFrame:
    """Return ``user_id``, ``key``, ``value`` of all that is one number a user."""
    weighted = (pl.col("value") * pl.col("n")).sum() / pl.col("n").sum()
    parts = [
        counts.join(said.numbers, on="deed")
        .group_by("user_id", "key")
        .agg(value=weighted)
    ]
    if "price" in wanted:
        days = buying.promotion_days(files.calendar)
        prices = buying.price_numbers(lines, days, has_discounts=files.has_discounts)
        parts.append(_long(prices))
    if "compare" in wanted:
        parts.append(_long(_compared(events)))
    if "cadence" in wanted:
        parts.append(_long(_cadence(events, lines)))
    # Sums of floats come in any order: the last digits must not decide anything.
    return pl.concat(parts).with_columns(pl.col("value").round(9)).drop_nulls()


def _long(wide: pl.DataFrame) -> pl.DataFrame:
    return wide.unpivot(index="user_id", variable_name="key", value_name="value").cast(
        {"value": pl.Float64}
    )


def _compared(events: pl.LazyFrame) -> pl.DataFrame:
    """Return how many products a user looks at on a day with any."""
    return (
        events.filter(pl.col("product_id").is_not_null())
        .group_by("user_id", "biz_date")
        .agg(products=pl.col("product_id").n_unique())
        .group_by("user_id")
        .agg(pl.col("products").mean().alias("compare:products"))
        .collect(engine="streaming")
    )


def _cadence(events: pl.LazyFrame, lines: pl.LazyFrame) -> pl.DataFrame:
    """Return on how many days a user came, and the days between two of them."""
    days = pl.concat(
        [events.select("user_id", "biz_date"), lines.select("user_id", "biz_date")]
    )
    count, day = pl.len(), pl.col("biz_date")
    span = (day.max() - day.min()).dt.total_days()
    return (
        days.unique()
        .group_by("user_id")
        .agg(
            count.cast(pl.Float64).alias("cadence:days"),
            pl.when(count > 1).then(span / (count - 1)).alias("cadence:gap"),
        )
        .collect(engine="streaming")
    )


def _is_wanted(
    names: pl.Series, column: str, wanted: frozenset[Family], needs: NeedMap
) -> pl.Expr:
    known = names.unique().to_list()
    good = [name for name in known if needs.family(name) in wanted]
    return pl.col(column).is_in(good)


def _numbered(frame: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Put the place in ``ids`` for the user id; others are left out."""
    places = ids.to_frame("user_id").with_row_index("user")
    return (
        frame.join(places, on="user_id")
        .drop("user_id")
        .select("user", pl.exclude("user"))
    )
