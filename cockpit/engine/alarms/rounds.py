"""One evaluation of one rule: every instance through all grains not yet judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from cockpit.engine.alarms.asks import Ask, ask_left, ask_unruled, asks_of, has_left
from cockpit.engine.alarms.changing import adopted, rebase, retire
from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.figures import with_figures
from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.plan import prepare
from cockpit.engine.alarms.restating import digest, restated
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import (
    InstanceState,
    Transition,
    is_same,
    newborn,
)
from cockpit.engine.alarms.step import advance, transition
from cockpit.snapshot.alarms import Labels
from cockpit.text.notes import Note, note

if TYPE_CHECKING:
    from cockpit.engine.alarms.calm import Calm

__all__ = [
    "Ask", "Round", "States", "ask_unruled", "fold", "judge", "rebase", "retire",
    "through", "trace",
]  # fmt: skip

States = Mapping[Labels, InstanceState]
Told = list[Transition]
MOST_INSTANCES: Final = 1_000
LONG_GRAINS: Final = 256
"""A history of so many grains is looked through before it is judged."""
_ALARMED: Final = frozenset({"pending", "firing", "recovering"})


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """What an evaluation gave.

    Attributes:
        states: Of every instance, also of those that were not judged.
        transitions: To be journaled, in order.
        problems: What kept instances from being judged.
        asks: What the operator has to decide.
    """

    states: dict[Labels, InstanceState]
    transitions: tuple[Transition, ...] = ()
    problems: tuple[Note, ...] = ()
    asks: tuple[Ask, ...] = ()


def judge(rule: Rule, feed: Feed, states: States, *, now: int) -> Round:
    """Judge every instance of a rule up to the newest grain of the feed.

    A known instance goes on from its state; its newest grain is judged again from the
    state before, so that what was restated in the window counts. An instance that is
    seen first is judged through its whole history, and only where it stands is told.

    Args:
        rule: The rule.
        feed: What it observes.
        states: Of the round before, or folded from the journal; empty at first sight.
            An instance that the feed has not is judged as absent.
        now: Business minute.
    """
    plan = prepare(rule, feed)
    after: dict[Labels, InstanceState] = dict(states)
    found: Told = []
    asks: list[Ask] = []
    for labels, state in states.items():
        if has_left(rule, labels):
            asks += [ask_left(rule, state)] if state.retired is None else []
            continue
        course = Course(plan, feed, labels)
        after[labels], told = _resumed(course, feed, state, now)
        found += told
        asks += asks_of(course, feed, after[labels], told)
    fresh = sorted(feed.instances.keys() - states.keys())
    room = MOST_INSTANCES - sum(state.retired is None for state in after.values())
    for labels in fresh[: max(room, 0)]:
        course = Course(plan, feed, labels)
        seen = _first_sight(course, feed, labels, now, after=None)
        if seen is not None:
            after[labels] = seen
            found.append(transition(seen, None, now))
    return Round(after, tuple(found), _overflow(rule, len(fresh) - room), tuple(asks))


def trace(rule: Rule, feed: Feed, labels: Labels) -> tuple[Transition, ...]:
    """Return every transition of one instance through its whole history.

    For back-tests: as if it had been judged at the maturity of every grain.
    """
    plan = prepare(rule, feed)
    course = Course(plan, feed, labels)
    start = _start(course, feed, None)
    if start is None:
        return ()
    old: InstanceState | None = None
    state = newborn(rule.id, plan.hash, labels, plan.kind, start, plan.lag)
    found = []
    for new, at in _walk(course, state, feed.newest, plan.due(feed.newest)):
        if old is None or not is_same(old, new):
            found.append(transition(new, old, at))
        old = new
    return tuple(found)


def fold(transitions: Iterable[Transition]) -> dict[str, dict[Labels, InstanceState]]:
    """Return the states by rule and labels after transitions that were journaled."""
    states: dict[str, dict[Labels, InstanceState]] = {}
    for each in transitions:
        states.setdefault(each.rule, {})[each.labels] = each.state
    return states


def _resumed(
    course: Course, feed: Feed, state: InstanceState, now: int
) -> tuple[InstanceState, Told]:
    """Go on from a state; one that is ahead of the feed stays as it is."""
    if state.retired is not None:
        back = _first_sight(course, feed, state.labels, now, after=state.retired)
        return (back, [transition(back, None, now)]) if back else (state, [])
    plan, newest = course.plan, feed.newest
    if state.kind == plan.kind and state.grain > newest:
        return state, []
    going, told = restated(course, adopted(plan, state, newest), newest)
    base, last = _base(course, going, newest), state
    for new, at in _walk(course, base, newest, now):
        judged = _finished(course, new, base) if new.grain == newest else new
        judged = _as_entered(judged, last)
        if not is_same(last, judged):
            told.append(transition(judged, last, at))
        base = last = judged
    return last, told


def _first_sight(
    course: Course, feed: Feed, labels: Labels, now: int, *, after: int | None
) -> InstanceState | None:
    """Judge the whole history; None if the instance has no grain yet."""
    plan = course.plan
    start = _start(course, feed, after)
    if start is None:
        return None
    base = newborn(plan.rule.id, plan.hash, labels, plan.kind, start, plan.lag)
    calm = _calm(course, feed.newest) if feed.newest - start >= LONG_GRAINS else None
    return _finished(course, *through(course, base, feed.newest, now, calm=calm))


def through(
    course: Course,
    state: InstanceState,
    newest: int,
    now: int,
    *,
    calm: "Calm | None" = None,
) -> tuple[InstanceState, InstanceState]:
    """Judge a history; return the states at its end and before its newest grain.

    Args:
        course: Points of the instance.
        state: Before the first grain.
        newest: Grain at which it ends.
        now: Business minute, at which the newest grain is judged.
        calm: Leaps over calm stretches; None judges every grain.
    """
    while True:
        before = state if calm is None else calm.leap(state)
        grain = before.grain + 1
        at = now if grain == newest else course.plan.due(grain)
        state = advance(course, before, grain, at)
        if grain == newest:
            return state, before


def _calm(course: Course, newest: int) -> "Calm":
    from cockpit.engine.alarms.calm import Calm  # noqa: PLC0415 - NumPy takes 90 ms

    return Calm(course, newest)


def _start(course: Course, feed: Feed, after: int | None) -> int | None:
    """Return the first grain that is there, later than one."""
    if after is None:
        first = course.first
        return first if first is not None and first <= feed.newest else None
    later = (at for at in course.points if after < at <= feed.newest)
    return min(later, default=None)


def _walk(
    course: Course, state: InstanceState, newest: int, now: int
) -> Iterator[tuple[InstanceState, int]]:
    """Judge the grains after a state, each at its maturity, the newest one now."""
    for grain in range(state.grain + 1, newest + 1):
        at = now if grain == newest else course.plan.due(grain)
        state = advance(course, state, grain, at)
        yield state, at


def _base(course: Course, state: InstanceState, newest: int) -> InstanceState:
    """Return the state to go on from: the newest grain is judged again.

    An alarm that began with the newest grain, which has vanished since, goes on from
    where it is: what is absent ends nothing.
    """
    if state.grain < newest:
        return state
    plan = course.plan
    if _has_begun(state) and course.trouble(newest) is not None:
        return replace(state, grain=newest - 1, marks=state.marks[:-1], before=None)
    return state.before or newborn(
        state.rule, plan.hash, state.labels, plan.kind, newest, plan.lag
    )


def _has_begun(state: InstanceState) -> bool:
    """Tell whether the newest grain began the alarm, or what is pending."""
    if state.status not in _ALARMED or state.before is None:
        return False
    before = state.before
    return (before.alarm, before.onset) != (state.alarm, state.onset)


def _finished(
    course: Course, state: InstanceState, base: InstanceState
) -> InstanceState:
    shown = with_figures(course, state)
    bare = replace(base, value=None, change=None, n=0, digest=0, before=None)
    return replace(shown, digest=digest(course, shown), before=bare)


def _as_entered(new: InstanceState, old: InstanceState) -> InstanceState:
    """Judging a grain again does not enter its state again."""
    is_again = (new.status, new.since) == (old.status, old.since)
    return replace(new, entered=old.entered) if is_again else new


def _overflow(rule: Rule, excess: int) -> tuple[Note, ...]:
    if excess <= 0:
        return ()
    return (
        note(
            "{rule}: {count} instances more than {most} are not judged",
            rule=rule.id,
            count=excess,
            most=MOST_INSTANCES,
        ),
    )
