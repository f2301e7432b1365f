"""One instance judged through all of its past, every grain at its maturity."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.figures import with_figures
from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.plan import prepare
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState, newborn
from cockpit.engine.alarms.step import advance
from cockpit.snapshot.alarms import Labels

ACTIVE: Final = frozenset({"firing", "recovering"})


@dataclass(slots=True)
class History:
    """What is kept of one instance's past.

    Attributes:
        first: First grain that was judged; ``last`` the newest.
        known: How many grains had a verdict.
        unknown: How many had none, by reason.
        active: States after the grains at which there was an alarm, the oldest first;
            of a rule that opens on watch also those that were watched.
        newest: State after ``last``.
    """

    rule: Rule
    feed: Feed
    labels: Labels
    first: int
    last: int
    newest: InstanceState
    known: int = 0
    unknown: dict[str, int] = field(default_factory=dict)
    active: list[InstanceState] = field(default_factory=list)


def histories(rule: Rule, feed: Feed) -> Iterator[History]:
    """Judge every instance of a feed; one that has no grain yet has no history."""
    for labels in sorted(feed.instances):
        if (found := history(rule, feed, labels)) is not None:
            yield found


def history(rule: Rule, feed: Feed, labels: Labels) -> History | None:
    """Judge one instance from its first present grain to the newest one."""
    plan = prepare(rule, feed)
    course = Course(plan, feed, labels)
    first = course.first
    if first is None or first > feed.newest:
        return None
    state = newborn(rule.id, plan.hash, labels, plan.kind, first, plan.lag)
    found = History(rule, feed, labels, first, feed.newest, state)
    alarm = ""
    for grain in range(first, feed.newest + 1):
        state = advance(course, state, grain, plan.due(grain))
        if state.reason:
            found.unknown[state.reason] = found.unknown.get(state.reason, 0) + 1
        else:
            found.known += 1
        before, alarm = alarm, alarm_of(rule, state)
        if alarm:
            is_new = alarm != before
            found.active.append(with_figures(course, state) if is_new else state)
    found.newest = state
    return found


def alarm_of(rule: Rule, state: InstanceState) -> str:
    """Return the id of the alarm that a state belongs to; empty if to none."""
    if state.status in ACTIVE:
        return state.alarm
    if is_watch(rule, state):
        return f"{rule.id}-watch-{state.since}"
    return ""


def is_watch(rule: Rule, state: InstanceState) -> bool:
    """Tell whether a state is watched, by a rule that opens incidents for that."""
    is_opening = rule.incident is not None and "watch" in rule.incident.open_on
    return is_opening and state.status == "ok" and "watch" in state.overlays
