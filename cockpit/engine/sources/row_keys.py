"""By which columns rows of two files tell of the same thing."""

from types import MappingProxyType
from typing import Final

KEYS: Final = MappingProxyType(
    {
        "orders": ("order_id",),
        "users": ("user_id",),
        "complaints": ("ticket_id",),
        "campaigns": ("campaign_id",),
        "competitors": ("date", "competitor", "channel", "product"),
        "calendar": ("date", "kind", "name"),
        "identity": ("anon_id", "user_id", "linked_at"),
        "paths": ("path",),
        "content_posts": ("platform", "content_id", "stat_date"),
        "creatives": ("creative_id",),
        "experiments": ("exp_id",),
        "exposures": ("exp_id", "user_id"),
        "private_domain_daily": ("date", "owner", "group_id", "group_name"),
        "shop_daily": ("date", "shop"),
        "requests": ("request_id",),
        "prices": ("date", "product_id", "product_name", "sku", "channel"),
        "metric_series": ("metric", "time", "labels"),
    }
)
"""Table -> columns; those of spend and events depend on the file."""
FREE_OF_DAYS: Final = frozenset(
    {
        "users",
        "campaigns",
        "creatives",
        "experiments",
        "exposures",
        "identity",
        "paths",
    }
)
"""Tables whose files are compared whatever their days."""
