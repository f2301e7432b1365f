"""What holds for all rows of a file at once: its channel, the name of its metric."""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import tidy
from cockpit.engine.sources.headers import is_personal
from cockpit.engine.sources.platforms import given_by, platform_of
from cockpit.engine.sources.recognition.case import Case
from cockpit.engine.sources.recognition.columns import examples_of
from cockpit.engine.sources.recognition.groups import Group
from cockpit.engine.sources.recognition.platforms import (
    PlatformGuess,
    channel_of_name,
)
from cockpit.engine.sources.vocabulary import known, listed_channels
from cockpit.snapshot import tabulate
from cockpit.snapshot.recognition import SKIP, Choice
from cockpit.text.notes import Note, note

_CHANNELS: Final = frozenset({"channel", "platform"})
_COLUMN: Final = "column:"
_FEW: Final = 40
"""A column of words with no more different ones may hold a channel."""
_KNOWN: Final = 0.5
"""Share of its words that must be listed for a column to be taken for one."""
_OTHER: Final = "other"
_SURE_LETTERS: Final = 4
"""A word of letters in a file's name that is shorter may mean something else."""


def ask_for_whole(case: Case) -> None:
    """Find what fills a required column for the whole file, and ask if it is unsure."""
    given = given_by(platform_of(case.sample.layout.names), case.table)
    for canonical in case.score.lacks:
        if canonical in given:
            continue
        if canonical in _CHANNELS:
            _channel(canonical, case)
        elif canonical == "metric":
            _metric(case)
        else:
            _event(canonical, case)


def _channel(canonical: str, case: Case) -> None:
    told = list(_evidence(case.group, case.platforms))
    values = {value for value, _, _ in told}
    if len(values) == 1 and any(is_strong for _, _, is_strong in told):
        case.decisions.constants[canonical] = told[0][0]
        case.decisions.reasons[canonical] = told[0][1]
        return
    told.sort(key=lambda each: not each[2])
    firm = [Choice(value, value, why.text()) for value, why, is_firm in told if is_firm]
    weak = [Choice(v, v, why.text()) for v, why, is_firm in told if not is_firm]
    choices = [*firm, *_column_choices(case), *weak]
    offered = {choice.value for choice in choices}
    default = choices[0].value if choices else _OTHER
    choices += [Choice(c, c) for c in listed_channels() if c not in offered]
    question = note(
        "{table} needs {expected}, and no column holds it: which is it for all rows?",
        table=case.table,
        expected=canonical,
    )
    value = case.asked.ask("channel", question, choices, default=default, key=canonical)
    _take(canonical, value, case, choices)


def _take(canonical: str, value: str, case: Case, choices: Sequence[Choice]) -> None:
    decisions = case.decisions
    if value in {"", SKIP}:
        decisions.problem = note(
            "no column of the file is {expected}", expected=canonical
        )
        return
    if value.startswith(_COLUMN):
        decisions.columns[canonical] = value.removeprefix(_COLUMN)
    else:
        decisions.constants[canonical] = value
    case.note_default(canonical)
    why = next((each.reason for each in choices if each.value == value), "")
    decisions.reasons[canonical] = note("{text}", text=why)


def _evidence(
    group: Group, platforms: Sequence[PlatformGuess]
) -> Iterator[tuple[str, Note, bool]]:
    """Yield channel, what speaks for it, and whether that does alone."""
    channel, word = channel_of_name(group.members[0].path)
    if channel:
        is_strong = not word.isascii() or len(word) >= _SURE_LETTERS
        reason = note("the file's name says {word}", word=word)
        yield channel, reason, is_strong
    for platform in platforms[:1]:
        is_told = platform.is_firm or not channel
        if platform.channel and platform.channel != channel and is_told:
            reason = note(
                "it looks like {platform}", platform=tabulate.name(platform.name)
            )
            yield platform.channel, reason, platform.is_firm


def _column_choices(case: Case) -> list[Choice]:
    """Offer columns of a few words, those that hold known channels first."""
    sample, taken = case.sample, case.taken
    found: list[tuple[float, Choice]] = []
    for place, name in enumerate(sample.layout.names):
        cells = sample.rows.frame.to_series(place)
        is_out = place in taken or is_personal(name) or cells.dtype != pl.String
        if is_out or not name.strip():
            continue
        words = tidy(cells).drop_nulls().unique().to_list()
        if not 0 < len(words) <= _FEW or any(re.search(r"\d", w) for w in words):
            continue
        share = sum(known("channels", word) is not None for word in words) / len(words)
        examples = ", ".join(examples_of(sample, place))
        reason = note("its cells: {examples}", examples=examples).text()
        label = note("column {name}", name=name).text()
        found.append((share, Choice(f"{_COLUMN}{name.strip()}", label, reason)))
    found.sort(key=lambda each: -each[0])
    return [choice for _, choice in found]


def _metric(case: Case) -> None:
    """A metric computed elsewhere is called what its file is called."""
    stem = PurePosixPath(case.group.members[0].path).name.split(".")[0]
    case.decisions.constants["metric"] = stem
    case.decisions.reasons["metric"] = note("the file is called {name}", name=stem)


def _event(canonical: str, case: Case) -> None:
    choices = [
        Choice("visit", "visit", note("a touch of a channel").text()),
        *(Choice(word, word) for word in ("view_item", "pay", "ad_click")),
        Choice(SKIP, note("leave the files out").text()),
    ]
    question = note(
        "{table} needs {expected}, and no column holds it: what is every row?",
        table=case.table,
        expected=canonical,
    )
    value = case.asked.ask("column", question, choices, default="visit", key=canonical)
    _take(canonical, value, case, choices)
