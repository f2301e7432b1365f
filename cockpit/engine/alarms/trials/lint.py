"""Doubts about rules: names, units, thresholds that contradict, and their past."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.thresholds import threshold
from cockpit.engine.alarms.trials.backtest import Feeds, Past
from cockpit.snapshot.condition import Condition, Operator
from cockpit.snapshot.trials import LintKind, PastRow
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

MOST_A_WEEK: Final = 1
"""A rule that opens more incidents than this is muted by its readers, if not by us."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One finding.

    Attributes:
        rule: Id of the rule.
        kind: Which check found it.
        what: The sentence.
        key: Of the rule, e.g. ``clear[1]``; empty for the whole.
    """

    rule: str
    kind: LintKind
    what: Note
    key: str = ""


def lint(
    book: RuleBook, metrics: Mapping[str, MetricFacts], sops: Collection[str] | None
) -> Iterator[Doubt]:
    """Say what can be doubted without data.

    What a rule file must not say at all is refused when it is read.

    Args:
        book: The rules.
        metrics: What is known of each metric.
        sops: Ids of all procedures; None: they are not known.
    """
    for rule in book.rules:
        yield from _procedure(rule, sops)
        yield from _overlaps(rule)
        facts = metrics.get(rule.metric)
        if facts is not None and not facts.has_hours:
            yield from _short_streaks(rule)


def lint_past(book: RuleBook, feeds: Feeds, past: Past) -> Iterator[Doubt]:
    """Say what the past shows; a rule that nothing is loaded for is left alone."""
    for rule, row in zip(book.rules, past.rows, strict=True):
        own = feeds.get(rule.id, ())
        if any(feed.by_day for feed in own):
            yield from _short_streaks(rule)
        has_past = row.grains or any(feed.problem for feed in own)
        if has_past and not row.alarms:
            yield Doubt(rule.id, "never_fires", _why_never(row, past, own))
        if row.incidents_per_week > MOST_A_WEEK:
            what = note(
                "would have opened {count} incidents from {first} to {last}, more than"
                " one a week",
                count=row.incidents,
                first=row.first,
                last=row.last,
            )
            yield Doubt(rule.id, "too_many_incidents", what)


def _procedure(rule: Rule, sops: Collection[str] | None) -> Iterator[Doubt]:
    if rule.incident is None or sops is None or rule.incident.sop in sops:
        return
    what = note("no such procedure: {name}", name=rule.incident.sop)
    if closest := nearest(rule.incident.sop, sops):
        what = note("{what}; did you mean {nearest}?", what=what, nearest=closest)
    yield Doubt(rule.id, "unknown_name", what, "incident.sop")


def _overlaps(rule: Rule) -> Iterator[Doubt]:
    """A figure that fires must not clear as well: fire wins, clear means nothing."""
    for index, clear in enumerate(rule.clear):
        for fire in rule.fire:
            if _is_comparable(fire, clear) and _meet(fire, clear):
                what = note(
                    "clear {clear} is also met where fire {fire} is: a figure there"
                    " fires",
                    clear=f"{clear.op} {clear.than}",
                    fire=f"{fire.op} {fire.than}",
                )
                key = f"clear[{index + 1}]"
                yield Doubt(rule.id, "clear_overlaps_fire", what, key)


def _is_comparable(one: Condition, other: Condition) -> bool:
    """Tell whether both look at the same figure of the same single grain."""
    return (one.of, one.vs, one.streak, one.over) == (
        other.of,
        other.vs,
        other.streak,
        other.over,
    )


_Range = tuple[Fraction | None, bool, Fraction | None, bool]
"""Lowest, whether it belongs to it, highest, whether it belongs to it; None: no end."""


def _meet(one: Condition, other: Condition) -> bool:
    return any(
        _cross(left, right)
        for left in _ranges(one.op, threshold(one.than))
        for right in _ranges(other.op, threshold(other.than))
    )


def _ranges(op: Operator, than: Fraction) -> tuple[_Range, ...]:
    match op:
        case "<" | "<=":
            return ((None, False, than, op == "<="),)
        case ">" | ">=":
            return ((than, op == ">=", None, False),)
        case "==":
            return ((than, True, than, True),)
    return ((None, False, than, False), (than, False, None, False))


def _cross(one: _Range, other: _Range) -> bool:
    return _reaches(one, other) and _reaches(other, one)


def _reaches(low: _Range, high: _Range) -> bool:
    """Tell whether the start of one is not past the end of the other."""
    start, has_start, end, has_end = low[0], low[1], high[2], high[3]
    if start is None or end is None:
        return True
    return start < end or (start == end and has_start and has_end)


def _short_streaks(rule: Rule) -> Iterator[Doubt]:
    if rule.grain != "1h":
        return
    for part in ("fire", "clear", "watch", "good"):
        conditions: tuple[Condition, ...] = getattr(rule, part)
        for index, condition in enumerate(conditions):
            if condition.streak:
                what = note(
                    "a streak of {count} hours, and the source has days only",
                    count=condition.streak,
                )
                key = f"{part}[{index + 1}].streak"
                yield Doubt(rule.id, "streak_grain", what, key)


def _why_never(row: PastRow, past: Past, feeds: Collection[Feed]) -> Note:
    if any(feed.problem for feed in feeds):
        return note("can never fire: its columns are missing")
    if row.known > 0:
        return note(
            "never fired from {first} to {last}", first=row.first, last=row.last
        )
    reasons: dict[str, int] = {}
    for history in past.histories[row.rule]:
        for reason, count in history.unknown.items():
            reasons[reason] = reasons.get(reason, 0) + count
    return note(
        "can never fire: unknown at all of {count} grains, mostly {reason}",
        count=f"{row.grains:,}",
        reason=max(reasons, key=lambda reason: reasons[reason]),
    )
