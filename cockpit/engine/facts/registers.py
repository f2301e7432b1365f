"""Tables that are small enough to be facts whole: tickets, campaigns, competitors."""

from collections.abc import Sequence
from typing import Any, Final

import narwhals as nw
import polars as pl

from cockpit.engine.tables import LINE

Frame = nw.LazyFrame[Any]

PLAN: Final = (
    "campaign_name", "channel", "objective", "start", "end", "daily_budget", "owner",
    "is_backup", "readiness", "test_cap",
)  # fmt: skip
SEEN: Final = (
    "date", "competitor", "channel", "product", "price", "promotion", "creative",
    "creatives", "spend_index", "note", "source",
)  # fmt: skip


def ticket_rows(complaints: Frame) -> Frame:
    """Keep what a ticket is about and whether somebody has answered it.

    Args:
        complaints: Rows of the table ``complaints``.

    Returns:
        One row a ticket: ``date``, ``ticket``, ``order``, ``user``, ``channel``,
        ``category``, ``reason``, ``severity``, ``is_complaint``, ``is_open``,
        ``is_unanswered``.
    """
    return complaints.select(
        "channel", "category", "reason", "severity",
        "is_complaint", "is_open", "is_unanswered",
        date=nw.col("biz_date"),
        ticket=nw.col("ticket_id"),
        order=nw.col("order_id"),
        user=nw.col("user_id"),
    )  # fmt: skip


def newest_plans(campaigns: Frame) -> Frame:
    """Keep the last line of each campaign.

    Args:
        campaigns: Rows of the table ``campaigns``, of one file.

    Returns:
        One row a campaign: ``campaign`` (its id) and the columns of ``PLAN``; money in
        1/10,000.
    """
    newest = nw.col(LINE).max().over("campaign_id")
    return (
        campaigns.filter(nw.col(LINE) == newest)
        .rename({"campaign_id": "campaign"})
        .select("campaign", *PLAN)
    )


def sightings(competitors: Frame) -> Frame:
    """Keep what was seen of competitors, the columns of ``SEEN``."""
    return competitors.select(*SEEN)


def add_plans(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge the campaigns of several sources; the later source is believed."""
    joined = pl.concat(partials, how="vertical_relaxed")
    return joined.unique("campaign", keep="last", maintain_order=True)


def add_rows(partials: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge tickets, or sightings: a row each."""
    return pl.concat(partials, how="vertical_relaxed")
