"""The other numbers of a row: each is explained, not only the one that stands out."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from cockpit.snapshot.health import How
from cockpit.snapshot.lifecycle import LifecycleRow, Stock
from cockpit.snapshot.ltv import LtvRow
from cockpit.snapshot.retention import RetentionRow
from cockpit.snapshot.rfm import RfmRow
from cockpit.snapshot.segments import Exchange, SegmentRow
from cockpit.text import formats
from cockpit.text.notes import Note, note
from cockpit.widgets.users.panel import Told

Kind = Literal["count", "money", "rate", "days", "plain"]


class Number(NamedTuple):
    """A field of a row: what it is called, and how it is written."""

    field: str
    label: Note
    kind: Kind = "count"


USERS: Final = Number("users", note("users"))
REVENUE: Final = Number("revenue", note("net revenue"), "money")
BEFORE: Final = Number("previous", note("users before"))
SHARE: Final = Number("share", note("share of the users"), "rate")
OF_REVENUE: Final = Number("revenue_share", note("share of the revenue"), "rate")

NUMBERS: Final[Mapping[type[object], tuple[Number, ...]]] = {
    LifecycleRow: (
        USERS, REVENUE, BEFORE,
        Number("effort", note("share of the spend"), "rate"),
    ),
    Stock: (
        Number("active", note("Active")),
        Number("dormant", note("Dormant")),
        Number("churned", note("Churned")),
        Number("net", note("net change")),
        Number("existing_share", note("from old customers"), "rate"),
    ),
    RetentionRow: (
        Number("rate", note("came back"), "rate"),
        Number("low", note("95% from"), "rate"),
        Number("high", note("95% to"), "rate"),
        Number("retained", note("users who came back")),
        Number("size", note("users of the cohort")),
    ),
    RfmRow: (
        USERS, SHARE, BEFORE, REVENUE, OF_REVENUE,
        Number("recency", note("days since the last order, median"), "days"),
        Number("frequency", note("orders, median")),
        Number("monetary", note("net revenue, median"), "money"),
    ),
    SegmentRow: (
        USERS, SHARE, BEFORE, REVENUE, OF_REVENUE,
        Number("ltv", note("pLTV90"), "money"),
        Number("ltv_low", note("pLTV90 95% from"), "money"),
        Number("ltv_high", note("pLTV90 95% to"), "money"),
        Number("ltv_cac", note("LTV/CAC"), "plain"),
        Number("gap_days", note("gap P50"), "days"),
    ),
    Exchange: (
        Number("discounts", note("discounts"), "money"),
        Number("service", note("cost of service"), "money"),
        Number("content", note("cost of content"), "money"),
        Number("given", note("got"), "money"),
        Number("received", note("gave"), "money"),
        Number("balance", note("balance"), "money"),
    ),
    LtvRow: (
        Number("users", note("customers")),
        Number("ltv_30", note("LTV30"), "money"),
        Number("ltv_90", note("LTV90"), "money"),
        Number("low", note("LTV90 95% from"), "money"),
        Number("high", note("LTV90 95% to"), "money"),
        Number("ltv_365", note("LTV365"), "money"),
        Number("cac", note("CAC"), "money"),
        Number("ltv_cac", note("LTV/CAC"), "plain"),
        Number("payback_days", note("payback"), "days"),
        Number("margin", note("margin"), "rate"),
    ),
}  # fmt: skip
"""By kind of row, in the order in which they are explained."""


def figures(
    rows: Iterable[object], how: Mapping[str, How], currency: str
) -> tuple[Told, ...]:
    """Return every number of some rows that can be explained.

    Args:
        rows: Of :data:`NUMBERS`; others have no numbers here.
        how: Of the answer, by field.
        currency: ISO code of its money.
    """
    return tuple(
        Told(number.label.text(), shown, "", how[number.field])
        for row in rows
        for number in NUMBERS.get(type(row), ())
        if number.field in how
        and (shown := _shown(getattr(row, number.field, None), number.kind, currency))
        and number.field not in getattr(row, "unknown", ())
    )


def _shown(value: float | None, kind: Kind, currency: str) -> str:
    if value is None:
        return ""
    match kind:
        case "money":
            return formats.money(value, currency)
        case "rate":
            return formats.rate(value)
        case "days":
            return formats.days(round(value))
        case "plain":
            return f"{value:,.2f}"
        case "count":
            return formats.count(value)
