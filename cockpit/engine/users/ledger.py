"""Who bought on which day: what every model of single users is computed from."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.people import first_purchases
from cockpit.engine.facts.rollups import Frame, paid_lines

DAY_COLUMNS: Final = {
    "user": pl.UInt32(),
    "date": pl.Date(),
    "orders": pl.Int32(),
    "paid": pl.Int64(),
    "net": pl.Int64(),
}
"""Of :attr:`Ledger.days`, in this order."""
FIRST_COLUMNS: Final = {
    "user": pl.UInt32(),
    "first": pl.Date(),
    "channel": pl.String(),
}
"""Of :attr:`Ledger.firsts`, in this order."""
ORDER_MARK: Final = pl.col("order").hash()
"""Tells the orders of one user apart in a third of the memory of their ids.

Two orders would have to share a user and 64 bits to be taken for one.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Paid orders of every known user, by user and business day.

    A user is a number: its place in ``ids``. Frames of numbers are a tenth of the size
    of frames of ids, and their joins are lookups.

    Attributes:
        ids: User ids (String), sorted; position = number.
        days: ``DAY_COLUMNS``, one row a user and day, sorted by both. ``orders``:
            distinct paid orders, and where a file has no order ids 1 a day; ``paid``
            and ``net`` (paid less refunds, booked to the day of payment) in 1/10,000.
            A day on which only a refund was booked has no orders.
        firsts: ``FIRST_COLUMNS``, one row a user who ever paid, in order of number:
            day and channel (null: unknown) of the first paid order.
        until: Last day that is in it; nothing later is known.
    """

    ids: pl.Series = field(default_factory=lambda: pl.Series("user_id", [], pl.String))
    days: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DAY_COLUMNS))
    firsts: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FIRST_COLUMNS)
    )
    until: date = date.max

    def seen_on(self, day: date) -> "Ledger":
        """Return what was known at the end of a day, that day included."""
        if day >= self.until:
            return self
        return replace(
            self,
            days=self.days.filter(pl.col("date") <= day),
            firsts=self.firsts.filter(pl.col("first") <= day),
            until=day,
        )

    def of_channel(self, channel: str) -> "Ledger":
        """Return the customers that a channel brought; empty: all."""
        if not channel:
            return self
        firsts = self.firsts.filter(pl.col("channel") == channel)
        days = self.days.join(firsts.select("user"), on="user", how="semi")
        return replace(self, days=days, firsts=firsts)


def purchase_lines(orders: Frame, *, has_ids: bool) -> Frame:
    """Give every row of a known user what it adds to the ledger.

    Args:
        orders: Rows of the table ``orders``; rows without a user are left out.
        has_ids: Whether the file has order ids.

    Returns:
        ``user_id``, ``date``, ``at`` (instant, null where the file has days only),
        ``order`` (id; null without ids), ``is_paid``, ``paid``, ``net``, ``channel``.
    """
    at = nw.coalesce("pay_time", "order_time")
    return (
        paid_lines(orders.filter(~nw.col("user_id").is_null()))
        .with_columns(is_paid=nw.col("paid_lines") > 0)
        .select(
            "user_id",
            date=nw.col("biz_date"),
            at=at,
            order=nw.col("order_id") if has_ids else nw.lit(None, nw.String),
            is_paid=nw.col("is_paid"),
            paid=nw.col("gmv_paid").cast(nw.Int64),
            net=(nw.col("gmv_paid") - nw.col("refunds")).cast(nw.Int64),
            channel=nw.col("channel"),
        )
    )


def ledger(lines: pl.LazyFrame, *, until: date) -> Ledger:
    """Build the ledger from the lines of all files.

    Args:
        lines: As :func:`purchase_lines` gives them, of any number of files.
        until: The as-of day; later rows are left out.
    """
    known = lines.filter(
        pl.col("date") <= until, pl.col("is_paid") | (pl.col("net") != 0)
    )
    ids = known.select(pl.col("user_id").unique()).collect(engine="streaming")
    numbers = ids.sort("user_id").with_row_index("user").lazy()
    numbered = (
        known.with_columns(pl.when(pl.col("order").is_not_null()).then(ORDER_MARK))
        .join(numbers, on="user_id")
        .drop("user_id")
        .collect(engine="streaming")
        .lazy()
    )
    orders = _orders(numbered.filter("is_paid")).collect(engine="streaming")
    counts = orders.lazy().group_by("user", "date").agg(orders=_count())
    money = numbered.group_by("user", "date").agg(pl.col("paid", "net").sum())
    days = money.join(counts, on=["user", "date"], how="left").select(
        "user", "date", pl.col("orders").fill_null(0), "paid", "net"
    )
    buyers = orders.lazy().select(
        "channel", user_id="user", first_date="date", first_paid="at"
    )
    return Ledger(
        ids=ids["user_id"].sort(),
        days=days.collect(engine="streaming").sort("user", "date"),
        firsts=first_purchases(buyers)
        .select("first", "channel", user="user_id")
        .select(*FIRST_COLUMNS)
        .collect(engine="streaming")
        .sort("user"),
        until=until,
    )


def _orders(paid: pl.LazyFrame) -> pl.LazyFrame:
    """One row an order: ``user``, ``order``, ``date``, ``at``, ``channel``.

    An order paid on two days counts on the earlier one. Without an id each line is one
    here, and :func:`_count` makes one of those of a day.
    """
    columns = ("date", "at", "channel")
    has_id = pl.col("order").is_not_null()
    whole = (
        paid.filter(has_id)
        .group_by("user", "order")
        .agg(pl.col(columns).min())
        .select("user", *columns, has_id=pl.lit(value=True))
    )
    single = paid.filter(~has_id).select("user", *columns, has_id=pl.lit(value=False))
    return pl.concat([whole, single])


def _count() -> pl.Expr:
    """Orders with ids, and one more where some have none."""
    has_id = pl.col("has_id")
    return (has_id.sum() + (~has_id).any().cast(pl.UInt32)).cast(pl.Int32)
