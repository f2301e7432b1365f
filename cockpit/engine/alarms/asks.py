"""What only the operator can decide about an instance."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState, Transition
from cockpit.snapshot.alarms import Labels
from cockpit.text.notes import Note, note


@dataclass(frozen=True, slots=True)
class Ask:
    """One question.

    Attributes:
        kind: ``retire``: absent for too long, of other dimensions than the rule's, or
            without a rule. ``rebase``: a level that outlasted every baseline.
            ``restated``: an older grain breaches now, or no longer does.
    """

    kind: Literal["retire", "rebase", "restated"]
    rule: str
    labels: Labels
    why: Note


def has_left(rule: Rule, labels: Labels) -> bool:
    """Tell whether an instance is of other dimensions than its rule is now."""
    return tuple(dimension for dimension, _ in labels) != rule.by


def ask_left(rule: Rule, state: InstanceState) -> Ask:
    """Ask to retire an instance of dimensions that the rule had before."""
    by = ", ".join(rule.by) or "-"
    why = note("the rule is now by {dimensions}", dimensions=by)
    return Ask("retire", state.rule, state.labels, why)


def asks_of(
    course: Course, feed: Feed, state: InstanceState, told: Iterable[Transition]
) -> list[Ask]:
    """Return the questions about an instance that was just judged."""
    asks = []
    if state.retired is None and _is_long_gone(course, feed):
        gone = note("no data for longer than the rule waits")
        asks.append(Ask("retire", state.rule, state.labels, gone))
    is_blind_firing = state.status == "firing" and "blind" in state.overlays
    if is_blind_firing and state.reason == "baseline":
        level = note("the new level has outlasted every baseline")
        asks.append(Ask("rebase", state.rule, state.labels, level))
    if any(each.kind == "grain.restated" for each in told):
        older = note("older figures were restated and would be judged otherwise")
        asks.append(Ask("restated", state.rule, state.labels, older))
    return asks


def ask_unruled(book: RuleBook, states: Iterable[InstanceState]) -> tuple[Ask, ...]:
    """Ask to retire what no rule judges any more; it is never resolved in silence."""
    known = {rule.id for rule in book.rules}
    why = note("its rule is gone")
    return tuple(
        Ask("retire", state.rule, state.labels, why)
        for state in states
        if state.rule not in known and state.retired is None
    )


def _is_long_gone(course: Course, feed: Feed) -> bool:
    if feed.problem or feed.newest in course.points:
        return False
    waits = -(-course.plan.rule.retire_after // feed.minutes)
    recent = range(feed.newest, feed.newest - waits, -1)
    return not any(at in course.points for at in recent)
