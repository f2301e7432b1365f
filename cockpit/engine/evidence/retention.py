"""Retention: can the cohorts be read, and where did their users get lost?"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

import polars as pl

from cockpit.engine.evidence.affected import name_in_words
from cockpit.engine.evidence.answers import About, answer, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cohorts import (
    Cohorts,
    affected_cohorts,
    new_users,
    wilson,
)
from cockpit.engine.evidence.splits import price_and_mix, total, written
from cockpit.engine.periods import DAY
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

SHOWN_COHORTS: Final = 14
LEAST_USERS: Final = 10
"""A segment with fewer new users is listed and not accused."""

MATURITY: Final = About(
    "cohort_maturity",
    1,
    Name("队列成熟度", "Cohort maturity"),
    note(
        "a cohort can be read once its second business day is complete; 95 % Wilson"
        " interval; change = rate within channels + mix of channels, which sum to it"
    ),
)
BREAKDOWN: Final = About(
    "retention_breakdown",
    1,
    Name("留存按渠道与首日步骤", "Retention by channel and first-day step"),
    note(
        "D1 of the cohorts since the onset against the 28 readable ones before; lost ="
        " users x (D1 before - D1 now); step = the deepest one on the first day: it"
        " says where users stopped, not why"
    ),
)
_MATURITY_COLUMNS: Final = (
    EvidenceColumn("users", Name("新用户", "New users"), "count"),
    EvidenceColumn("retained", Name("次日回访", "Back"), "count", rank=2),
    EvidenceColumn("rate", Name("次留", "D1"), "rate"),
    EvidenceColumn("low", Name("下限", "Low"), "rate", rank=2),
    EvidenceColumn("high", Name("上限", "High"), "rate", rank=2),
)
_BREAKDOWN_COLUMNS: Final = (
    EvidenceColumn("users", Name("新用户", "New users"), "count"),
    EvidenceColumn("rate", Name("次留", "D1"), "rate"),
    EvidenceColumn("before", Name("之前", "Before"), "rate", rank=2),
    EvidenceColumn("change", Name("变化", "Change"), "points"),
    EvidenceColumn("low", Name("下限", "Low"), "rate", rank=3),
    EvidenceColumn("high", Name("上限", "High"), "rate", rank=3),
    EvidenceColumn("lost", Name("流失用户", "Lost users"), "count"),
    EvidenceColumn("share", Name("占比", "Share"), "rate", has_bar=True, rank=2),
)


class _Counts(NamedTuple):
    """Users of some cohorts, and how many of them were back on the next day."""

    users: int
    back: int

    @property
    def rate(self) -> float | None:
        """D1; None without users."""
        return self.back / self.users if self.users else None


def cohort_maturity(case: Case) -> Evidence:
    """Say which cohorts can be read, and whether the fall is one of rate or of mix.

    Returns:
        A row a cohort, the newest first; those that cannot be read yet are ``excluded``
        and have no rate.
    """
    found = affected_cohorts(case)
    if isinstance(found, Note):
        return refuse(MATURITY, case, found)
    frame = case.scene.facts.frames["retention"]
    now, before = _by_channel(frame, found.days), _by_channel(frame, found.base)
    whole, usual = _sum(now.values()), _sum(before.values())
    if not whole.users or not usual.users:
        return refuse(MATURITY, case, note("no new users in these cohorts"))
    change = Fraction(whole.back, whole.users) - Fraction(usual.back, usual.users)
    rate, mix = _rate_and_mix(before, now, change)
    low, high = wilson(whole.back, whole.users)
    return answer(
        MATURITY,
        case,
        _maturity_reading(found, whole, usual, (rate, mix)),
        columns=_MATURITY_COLUMNS,
        rows=tuple(_cohort_rows(case, frame)),
        headlines=(
            Headline("d1", Name("次留", "D1"), whole.rate, "rate", low, high),
            Headline("before", Name("之前", "Before"), usual.rate, "rate"),
            Headline("rate", Name("渠道内", "Within channels"), rate, "points"),
            Headline("mix", Name("渠道结构", "Mix of channels"), mix, "points"),
        ),
        n=whole.users,
    )


def retention_breakdown(case: Case) -> Evidence:
    """Find where new users got lost: by channel, by first-day step, by platform.

    Returns:
        Rows ``channel:X``, ``step:X`` and ``platform:X``, within each kind the largest
        loss first; segments of fewer than 10 users are ``excluded``.
    """
    found = affected_cohorts(case)
    if isinstance(found, Note):
        return refuse(BREAKDOWN, case, found)
    users = new_users(case.scene, (*found.days, *found.base))
    is_now = users["first"].is_in(found.days)
    if users.is_empty() or not is_now.any():
        return refuse(BREAKDOWN, case, note("no new users in these cohorts"))
    rows = [
        row
        for kind in ("channel", "step", "platform")
        for row in _segments(case, kind, users.filter(is_now), users.filter(~is_now))
    ]
    return answer(
        BREAKDOWN,
        case,
        _breakdown_reading(rows),
        columns=_BREAKDOWN_COLUMNS,
        rows=tuple(rows),
        n=int(is_now.sum()),
    )


def _by_channel(
    frame: pl.DataFrame, days: Iterable[object]
) -> dict[str | None, _Counts]:
    """Count by channel; what the channels leave over counts as unknown (None)."""
    rows = frame.filter(
        pl.col("date").is_in(list(days)), pl.col("retained_1").is_not_null()
    )
    sums = rows.group_by("is_whole", "channel").agg(
        pl.col("cohort", "retained_1").sum()
    )
    found: dict[str | None, _Counts] = {}
    whole = _Counts(0, 0)
    for is_whole, channel, users, back in sums.sort("channel").iter_rows():
        if is_whole:
            whole = _Counts(users, back)
        else:
            found[channel] = _Counts(users, back)
    known = _sum(found.values())
    rest = _Counts(whole.users - known.users, whole.back - known.back)
    return {**found, None: rest} if rest.users > 0 else found


def _sum(counts: Iterable[_Counts]) -> _Counts:
    every = list(counts)
    return _Counts(sum(c.users for c in every), sum(c.back for c in every))


def _rate_and_mix(
    before: Mapping[str | None, _Counts],
    now: Mapping[str | None, _Counts],
    change: Fraction,
) -> tuple[float, float]:
    sides = [
        {str(name): (counts.back, counts.users) for name, counts in side.items()}
        for side in (before, now)
    ]
    split = price_and_mix(*sides)
    parts = written([part for pair in split.values() for part in pair], change)
    return total(parts[::2]), total(parts[1::2])


def _cohort_rows(case: Case, frame: pl.DataFrame) -> Iterator[EvidenceRow]:
    today = case.scene.as_of
    whole = frame.filter(pl.col("is_whole"), pl.col("date") < today)
    newest = whole.sort("date", descending=True).head(SHOWN_COHORTS)
    for day, users, back in newest.select("date", "cohort", "retained_1").iter_rows():
        if back is None or day + DAY >= today or not users:
            readable = (day + 2 * DAY).isoformat()
            yield EvidenceRow(
                day.isoformat(),
                day.isoformat(),
                (users, None, None, None, None),
                excluded=note("immature: readable from {day}", day=readable).text(),
            )
            continue
        cells = (users, back, back / users, *wilson(back, users))
        yield EvidenceRow(day.isoformat(), day.isoformat(), cells)


def _maturity_reading(
    found: Cohorts, whole: _Counts, usual: _Counts, parts: tuple[float, float]
) -> Note:
    rate, mix = parts
    cause = (
        note("users of the same channels come back less")
        if abs(rate) >= abs(mix)
        else note("the mix of channels has shifted")
    )
    return note(
        "{n} cohorts can be read: D1 {now} against {before} (n {users}); within"
        " channels {rate}, mix {mix}: {cause}",
        n=len(found.days),
        now=formats.rate(whole.rate),
        before=formats.rate(usual.rate),
        users=formats.count(whole.users),
        rate=formats.change(rate, "rate"),
        mix=formats.change(mix, "rate"),
        cause=cause,
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


def _counted(users: pl.DataFrame, kind: str) -> dict[str, _Counts]:
    known = users.filter(pl.col(kind).is_not_null())
    sums = known.group_by(kind).agg(pl.len(), pl.col("is_back").sum())
    return {name: _Counts(n, back) for name, n, back in sums.sort(kind).iter_rows()}


def _lost(now: _Counts, before: _Counts | None) -> float | None:
    """How many users more would be back at the rate of before."""
    if before is None or before.rate is None or now.rate is None:
        return None
    return now.users * (before.rate - now.rate)


def _segment(  # noqa: PLR0913, PLR0917 - the parts of one line
    case: Case,
    kind: str,
    name: str,
    now: _Counts,
    before: _Counts | None,
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
