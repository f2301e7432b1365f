"""Which number of the catalogue is meant on the screen of users, if one is."""

from typing import Final

from cockpit.screens.why_asking import narrowed
from cockpit.snapshot.why import WhyQuery
from cockpit.text.i18n import _
from cockpit.widgets.users.flow_board import FlowBoard
from cockpit.widgets.users.retention_grid import RetentionGrid
from cockpit.widgets.users.value_table import ValueTable

RETENTION: Final = {1: "retention_d1", 7: "retention_d7", 30: "retention_d30"}
"""By the day after the first one, the metric of users that came back."""


def asked(panel: object, *, channel: str = "", as_of: str = "") -> WhyQuery | None:
    """Ask why the focused number moved; None where it is none of the catalogue.

    Args:
        panel: What has the focus.
        channel: What the tab is narrowed to; empty: all.
        as_of: ISO day, or empty for that of the workspace's clock.
    """
    if isinstance(panel, ValueTable):
        return _value(panel, as_of)
    metric = ""
    if isinstance(panel, FlowBoard):
        metric = "gmv_net"
    elif isinstance(panel, RetentionGrid):
        metric = _retention(panel)
    where = narrowed((), ("channel", channel))
    return WhyQuery(metric, where, as_of=as_of) if metric else None


def why_not(panel: object) -> str:
    """Say why what has the focus cannot be explained."""
    if isinstance(panel, RetentionGrid):
        return _("only who is active again after 1, 7 or 30 days can be explained")
    if isinstance(panel, ValueTable):
        return _("cohorts differ, they do not move: choose a channel or all of them")
    return _("a model says this: choose the flows, retention or LTV/CAC")


def _value(panel: ValueTable, as_of: str) -> WhyQuery | None:
    row = panel.current
    if row is None or row.kind == "cohort":
        return None
    channel = row.entity if row.kind == "channel" else ""
    metric = "ltv_90" if row.ltv_cac is None else "ltv_cac"
    return WhyQuery(metric, narrowed((), ("channel", channel)), as_of=as_of)


def _retention(panel: RetentionGrid) -> str:
    cell, query = panel.current, panel.snapshot.query
    is_known = query.basis == "activity" and not query.window
    return RETENTION.get(cell.day, "") if cell is not None and is_known else ""
