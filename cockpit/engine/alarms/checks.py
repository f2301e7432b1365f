"""What the types of a rule cannot say: names, units, and what does not go together."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final
from zoneinfo import available_timezones

from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.mistakes import KeyPath
from cockpit.engine.alarms.reading import Reader
from cockpit.engine.alarms.rules import Rule, Window
from cockpit.engine.alarms.thresholds import wrong_threshold
from cockpit.snapshot.condition import Condition
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_LOOKS_BACK: Final = 100
"""Longer windows would look at a season and not at an event."""


def check_rule(reader: Reader, rule: Rule, path: KeyPath, facts: MetricFacts) -> None:
    """Note what is wrong in a rule whose types are right."""
    if rule.id and not _ID.fullmatch(rule.id):
        what = note("an id has letters, digits, - _ and . only")
        reader.wrong("wrong_value", (*path, "id"), what)
    _check_names(reader, rule, path, facts)
    if rule.grain == "1h" and not facts.has_hours:
        what = note("{metric} is known by day only", metric=rule.metric)
        reader.wrong("wrong_value", (*path, "grain"), what)
    _check_sample(reader, rule, path, facts)


def check_window(reader: Reader, window: Window, path: KeyPath) -> bool:
    """Note what is wrong in a mute window; True if nothing is."""
    before = len(reader.mistakes)
    for key, value in (("from", window.from_), ("to", window.to)):
        if not _CLOCK.fullmatch(value):
            clock = note('a time of day such as "04:00"')
            reader.expected((*path, key), clock, value)
    if window.tz and window.tz not in available_timezones():
        what = note("no such time zone: {name}", name=repr(window.tz))
        closest = nearest(window.tz, available_timezones())
        reader.wrong("wrong_value", (*path, "tz"), what, closest)
    for at, day in enumerate(window.dates):
        if not _is_day(day):
            example = note("a date such as 2026-10-31")
            reader.expected((*path, "dates", at), example, day)
    return len(reader.mistakes) == before


def _check_names(reader: Reader, rule: Rule, path: KeyPath, facts: MetricFacts) -> None:
    places = [((*path, "by", at), name) for at, name in enumerate(rule.by)]
    places += [((*path, "where", name), name) for name, _ in rule.where]
    for where, name in places:
        if name not in facts.dimensions:
            what = note("{metric} has no dimension {name}", metric=rule.metric,
                        name=repr(name))  # fmt: skip
            reader.wrong("unknown_label", where, what, nearest(name, facts.dimensions))
    if len(set(rule.by)) < len(rule.by):
        reader.wrong("duplicate", (*path, "by"), note("a dimension is named twice"))
    group_by = rule.incident.group_by if rule.incident else ()
    for at, name in enumerate(group_by):
        if name not in rule.by:
            what = note("{name} is not in by", name=repr(name))
            key = (*path, "incident", "group_by", at)
            reader.wrong("unknown_label", key, what, nearest(name, rule.by))


def check_condition(
    reader: Reader, condition: Condition, path: KeyPath, facts: MetricFacts
) -> None:
    """Note what is wrong in a condition whose types are right."""
    wrong = wrong_threshold(condition.than, condition.of, facts.unit)
    if wrong is not None:
        reader.wrong("wrong_unit", (*path, "than"), wrong)
    for key, what in (
        *_wrong_change(condition),
        *_wrong_proof(condition, facts),
        *_wrong_over(condition, str(path[2])),
    ):
        reader.wrong("wrong_value", (*path, key), what)
    for key in ("streak", "for", "of_last"):
        if getattr(condition, "for_" if key == "for" else key) > _LOOKS_BACK:
            what = note("at most {most}", most=_LOOKS_BACK)
            reader.wrong("wrong_value", (*path, key), what)


def _wrong_change(condition: Condition) -> Iterator[tuple[str, Note]]:
    changes = condition.of != "value"
    if changes and not condition.vs:
        yield "vs", note("a change needs vs")
    if condition.vs and not changes:
        yield "vs", note("a value has no vs")
    if condition.streak and not changes:
        yield "streak", note("a streak is of changes; use for")
    has_course = condition.vs == "prev" and condition.streak > 0
    if condition.reading != "literal" and not (has_course and _has_side(condition)):
        what = note("this reading needs a streak against prev, and a direction")
        yield "reading", what
    if 0 < condition.of_last < condition.for_:
        yield "of_last", note("of_last is less than for")


def _wrong_proof(
    condition: Condition, facts: MetricFacts
) -> Iterator[tuple[str, Note]]:
    can_prove = facts.is_proportion and condition.of == "value" and _has_side(condition)
    if condition.proof != "point" and not can_prove:
        yield "proof", note("only the value of a proportion can be proven")


def _wrong_over(condition: Condition, side: str) -> Iterator[tuple[str, Note]]:
    if condition.over > 1 and (side != "good" or condition.of != "value"):
        yield "over", note("over is for a good condition on the value")


def _has_side(condition: Condition) -> bool:
    return condition.op not in {"==", "!="}


def _check_sample(
    reader: Reader, rule: Rule, path: KeyPath, facts: MetricFacts
) -> None:
    sample, where = rule.sample, (*path, "sample")
    if sample.on and sample.on not in facts.columns:
        what = note("no such column: {name}", name=repr(sample.on))
        closest = nearest(sample.on, facts.columns)
        reader.wrong("unknown_column", (*where, "on"), what, closest)
    conditions = (*rule.fire, *rule.clear)
    if sample.proof_below and not facts.is_proportion:
        what = note("only the value of a proportion can be proven")
        reader.wrong("wrong_value", (*where, "proof_below"), what)
    if sample.pool > 1 and any(each.of != "value" for each in conditions):
        what = note("only values are pooled, not changes")
        reader.wrong("wrong_value", (*where, "pool"), what)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
