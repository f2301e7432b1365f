"""Which panels lie on the screen of users, and on which of its tabs."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from cockpit.widgets.users.curve_chart import CurveChart
from cockpit.widgets.users.demand_chart import DemandChart
from cockpit.widgets.users.exchange_table import ExchangeTable
from cockpit.widgets.users.flow_board import FlowBoard
from cockpit.widgets.users.lift_line import LiftLine
from cockpit.widgets.users.model_cards import ModelCards
from cockpit.widgets.users.reading import Reading
from cockpit.widgets.users.retention_grid import RetentionGrid
from cockpit.widgets.users.retention_trend import RetentionTrend
from cockpit.widgets.users.rfm_map import RfmMap
from cockpit.widgets.users.rfm_table import RfmTable
from cockpit.widgets.users.segment_table import SegmentTable
from cockpit.widgets.users.value_table import ValueTable


def compose_body() -> ComposeResult:
    """Lay all panels out once; the class of the tab shows those that are on it."""
    yield FlowBoard(classes="study on-lifecycle")
    yield Reading(classes="reading")
    yield RetentionTrend(classes="study on-retention")
    with Horizontal(id="middle", classes="study on-lifecycle on-retention on-demand"):
        yield RetentionGrid(classes="study on-lifecycle on-retention")
        yield DemandChart(classes="study on-lifecycle on-demand")
    with Horizontal(id="scores", classes="study on-rfm"):
        yield RfmTable(classes="study on-rfm")
        yield RfmMap(classes="study on-rfm")
    with Vertical(id="groups", classes="study on-lifecycle on-needs"):
        yield SegmentTable(classes="study on-lifecycle on-needs")
        yield ExchangeTable(classes="study on-needs")
    with Vertical(id="worth", classes="study on-value"):
        yield ValueTable(classes="study on-value")
        yield LiftLine(classes="study on-value")
        yield CurveChart(classes="study on-value")
        yield ModelCards(classes="study on-value")


HOME: Final[dict[str, tuple[str, ...]]] = {
    "lifecycle": ("SegmentTable", "FlowBoard"),
    "retention": ("RetentionGrid",),
    "rfm": ("RfmTable",),
    "needs": ("SegmentTable",),
    "demand": ("DemandChart",),
    "value": ("ValueTable",),
}
"""What has the focus first, by tab."""
