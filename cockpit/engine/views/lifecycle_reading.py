"""What an operator should see first in the lifecycle of customers."""

from typing import Final

from cockpit.snapshot.lifecycle import LifecycleRow, LifecycleSnapshot, Stage
from cockpit.text import formats
from cockpit.text.notes import Note, note

HARVEST: Final[tuple[Stage, ...]] = ("new", "returning")
CARE: Final[tuple[Stage, ...]] = ("resurrected", "dormant", "churned")
"""Spend on these is for customers who stay away."""
MOST: Final = 0.70
LEAST: Final = 0.05
_NAMES: Final[dict[Stage, Note]] = {
    "dormant": note("dormant"),
    "churned": note("churned"),
}


def reading(snapshot: LifecycleSnapshot) -> str:
    """Warn where effort sits on harvest while customers leave.

    Looks at the newest week that is over: at least 70 % of the spend that says what it
    aims at is for new and returning customers, less than 5 % for those who stay away,
    and more of them fell asleep or left than the week before. Otherwise tells the share
    of revenue from existing customers. Empty before a week is over.
    """
    over = [row for row in snapshot.rows if row.maturity == "mature"]
    if not over:
        return ""
    newest = {row.stage: row for row in over if row.period == over[-1].period}
    found = _warning(newest) or _existing(snapshot, over[-1].period)
    return "" if found is None else found.text()


def _warning(week: dict[Stage, LifecycleRow]) -> Note | None:
    known = sum(row.effort or 0.0 for row in week.values())
    rising = [week[name] for name in _NAMES if _rises(week[name])]
    if known <= 0 or not rising:
        return None
    harvest = sum(week[name].effort or 0.0 for name in HARVEST) / known
    care = sum(week[name].effort or 0.0 for name in CARE) / known
    if harvest < MOST or care >= LEAST:
        return None
    worst = max(rising, key=lambda row: row.users - (row.previous or 0))
    return note(
        "{share} of the spend that says what it aims at is on new and returning"
        " customers, {care} on those who stay away; {stage} {change}"
        " (spend only, {unknown} of it does not say)",
        share=formats.rate(harvest),
        care=formats.rate(care),
        stage=_NAMES[worst.stage],
        change=_change(worst),
        unknown=formats.rate(max(1 - known, 0.0)),
    )


def _rises(row: LifecycleRow) -> bool:
    return row.previous is not None and row.users > row.previous


def _change(row: LifecycleRow) -> str:
    before = row.previous or 0
    if not before:
        return f"+{row.users:,}"
    return formats.change(row.users / before - 1, "count")


def _existing(snapshot: LifecycleSnapshot, period: str) -> Note | None:
    shares = {stock.period: stock.existing_share for stock in snapshot.stocks}
    share = shares.get(period)
    if share is None:
        return None
    return note(
        "customers who had bought before brought {share} of the net revenue of the week"
        " of {week}",
        share=formats.rate(share),
        week=period,
    )
