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
    orders: pl.LazyFrame, *, timezone: str, day_starts_minutes: int, knows_hours: bool
) -> pl.DataFrame:
    """Give each line of an order of a known user.

    A file that knows only the days of its orders gives them at the end of the day, so
    that what a customer met on the day of the order counts as before it.

    Args:
        orders: Rows of the table ``orders``, of one stretch of a file.
        timezone: Of business days.
        day_starts_minutes: Minutes after midnight at which they begin.
        knows_hours: Whether the file does: :func:`has_hours` of its first stretch.

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
    late = timedelta(0) if knows_hours else timedelta(days=1, milliseconds=-1)
    return rows.with_columns((pl.col("at") + late).dt.epoch("ms"))


def order_marks(orders: pl.Series) -> pl.Series:
    """Return by what journeys know orders: a hash (UInt64) of each id."""
    return orders.hash()


def has_hours(orders: pl.LazyFrame, timezone: str) -> bool:
    """Whether any order came at another time than midnight."""
    at = pl.coalesce("pay_time", "order_time").dt.convert_time_zone(timezone)
    midnight = at.dt.time().cast(pl.Int64) == 0
    return bool(orders.select((~midnight).any()).collect().item())


def nameless_orders(orders: pl.LazyFrame) -> pl.DataFrame:
    """Return ``order`` and ``date`` of paid lines that name no user."""
    some = nw.from_native(orders.filter(pl.col("user_id").is_null()))
    lines: pl.LazyFrame = paid_lines(some).to_native()
    is_paid = pl.col("paid_lines") > 0
    return lines.filter(is_paid).select(order="order_id", date="biz_date").collect()
