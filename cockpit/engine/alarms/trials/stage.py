"""What a rule observes in a test: its series as exact points, as of every grain."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import lcm

import msgspec

from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.observation import Feed, Point, Reason, grain_of
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.trials.model import Course, Trial
from cockpit.engine.alarms.trials.series import Entry, Mark
from cockpit.engine.metrics.catalogue import catalogue
from cockpit.snapshot.alarms import Labels


@dataclass(frozen=True, slots=True)
class _Parts:
    """One entry in the measures' own units; ``below`` None for a plain sum."""

    above: Fraction
    below: Fraction | None
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """The feeds of one rule in one test.

    Attributes:
        rule: Id of the rule.
        origin: Number of grain 0.
        grains: How many are judged.
        lengths: By instance: how many grains its own series have.
    """

    rule: str
    origin: int
    grains: int
    lengths: Mapping[Labels, int]
    _feeds: tuple[tuple[int, Feed], ...]
    _again: Mapping[int, Feed]

    def feed(self, grain: int) -> Feed:
        """Return the feed of which ``grain`` (from 0) is the newest."""
        begun = [feed for first, feed in self._feeds if first <= grain]
        return msgspec.structs.replace(begun[-1], newest=self.origin + grain)

    def again(self, grain: int) -> Feed | None:
        """Return the feed in which the grain just judged is restated; None if not."""
        feed = self._again.get(grain)
        if feed is None:
            return None
        return msgspec.structs.replace(feed, newest=self.origin + grain)


def stage(trial: Trial, rule: Rule, facts: MetricFacts) -> Stage | None:
    """Return what a rule observes; None where no series is for it.

    A rule that wants hours falls back to the days of a test; one that wants days makes
    nothing of its hours.
    """
    if trial.step == "1h" and rule.grain == "1d":
        return None
    courses = [course for course in trial.courses if observes(rule, course)]
    if not courses:
        return None
    scene = _Scene(trial, rule, facts, tuple(courses))
    moments = {at for at, _grain in scene.restatements}
    starts = sorted({0, *moments, *(at + 1 for at in moments)})
    again = {at for at, grain in scene.restatements if at == grain}
    lengths: dict[Labels, int] = {}
    for course in courses:
        labels = labels_of(rule, course.labels)
        lengths[labels] = max(lengths.get(labels, 0), len(course.entries))
    return Stage(
        rule.id,
        scene.origin,
        trial.grains,
        lengths,
        tuple((at, scene.feed(before=at)) for at in starts),
        {at: scene.feed(before=at + 1) for at in again},
    )


def observes(rule: Rule, course: Course) -> bool:
    """Tell whether a series is of the rule's metric and inside what it looks at."""
    labels = dict(course.labels)
    return (
        course.metric == rule.metric
        and all(dimension in labels for dimension in rule.by)
        and all(labels.get(dimension) in allowed for dimension, allowed in rule.where)
    )


def labels_of(rule: Rule, labels: Labels) -> Labels:
    """Return the labels of the instance to which a series belongs."""
    found = dict(labels)
    return tuple((dimension, found[dimension]) for dimension in rule.by)


class _Scene:
    """Makes the feeds; all of them share one scale."""

    def __init__(
        self, trial: Trial, rule: Rule, facts: MetricFacts, courses: tuple[Course, ...]
    ) -> None:
        self._trial = trial
        self._rule = rule
        self._facts = facts
        self._courses = courses
        self._scale = Fraction(
            catalogue()[rule.metric].scale if rule.metric in catalogue() else 1
        )
        self._times_above, self._times_below = self._multipliers()

    @property
    def origin(self) -> int:
        start = self._trial.start
        if self._trial.step == "1d":
            return start.toordinal()
        hour = start.hour if isinstance(start, datetime) else 0
        return grain_of(start, hour)

    @property
    def restatements(self) -> list[tuple[int, int]]:
        return [
            (each.at, each.grain)
            for course in self._courses
            for each in course.restated
        ]

    def feed(self, *, before: int) -> Feed:
        """Make the feed in which all is known that came before a grain was judged.

        A restatement of the judged grain itself comes right after it.
        """
        points: dict[Labels, dict[int, Point]] = {}
        bad: dict[Labels, dict[int, Reason]] = {}
        for course in self._courses:
            labels = labels_of(self._rule, course.labels)
            instance = points.setdefault(labels, {})
            for grain, entry in enumerate(_known(course, before)):
                number = self.origin + grain
                if entry is Mark.ERROR:
                    bad.setdefault(labels, {})[number] = "error"
                elif parts := self._parts(course, grain, entry):
                    point = self._point(parts)
                    instance[number] = _sum(instance.get(number), point)
        return Feed(
            grain=self._trial.step,
            newest=self.origin,
            instances=points,
            lag=self._facts.horizon * (24 if self._trial.step == "1h" else 1),
            scale=self._scale * self._times_below / self._times_above,
            is_proportion=self._facts.is_proportion,
            is_weighted=self._is_weighted(),
            by_day=self._rule.grain == "1h" and self._trial.step == "1d",
            bad=bad,
        )

    def _parts(self, course: Course, grain: int, entry: Entry) -> _Parts | None:
        if isinstance(entry, Mark):
            return None
        n = course.samples[grain] if course.samples else None
        if not self._facts.has_denominator:
            return _Parts(entry.above / self._scale, None, n or 0)
        if entry.below is not None:
            return _Parts(
                entry.above, entry.below, int(entry.below) if n is None else n
            )
        if n is None:  # only the ratio is known: the mean of such, and no sample
            return _Parts(entry.above / self._scale, Fraction(1), 1)
        return _Parts(entry.above * n / self._scale, Fraction(n), n)

    def _point(self, parts: _Parts) -> Point:
        above = int(parts.above * self._times_above)
        if parts.below is None:
            return Point(above, None, parts.n)
        return Point(above, int(parts.below * self._times_below), parts.n)

    def _is_weighted(self) -> bool:
        if not self._facts.has_denominator:
            return True
        return all(
            course.samples is not None or entry.below is not None
            for course in self._courses
            for entry in _all_entries(course)
            if not isinstance(entry, Mark)
        )

    def _multipliers(self) -> tuple[int, int]:
        """Return what makes every numerator, and every denominator, a whole number."""
        parts = [
            parts
            for course in self._courses
            for grain, entry in _numbered(course)
            if (parts := self._parts(course, grain, entry))
        ]
        return _common(part.above for part in parts), _common(
            part.below for part in parts if part.below is not None
        )


def _common(numbers: Iterable[Fraction]) -> int:
    return lcm(*(number.denominator for number in numbers))


def _sum(one: Point | None, other: Point) -> Point:
    if one is None:
        return other
    below = None
    if one.denominator is not None and other.denominator is not None:
        below = one.denominator + other.denominator
    return Point(one.numerator + other.numerator, below, one.n + other.n)


def _known(course: Course, before: int) -> list[Entry]:
    entries = list(course.entries)
    for each in sorted(course.restated, key=lambda each: each.at):
        is_in = each.at < before or (each.at == before and each.grain < before)
        if is_in:
            entries[each.grain] = each.entry
    return entries


def _numbered(course: Course) -> Iterator[tuple[int, Entry]]:
    yield from enumerate(course.entries)
    for each in course.restated:
        yield each.grain, each.entry


def _all_entries(course: Course) -> Iterator[Entry]:
    for _grain, entry in _numbered(course):
        yield entry
