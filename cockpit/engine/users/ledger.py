"""Who bought on which day: what every model of single users is computed from."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
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
REFUND_COLUMNS: Final = {
    "user": pl.UInt32(),
    "date": pl.Date(),
    "refunded": pl.Date(),
    "amount": pl.Int64(),
}
"""Of :attr:`Ledger.refunds`, in this order."""
ORDER_MARK: Final = pl.col("order").hash()
"""Tells the orders of one user apart in a third of the memory of their ids.

Two orders would have to share a user and 64 bits to be taken for one.
"""
_USER_PLACE: Final = 2**31
_EPOCH: Final = 2**30
"""Makes days before 1970 positive; with it a day is below 2 ** 31."""


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
        refunds: ``REFUND_COLUMNS``, what was given back on a later day than that of
            payment, to which it is booked: both days, and the sum in 1/10,000. Only of
            rows that tell when; the others count from the day of payment on.
        until: Last day that is in it; nothing later is known.
    """

    ids: pl.Series = field(default_factory=lambda: pl.Series("user_id", [], pl.String))
    days: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=DAY_COLUMNS))
    firsts: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FIRST_COLUMNS)
    )
    refunds: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=REFUND_COLUMNS)
    )
    until: date = date.max

    def seen_on(self, day: date) -> "Ledger":
        """Return what was known at the end of a day, that day included.

        Refunds that came later are not taken off yet.
        """
        if day >= self.until:
            return self
        is_known = pl.col("refunded") <= day
        return replace(
            self,
            days=_given_back(
                self.days.filter(pl.col("date") <= day), self.refunds.filter(~is_known)
            ),
            firsts=self.firsts.filter(pl.col("first") <= day),
            refunds=self.refunds.filter(is_known),
            until=day,
        )

    def of_channel(self, channel: str) -> "Ledger":
        """Return the customers that a channel brought; empty: all."""
        if not channel:
            return self
        firsts = self.firsts.filter(pl.col("channel") == channel)
        days = self.days.join(
            firsts.select("user"), on="user", how="semi", maintain_order="left"
        )
        return replace(self, days=days, firsts=firsts)


def _given_back(days: pl.DataFrame, refunds: pl.DataFrame) -> pl.DataFrame:
    """Undo refunds of rows of :attr:`Ledger.days`."""
    if refunds.is_empty():
        return days
    keys = ["user", "date"]
    sums = refunds.group_by(keys).agg(pl.col("amount").sum())
    return (
        days.join(sums, on=keys, how="left", maintain_order="left")
        .with_columns(net=pl.col("net") + pl.col("amount").fill_null(0))
        .drop("amount")
    )


def purchase_lines(
    orders: Frame,
    *,
    has_ids: bool,
    timezone: str = "UTC",
    day_starts_minutes: int = 0,
) -> Frame:
    """Give every row of a known user what it adds to the ledger.

    Args:
        orders: Rows of the table ``orders``; rows without a user are left out.
        has_ids: Whether the file has order ids.
        timezone: Of business days.
        day_starts_minutes: Minutes after midnight at which they begin.

    Returns:
        ``user_id``, ``date``, ``at`` (instant, null where the file has days only),
        ``order`` (id; null without ids), ``is_paid``, ``paid``, ``net``, ``channel``,
        ``refunded`` (day on which money was given back; null: unknown).
    """
    at = nw.coalesce("pay_time", "order_time")
    wall = nw.col("refund_time").dt.convert_time_zone(timezone)
    refunded = wall.dt.replace_time_zone(None) - timedelta(minutes=day_starts_minutes)
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
            refunded=refunded.dt.date(),
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
        .drop("user_id", "refunded")
        .collect(engine="streaming")
        .lazy()
    )
    paid = numbered.filter("is_paid").collect()
    orders = (paid if _is_one_line_each(paid) else _orders(paid)).lazy()
    buyers = orders.select(
        "channel", user_id="user", first_date="date", first_paid="at"
    )
    firsts = first_purchases(buyers).select("first", "channel", user="user_id")
    whole = Ledger(
        ids=ids["user_id"].sort(),
        days=_days(numbered, orders),
        firsts=firsts.select(*FIRST_COLUMNS).collect(engine="streaming").sort("user"),
        refunds=_refunds(known, numbers),
    )
    return whole.seen_on(until)


def _refunds(known: pl.LazyFrame, numbers: pl.LazyFrame) -> pl.DataFrame:
    """Find what was given back on a later day than that of payment."""
    amount = pl.col("paid") - pl.col("net")
    is_late = pl.col("is_paid") & (pl.col("refunded") > pl.col("date")) & (amount > 0)
    return (
        known.filter(is_late)
        .join(numbers, on="user_id")
        .group_by("user", "date", "refunded")
        .agg(amount=amount.sum())
        .select(*REFUND_COLUMNS)
        .collect(engine="streaming")
        .sort("user", "date", "refunded")
    )


def _is_one_line_each(paid: pl.DataFrame) -> bool:
    """Whether no order has two lines; most files of orders are so."""
    known = paid["order"].drop_nulls()
    return known.n_unique() == known.len()


def _orders(paid: pl.DataFrame) -> pl.DataFrame:
    """One row an order: ``user``, ``order``, ``date``, ``at``, ``channel``.

    An order paid on two days counts on the earlier one. Lines without an id stay.
    """
    columns = ("date", "at", "channel")
    has_id = pl.col("order").is_not_null()
    whole = paid.lazy().filter(has_id).group_by("user", "order").agg(
        pl.col(columns).min()
    )  # fmt: skip
    single = paid.lazy().filter(~has_id).select("user", "order", *columns)
    return pl.concat([whole, single]).collect(engine="streaming")


def _days(lines: pl.LazyFrame, orders: pl.LazyFrame) -> pl.DataFrame:
    """Add up money and orders by user and day: ``DAY_COLUMNS``, sorted.

    User and day go into one number on the way: grouping and sorting by it takes half
    the time. Orders without an id are one a day.
    """
    day = pl.col("date").to_physical().cast(pl.Int64) + _EPOCH
    key = pl.col("user").cast(pl.Int64) * _USER_PLACE + day
    has_id = pl.col("order").is_not_null()
    none = pl.lit(0, pl.Int64)
    money = lines.select(
        "paid", "net", key=key, ids=pl.lit(value=False), single=pl.lit(value=False)
    )
    counts = orders.select(paid=none, net=none, key=key, ids=has_id, single=~has_id)
    sums = (
        pl.concat([money, counts])
        .group_by("key")
        .agg(pl.col("paid", "net", "ids").sum(), pl.col("single").any())
        .collect(engine="streaming")
        .sort("key")
    )
    return sums.select(
        user=(pl.col("key") // _USER_PLACE).cast(pl.UInt32),
        date=(pl.col("key") % _USER_PLACE - _EPOCH).cast(pl.Int32).cast(pl.Date),
        orders=(pl.col("ids") + pl.col("single").cast(pl.UInt32)).cast(pl.Int32),
        paid="paid",
        net="net",
    )
