"""A parsed file of rule tests to a :class:`TrialBook`: every mistake named."""

import re
from typing import Any, Final, cast

from cockpit.engine.alarms.mistakes import KeyPath, Mistake
from cockpit.engine.alarms.trials.keys import Keys
from cockpit.engine.alarms.trials.model import (
    Course,
    Expectation,
    Opened,
    Restatement,
    Step,
    Trial,
    TrialBook,
)
from cockpit.engine.alarms.trials.notation import NotationError
from cockpit.engine.alarms.trials.series import (
    Entry,
    Mark,
    parse_counts,
    parse_entry,
    parse_series,
)
from cockpit.engine.alarms.trials.states import parse_states
from cockpit.text.notes import note

SCHEMA: Final = 1
_OPENED: Final = re.compile(r"([^@\s]+)@(\d{1,6})", re.ASCII)


def read_trials(document: dict[str, Any]) -> tuple[TrialBook, list[Mistake]]:
    """Return the good tests of a file and every mistake in it.

    Whether its names exist is not asked here: see
    :func:`cockpit.engine.alarms.trials.names.check_names`.
    """
    mistakes: list[Mistake] = []
    top = Keys(document, (), mistakes, known=("schema", "rules", "test"))
    schema = top.whole("schema")
    if schema is not None and schema != SCHEMA:
        top.wrong(
            "wrong_value",
            "schema",
            note("schema {found} is not known; 1 is", found=schema),
        )
    rules = top.texts("rules") if top.has("rules") else ()
    trials = [
        _trial(raw, ("test", index), mistakes)
        for index, raw in enumerate(top.tables("test"))
    ]
    _refuse_twins(trials, mistakes)
    good = tuple(trial for trial in trials if trial is not None)
    return TrialBook(rules or (), good), mistakes


def _trial(raw: dict[str, Any], path: KeyPath, mistakes: list[Mistake]) -> Trial | None:
    before = len(mistakes)
    known = ("name", "start", "step", "series", "expect")
    keys = Keys(raw, path, mistakes, known=known)
    name, start = keys.text("name"), keys.moment("start")
    step = keys.word("step", ("1d", "1h"), default="1d")
    courses = [
        _course(part, (*path, "series", index), mistakes)
        for index, part in enumerate(keys.tables("series"))
    ]
    expectations = [
        _expectation(part, (*path, "expect", index), mistakes)
        for index, part in enumerate(keys.tables("expect"))
    ]
    if len(mistakes) > before or name is None or start is None:
        return None
    return Trial(
        path,
        name,
        start,
        cast(Step, step),
        tuple(course for course in courses if course),
        tuple(expectation for expectation in expectations if expectation),
    )


def _course(
    raw: dict[str, Any], path: KeyPath, mistakes: list[Mistake]
) -> Course | None:
    known = ("metric", "labels", "n", "values", "restate")
    keys = Keys(raw, path, mistakes, known=known)
    metric, labels = keys.text("metric"), keys.labels("labels")
    entries = keys.notation("values", keys.text("values"), parse_series)
    if entries is None:
        return None
    samples = _samples(keys, entries)
    restated = tuple(
        found
        for index, part in enumerate(keys.tables("restate", must_exist=False))
        if (found := _restatement(part, (*path, "restate", index), mistakes))
    )
    for index, each in enumerate(restated):
        if not each.grain <= each.at < len(entries):
            what = note(
                "at must be from grain to the last of {count} grains",
                count=len(entries),
            )
            mistakes.append(Mistake("wrong_value", (*path, "restate", index), what))
    if metric is None or labels is None:
        return None
    return Course(path, metric, labels, entries, samples, restated)


def _samples(keys: Keys, entries: tuple[Entry, ...]) -> tuple[int | None, ...] | None:
    if not keys.has("n"):
        return None
    written = keys.count_or_text("n")
    if written is None:
        return None
    if isinstance(written, int):
        return (written,) * len(entries)
    counts = keys.notation("n", written, parse_counts)
    if counts is None:
        return None
    if len(counts) != len(entries):
        what = note(
            "{count} samples for {grains} grains",
            count=len(counts),
            grains=len(entries),
        )
        keys.wrong("wrong_value", "n", what)
    elif any(
        count is None and entry is not Mark.GAP
        for count, entry in zip(counts, entries, strict=True)
    ):
        keys.wrong("wrong_value", "n", note("a gap in n where values has none"))
    return counts


def _restatement(
    raw: dict[str, Any], path: KeyPath, mistakes: list[Mistake]
) -> Restatement | None:
    keys = Keys(raw, path, mistakes, known=("at", "grain", "value"))
    at, grain = keys.whole("at"), keys.whole("grain")
    entry = keys.notation("value", keys.text("value"), parse_entry)
    if at is None or grain is None or entry is None:
        return None
    return Restatement(at, grain, entry)


def _expectation(
    raw: dict[str, Any], path: KeyPath, mistakes: list[Mistake]
) -> Expectation | None:
    known = ("rule", "labels", "states", "incidents")
    keys = Keys(raw, path, mistakes, known=known)
    rule, labels = keys.text("rule"), keys.labels("labels")
    states = keys.notation("states", keys.text("states"), parse_states)
    incidents: tuple[Opened, ...] | None = None
    if keys.has("incidents"):
        written = keys.texts("incidents") or ()
        found = [keys.notation("incidents", text, _opened) for text in written]
        incidents = tuple(each for each in found if each is not None)
    if rule is None or labels is None or states is None:
        return None
    return Expectation(path, rule, labels, states, incidents)


def _opened(text: str) -> Opened:
    found = _OPENED.fullmatch(text)
    if found is None:
        raise NotationError(
            note("{text} is no incident: write sop@grain", text=repr(text))
        )
    return Opened(found[1], int(found[2]))


def _refuse_twins(trials: list[Trial | None], mistakes: list[Mistake]) -> None:
    """Two tests of one name could not be told apart in what is printed."""
    seen: set[str] = set()
    for trial in trials:
        if trial is None:
            continue
        if trial.name in seen:
            what = note("there is another test of this name")
            mistakes.append(Mistake("duplicate", (*trial.path, "name"), what))
        seen.add(trial.name)
