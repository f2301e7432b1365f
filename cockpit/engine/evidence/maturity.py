"""Can the cohorts be read, and is their fall one of rate or of mix?"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final

import polars as pl

from cockpit.engine.evidence.answers import About, answer, refuse
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.cohorts import (
    Cohorts,
    Counts,
    affected_cohorts,
)
from cockpit.engine.metrics.intervals import wilson
from cockpit.engine.periods import DAY
from cockpit.engine.why.mix import price_and_mix
from cockpit.engine.why.rounding import total, written
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.evidence import Evidence, EvidenceColumn, EvidenceRow, Headline
from cockpit.text import formats
from cockpit.text.notes import Note, note

SHOWN_COHORTS: Final = 14

ABOUT: Final = About(
    "cohort_maturity",
    1,
    Name("队列成熟度", "Cohort maturity"),
    note(
        "a cohort can be read once its second business day is complete; 95 % Wilson"
        " interval; change = rate within channels + mix of channels, which sum to it"
    ),
)
COLUMNS: Final = (
    EvidenceColumn("users", Name("新用户", "New users"), "count"),
    EvidenceColumn("retained", Name("次日回访", "Back"), "count", rank=2),
    EvidenceColumn("rate", Name("次留", "D1"), "rate"),
    EvidenceColumn("low", Name("下限", "Low"), "rate", rank=2),
    EvidenceColumn("high", Name("上限", "High"), "rate", rank=2),
)


def cohort_maturity(case: Case) -> Evidence:
    """Say which cohorts can be read, and whether the fall is one of rate or of mix.

    Returns:
        A row a cohort, the newest first; those that cannot be read yet are ``excluded``
        and have no rate.
    """
    found = affected_cohorts(case)
    if isinstance(found, Note):
        return refuse(ABOUT, case, found)
    frame = case.scene.facts.frames["retention"]
    now, before = _by_channel(frame, found.days), _by_channel(frame, found.base)
    whole, usual = _sum(now.values()), _sum(before.values())
    if not whole.users or not usual.users:
        return refuse(ABOUT, case, note("no new users in these cohorts"))
    change = Fraction(whole.back, whole.users) - Fraction(usual.back, usual.users)
    rate, mix = _rate_and_mix(before, now, change)
    low, high = wilson(whole.back, whole.users)
    return answer(
        ABOUT,
        case,
        _maturity_reading(found, whole, usual, (rate, mix)),
        columns=COLUMNS,
        rows=tuple(_cohort_rows(case, frame)),
        headlines=(
            Headline("d1", Name("次留", "D1"), whole.rate, "rate", low, high),
            Headline("before", Name("之前", "Before"), usual.rate, "rate"),
            Headline("rate", Name("渠道内", "Within channels"), rate, "points"),
            Headline("mix", Name("渠道结构", "Mix of channels"), mix, "points"),
        ),
        n=whole.users,
    )


def _by_channel(
    frame: pl.DataFrame, days: Iterable[object]
) -> dict[str | None, Counts]:
    """Count by channel; what the channels leave over counts as unknown (None)."""
    rows = frame.filter(
        pl.col("date").is_in(list(days)), pl.col("retained_1").is_not_null()
    )
    sums = rows.group_by("is_whole", "channel").agg(
        pl.col("cohort", "retained_1").sum()
    )
    found: dict[str | None, Counts] = {}
    whole = Counts(0, 0)
    for is_whole, channel, users, back in sums.sort("channel").iter_rows():
        if is_whole:
            whole = Counts(users, back)
        else:
            found[channel] = Counts(users, back)
    known = _sum(found.values())
    rest = Counts(whole.users - known.users, whole.back - known.back)
    return {**found, None: rest} if rest.users > 0 else found


def _sum(counts: Iterable[Counts]) -> Counts:
    every = list(counts)
    return Counts(sum(c.users for c in every), sum(c.back for c in every))


def _rate_and_mix(
    before: Mapping[str | None, Counts],
    now: Mapping[str | None, Counts],
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
    found: Cohorts, whole: Counts, usual: Counts, parts: tuple[float, float]
) -> Note:
    rate, mix = parts
    cause = (
        note("users of the same channels come back less")
        if abs(rate) >= abs(mix)
        else note("the mix of channels has shifted")
    )
    return note(
        "{n}; D1 {now} against {before} (n {users}); within channels {rate}, mix"
        " {mix}: {cause}",
        n=_readable(len(found.days)),
        now=formats.rate(whole.rate),
        before=formats.rate(usual.rate),
        users=formats.count(whole.users),
        rate=formats.change(rate, "rate"),
        mix=formats.change(mix, "rate"),
        cause=cause,
    )


def _readable(cohorts: int) -> Note:
    if cohorts == 1:
        return note("1 cohort can be read")
    return note("{n} cohorts can be read", n=cohorts)
