"""Names and sentences of the journeys view."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from cockpit.engine.attribution.stages import Touchpoint
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.journeys import JourneyRow
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import note

STAGE_NAMES: Final = MappingProxyType(
    {
        "discover": Name("发现", "Discover"),
        "consider": Name("考虑", "Consider"),
        "intend": Name("意向", "Intend"),
        "buy": Name("购买", "Buy"),
    }
)
STEP_NAMES: Final = MappingProxyType(
    {
        "visit": Name("访问", "Visit"),
        "view_item": Name("浏览商品", "View item", "浏览", "View"),
        "cart": Name("加购", "Add to cart", "加购", "Cart"),
        "order": Name("下单", "Order"),
        "pay": Name("支付", "Pay"),
    }
)
DAYS_ONLY: Final = note(
    "the events know days only: a gap is a whole number of days, 0 is the same day"
)


def why_key(
    one: Touchpoint, points: Sequence[Touchpoint], stage: Name, channel: Name
) -> str:
    """Say why a touchpoint is one of the three to mend first."""
    whole = sum(point.weight for point in points)
    return note(
        "{channel}, {stage}: {reach} users, {drop} go no further, {removal} of"
        " conversions run through it; reach x drop-off x removal effect is {share} of"
        " all touchpoints'",
        channel=name(channel),
        stage=name(stage),
        reach=formats.count(one.reach),
        drop=formats.rate(one.drop_off),
        removal=formats.rate(one.removal),
        share=formats.rate(one.weight / whole),
    ).text()


def reading(rows: Sequence[JourneyRow]) -> str:
    """Say what to mend first, of the touchpoints that are marked."""
    keys = [row for row in rows if row.is_key]
    if not keys:
        return ""
    first = max(
        keys,
        key=lambda row: row.reach * (row.drop_off or 0.0) * (row.removal_effect or 0.0),
    )
    return note("mend first: {why}", why=first.why_key).text()
