"""Which orders end a journey, and what each brought."""

from datetime import timedelta
from typing import Final

import narwhals as nw
import polars as pl

from cockpit.engine.facts.rollups import paid_lines
from cockpit.engine.users.ledger import purchase_lines

NEVER: Final = -(2**31)
"""In the place of the day on which money was given back."""


def purchase_rows(
    orders: pl.LazyFrame, *, timezone: str, day_starts_minutes: int
) -> pl.DataFrame:
    """Give each line of an order of a known user.

    A file that knows only the days of its orders gives them at the end of the day, so
    that what a customer met on the day of the order counts as before it.

    Args:
        orders: Rows of the table ``orders``, of one stretch of a file.
        timezone: Of business days.
        day_starts_minutes: Minutes after midnight at which they begin.

    Returns:
        ``user_id``, ``order``, ``at`` (milliseconds since 1970), ``date``, ``is_paid``,
        ``paid`` and ``net`` (1/10,000), ``back``: day on which the difference was given
        back, as days since 1970, ``NEVER`` where that is unknown.
    """
    lines: pl.LazyFrame = purchase_lines(
        nw.from_native(orders),
        has_ids=True,
        timezone=timezone,
        day_starts_minutes=day_starts_minutes,
    ).to_native()
    rows = lines.select(
        "user_id",
        "order",
        "is_paid",
        "paid",
        "net",
        "date",
        at=pl.coalesce("at", pl.col("date").cast(pl.Datetime("us", "UTC"))),
        back=pl.col("refunded").to_physical().fill_null(NEVER),
    ).collect()
    return rows.with_columns(_end_of_day(rows["at"], timezone).dt.epoch("ms"))


def nameless_orders(orders: pl.LazyFrame) -> pl.DataFrame:
    """Return ``order`` and ``date`` of paid lines that name no user."""
    some = nw.from_native(orders.filter(pl.col("user_id").is_null()))
    lines: pl.LazyFrame = paid_lines(some).to_native()
    is_paid = pl.col("paid_lines") > 0
    return lines.filter(is_paid).select(order="order_id", date="biz_date").collect()


def _end_of_day(at: pl.Series, timezone: str) -> pl.Series:
    """Move instants to the end of their day if all of them are at its beginning."""
    wall = at.dt.convert_time_zone(timezone).dt.time()
    if not wall.len() or wall.cast(pl.Int64).max() != 0:
        return at
    return at + timedelta(days=1, milliseconds=-1)
