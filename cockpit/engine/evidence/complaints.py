"""What people complain about: the few reasons behind most of the tickets."""

from datetime import timedelta
from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import business_time
from cockpit.engine.evidence.answers import About, answer, needs, refuse
from cockpit.engine.evidence.case import Case
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

LEAST_DAYS: Final = 7
"""So many days are looked at at least, up to the current one."""
NO_REASON: Final = "-"

ABOUT: Final = About(
    "complaint_pareto",
    1,
    Name("投诉原因", "Reasons of complaints"),
    note(
        "complaint tickets since the onset, at least 7 days; distinct orders, else"
        " tickets, by reason (without one: by category); cumulated share"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("complained", Name("投诉订单", "Orders"), "count", is_total=True),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True),
    EvidenceColumn("cumulated", Name("累计", "Cum."), "rate"),
    EvidenceColumn("users", Name("用户", "Users"), "count", rank=2),
    EvidenceColumn("open", Name("未关", "Open"), "count", is_total=True, rank=2),
    EvidenceColumn("unanswered", Name("未首响", "Unanswered"), "count", is_total=True),
)


def complaint_pareto(case: Case) -> Evidence:
    """Rank the reasons of complaints.

    Returns:
        A row a reason, the most frequent first; an order that is complained about for
        two reasons counts for both, so shares are of the sum. Users are known where
        tickets name them.
    """
    tickets = case.scene.facts.get("tickets")
    if tickets is None:
        return refuse(ABOUT, case, needs("complaints"))
    today = case.scene.as_of
    first = today - timedelta(days=LEAST_DAYS - 1)
    if case.onset is not None:
        first = min(first, business_time(case.scene, case.onset).date())
    rows = tickets.filter(
        pl.col("is_complaint"), pl.col("date").is_between(first, today)
    )
    if rows.is_empty():
        reason = note("no complaint since {day}", day=first.isoformat())
        return refuse(ABOUT, case, reason)
    reasons = _by_reason(rows)
    whole = int(reasons["complained"].sum())
    found = _rows(reasons, whole)
    return answer(
        ABOUT,
        case,
        _reading(found, whole, first.isoformat()),
        columns=COLUMNS,
        rows=found,
        headlines=(
            Headline("complained", Name("投诉", "Complaints"), whole, "count"),
            Headline(
                "unanswered",
                Name("未首响", "Unanswered"),
                int(reasons["unanswered"].sum()),
                "count",
            ),
        ),
        n=whole,
        provisional=True,
    )


def _by_reason(rows: pl.DataFrame) -> pl.DataFrame:
    reason = pl.coalesce("reason", "category", pl.lit(NO_REASON))
    return (
        rows.group_by(reason=reason)
        .agg(
            complained=pl.coalesce("order", "ticket").n_unique(),
            users=pl.col("user").drop_nulls().n_unique(),
            known=pl.col("user").count(),
            open=pl.col("is_open").sum(),
            unanswered=pl.col("is_unanswered").sum(),
        )
        .sort("complained", "reason", descending=[True, False])
    )


def _rows(reasons: pl.DataFrame, whole: int) -> tuple[EvidenceRow, ...]:
    found, so_far = [], 0
    for reason, complained, users, known, waiting, unanswered in reasons.iter_rows():
        so_far += complained
        cells = (
            complained,
            complained / whole,
            so_far / whole,
            users if known else None,
            waiting,
            unanswered,
        )
        label = note("no reason given").text() if reason == NO_REASON else reason
        found.append(EvidenceRow(reason, label, cells))
    return tuple(found)


def _reading(rows: tuple[EvidenceRow, ...], whole: int, first: str) -> Note:
    top = rows[:3]
    part = top[-1].cells[2]
    return note(
        "{reasons}: {share} of {n} complaints since {day}",
        reasons=", ".join(row.label for row in top),
        share=formats.rate(part if isinstance(part, float) else None),
        n=whole,
        day=first,
    )
