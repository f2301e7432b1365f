"""What the cells of a canonical column are: money, a count, an instant, a word."""

from types import MappingProxyType
from typing import Final, Literal

import polars as pl

from cockpit.engine.tables import TABLES

Kind = Literal[
    "text", "id", "channel", "status", "event", "money", "whole", "exact",
    "instant", "date", "hour", "flag", "producer",
]  # fmt: skip

REQUIRED: Final = MappingProxyType(
    {
        "ad_spend": (("date",), ("channel",), ("spend",)),
        "orders": (("pay_time", "order_time"), ("paid_amount",)),
        "events": (("event_time",), ("event_name",), ("user_id", "anon_id")),
        "users": (("user_id",),),
        "complaints": (("ticket_id",), ("created_time",)),
        "campaigns": (("campaign_id",),),
        "competitors": (("date",), ("competitor",)),
        "calendar": (("date",),),
        "identity": (("anon_id",), ("user_id",), ("linked_at",)),
        "paths": (("path",), ("conversions",)),
        "content_posts": (("content_id",), ("platform",), ("publish_time",)),
        "creatives": (("creative_id",),),
        "experiments": (("exp_id",),),
        "exposures": (("variant",),),
        "private_domain_daily": (("date",),),
        "shop_daily": (("date",),),
        "requests": (("asked_time",),),
        "prices": (("date",), ("price",)),
        "metric_series": (("metric",), ("time",), ("value", "numerator")),
    }
)
"""Table -> groups of columns; of each group a file must have one."""

_MONEY: Final = frozenset(
    {
        "spend", "conv_value", "paid_amount", "gross_amount", "payable_amount",
        "discount_amount", "platform_discount", "refund_amount", "cogs", "price_seen",
        "conversion_value", "amount", "daily_budget", "test_cap", "price",
        "revenue", "production_cost", "promo_cost", "kol_fee", "tool_cost",
        "order_amount", "staff_cost", "coupon_cost", "old_price",
    }
)  # fmt: skip
_MADE_HERE: Final = frozenset(
    {
        "biz_date", "created_date", "is_paid", "is_complaint", "is_open",
        "is_unanswered", "labels", "publish_date", "outcomes",
    }
)  # fmt: skip
_WORDS: Final[dict[tuple[str, str], Kind]] = {
    ("ad_spend", "channel"): "channel",
    ("orders", "channel"): "channel",
    ("events", "channel"): "channel",
    ("complaints", "channel"): "channel",
    ("campaigns", "channel"): "channel",
    ("competitors", "channel"): "channel",
    ("users", "acq_channel"): "channel",
    ("content_posts", "platform"): "channel",
    ("creatives", "channel"): "channel",
    ("creatives", "producer_mode"): "producer",
    ("shop_daily", "channel"): "channel",
    ("requests", "channel"): "channel",
    ("prices", "channel"): "channel",
    ("content_posts", "producer_mode"): "producer",
    ("orders", "status"): "status",
    ("paths", "value"): "money",
    ("events", "event_name"): "event",
}
_NEVER_NEGATIVE: Final = frozenset(
    {"ad_spend", "campaigns", "competitors", "creatives", "paths", "prices"}
)
_MAY_FALL: Final = frozenset(
    {
        "new_followers", "revenue", "order_amount", "paid_amount", "refund_amount",
    }
)  # fmt: skip
"""Figures that can be below zero: followers lost, goods given back."""
_COUNTED: Final = frozenset({"content_posts", "private_domain_daily", "shop_daily"})
"""Tables of figures of which only those above can be below zero."""
_BY_TYPE: Final[dict[type[pl.DataType], Kind]] = {
    pl.Int8: "hour",
    pl.Int64: "whole",
    pl.Decimal: "exact",
    pl.Date: "date",
    pl.Datetime: "instant",
    pl.Boolean: "flag",
}


def kinds_of(table: str) -> dict[str, Kind]:
    """Return column -> kind, for the columns of a table that a file can feed."""
    columns = TABLES[table].columns()
    fed = {name for name in columns if name not in _MADE_HERE}
    if table != "ad_spend":
        fed.discard("hour")
    return {n: _kind(table, n, columns[n].dtype) for n in columns if n in fed}


def may_be_negative(table: str, column: str) -> bool:
    """Whether a number below zero can be true: a refund, a return."""
    if table in _COUNTED:
        return column in _MAY_FALL
    return table not in _NEVER_NEGATIVE or column in {"conv_value", "value"}


def is_required(table: str, column: str) -> bool:
    """Whether a row without a readable cell in this column is of no use."""
    return any(column in group for group in REQUIRED[table])


def _kind(table: str, column: str, dtype: pl.DataType) -> Kind:
    if (table, column) in _WORDS:
        return _WORDS[table, column]
    if column in _MONEY:
        return "money"
    if isinstance(dtype, pl.String):
        is_id = column.endswith("_id") or column in {"sku", "account"}
        return "id" if is_id else "text"
    return _BY_TYPE[type(dtype)]
