"""One group of files: table, platform, columns, and what is unsure about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cockpit.engine.sources.kinds import REQUIRED
from cockpit.engine.sources.mapping import is_data
from cockpit.engine.sources.recognition.asking import Asked
from cockpit.engine.sources.recognition.by_profile import (
    NamedMapping,
    choose,
    guess_by,
)
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.decisions import Decisions
from cockpit.engine.sources.recognition.groups import Group
from cockpit.engine.sources.recognition.missing import ask_for_missing, has_default
from cockpit.engine.sources.recognition.overrides import apply_overrides
from cockpit.engine.sources.recognition.platforms import guess_platforms
from cockpit.engine.sources.recognition.reading import ask_for_doubt, read_first
from cockpit.engine.sources.recognition.tables import (
    MARGIN,
    TableScore,
    is_clear,
    score_of,
    scores,
)
from cockpit.engine.sources.recognition.ties import ask_for_ties
from cockpit.engine.sources.recognition.told import (
    MOST_TABLES,
    Guessed,
    left_out,
    reason_of,
    told,
)
from cockpit.engine.sources.recognition.whole_file import ask_for_whole
from cockpit.engine.sources.records import SourceSpec
from cockpit.snapshot.recognition import SKIP, Choice
from cockpit.text.notes import note

_LEAST_DEFAULT: Final = 0.25
"""A table with a smaller score is offered, but not taken by default."""
_NO_TABLE: Final = note("no table is taken for these columns")


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What a group is recognised in.

    Attributes:
        root: The workspace.
        spec: A source of which only time zone, currency and such are known.
        last_day: The latest business day whose rows are read.
        answers: By id of the question.
        profiles: Mappings that files are recognised by.
    """

    root: Path
    spec: SourceSpec
    last_day: date
    answers: Mapping[str, str]
    profiles: tuple[NamedMapping, ...] = ()


def guess(group: Group, around: Around) -> Guessed:
    """Recognise the files of a group."""
    names = group.members[0].sample.layout.names
    asked = Asked(group.glob, around.answers)
    by_profile = _by_profile(group, asked, around)
    if by_profile is not None:
        return by_profile
    if is_data(names):
        problem = note(
            "line {line} holds data and no names: write a [[source]] with "
            "header = false and columns by position",
            line=group.members[0].sample.layout.header_line or 1,
        )
        return left_out(group, asked, "no_header", problem)
    ranked = scores(names)
    score = _table(ranked, group, asked, around.answers.get(f"{group.glob}#table", ""))
    if score is None:
        return left_out(group, asked, "unknown_table", _NO_TABLE, ranked)
    platforms = guess_platforms(
        score.table, group.members[0].path, group.members[0].sample
    )
    case = Case(group, score, tuple(platforms), asked, Decisions(score.table))
    ask_for_ties(case)
    ask_for_missing(case)
    if case.decisions.problem is None:
        ask_for_whole(case)
    apply_overrides(case, around.answers)
    if case.decisions.problem is not None:
        return left_out(group, asked, "missing_column", case.decisions.problem, ranked)
    reading = read_first(case, around.root, around.spec, around.last_day)
    ask_for_doubt(case, reading)
    return told(case, reading, ranked)


def _by_profile(group: Group, asked: Asked, around: Around) -> Guessed | None:
    """Recognise by a profile, unless somebody has chosen the table."""
    if f"{group.glob}#table" in around.answers:
        return None
    mapping = choose(group, asked, around.root, around.profiles)
    if mapping is None:
        return None
    within = (around.root, around.spec, around.last_day)
    return guess_by(mapping, group, asked, within, around.answers)


def _table(
    ranked: Sequence[TableScore], group: Group, asked: Asked, said: str
) -> TableScore | None:
    """Return the table of a header, asked for where two are near each other."""
    if _is_clear(ranked, group):
        value = said or ranked[0].table
    else:
        offered = [score for score in ranked if score.score > 0][:MOST_TABLES]
        choices = [Choice(o.table, o.table, reason_of(o).text()) for o in offered]
        near = [o for o in offered if MARGIN * o.score >= offered[0].score]
        default = next((o.table for o in near if _can_be(o, group)), "")
        question = note("which table are the rows of {path}?", path=group.glob)
        skipped = Choice(SKIP, note("leave the files out").text())
        value = asked.ask("table", question, [*choices, skipped], default=default)
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
