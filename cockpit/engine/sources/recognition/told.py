"""What is told of a group of files: the guess, its evidence and its rivals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cockpit.engine.sources.pinned import fingerprint, shape_of
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.platforms import home_currency
from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.columns import (
    column_guesses,
    unused_columns,
)
from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.engine.sources.recognition.groups import Group
from cockpit.engine.sources.recognition.platforms import LEAST, PlatformGuess
from cockpit.engine.sources.recognition.reading import Reading
from cockpit.engine.sources.recognition.tables import TableScore
from cockpit.engine.sources.row_keys import KEYS
from cockpit.snapshot.recognition import Rival, SourceGuess
from cockpit.snapshot.tabulate import name
from cockpit.text.notes import Note, note

MOST_TABLES: Final = 4
_RIVAL: Final = 0.2
"""Share of the winner's score from which another one is worth telling."""


@dataclass(frozen=True, slots=True, eq=False)
class Guessed:
    """A guess, and the keys of its ``[[source]]``; None if it is left out.

    Attributes:
        headers: To be pinned: the different headers of the files.
    """

    guess: SourceGuess
    decisions: Decisions | None
    headers: tuple[tuple[str, ...], ...] = ()


def reason_of(score: TableScore) -> Note:
    """Say what speaks for a table, and what against it."""
    if score.is_whole:
        return note("its columns score {score}", score=f"{score.score:.2f}")
    return note(
        "its columns score {score}, but it lacks {missing}",
        score=f"{score.score:.2f}",
        missing=", ".join(" / ".join(group) for group in score.missing),
    )


def told(case: Case, reading: Reading, ranked: Sequence[TableScore]) -> Guessed:
    """Tell what the first rows of a group gave."""
    if reading.plan is None or reading.sample is None:
        fault = reading.fault
        assert fault is not None
        return left_out(case.group, case.asked, fault.code, fault.note, ranked)
    decisions, sample, plan = case.decisions, reading.sample, reading.plan
    problem = decisions.problem
    platform = _platform_fields(case.platforms)
    guess = SourceGuess(
        path=case.group.glob,
        files=tuple(member.path for member in case.group.members),
        table=case.table,
        score=case.score.score,
        sure=case.asked.is_sure and problem is None,
        rivals=_rivals(case.score, ranked),
        grain=_grain(case.table, _fed(decisions, plan)),
        encoding=sample.encoding,
        separator=sample.layout.separator,
        header_line=sample.layout.header_line,
        currency=plan.currency
        or _only(reading.currencies)
        or home_currency(platform.get("platform", "")),
        columns=column_guesses(sample, plan, decisions.by_hand),
        constants={k: str(v) for k, v in (plan.given | decisions.constants).items()},
        constant_reasons=_constant_reasons(case, plan.given),
        questions=case.asked.questions,
        fingerprint=fingerprint(sample.layout.names),
        state="new" if problem is None else "unread",
        code="" if problem is None else "doubtful",
        message="" if problem is None else problem.text(),
        **platform,
        **_rows(reading),
    )
    kept = decisions if problem is None else None
    return Guessed(guess, kept, _headers(case.group))


def _rows(reading: Reading) -> dict[str, Any]:
    days = [day.isoformat() for day in reading.days]
    return {
        "rows": reading.rows,
        "first": days[0] if days else None,
        "last": days[-1] if days else None,
        "rejected": reading.rejected,
        "whole": reading.is_whole,
    }


def _platform_fields(platforms: Sequence[PlatformGuess]) -> dict[str, Any]:
    taken = platforms[0] if platforms and platforms[0].score >= LEAST else None
    fields: dict[str, Any] = {"platform_rivals": _platform_rivals(platforms, taken)}
    if taken is not None:
        reasons = tuple(reason.text() for reason in taken.reasons)
        fields |= {"platform": taken.id, "platform_name": name(taken.name)}
        fields |= {"platform_reasons": reasons}
    return fields


def _fed(decisions: Decisions, plan: Plan) -> set[str]:
    fed = {feed.canonical for feed in plan.feeds} | decisions.decided
    return fed | set(plan.given) | ({"hour"} if plan.has_clock else set())


def _headers(group: Group) -> tuple[tuple[str, ...], ...]:
    """Return one header of each shape; objects have no header to hold to."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for member in group.members:
        if not member.sample.is_json:
            names = member.sample.layout.names
            found.setdefault(shape_of(names), names)
    return tuple(found.values())


def left_out(
    group: Group,
    asked: Asked,
    code: str,
    problem: Note,
    ranked: Sequence[TableScore] = (),
) -> Guessed:
    """Tell that files are not read, why, and which tables came near."""
    sample = group.members[0].sample
    rivals = tuple(
        Rival(score.table, score.score, reason_of(score).text())
        for score in ranked[:MOST_TABLES]
        if score.score > 0
    )
    guess = SourceGuess(
        path=group.glob,
        files=tuple(member.path for member in group.members),
        rivals=rivals,
        columns=() if code == "no_header" else unused_columns(sample),
        encoding=sample.encoding,
        separator=sample.layout.separator,
        header_line=sample.layout.header_line,
        sure=asked.is_sure,
        questions=asked.questions,
        fingerprint=fingerprint(sample.layout.names),
        state="unread",
        code=code,
        message=problem.text(),
    )
    return Guessed(guess, None)


def _platform_rivals(
    platforms: Sequence[PlatformGuess], taken: PlatformGuess | None
) -> tuple[Rival, ...]:
    return tuple(
        Rival(each.id, each.score, "; ".join(r.text() for r in each.reasons))
        for each in platforms[:MOST_TABLES]
        if each is not taken
    )


def _rivals(taken: TableScore, ranked: Sequence[TableScore]) -> tuple[Rival, ...]:
    return tuple(
        Rival(each.table, each.score, reason_of(each).text())
        for each in ranked
        if each.table != taken.table and each.score >= _RIVAL * taken.score
    )[:MOST_TABLES]


def _grain(table: str, fed: set[str]) -> tuple[str, ...]:
    """Return the columns that tell one row from another, of those that are there."""
    if table == "events":
        return tuple(name for name in ("event_id", "event_time") if name in fed)[:1]
    if table == "orders":
        return tuple(name for name in ("order_id", "item_order_id") if name in fed)
    if table != "ad_spend":
        return tuple(name for name in KEYS.get(table, ()) if name in fed)
    levels = (
        next((name for name in (f"{level}_id", f"{level}_name") if name in fed), "")
        for level in ("campaign", "plan", "creative")
    )
    finest = [name for name in levels if name]
    coarse = [name for name in ("date", "hour", "channel", "account") if name in fed]
    return (*coarse, *finest)


def _constant_reasons(case: Case, given: Mapping[str, str]) -> dict[str, str]:
    told = {
        name: note("the platform's own channel, told by its columns").text()
        for name in given
    }
    reasons = case.decisions.reasons
    constants = case.decisions.constants
    return told | {name: reasons[name].text() for name in constants if name in reasons}


def _only(currencies: set[str]) -> str:
    return next(iter(currencies)) if len(currencies) == 1 else ""
