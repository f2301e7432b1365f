"""Where new users got lost: by channel, by first-day step, by platform."""

from typing import Final

import polars as pl

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cohorts import (
    Counts,
    affected_cohorts,
    new_users,
)
from cockpit.engine.metrics.intervals import wilson
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow
from cockpit.text import formats
from cockpit.text.notes import Note, note

LEAST_USERS: Final = 10
"""A segment with fewer new users is listed and not accused."""

ABOUT: Final = About(
    "retention_breakdown",
    1,
    Name("留存按渠道与首日步骤", "Retention by channel and first-day step"),
    note(
        "D1 of the cohorts since the onset against the 28 readable ones before; lost ="
        " users x (D1 before - D1 now); step = the deepest one on the first day: it"
        " says where users stopped, not why"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("users", Name("新用户", "New users"), "count"),
    EvidenceColumn("rate", Name("次留", "D1"), "rate"),
    EvidenceColumn("before", Name("之前", "Before"), "rate", rank=2),
    EvidenceColumn("change", Name("变化", "Change"), "points"),
    EvidenceColumn("low", Name("下限", "Low"), "rate", rank=3),
    EvidenceColumn("high", Name("上限", "High"), "rate", rank=3),
    EvidenceColumn("lost", Name("流失用户", "Lost users"), "count"),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True, rank=2),
)


def retention_breakdown(case: Case) -> Evidence:
    """Find where new users got lost: by channel, by first-day step, by platform.

    Returns:
        Rows ``channel:X``, ``step:X`` and ``platform:X``, within each kind the largest
        loss first; segments of fewer than 10 users are ``excluded``.
    """
    found = affected_cohorts(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    users = new_users(case.scene, (*found.days, *found.base))
    is_now = users["first"].is_in(found.days)
    if users.is_empty() or not is_now.any():
        return refuse(ABOUT, case, note("no new users in these cohorts"))
    rows = [
        row
        for kind in ("channel", "step", "platform")
        for row in _segments(case, kind, users.filter(is_now), users.filter(~is_now))
    ]
    return answer(
        ABOUT,
        case,
        _breakdown_reading(rows),
        columns=COLUMNS,
        rows=tuple(rows),
        n=int(is_now.sum()),
    )


def _segments(
    case: Case, kind: str, now: pl.DataFrame, before: pl.DataFrame
) -> list[EvidenceRow]:
    present, usual = _counted(now, kind), _counted(before, kind)
    lost = {name: _lost(counts, usual.get(name)) for name, counts in present.items()}
    whole = sum(users for users in lost.values() if users is not None and users > 0)
    rows = [
        _segment(case, kind, name, counts, usual.get(name), lost[name], whole)
        for name, counts in present.items()
    ]
    return sorted(rows, key=lambda row: (bool(row.excluded), -_lost_of(row), row.key))


def _counted(users: pl.DataFrame, kind: str) -> dict[str, Counts]:
    known = users.filter(pl.col(kind).is_not_null())
    sums = known.group_by(kind).agg(pl.len(), pl.col("is_back").sum())
    return {name: Counts(n, back) for name, n, back in sums.sort(kind).iter_rows()}


def _lost(now: Counts, before: Counts | None) -> float | None:
    """How many users more would be back at the rate of before."""
    if before is None or before.rate is None or now.rate is None:
        return None
    return now.users * (before.rate - now.rate)


def _segment(  # noqa: PLR0913, PLR0917 - the parts of one line
    case: Case,
    kind: str,
    name: str,
    now: Counts,
    before: Counts | None,
    lost: float | None,
    whole: float,
) -> EvidenceRow:
    usual = None if before is None else before.rate
    rate = now.rate or 0.0
    change = None if usual is None else rate - usual
    part = lost / whole if lost is not None and lost > 0 and whole else None
    low, high = wilson(now.back, now.users)
    excluded = ""
    if now.users < LEAST_USERS:
        excluded = note("only {n} users", n=now.users).text()
    return EvidenceRow(
        f"{kind}:{name}",
        _label(case, kind, name),
        (now.users, rate, usual, change, low, high, lost, part),
        excluded=excluded,
    )


def _label(case: Case, kind: str, name: str) -> str:
    if kind == "channel":
        return name_in_words(case.scene, "channel", name)
    return _STEP_NAMES[name].text() if kind == "step" else name


def _lost_of(row: EvidenceRow) -> float:
    lost = row.cells[6]
    return lost if isinstance(lost, float) else float("-inf")


def _breakdown_reading(rows: list[EvidenceRow]) -> Note:
    worst = [
        next((r for r in rows if r.key.startswith(kind) and not r.excluded), None)
        for kind in ("channel:", "step:")
    ]
    named = [row for row in worst if row is not None and _lost_of(row) > 0]
    if not named:
        return note("no segment lost users against the cohorts before")
    return note(
        "most users lost: {segments}",
        segments=", ".join(
            f"{row.label} {formats.change(_change_of(row), 'rate')}" for row in named
        ),
    )


def _change_of(row: EvidenceRow) -> float | None:
    change = row.cells[3]
    return change if isinstance(change, float) else None


_STEP_NAMES: Final[dict[str, Note]] = {
    "visit": note("visited only"),
    "register": note("registered"),
    "view_item": note("looked at goods"),
    "cart": note("put goods into the cart"),
    "order": note("ordered"),
    "pay": note("paid"),
}
