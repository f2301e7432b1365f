"""The question why a number of the screen of attribution moved. Pure."""

from typing import Final

from cockpit.screens.attribution_asking import Wishes
from cockpit.screens.why_asking import base_days
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import _
from cockpit.widgets.attribution.budget_table import BudgetTable
from cockpit.widgets.attribution.campaign_table import TOTAL, UNNAMED, CampaignTable
from cockpit.widgets.attribution.channel_detail import ChannelDetail
from cockpit.widgets.attribution.credit_table import CreditTable
from cockpit.widgets.attribution.money_table import MoneyTable

WITHOUT_COST = "gmv_net"
"""Of a channel that costs nothing there is no return to explain."""
_KNOWN: Final = (CreditTable, MoneyTable, CampaignTable, ChannelDetail, BudgetTable)


def asked(panel: object, wishes: Wishes, *, opened: str) -> WhyQuery | None:
    """Ask why the return of the channel under the cursor moved.

    Of a model's credit there is no tree: the channel's own ROI is asked for, on the
    days of the tab against as many before.

    Args:
        panel: What has the focus.
        wishes: Days and as-of day of the tab.
        opened: The channel whose detail is open; empty: none.
    """
    where: tuple[tuple[str, str], ...] = ()
    cost: float | None
    match panel:
        case CampaignTable():
            channel, cost = opened, 0.0
            if panel.selected not in ("", TOTAL, UNNAMED):
                where = (("campaign", panel.selected),)
        case CreditTable() | MoneyTable():
            row = panel.current
            channel, cost = (row.channel, row.cost) if row else ("", None)
        case ChannelDetail():
            known = panel.known
            channel, cost = opened or panel.entity, known.cost if known else None
        case BudgetTable():
            line = panel.current
            channel, cost = (line.channel, line.spend) if line else ("", None)
        case _:
            return None
    if not channel or not wishes.today:
        return None
    metric = WITHOUT_COST if cost is None else "roi"
    now = ":".join(wishes.days)
    where = (("channel", channel), *where)
    base = base_days("prev", now)
    return WhyQuery(metric, where, base=base, now=now, as_of=wishes.as_of)


def beside(panel: object, model: str) -> str:
    """Say that the panel credits revenue by a model, and a why does not.

    Args:
        panel: What has the focus.
        model: What people call the one that credits.
    """
    match panel:
        case CreditTable() | MoneyTable():
            row = panel.current
        case ChannelDetail():
            row = panel.known
        case _:
            return ""
    if row is None or row.cost is None:
        return ""
    if row.claimed is None or row.claimed.value is None:
        said = _("by orders that name the channel; the table credits by {model}")
    else:
        said = _("what the platform claims; the table credits by {model}")
    return said.format(model=model)


def why_not(panel: object) -> str:
    """Say why the focused number cannot be explained."""
    if isinstance(panel, _KNOWN):
        return _("the numbers are on their way")
    return _("no tree of factors is behind this: choose a channel")
