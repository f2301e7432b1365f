"""A rule file, parsed as TOML, to rules: every mistake named, the good rules kept."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from cockpit.engine.alarms.checks import check_condition, check_rule, check_window
from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.mistakes import KeyPath, Mistake
from cockpit.engine.alarms.reading import Reader
from cockpit.engine.alarms.relations import check_book
from cockpit.engine.alarms.rules import (
    Conditions,
    IncidentPolicy,
    Inhibit,
    Rule,
    RuleBook,
    SamplePolicy,
    Window,
)
from cockpit.engine.alarms.thresholds import duration_seconds, wrong_threshold
from cockpit.snapshot.condition import Condition
from cockpit.text.notes import note
from cockpit.text.spelling import nearest

SCHEMA: Final = 1
_NO_RULE: Final = Rule(id="", metric="", fire=())
_TOP: Final = {"schema": 0, "rule": 0, "window": 0}
_MINUTE: Final = 60
T = TypeVar("T", bound=msgspec.Struct)


def parse_rules(
    document: Mapping[str, Any],
    *,
    metrics: Mapping[str, MetricFacts],
    elsewhere: Collection[str] = (),
) -> tuple[RuleBook, tuple[Mistake, ...]]:
    """Read a rule file.

    Args:
        document: What ``tomllib`` gives.
        metrics: What is known of each metric.
        elsewhere: Ids of rules in other files, which this one may name.

    Returns:
        The rules without a mistake, and every mistake.
    """
    reader, rules, windows, broken = _read(document, metrics, elsewhere)
    good = [rule for at, rule in rules.items() if at not in broken]
    return RuleBook(tuple(good), tuple(windows)), tuple(reader.mistakes)


def parse_broken(
    document: Mapping[str, Any], *, metrics: Mapping[str, MetricFacts]
) -> tuple[Rule, ...]:
    """Return the rules of a file that have a mistake, as far as they can be read.

    For who looks for more that is wrong in them; nobody judges by them. Thresholds that
    cannot be read are left out.
    """
    _reader, rules, _windows, broken = _read(document, metrics, ())
    return tuple(
        _readable(rules[at], metrics[rules[at].metric])
        for at in sorted(broken)
        if rules[at].metric in metrics
    )


def _readable(rule: Rule, facts: MetricFacts) -> Rule:
    def whole(conditions: Conditions) -> Conditions:
        return tuple(
            one
            for one in conditions
            if wrong_threshold(one.than, one.of, facts.unit) is None
        )

    return replace(rule, fire=whole(rule.fire), clear=whole(rule.clear))


def _read(
    document: Mapping[str, Any],
    metrics: Mapping[str, MetricFacts],
    elsewhere: Collection[str],
) -> tuple[Reader, dict[int, Rule], list[Window], set[int]]:
    """Read all rules; returns the places of those with a mistake as well."""
    reader = Reader()
    reader.unknown_keys(document, _TOP, ())
    if document.get("schema", SCHEMA) != SCHEMA:
        found = note("schema {found} is not known; 1 is", found=document["schema"])
        reader.wrong("wrong_value", ("schema",), found)
    windows = _windows(reader, _tables(reader, document, "window"))
    tables = _tables(reader, document, "rule")
    rules: dict[int, Rule] = {}
    broken: set[int] = set()
    for at, raw in enumerate(tables):
        before = len(reader.mistakes)
        rules[at] = _rule(reader, raw, ("rule", at), metrics)
        if len(reader.mistakes) > before:
            broken.add(at)
    names = {*rule_names(document), *elsewhere}
    check_book(reader, rules, names, {window.name for window in windows}, broken)
    return reader, rules, windows, broken


def rule_names(document: Mapping[str, Any]) -> list[str]:
    """Return the ids that a file gives its rules, also the wrong ones."""
    tables = document.get("rule", [])
    found = [
        each.get("id")
        for each in (tables if isinstance(tables, list) else ())
        if isinstance(each, dict)
    ]
    return [name for name in found if isinstance(name, str)]


def _tables(reader: Reader, document: Mapping[str, Any], name: str) -> list[Any]:
    raw = document.get(name, [])
    if isinstance(raw, list):
        return raw
    reader.wrong("wrong_type", (name,), note("write each as [[{name}]]", name=name))
    return []


def _windows(reader: Reader, tables: list[Any]) -> list[Window]:
    windows: list[Window] = []
    for at, raw in enumerate(tables):
        path: KeyPath = ("window", at)
        window = reader.struct(Window, _with_texts(raw), path, {})
        if window is None or not check_window(reader, window, path):
            continue
        if any(each.name == window.name for each in windows):
            again = note("there is another one of this name")
            reader.wrong("duplicate", (*path, "name"), again)
            continue
        windows.append(window)
    return windows


def _with_texts(raw: object) -> object:
    """Let dates be written without quotes too."""
    if not isinstance(raw, dict) or not isinstance(raw.get("dates"), list):
        return raw
    dates = [str(day) if type(day) is date else day for day in raw["dates"]]
    return {**raw, "dates": dates}


def _rule(
    reader: Reader, raw: object, path: KeyPath, metrics: Mapping[str, MetricFacts]
) -> Rule:
    """Read one rule; what is wrong is left out of it, so that the rest is looked at."""
    if not isinstance(raw, dict):
        reader.expected(path, note("a table"), raw)
        return _NO_RULE
    facts = _facts(reader, raw, path, metrics)
    known = _parts(reader, raw, path, facts)
    if "fire" not in raw:
        example = note("a condition")
        what = note("{key} is missing: {expected}", key="fire", expected=example)
        reader.wrong("missing_key", path, what)
    if "grain" not in raw and facts is not None:
        known["grain"] = facts.grain
    values = reader.values(Rule, raw, path, {"fire": (), **known})
    rule = Rule(**({"id": "", "metric": ""} | values))
    if facts is not None:
        check_rule(reader, rule, path, facts)
    return rule


def _parts(
    reader: Reader, raw: dict[str, Any], path: KeyPath, facts: MetricFacts | None
) -> dict[str, object]:
    """Read the keys of a rule that are more than one plain value."""
    known: dict[str, object] = {}
    for key, value in raw.items():
        where = (*path, key)
        match key:
            case "fire" | "clear" | "watch" | "good":
                known[key] = _conditions(reader, value, where, facts)
            case "stale_after" | "retire_after":
                known[key] = max(_duration(reader, value, where) // _MINUTE, 1)
            case "where":
                known[key] = _where(reader, value, where)
            case "sample":
                sample = reader.struct(SamplePolicy, value, where, {})
                known[key] = sample or SamplePolicy()
            case "incident":
                known[key] = _incident(reader, value, where)
            case "inhibits":
                known[key] = _list_of(reader, Inhibit, value, where)
    return known


def _facts(
    reader: Reader,
    raw: Mapping[str, Any],
    path: KeyPath,
    metrics: Mapping[str, MetricFacts],
) -> MetricFacts | None:
    name = raw.get("metric")
    if not isinstance(name, str):
        return None  # said with the other keys
    if name not in metrics:
        what = note("no such metric: {value}", value=name)
        closest = nearest(name, metrics)
        reader.wrong("unknown_metric", (*path, "metric"), what, closest)
    return metrics.get(name)


def _conditions(
    reader: Reader, raw: object, path: KeyPath, facts: MetricFacts | None
) -> Conditions:
    """Read a condition table, or a list of them; a list of none is a mistake."""
    items = list(enumerate(raw)) if isinstance(raw, list) else [(None, raw)]
    if not items:
        reader.expected(path, note("a condition"), raw)
    found = []
    for at, item in items:
        where = path if at is None else (*path, at)
        known = _unitless(reader, item, where, facts)
        condition = reader.struct(Condition, item, where, known)
        if condition is None or known:
            continue
        found.append(condition)
        if facts is not None:
            check_condition(reader, condition, where, facts)
    return tuple(found)


def _unitless(
    reader: Reader, raw: object, path: KeyPath, facts: MetricFacts | None
) -> dict[str, object]:
    """Say which unit a threshold needs that is no text; it is not said again."""
    than = raw.get("than", "") if isinstance(raw, dict) else ""
    if facts is None or not isinstance(raw, dict) or isinstance(than, str):
        return {}
    of = raw.get("of")
    wrong = wrong_threshold(
        than, of if of in {"change", "delta"} else "value", facts.unit
    )
    if wrong is not None:
        reader.wrong("wrong_unit", (*path, "than"), wrong)
    return {"than": ""}


def _where(
    reader: Reader, raw: object, path: KeyPath
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(raw, dict):
        reader.expected(path, note("a table"), raw)
        return ()
    found = []
    for name, values in raw.items():
        if isinstance(values, list) and all(isinstance(each, str) for each in values):
            found.append((name, tuple(values)))
        else:
            texts = note("a list: {item}", item=note("text in quotes"))
            reader.expected((*path, name), texts, values)
    return tuple(found)


def _incident(reader: Reader, raw: object, path: KeyPath) -> IncidentPolicy | None:
    known: dict[str, object] = {}
    for key in ("group_wait", "reopen_within"):
        if isinstance(raw, dict) and key in raw:
            known[key] = _duration(reader, raw[key], (*path, key))
    return reader.struct(IncidentPolicy, raw, path, known)


def _list_of(
    reader: Reader, kind: type[T], raw: object, path: KeyPath
) -> tuple[T, ...]:
    if not isinstance(raw, list):
        reader.expected(path, note("a list: {item}", item=note("a table")), raw)
        return ()
    items = [reader.struct(kind, item, (*path, at), {}) for at, item in enumerate(raw)]
    return tuple(item for item in items if item is not None)


def _duration(reader: Reader, raw: object, path: KeyPath) -> int:
    seconds = duration_seconds(raw)
    if seconds is None:
        reader.expected(path, note('a duration in quotes such as "36h"'), raw)
    return seconds or 0
