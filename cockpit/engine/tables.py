"""The canonical tables: columns, types, units. Dirty input ends here.

Money is Int64 in 1/10,000 of the currency unit: integer sums do not depend on their
order, float sums do. Times are UTC; ``biz_date`` and ``hour`` (0 to 23) are in the
business day of the workspace. Every cleaned frame has every column of its table, null
where the file has none, plus ``_line`` (Int64, line in the file from 1).
"""

from types import MappingProxyType
from typing import Final

import dataframely as dy
import polars as pl

from cockpit.engine.column_kinds import hour as _hour
from cockpit.engine.column_kinds import instant as _instant
from cockpit.engine.column_kinds import text as _text
from cockpit.engine.column_kinds import whole as _whole
from cockpit.engine.content_tables import (
    ContentPosts,
    Creatives,
    Experiments,
    Exposures,
)
from cockpit.engine.daily_tables import PrivateDomainDaily, ShopDaily
from cockpit.engine.journey_tables import Identity, Paths
from cockpit.engine.log_tables import Calendar, Competitors, Prices, Requests

MONEY_SCALE: Final = 10_000
LINE: Final = "_line"
INSTANT: Final = pl.Datetime("us", "UTC")
EXACT: Final = pl.Decimal(38, 18)
"""Values computed elsewhere: summed exactly, whatever the order."""


class AdSpend(dy.Schema):
    """One row a day (or hour), channel, account and finest id the platform exports."""

    date = dy.Date(nullable=False)
    hour = _hour()
    channel = _text(required=True)
    account = _text()
    campaign_id = _text()
    campaign_name = _text()
    plan_id = _text()
    plan_name = _text()
    creative_id = _text()
    creative_name = _text()
    spend = _whole(required=True, low=0)
    impressions = _whole(low=0)
    clicks = _whole(low=0)
    conversions = _whole(low=0)
    conv_value = _whole()
    conv_time_basis = _text()
    attribution_window = _text()
    orders = _whole(low=0)
    activations = _whole(low=0)
    registrations = _whole(low=0)
    retained_d1 = _whole(low=0)
    interactions = _whole(low=0)
    leads = _whole(low=0)
    currency = _text()


class Orders(dy.Schema):
    """One row an order or an item of one.

    ``is_paid`` follows the status; without one the filled ``pay_time``; without that
    column too it is true. ``biz_date`` and ``hour`` are of ``pay_time``, else of
    ``order_time``; ``created_date`` the other way round. A negative ``paid_amount`` is
    a refund. ``status`` is one of created, paid, shipped, done, cancelled, refunded,
    part_refunded, unknown.
    """

    order_id = _text(required=True)
    item_order_id = _text()
    user_id = _text()
    order_time = _instant()
    pay_time = _instant()
    biz_date = dy.Date(nullable=False)
    hour = _hour()
    created_date = dy.Date(nullable=False)
    is_paid = dy.Bool(nullable=False)
    paid_amount = _whole(required=True)
    status = _text()
    gross_amount = _whole()
    payable_amount = _whole()
    discount_amount = _whole()
    platform_discount = _whole()
    refund_amount = _whole()
    refund_time = _instant()
    item_qty = _whole()
    product_id = _text()
    product_name = _text()
    sku = _text()
    category = _text()
    shop = _text()
    channel = _text()
    campaign_id = _text()
    kol_id = _text()
    cogs = _whole()
    currency = _text()


class Events(dy.Schema):
    """One row an event of a user; one of ``user_id`` and ``anon_id`` is filled.

    ``props`` is a JSON object as the file has it; what is no valid JSON stays as text
    and says nothing.
    """

    event_id = _text()
    user_id = _text()
    anon_id = _text()
    event_time = _instant(required=True)
    biz_date = dy.Date(nullable=False)
    hour = _hour()
    event_name = _text(required=True)
    channel = _text()
    source = _text()
    medium = _text()
    campaign_id = _text()
    touch_type = _text()
    content_id = _text()
    product_id = _text()
    price_seen = _whole()
    platform = _text()
    device = _text()
    session_id = _text()
    conversion = _whole()
    conversion_value = _whole()
    props = _text()


class Users(dy.Schema):
    """One row a user; ``biz_date`` is of ``first_seen``, else of ``register_time``."""

    user_id = _text(required=True)
    first_seen = _instant()
    register_time = _instant()
    biz_date = dy.Date(nullable=True)
    acq_channel = _text()
    acq_campaign = _text()
    member_level = _text()
    growth_value = _whole()
    private_join_time = _instant()


