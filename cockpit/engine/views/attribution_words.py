"""Sentences of the attribution view, for any data."""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from cockpit.engine.attribution.book import PathBook
from cockpit.engine.views.study import Study
from cockpit.snapshot.attribution import AttributionRow, ChannelRow, Model
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.tabulate import name
from cockpit.text import formats
from cockpit.text.notes import note

STAMP: Final = note(
    "association, not causation: only a holdout says what a channel causes"
)
"""On every answer."""
TELLING: Final = 0.05
"""Difference of shares between first and last touch that is worth a sentence."""
COVERED: Final = 0.9
"""Share of orders with a touch below which ROI and CAC are said to miss the others."""


def reading(rows: Sequence[AttributionRow], channels: Sequence[ChannelRow]) -> str:
    """Say where the models disagree most, and what that means for a budget."""
    if not rows:
        return ""
    shares = {(row.model, row.channel): row.share for row in rows}
    names = {row.channel: row.name for row in channels}
    closing = _by_role(shares, names)
    if closing is not None:
        return closing
    if len({row.model for row in rows}) < 2:
        return ""  # one model agrees with itself
    spread = max(row.share_high - row.share_low for row in channels)
    return note(
        "the models agree within {spread} on every channel",
        spread=formats.change(spread, "rate").lstrip("+"),
    ).text()


def _by_role(
    shares: Mapping[tuple[Model, str], float], names: Mapping[str, Name]
) -> str | None:
    """Tell of the channel whose first and last touches differ most."""
    gaps = {
        channel: shares["last", channel] - shares["first", channel]
        for channel in names
        if ("last", channel) in shares and ("first", channel) in shares
    }
    if not gaps:
        return None
    widest = max(gaps, key=lambda channel: (abs(gaps[channel]), channel))
    if abs(gaps[widest]) < TELLING:
        return None
    said = {
        "channel": name(names[widest]),
        "last": formats.rate(shares["last", widest]),
        "first": formats.rate(shares["first", widest]),
    }
    if gaps[widest] > 0:
        return note(
            "{channel}: last touch {last}, first touch {first}: it closes, it does not"
            " seed; do not budget by the last touch alone",
            **said,
        ).text()
    return note(
        "{channel}: first touch {first}, last touch {last}: it seeds, it does not"
        " close; the last touch alone hides it",
        **said,
    ).text()


def coverage_sentence(orders: int | None, covered: float) -> str:
    """Warn where orders without a touch are in no channel's ROI."""
    if not orders or covered / orders >= COVERED:
        return ""
    return note(
        "only {n} of {orders} paid orders ({share}) have a touch: ROI and CAC credit"
        " nobody with the others",
        n=formats.count(covered),
        orders=formats.count(orders),
        share=formats.rate(covered / orders),
    ).text()


def paid_orders(study: Study, book: PathBook) -> int | None:
    """Count the paid orders of the days; None without orders or days."""
    sales = study.scene.facts.get("sales")
    if sales is None or book.first is None or book.last is None:
        return None
    days = pl.col("date").is_between(book.first, book.last)
    return int(sales.filter(days)["paid_orders"].sum() or 0)


def claims_sentence(channels: Sequence[ChannelRow], orders: int | None) -> str:
    """Warn where platforms together claim more conversions than there were orders."""
    claimed = sum(
        row.claimed.conversions or 0.0 for row in channels if row.claimed is not None
    )
    if not orders or claimed <= orders:
        return ""
    return note(
        "platforms claim {claimed} conversions for {orders} paid orders ({share}): each"
        " counts in its own window, do not add them up",
        claimed=formats.count(claimed),
        orders=formats.count(orders),
        share=formats.rate(claimed / orders),
    ).text()
