"""Whether the names of a test exist and its paths are as long as its series."""

from collections.abc import Iterator, Sequence

from cockpit.engine.alarms.mistakes import Mistake
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.trials.model import Course, Expectation, Trial
from cockpit.engine.alarms.trials.play import Metrics
from cockpit.engine.alarms.trials.series import Value
from cockpit.engine.alarms.trials.stage import labels_of, observes
from cockpit.text.notes import note
from cockpit.text.spelling import nearest


def check_names(
    trials: Sequence[Trial], book: RuleBook, metrics: Metrics
) -> list[Mistake]:
    """Return what keeps tests from being played with these rules."""
    return [
        mistake for trial in trials for mistake in _check_trial(trial, book, metrics)
    ]


def _check_trial(trial: Trial, book: RuleBook, metrics: Metrics) -> Iterator[Mistake]:
    for course in trial.courses:
        yield from _check_course(course, metrics)
    yield from _twins(trial)
    for each in trial.expectations:
        rule = book.rule(each.rule)
        if rule is None:
            known = [rule.id for rule in book.rules]
            what = note("no such rule: {name}", name=each.rule)
            closest = nearest(each.rule, known)
            yield Mistake("unknown_name", (*each.path, "rule"), what, closest)
        else:
            yield from _check_expectation(trial, each, rule)


def _check_course(course: Course, metrics: Metrics) -> Iterator[Mistake]:
    facts = metrics.get(course.metric)
    if facts is None:
        what = note("no such metric: {value}", value=course.metric)
        closest = nearest(course.metric, metrics)
        yield Mistake("unknown_name", (*course.path, "metric"), what, closest)
        return
    for dimension, _entity in course.labels:
        if dimension not in facts.dimensions:
            path = (*course.path, "labels", dimension)
            what = note("{metric} has no such label", metric=course.metric)
            yield Mistake(
                "unknown_name", path, what, nearest(dimension, facts.dimensions)
            )
    has_below = any(
        isinstance(entry, Value) and entry.below is not None
        for entry in (*course.entries, *(each.entry for each in course.restated))
    )
    if has_below and not facts.has_denominator:
        what = note("{metric} is a plain sum: write a, not a/b", metric=course.metric)
        yield Mistake("wrong_value", (*course.path, "values"), what)


def _twins(trial: Trial) -> Iterator[Mistake]:
    """Two series of one instance would be added up, two expectations contradict."""
    seen: set[object] = set()
    for course in trial.courses:
        if (key := (course.metric, course.labels)) in seen:
            what = note("there is another series of this metric and these labels")
            yield Mistake("duplicate", course.path, what)
        seen.add(key)
    for each in trial.expectations:
        if (named := (each.rule, each.labels)) in seen:
            what = note("these labels of this rule are expected twice")
            yield Mistake("duplicate", each.path, what)
        seen.add(named)


def _check_expectation(
    trial: Trial, each: Expectation, rule: Rule
) -> Iterator[Mistake]:
    if {dimension for dimension, _entity in each.labels} != set(rule.by):
        wanted = ", ".join(rule.by) or "-"
        what = note("{rule} is judged by {labels}", rule=rule.id, labels=wanted)
        yield Mistake("wrong_value", (*each.path, "labels"), what)
        return
    if trial.step == "1h" and rule.grain == "1d":
        what = note("{rule} is judged by day; this test has hours", rule=rule.id)
        yield Mistake("wrong_value", (*each.path, "rule"), what)
        return
    labels = labels_of(rule, each.labels)
    grains = [
        len(course.entries)
        for course in trial.courses
        if observes(rule, course) and labels_of(rule, course.labels) == labels
    ]
    if not grains:
        what = note("no series of {metric} for these labels", metric=rule.metric)
        yield Mistake("wrong_value", each.path, what)
    elif len(each.states) != max(grains):
        what = note(
            "{count} states for {grains} grains",
            count=len(each.states),
            grains=max(grains),
        )
        yield Mistake("wrong_value", (*each.path, "states"), what)