class Complaints(dy.Schema):
    """One row a ticket; ``is_complaint`` follows its category (true without one).

    ``is_open``: neither a closing time nor a status that says so. ``is_unanswered``: it
    is open and nobody has replied yet, by ``reply_time`` where the file has it, else by
    the status; one that says nothing of it is no reply.
    """

    ticket_id = _text(required=True)
    created_time = _instant(required=True)
    biz_date = dy.Date(nullable=False)
    hour = _hour()
    is_complaint = dy.Bool(nullable=False)
    is_open = dy.Bool(nullable=False)
    is_unanswered = dy.Bool(nullable=False)
    order_id = _text()
    user_id = _text()
    channel = _text()
    category = _text()
    reason = _text()
    severity = _text()
    status = _text()
    reply_time = _instant()
    closed_time = _instant()
    amount = _whole()
    liable = _text()


class Campaigns(dy.Schema):
    """One row a campaign as it is set up now; a file has no history of budgets.

    ``is_backup``: kept for the day on which another one fails. ``readiness`` is 0 (an
    idea) to 5 (can be switched on today), ``test_cap`` the most a test of it may cost.
    ``end`` is inclusive.
    """

    campaign_id = _text(required=True)
    campaign_name = _text()
    channel = _text()
    objective = _text()
    start = dy.Date(nullable=True)
    end = dy.Date(nullable=True)
    daily_budget = _whole(low=0)
    owner = _text()
    is_backup = dy.Bool(nullable=True)
    readiness = dy.Int64(nullable=True, min=0, max=5)
    test_cap = _whole(low=0)


class MetricSeries(dy.Schema):
    """One row a value computed elsewhere: ``value``, or numerator and denominator.

    ``labels`` holds every further text column as sorted JSON, null if there is none.
    """

    metric = _text(required=True)
    time = _instant(required=True)
    biz_date = dy.Date(nullable=False)
    hour = _hour()
    value = dy.Decimal(precision=38, scale=18, nullable=True)
    numerator = dy.Decimal(precision=38, scale=18, nullable=True)
    denominator = dy.Decimal(precision=38, scale=18, nullable=True)
    labels = _text()

    @dy.rule()
    def has_value(cls) -> pl.Expr:  # noqa: N805 - dataframely passes the class
        """A value, or both parts of one."""
        parts = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
        return pl.col("value").is_not_null() | parts


TABLES: Final = MappingProxyType(
    {
        "ad_spend": AdSpend,
        "orders": Orders,
        "events": Events,
        "users": Users,
        "complaints": Complaints,
        "campaigns": Campaigns,
        "competitors": Competitors,
        "calendar": Calendar,
        "identity": Identity,
        "paths": Paths,
        "content_posts": ContentPosts,
        "creatives": Creatives,
        "experiments": Experiments,
        "exposures": Exposures,
        "private_domain_daily": PrivateDomainDaily,
        "shop_daily": ShopDaily,
        "requests": Requests,
        "prices": Prices,
        "metric_series": MetricSeries,
    }
)

DAY_COLUMN: Final = MappingProxyType(
    {
        "ad_spend": "date",
        "orders": "biz_date",
        "events": "biz_date",
        "users": "biz_date",
        "complaints": "biz_date",
        "campaigns": "start",
        "competitors": "date",
        "calendar": "date",
        "identity": "biz_date",
        "paths": "biz_date",
        "content_posts": "biz_date",
        "creatives": "start",
        "experiments": "start",
        "exposures": "biz_date",
        "private_domain_daily": "date",
        "shop_daily": "date",
        "requests": "biz_date",
        "prices": "date",
        "metric_series": "biz_date",
    }
)
"""The business day that a row of the table belongs to; a campaign is of no day."""
TIMELESS: Final = frozenset(
    {
        "campaigns", "competitors", "calendar", "users", "content_posts", "creatives",
        "experiments", "exposures", "identity", "paths", "prices", "requests",
    }
)  # fmt: skip
"""Tables whose days are no days of business."""


def schema_of(table: str) -> dict[str, pl.DataType]:
    """Return column -> type of a table, ``_line`` last."""
    columns = {name: column.dtype for name, column in TABLES[table].columns().items()}
    return {**columns, LINE: pl.Int64()}
