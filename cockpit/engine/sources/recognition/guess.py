"""One group of files: table, platform, columns, and what is unsure about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cockpit.engine.sources.kinds import REQUIRED
from cockpit.engine.sources.mapping import is_data
from cockpit.engine.sources.pinned import fingerprint, shape_of
from cockpit.engine.sources.recognition.asking import SKIP, Asked
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.columns import column_guesses
from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.engine.sources.recognition.groups import Group
from cockpit.engine.sources.recognition.missing import ask_for_missing, has_default
from cockpit.engine.sources.recognition.overrides import apply_overrides
from cockpit.engine.sources.recognition.platforms import (
    LEAST as LEAST_OF_PLATFORM,
)
from cockpit.engine.sources.recognition.platforms import (
    PlatformGuess,
    guess_platforms,
)
from cockpit.engine.sources.recognition.reading import (
    Reading,
    ask_for_doubt,
    read_first,
)
from cockpit.engine.sources.recognition.tables import (
    MARGIN,
    TableScore,
    is_clear,
    score_of,
    scores,
)
from cockpit.engine.sources.recognition.whole_file import ask_for_whole
from cockpit.engine.sources.records import SourceSpec
from cockpit.engine.sources.row_keys import KEYS
from cockpit.snapshot.recognition import Choice, Rival, SourceGuess
from cockpit.text.i18n import spoken
from cockpit.text.notes import Note, note

_MOST_TABLES: Final = 4
_LEAST_DEFAULT: Final = 0.25
"""A table with a smaller score is offered, but not taken by default."""
_RIVAL: Final = 0.2
"""Share of the winner's score from which another one is worth telling."""


