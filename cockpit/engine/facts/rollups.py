"""Tables to facts, as Narwhals lazy expressions: one definition for every engine.

Each function takes the rows of one file (or of many) and returns a small frame. All
sums are of integers, hence exact and the same in any order. Nothing here collects.

Counting orders: an order is the rows of one ``order_id`` on one business day, so the
days of a file can be computed apart from each other, which is what makes an append
cheap and exact.
"""

from typing import Any, Final

import narwhals as nw

from cockpit.engine.deeds import is_deed_of_any

Frame = nw.LazyFrame[Any]

SPEND_KEYS: Final = ("date", "hour", "grain", "channel", "account", "campaign")
SPEND_SUMS: Final = ("spend", "impressions", "clicks", "conversions", "conv_value")
SALES_KEYS: Final = ("date", "hour", "channel", "campaign")
PAID_SUMS: Final = (
    "gmv_paid",
    "refunds",
    "cogs",
    "costless_lines",
    "paid_orders",
    "refunded_orders",
    "lines",
)
CREATED_SUMS: Final = ("gmv_created", "created_orders")
ID_LEVELS: Final = ("channel", "account", "campaign", "plan", "creative")


def spend_cube(ad_spend: Frame, *, id_level: str) -> Frame:
    """Sum spend by day, hour, grain, channel, account and campaign.

    Args:
        ad_spend: Rows of the table ``ad_spend``.
        id_level: The finest id these rows have; with the hour it makes the ``grain``
            (greater is finer), by which rows of one spend exported twice are told.

    Returns:
        ``SPEND_KEYS``; sums of ``SPEND_SUMS`` (money in 1/10,000; null where no row
        has a value); ``rows``; ``campaign_name``. ``campaign`` is the id, else the
        name, else null.
    """
    rank = 2 * ID_LEVELS.index(id_level)
    return (
        ad_spend.with_columns(
            campaign=nw.coalesce("campaign_id", "campaign_name"),
            grain=nw.when(nw.col("hour").is_null()).then(rank).otherwise(rank + 1),
        )
        .group_by(*SPEND_KEYS)
        .agg(
            *(nw.col(name).sum() for name in SPEND_SUMS),
            *(nw.col(name).count().alias(f"{name}_known") for name in SPEND_SUMS),
            nw.col("campaign_name").max(),
            nw.len().alias("rows"),
        )
        .with_columns(_null_unless_known(name) for name in SPEND_SUMS)
        .drop(*(f"{name}_known" for name in SPEND_SUMS))
    )


def paid_cube(orders: Frame) -> Frame:
    """Sum paid orders and their refunds by pay day, hour, channel and campaign.

    A negative amount is a refund of its own day. An order that was paid and then
    cancelled or refunded counts as paid and is taken back in full, unless the file
    says how much was refunded.

    Args:
        orders: Rows of the table ``orders``.

    Returns:
        ``SALES_KEYS`` and the sums ``PAID_SUMS``; ``lines`` counts rows,
        ``costless_lines`` paid rows whose cost of goods is not known.
    """
    by_order = (
        paid_lines(orders)
        .group_by("order_id", "biz_date")
        .agg(
            nw.col("hour", "channel", "campaign_id").min(),
            nw.col(
                "gmv_paid", "refunds", "cogs", "costless_lines", "paid_lines", "lines"
            ).sum(),
        )
    )
    return (
        by_order.with_columns(
            paid_orders=_one_if(nw.col("paid_lines") > 0),
            refunded_orders=_one_if(
                (nw.col("paid_lines") > 0) & (nw.col("refunds") > 0)
            ),
        )
        .rename({"biz_date": "date", "campaign_id": "campaign"})
        .group_by(*SALES_KEYS)
        .agg(nw.col(*PAID_SUMS).sum())
    )


def created_cube(orders: Frame) -> Frame:
    """Sum orders of any status by the day they were placed, channel and campaign.

    The amount is what was to be paid, else the gross amount, else what was paid;
    negative rows (refunds) place no order.

    Args:
        orders: Rows of the table ``orders``.

    Returns:
        ``date``, ``channel``, ``campaign`` and the sums ``CREATED_SUMS``.
    """
    amount = nw.coalesce("payable_amount", "gross_amount", "paid_amount")
    return (
        orders.with_columns(gmv_created=amount)
        .filter(nw.col("gmv_created") >= 0)
        .group_by("order_id", "created_date")
        .agg(nw.col("channel", "campaign_id").min(), nw.col("gmv_created").sum())
        .rename({"created_date": "date", "campaign_id": "campaign"})
        .group_by("date", "channel", "campaign")
        .agg(nw.col("gmv_created").sum(), nw.len().alias("created_orders"))
    )


