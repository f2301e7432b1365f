"""One instance judged through all of its past, every grain at its maturity."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.figures import with_figures
from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.plan import prepare
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState, newborn
from cockpit.engine.alarms.step import advance
from cockpit.snapshot.alarms import Labels

ACTIVE = frozenset({"firing", "recovering"})


@dataclass(slots=True)
class History:
    """What is kept of one instance's past.

    Attributes:
        first: First grain that was judged; ``last`` the newest.
        known: How many grains had a verdict.
        unknown: How many had none, by reason.
        active: States after the grains at which there was an alarm, the oldest first.
    """

    rule: Rule
    feed: Feed
    labels: Labels
    first: int
    last: int
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
    found = History(rule, feed, labels, first, feed.newest)
    state = newborn(rule.id, plan.hash, labels, plan.kind, first)
    alarm = ""
    for grain in range(first, feed.newest + 1):
        state = advance(course, state, grain, plan.due(grain))
        if state.reason:
            found.unknown[state.reason] = found.unknown.get(state.reason, 0) + 1
        else:
            found.known += 1
        if state.status in ACTIVE:
            is_new = state.alarm != alarm
            found.active.append(with_figures(course, state) if is_new else state)
        alarm = state.alarm
    return found
