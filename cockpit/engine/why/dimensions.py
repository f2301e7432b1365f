"""What a change can be taken apart by, beyond channel and campaign, and from where."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cockpit.snapshot.envelope import Name

REST: Final = ""
"""The element of all rows that name none."""
OTHER: Final = "*"
"""The element of all that are too small to be listed by themselves."""
Columns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowDimension:
    """A dimension that raw rows have and the facts have not.

    Attributes:
        tables: Table -> columns of the element, the first that is filled counts.
        called: Column of the element's name, if it has one.
    """

    id: str
    name: Name
    tables: Mapping[str, Columns]
    called: str = ""


CUSTOMER: Final = "customer"
HOUR: Final = "hour"
ROW_DIMENSIONS: Final = (
    RowDimension("account", Name("账户", "account"), {"ad_spend": ("account",)}),
    RowDimension(
        "plan",
        Name("投放单元", "plan"),
        {"ad_spend": ("plan_id", "plan_name")},
        "plan_name",
    ),
    RowDimension(
        "creative",
        Name("创意", "creative"),
        {"ad_spend": ("creative_id", "creative_name")},
        "creative_name",
    ),
    RowDimension(CUSTOMER, Name("新老客", "customer group"), {"orders": ("user_id",)}),
    RowDimension(
        "product",
        Name("商品", "product"),
        {"orders": ("product_id", "product_name")},
        "product_name",
    ),
    RowDimension("category", Name("品类", "product type"), {"orders": ("category",)}),
    RowDimension("shop", Name("店铺", "shop"), {"orders": ("shop",)}),
    RowDimension("kol", Name("达人", "KOL"), {"orders": ("kol_id",)}),
    RowDimension(
        "issue", Name("投诉类别", "complaint type"), {"complaints": ("category",)}
    ),
    RowDimension(
        "reason", Name("投诉原因", "complaint reason"), {"complaints": ("reason",)}
    ),
    RowDimension("device", Name("设备", "device"), {"events": ("device",)}),
    RowDimension("platform", Name("平台", "platform"), {"events": ("platform",)}),
    RowDimension("source", Name("来源", "source"), {"events": ("source",)}),
    RowDimension("medium", Name("媒介", "medium"), {"events": ("medium",)}),
    RowDimension(
        HOUR, Name("时段", "hour"), {"ad_spend": ("hour",), "orders": ("hour",)}
    ),
)
"""The status of an order is none: it follows the age of the order, and a refund."""
BY_ID: Final = MappingProxyType({one.id: one for one in ROW_DIMENSIONS})
DIMENSION_NAMES: Final[Mapping[str, Name]] = MappingProxyType(
    {
        "channel": Name("渠道", "channel"),
        "campaign": Name("计划", "campaign"),
        **{one.id: one.name for one in ROW_DIMENSIONS},
    }
)
NAMED: Final[Mapping[tuple[str, str], Name]] = MappingProxyType(
    {
        (CUSTOMER, "new"): Name("新客", "new customers"),
        (CUSTOMER, "old"): Name("老客", "old customers"),
        **{
            (HOUR, f"{hour:02}"): Name(f"{hour:02}:00", f"{hour:02}:00")
            for hour in range(24)
        },
    }
)
"""Elements that are called otherwise than by their id."""