_NO_TABLE: Final = note("no table is taken for these columns")


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What a group is recognised in.

    Attributes:
        root: The workspace.
        spec: A source of which only time zone, currency and such are known.
        last_day: The latest business day whose rows are read.
        answers: By id of the question.
    """

    root: Path
    spec: SourceSpec
    last_day: date
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Guessed:
    """A guess, and the keys of its ``[[source]]``; None if it is left out.

    Attributes:
        headers: To be pinned: the different headers of the files.
    """

    guess: SourceGuess
    decisions: Decisions | None
    headers: tuple[tuple[str, ...], ...] = ()


def guess(group: Group, around: Around) -> Guessed:
    """Recognise the files of a group."""
    names = group.members[0].sample.layout.names
    asked = Asked(group.glob, around.answers)
    if is_data(names):
        problem = note(
            "line {line} holds data and no names: write a [[source]] with "
            "header = false and columns by position",
            line=group.members[0].sample.layout.header_line or 1,
        )
        return _left_out(group, asked, "no_header", problem)
    ranked = scores(names)
    score = _table(ranked, group, asked, around.answers.get(f"{group.glob}#table", ""))
    if score is None:
        return _left_out(group, asked, "unknown_table", _NO_TABLE, ranked)
    platforms = guess_platforms(
        score.table, group.members[0].path, group.members[0].sample
    )
    case = Case(group, score, tuple(platforms), asked, Decisions(score.table))
    ask_for_missing(case)
    if case.decisions.problem is None:
        ask_for_whole(case)
    apply_overrides(case, around.answers)
    if case.decisions.problem is not None:
        return _left_out(group, asked, "missing_column", case.decisions.problem, ranked)
    reading = read_first(case, around.root, around.spec, around.last_day)
    ask_for_doubt(case, reading)
    return _told(case, reading, ranked)


def _table(
    ranked: Sequence[TableScore], group: Group, asked: Asked, said: str
) -> TableScore | None:
    """Return the table of a header, asked for where two are near each other."""
    if _is_clear(ranked, group):
        value = said or ranked[0].table
    else:
        offered = [score for score in ranked if score.score > 0][:_MOST_TABLES]
        choices = [Choice(o.table, o.table, _reason(o).text()) for o in offered]
        near = [o for o in offered if MARGIN * o.score >= offered[0].score]
        default = next((o.table for o in near if _can_be(o, group)), "")
        question = note("which table are the rows of {path}?", path=group.glob)
        leave_out = Choice(SKIP, note("leave the files out").text())
        value = asked.ask("table", question, [*choices, leave_out], default=default)
    if value not in REQUIRED:
        return None
    return score_of(value, group.members[0].sample.layout.names)


def _is_clear(ranked: Sequence[TableScore], group: Group) -> bool:
    if not is_clear(ranked):
        return False
    return ranked[0].is_whole or has_default(ranked[0], group)


def _can_be(score: TableScore, group: Group) -> bool:
    if score.score < _LEAST_DEFAULT:
        return False
    return score.is_whole or has_default(score, group)


def _reason(score: TableScore) -> Note:
    if score.is_whole:
        return note("its columns score {score}", score=f"{score.score:.2f}")
    return note(
        "its columns score {score}, but it lacks {missing}",
        score=f"{score.score:.2f}",
        missing=", ".join(" / ".join(group) for group in score.missing),
    )


def _told(case: Case, reading: Reading, ranked: Sequence[TableScore]) -> Guessed:
    if reading.plan is None or reading.sample is None:
        fault = reading.fault
        assert fault is not None
        return _left_out(case.group, case.asked, fault.code, fault.note, ranked)
    decisions, sample, plan = case.decisions, reading.sample, reading.plan
    platform = _platform(case.platforms)
    constants = {**plan.given, **decisions.constants}
    fed = {feed.canonical for feed in plan.feeds} | decisions.decided | set(plan.given)
    if plan.has_clock:
        fed.add("hour")
    is_left_out = decisions.problem is not None
    guess = SourceGuess(
        path=case.group.glob,
        files=tuple(member.path for member in case.group.members),
        table=case.table,
        score=case.score.score,
        sure=case.asked.is_sure and not is_left_out,
        rows=reading.rows,
        first=reading.days[0].isoformat() if reading.days else None,
        last=reading.days[-1].isoformat() if reading.days else None,
        rejected=reading.rejected,
        whole=reading.is_whole,
        platform=platform.id if platform else "",
        platform_name=_spoken(platform) if platform else "",
        platform_reasons=tuple(r.text() for r in platform.reasons) if platform else (),
        platform_rivals=_platform_rivals(case.platforms, platform),
        rivals=_rivals(case.score, ranked),
        grain=_grain(case.table, fed),
        encoding=sample.encoding,
        separator=sample.layout.separator,
        header_line=sample.layout.header_line,
        currency=plan.currency or _only(reading.currencies),
        columns=column_guesses(sample, plan, decisions.by_hand),
        constants={name: str(value) for name, value in constants.items()},
        constant_reasons=_constant_reasons(case, plan.given),
        questions=case.asked.questions,
        fingerprint=fingerprint(sample.layout.names),
        state="unread" if is_left_out else "new",
        code="doubtful" if is_left_out else "",
        message=decisions.problem.text() if decisions.problem else "",
    )
    return Guessed(guess, None if is_left_out else decisions, _headers(case.group))


def _headers(group: Group) -> tuple[tuple[str, ...], ...]:
    """Return one header of each shape; objects have no header to hold to."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for member in group.members:
        if not member.sample.is_json:
            names = member.sample.layout.names
            found.setdefault(shape_of(names), names)
    return tuple(found.values())


def _left_out(
    group: Group,
    asked: Asked,
    code: str,
    problem: Note,
    ranked: Sequence[TableScore] = (),
) -> Guessed:
    sample = group.members[0].sample
    rivals = tuple(
        Rival(score.table, score.score, _reason(score).text())
        for score in ranked[:_MOST_TABLES]
        if score.score > 0
    )
    guess = SourceGuess(
        path=group.glob,
        files=tuple(member.path for member in group.members),
        rivals=rivals,
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


def _platform(platforms: Sequence[PlatformGuess]) -> PlatformGuess | None:
    is_enough = bool(platforms) and platforms[0].score >= LEAST_OF_PLATFORM
    return platforms[0] if is_enough else None


def _platform_rivals(
    platforms: Sequence[PlatformGuess], taken: PlatformGuess | None
) -> tuple[Rival, ...]:
    return tuple(
        Rival(each.id, each.score, "; ".join(r.text() for r in each.reasons))
        for each in platforms[:_MOST_TABLES]
        if each is not taken
    )


def _rivals(taken: TableScore, ranked: Sequence[TableScore]) -> tuple[Rival, ...]:
    return tuple(
        Rival(each.table, each.score, _reason(each).text())
        for each in ranked
        if each.table != taken.table and each.score >= _RIVAL * taken.score
    )[:_MOST_TABLES]


def _spoken(platform: PlatformGuess) -> str:
    return platform.name.zh if spoken() == "zh_CN" else platform.name.en


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