def buyer_summary(orders: Frame) -> Frame:
    """Summarise the paid orders of each user and channel.

    Args:
        orders: Rows of the table ``orders``; rows without a user are left out.

    Returns:
        ``user_id``, ``channel``; ``first_paid`` (instant, null if the file has days
        only), ``first_date``, ``last_date``; ``orders`` (count), ``amount`` (paid less
        refunds, 1/10,000).
    """
    return (
        paid_lines(orders.filter(~nw.col("user_id").is_null()))
        .filter(nw.col("paid_lines") > 0)
        .with_columns(paid_at=nw.coalesce("pay_time", "order_time"))
        .group_by("user_id", "order_id", "biz_date")
        .agg(
            nw.col("channel", "paid_at").min(),
            nw.col("gmv_paid", "refunds").sum(),
        )
        .with_columns(amount=nw.col("gmv_paid") - nw.col("refunds"))
        .group_by("user_id", "channel")
        .agg(
            nw.col("paid_at").min().alias("first_paid"),
            nw.col("biz_date").min().alias("first_date"),
            nw.col("biz_date").max().alias("last_date"),
            nw.len().alias("orders"),
            nw.col("amount").sum(),
        )
    )


def net_lines(orders: Frame) -> Frame:
    """Give every row of a known user the net revenue it brings, on its own day.

    Args:
        orders: Rows of the table ``orders``; rows without a user are left out.

    Returns:
        ``user_id``, ``date``, ``net`` (paid less refunds, 1/10,000; not summed).
    """
    return paid_lines(orders.filter(~nw.col("user_id").is_null())).select(
        "user_id", date=nw.col("biz_date"), net=nw.col("gmv_paid") - nw.col("refunds")
    )


def activity(events: Frame, *, active_events: tuple[str, ...] = ()) -> Frame:
    """Find who was active on which day in which channel.

    Args:
        events: Rows of the table ``events``.
        active_events: Event names that make a user active; empty: all but
            impressions and clicks on advertisements.

    Returns:
        Distinct ``date``, ``user`` (the id, else the anonymous id) and ``channel``.
    """
    if active_events:
        is_active = nw.col("event_name").is_in(active_events)
    else:
        is_active = is_deed_of_any()
    return (
        events.filter(is_active)
        .with_columns(user=nw.coalesce("user_id", "anon_id"))
        .filter(~nw.col("user").is_null())
        .select(date=nw.col("biz_date"), user=nw.col("user"), channel=nw.col("channel"))
        .unique()
    )


def touch_cube(events: Frame) -> Frame:
    """Count events by day and channel.

    Args:
        events: Rows of the table ``events``.

    Returns:
        ``date``, ``channel``, ``rows``.
    """
    return (
        events.group_by("biz_date", "channel")
        .agg(nw.len().alias("rows"))
        .rename({"biz_date": "date"})
    )


def complained_orders(complaints: Frame) -> Frame:
    """Find which orders were complained about on which day.

    Args:
        complaints: Rows of the table ``complaints``.

    Returns:
        Distinct ``date``, ``complained`` (the order, else the ticket) and ``channel``.
    """
    return (
        complaints.filter(nw.col("is_complaint"))
        .select(
            date=nw.col("biz_date"),
            complained=nw.coalesce("order_id", "ticket_id"),
            channel=nw.col("channel"),
        )
        .unique()
    )


def series_cube(metric_series: Frame) -> Frame:
    """Sum values computed elsewhere by metric, day, hour and labels.

    Args:
        metric_series: Rows of the table ``metric_series``.

    Returns:
        ``metric``, ``date``, ``hour``, ``labels``; sums ``value``, ``numerator``,
        ``denominator`` (exact decimals) and ``rows``.
    """
    return (
        metric_series.group_by("metric", "biz_date", "hour", "labels")
        .agg(
            nw.col("value", "numerator", "denominator").sum(),
            nw.len().alias("rows"),
        )
        .rename({"biz_date": "date"})
    )


def paid_lines(orders: Frame) -> Frame:
    """Give each row its paid amount, its refund and whether it is paid.

    Args:
        orders: Rows of the table ``orders``.

    Returns:
        The rows with ``gmv_paid`` and ``refunds`` (1/10,000, never null), ``cogs`` of
        paid rows only, and ``paid_lines``, ``costless_lines``, ``lines`` (0 or 1).
    """
    amount = nw.col("paid_amount")
    status = nw.col("status").fill_null("")
    was_paid = nw.col("is_paid") | (
        status.is_in(["cancelled", "refunded"]) & ~nw.col("pay_time").is_null()
    )
    taken_back = (
        nw.when(~nw.col("refund_amount").is_null())
        .then(nw.col("refund_amount"))
        .otherwise(
            nw.when(status.is_in(["cancelled", "refunded"])).then(amount).otherwise(0)
        )
    )
    is_paid = was_paid & (amount >= 0)
    return orders.with_columns(
        gmv_paid=nw.when(is_paid).then(amount).otherwise(0),
        refunds=nw.when(amount < 0)
        .then(0 - amount)
        .otherwise(nw.when(is_paid).then(taken_back).otherwise(0)),
        cogs=nw.when(is_paid).then(nw.col("cogs")).otherwise(None),
        costless_lines=_one_if(is_paid & nw.col("cogs").is_null()),
        paid_lines=_one_if(is_paid),
        lines=nw.lit(1),
    )


def _one_if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(1).otherwise(0)


def _null_unless_known(name: str) -> nw.Expr:
    """A sum of nothing but nulls is null: a blank is not a zero."""
    known = nw.col(f"{name}_known") > 0
    return nw.when(known).then(nw.col(name)).otherwise(None).alias(name)
