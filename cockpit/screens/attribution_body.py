"""Which panels lie on the screen of attribution, and on which pages of its tabs."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical

from cockpit.screens.study_screen import Pages
from cockpit.widgets.attribution.budget_table import BudgetTable
from cockpit.widgets.attribution.campaign_table import CampaignTable
from cockpit.widgets.attribution.channel_detail import ChannelDetail
from cockpit.widgets.attribution.combination_table import CombinationTable
from cockpit.widgets.attribution.credit_cards import CreditCards
from cockpit.widgets.attribution.credit_table import CreditTable
from cockpit.widgets.attribution.dependence_table import DependenceTable
from cockpit.widgets.attribution.fit_table import FitTable
from cockpit.widgets.attribution.funnel import FunnelPanel
from cockpit.widgets.attribution.gap_chart import GapChart
from cockpit.widgets.attribution.money_table import MoneyTable
from cockpit.widgets.attribution.response_chart import ResponseChart
from cockpit.widgets.attribution.stage_matrix import MendPanel, StageMatrix
from cockpit.widgets.attribution.what_if_panel import WhatIfPanel
from cockpit.widgets.users.reading import Reading

TALL: Final[dict[str, Pages]] = {
    "channels": (("CreditTable", "CombinationTable", "MoneyTable"),),
    "models": (("CreditCards", "MoneyTable"),),
    "combinations": (("CombinationTable",),),
    "journeys": (
        (
            "StageMatrix", "MendPanel", "FunnelPanel", "GapChart", "FitTable",
            "DependenceTable",
        ),
    ),
    "budget": (("BudgetTable", "ResponseChart", "WhatIfPanel"),),
    "detail": (("CampaignTable", "ChannelDetail"),),
}  # fmt: skip
VAST: Final[dict[str, Pages]] = {
    **TALL,
    "channels": ((*TALL["channels"][0], "ChannelDetail"),),
    "models": ((*TALL["models"][0], "ChannelDetail"),),
}
"""Beside what fits into 118 cells stands the channel under the cursor."""
MIDDLE: Final[dict[str, Pages]] = {
    "channels": (("CreditTable", "CombinationTable"), ("MoneyTable",)),
    "models": (("CreditCards",), ("MoneyTable",)),
    "combinations": (("CombinationTable",),),
    "journeys": (
        ("StageMatrix", "MendPanel"), ("FunnelPanel", "GapChart"),
        ("FitTable", "DependenceTable"),
    ),
    "budget": (("BudgetTable", "ResponseChart", "WhatIfPanel"),),
    "detail": (("CampaignTable",), ("ChannelDetail",)),
}  # fmt: skip
LOW: Final[dict[str, Pages]] = {
    "channels": (("CreditTable",), ("CombinationTable",), ("MoneyTable",)),
    "models": (("CreditCards",), ("MoneyTable",)),
    "combinations": (("CombinationTable",),),
    "journeys": (
        ("StageMatrix",), ("MendPanel", "FunnelPanel"), ("GapChart",), ("FitTable",),
        ("DependenceTable",),
    ),
    "budget": (("BudgetTable",), ("ResponseChart",), ("WhatIfPanel",)),
    "detail": (("CampaignTable",), ("ChannelDetail",)),
}  # fmt: skip


def compose_body() -> ComposeResult:
    """Lay all panels out once; the page says which of them are shown."""
    with Horizontal(id="whole"):
        with Vertical(id="main", classes="holder"):
            yield CreditCards(classes="study")
            yield CreditTable(classes="study")
            yield Reading(named="named", id="first-reading")
            yield CombinationTable(classes="study")
            yield Reading(named="named", id="second-reading")
            yield MoneyTable(classes="study")
            yield from _journeys()
            yield BudgetTable(classes="study")
            yield ResponseChart(classes="study")
            yield WhatIfPanel(classes="study")
        with Vertical(id="beside", classes="holder"):
            yield CampaignTable(classes="study")
            yield ChannelDetail(classes="study")


def _journeys() -> ComposeResult:
    """Lay the map of journeys out: what, when, who; the style sheet says where."""
    with Container(id="sides", classes="holder"):
        with Vertical(id="where", classes="holder"):
            yield StageMatrix(classes="study")
            yield MendPanel(classes="study")
        with Vertical(id="flow", classes="holder"):
            yield FunnelPanel(classes="study")
            yield GapChart(classes="study")
        with Container(id="whose", classes="holder"):
            yield FitTable(classes="study")
            yield DependenceTable(classes="study")
