"""What can be answered with the data that there are, and what would unlock the rest."""

import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from cockpit.engine.metrics.catalogue import Metric, catalogue
from cockpit.engine.tables import schema_of
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.faults import (
    CoverageRow,
    GaugeRow,
    PairState,
    QuestionRow,
    QuestionState,
)
from cockpit.text.notes import Note, note

FILE: Final = Path(__file__).with_name("questions.toml")
_ORDER: Final[tuple[QuestionState, ...]] = ("unanswered", "partly", "answered")


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry; the head of ``questions.toml`` says what the fields mean."""

    id: str
    screen: str
    question: Name
    least: tuple[tuple[str, ...], ...]
    more: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: tuple[Question, ...]


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """Return every question, in the order of the file."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return msgspec.convert(document, _File).question


def table_of(need: str) -> str:
    """Return the table of a need: ``orders`` of ``orders.cogs`` and ``orders@hour``."""
    return need.partition(".")[0].partition("@")[0]


def answerable(
    scene: Scene, coverage: Iterable[CoverageRow]
) -> tuple[QuestionRow, ...]:
    """Say of every question whether it can be answered; those that cannot come first.

    Args:
        scene: What tables and columns there are.
        coverage: What grains their rows have.
    """
    has = _present(scene, coverage)
    rows = [_row(question, has) for question in questions()]
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.state)))


def gauges(scene: Scene, absent: Iterable[str]) -> tuple[GaugeRow, ...]:
    """Say of every volume that has a gauge, or a pair, what stands beside it.

    Args:
        scene: What is listed.
        absent: Metrics that cannot be computed.
    """
    blank, listed = set(absent), catalogue()
    found = []
    for metric in scene.listed.values():
        if metric.unit not in {"money", "count"} or metric.denominator:
            continue
        if not metric.tile and not metric.pair:
            continue
        pair = listed.get(metric.pair)
        state: PairState = "paired"
        text = ""
        if pair is None:
            state, text = "none", _no_pair().text()
        elif pair.id in blank:
            state, text = "blank", _blank(_missing(scene, pair)).text()
        names = pair.names if pair else Name("", "")
        found.append(GaugeRow(metric.id, metric.names, metric.pair, names, state, text))
    return tuple(found)


def _present(scene: Scene, coverage: Iterable[CoverageRow]) -> frozenset[str]:
    """Return every need that is met."""
    grains = {
        f"{row.table}@{cover.grain}"
        for row in coverage
        for cover in row.covers
        if cover.n
    }
    filled = {name for name in scene.columns if table_of(name) in scene.tables}
    return frozenset(scene.tables | filled | grains)


def _row(question: Question, has: frozenset[str]) -> QuestionRow:
    short = min((_lacking(group, has) for group in question.least), key=len)
    more = _lacking(question.more, has)
    state: QuestionState = "answered"
    if short:
        state = "unanswered"
    elif more:
        state = "partly"
    missing = tuple(dict.fromkeys((*short, *more)))
    return QuestionRow(
        question.id,
        question.question,
        question.screen,
        state,
        missing,
        unlock=missing[0] if missing else "",
        text=_told(state, missing[0]).text() if missing else "",
    )


def _lacking(needs: Sequence[str], has: frozenset[str]) -> list[str]:
    """Return what is missing; of a table that is missing only the table itself."""
    lacking = []
    for need in needs:
        if need in has:
            continue
        table = table_of(need)
        lacking.append(need if table in has else table)
    return list(dict.fromkeys(lacking))


def _told(state: QuestionState, need: str) -> Note:
    if state == "unanswered":
        return note("cannot be answered until there is {need}", need=_named(need))
    return note("would be answered better with {need}", need=_named(need))


def _named(need: str) -> Note:
    table, _dot, column = need.partition(".")
    if column:
        return note("the column {column} in {table}", column=column, table=table)
    table, _at, grain = need.partition("@")
    if grain:
        return note("{table} broken down by {grain}", table=table, grain=grain)
    return note("the table {table}", table=table)


def _missing(scene: Scene, metric: Metric) -> list[str]:
    """Return tables and columns that a metric lacks."""
    wanted = [
        *metric.columns,
        *(
            f"{table}.{measure}"
            for table in metric.tables
            for measure in metric.measures
            if measure in schema_of(table)
        ),
    ]
    missing = [table for table in metric.tables if table not in scene.tables]
    missing += [
        column
        for column in dict.fromkeys(wanted)
        if column not in scene.columns and table_of(column) not in missing
    ]
    return missing


def _no_pair() -> Note:
    return note("no cost or value belongs to it in the catalogue")


def _blank(missing: Sequence[str]) -> Note:
    if not missing:
        return note("no day on which everything it needs is known")
    return note("needs {what}", what=", ".join(missing))
