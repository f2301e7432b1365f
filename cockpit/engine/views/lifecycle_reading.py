"""What an operator should see first in the lifecycle of customers."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cockpit.snapshot.lifecycle import (
    EFFORTS,
    Effort,
    EffortKind,
    LifecycleRow,
    LifecycleSnapshot,
    Stage,
)
from cockpit.text import formats
from cockpit.text.notes import Note, note

HARVEST: Final[tuple[Stage, ...]] = ("new", "returning")
CARE: Final[tuple[Stage, ...]] = ("resurrected", "dormant", "churned")
"""Effort on these is for customers who stay away."""
MOST: Final = 0.70
LEAST: Final = 0.05
LEAST_N: Final[dict[EffortKind, int]] = {"spend": 1, "posts": 5, "tests": 2}
"""Campaigns, posts or tests that say what they aim at; of fewer nothing is said."""
_NAMES: Final[dict[Stage, Note]] = {
    "dormant": note("dormant"),
    "churned": note("churned"),
}
_KINDS: Final[dict[EffortKind, Note]] = {
    "spend": note("spend"),
    "posts": note("posts"),
    "tests": note("tests"),
}


@dataclass(frozen=True, slots=True)
class _Aim:
    """What one kind of effort aims at, as far as it says.

    ``harvest`` and ``care`` are shares of what says it, ``unknown`` of all; ``n``
    counts what says it.
    """

    kind: EffortKind
    harvest: float
    care: float
    unknown: float
    n: int

    @property
    def is_lopsided(self) -> bool:
        is_enough = self.n >= LEAST_N[self.kind]
        return is_enough and self.harvest >= MOST and self.care < LEAST


def harvested(snapshot: LifecycleSnapshot) -> tuple[EffortKind, ...]:
    """Return the kinds of effort that sit on harvest in the newest whole week.

    At least 70 % of what says what it aims at is for new and returning customers, less
    than 5 % for those who stay away.
    """
    return tuple(one.kind for one in _lopsided(snapshot))


def reading(snapshot: LifecycleSnapshot) -> str:
    """Warn where effort sits on harvest, of all kinds in one sentence.

    Otherwise tells the share of revenue from existing customers. Empty before a week is
    over.
    """
    week = _newest(snapshot)
    if not week:
        return ""
    lopsided = _lopsided(snapshot)
    if not lopsided:
        found = _existing(snapshot, week)
    elif len(lopsided) == 1:
        found = _of_one(lopsided[0], _rising(snapshot))
    else:
        found = _of_several(lopsided, _rising(snapshot))
    return "" if found is None else found.text()


def said_by_kind(snapshot: LifecycleSnapshot) -> tuple[str, ...]:
    """Say it of each kind by itself where the reading sums up several."""
    lopsided = _lopsided(snapshot)
    if len(lopsided) <= 1:
        return ()
    return tuple(_of_one(one, "").text() for one in lopsided)


def _newest(snapshot: LifecycleSnapshot) -> str:
    """Return the newest week that is over; empty without one."""
    over = (row.period for row in snapshot.rows if row.maturity == "mature")
    return max(over, default="")


def _lopsided(snapshot: LifecycleSnapshot) -> list[_Aim]:
    week = _newest(snapshot)
    parts = [one for one in snapshot.efforts if one.period == week]
    aims = [_aim(kind, [p for p in parts if p.kind == kind]) for kind in EFFORTS]
    return [one for one in aims if one.is_lopsided]


def _aim(kind: EffortKind, parts: Iterable[Effort]) -> _Aim:
    told = {part.stage: part for part in parts if part.stage}
    known = sum(part.share for part in told.values())
    if known <= 0:
        return _Aim(kind, 0.0, 0.0, 1.0, 0)
    harvest = sum(told[stage].share for stage in HARVEST if stage in told)
    care = sum(told[stage].share for stage in CARE if stage in told)
    n = sum(part.n for part in told.values())
    return _Aim(kind, harvest / known, care / known, max(1 - known, 0.0), n)


def _of_one(aim: _Aim, rising: Note | str) -> Note:
    said = {
        "share": formats.rate(aim.harvest),
        "care": formats.rate(aim.care),
        "rising": rising,
        "n": formats.count(aim.n),
        "unknown": formats.rate(aim.unknown),
    }
    match aim.kind:
        case "spend":
            return note(
                "{share} of the spend that says what it aims at is on new and returning"
                " customers, {care} on those who stay away{rising}"
                " (campaigns {n}; {unknown} of it does not say)",
                **said,
            )
        case "posts":
            return note(
                "{share} of the posts that say what they aim at are for new and"
                " returning customers, {care} for those who stay away{rising}"
                " (posts {n}; {unknown} of all do not say)",
                **said,
            )
        case "tests":
            return note(
                "{share} of the tests that say what they aim at are about new and"
                " returning customers, {care} about those who stay away{rising}"
                " (tests {n}; {unknown} of all do not say)",
                **said,
            )


def _of_several(aims: list[_Aim], rising: Note | str) -> Note:
    parts = [
        note(
            "{kind} {share} (n {n})",
            kind=_KINDS[one.kind],
            share=formats.rate(one.harvest),
            n=formats.count(one.n),
        ).text()
        for one in aims
    ]
    return note(
        "effort sits on new and returning customers: {shares}; on those who stay away"
        " {care} at most{rising}",
        shares=", ".join(parts),
        care=formats.rate(max(one.care for one in aims)),
        rising=rising,
    )


def _rising(snapshot: LifecycleSnapshot) -> Note | str:
    """Say which of those who stay away became more, and by how much."""
    week = _newest(snapshot)
    rows = {row.stage: row for row in snapshot.rows if row.period == week}
    rising = [rows[name] for name in _NAMES if name in rows and _rises(rows[name])]
    if not rising:
        return ""
    worst = max(rising, key=lambda row: row.users - (row.previous or 0))
    return note("; {stage} {change}", stage=_NAMES[worst.stage], change=_change(worst))


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
