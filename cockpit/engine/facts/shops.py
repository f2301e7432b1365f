"""What platforms tell of their shops, in the place of orders that nobody can export."""

import narwhals as nw

from cockpit.engine.facts.rollups import CREATED_SUMS, PAID_SUMS, SALES_KEYS, Frame


def shop_cube(shop_daily: Frame) -> Frame:
    """Give what a platform tells of whole shops the columns of sales.

    Refunds are of the day on which they were given, for a shop tells no other. Hours,
    campaigns and the cost of goods are not known.

    Args:
        shop_daily: Rows of the table ``shop_daily``; a shop without a channel is one.

    Returns:
        ``SALES_KEYS`` (hour and campaign null), ``PAID_SUMS`` and ``CREATED_SUMS``.
    """
    rows = shop_daily.with_columns(
        channel=nw.coalesce("channel", "shop"),
        hour=nw.lit(None, nw.Int8),
        campaign=nw.lit(None, nw.String),
        cogs=nw.lit(None, nw.Int64),
        costless_lines=nw.lit(1, nw.Int64),
        refunded_orders=nw.lit(None, nw.Int64),
        created_orders=nw.lit(None, nw.Int64),
        lines=nw.lit(1, nw.Int64),
    ).rename(
        {
            "paid_amount": "gmv_paid",
            "refund_amount": "refunds",
            "orders": "paid_orders",
            "order_amount": "gmv_created",
        }
    )
    return rows.select(*SALES_KEYS, *PAID_SUMS, *CREATED_SUMS)
