"""What data say about a claim: did what a person reports really happen?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from msgspec.structs import replace

from cockpit.engine.alarms.conditions import verdict
from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.observation import (
    RuleGrain,
    grain_of,
    grain_start,
)
from cockpit.engine.alarms.plan import prepare
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.thresholds import threshold
from cockpit.engine.evidence.affected import business_time
from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.entities import entities
from cockpit.engine.evidence.feeds import Observed, observe
from cockpit.engine.evidence.reading import (
    DAYS,
    FINEST_FIRST,
    channel_of,
    channels_of,
    has_hours,
    restated_days,
)
from cockpit.engine.evidence.sensing_words import Wording
from cockpit.engine.metrics.catalogue import Dimension, Grain, Metric
from cockpit.engine.metrics.maturity import Settling
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.condition import AT_OPENED, Condition, Sense
from cockpit.snapshot.incidents import Sensed, Verdict
from cockpit.text.i18n import in_each_language, spoken
from cockpit.text.notes import Note, note

ROWS_DAYS: Final = 7
"""An entity that has had no row for so long is not in its export any more."""


def sense(
    sense: Sense, case: Case, *, since: datetime, at_opened: Mapping[str, float]
) -> Sensed:
    """Judge the sense of a step or of a guard.

    A condition is judged as a rule would judge it, on the newest complete grain: hours
    where the metric's alarm reads hours and for plain sums held against zero, else
    days. Grains since the onset are no measure of what is usual.

    Args:
        sense: What to look at and the condition; it is met if every entity meets it,
            a guard is violated if any does (``met`` > 0).
        case: The incident at one moment of the data.
        since: Aware; only grains that begin at or after it count.
        at_opened: Value of each entity when the incident was opened, for
            ``than = "at:opened"``; the whole under the empty key.

    Returns:
        ``unknown`` while an entity has no complete grain since then: absence is never
        a proof. ``met`` of ``of`` entities, and the same in words of every language.
    """
    metric = case.scene.metrics.get(sense.metric)
    if metric is None:
        unknown = note("no metric is called {name}", name=sense.metric)
        return _told(Sensed(), case, lambda: unknown)
    sensing = _Sensing(sense, case, metric, since, at_opened)
    found = sensing.entities()
    if isinstance(found, Note):
        return _told(Sensed(), case, lambda: found)
    verdicts = {entity: sensing.judge(entity) for entity in found}
    met = sum(each == "true" for each in verdicts.values())
    together = _together(list(verdicts.values()))
    moved = sensing.moved(verdicts)
    above = {entity: max(now - then, 0.0) for entity, (then, now) in moved.items()}
    plain = Sensed(verdict=together, met=met, of=len(verdicts), above=above)
    wording = Wording(sense, case, metric, sensing.dimension, sensing.start)
    return _told(plain, case, lambda: wording.words(verdicts, moved))


def _told(found: Sensed, case: Case, words: Callable[[], Note]) -> Sensed:
    """Put it into words: entities and metrics have a name in each language."""
    texts = in_each_language(lambda: words().text())
    at = case.scene.now.isoformat()
    return replace(found, text=texts[spoken()], texts=texts, at=at)


def _together(verdicts: list[Verdict]) -> Verdict:
    """Every one must be met; one that is not met outweighs those that are unknown."""
    if "false" in verdicts:
        return "false"
    return "unknown" if "unknown" in verdicts or not verdicts else "true"


@dataclass(frozen=True)
class _Sensing:
    """One sense at one moment."""

    sense: Sense
    case: Case
    metric: Metric
    since: datetime
    at_opened: Mapping[str, float]

    @cached_property
    def dimension(self) -> Dimension | None:
        """The finest dimension of the entities."""
        return next((d for d in FINEST_FIRST if d in self.sense.by), None)

    @cached_property
    def start(self) -> datetime:
        """Business time from which grains count, naive."""
        return business_time(self.case.scene, self.since)

    @cached_property
    def observed(self) -> tuple[Observed, ...]:
        """Hours where they mean the same as days would, then days."""
        grains: tuple[Grain, ...] = ("hour", "day") if self._reads_hours else ("day",)
        found = (
            observe(
                self.case.scene,
                self.metric,
                self.dimension,
                grain=grain,
                days=self._days(grain),
            )
            for grain in grains
        )
        return tuple(each for each in found if each is not None)

    def _days(self, grain: Grain) -> int:
        """How far back: a value on its own needs no history but that of its rows."""
        if self.sense.vs:
            return DAYS[grain]
        since_days = (self.case.scene.as_of - self.start.date()).days
        held = max(self.sense.for_, self.sense.of_last)
        return max(since_days, 0) + held + self.metric.horizon + ROWS_DAYS

    @property
    def _reads_hours(self) -> bool:
        if self.metric.grain == "hour":
            return True
        is_zero = self.sense.than != AT_OPENED and threshold(self.sense.than) == 0
        return self.sense.of == "value" and not self.metric.denominator and is_zero

    def entities(self) -> tuple[str, ...] | Note:
        """Return what is looked at, or why there is nothing."""
        known = {
            labels[0][1] for o in self.observed for labels in o.feed.instances if labels
        }
        return entities(
            self.sense, self.case, self.dimension, {*known, *self.at_opened}
        )

    def judge(self, entity: str) -> Verdict:
        """Judge one entity: ``for`` complete grains in a row since the start."""
        labels: Labels = ((self.dimension, entity),) if self.dimension else ()
        observed = self._of(labels)
        limit = self._limit(entity)
        if observed is None or limit is None:
            return "unknown"
        rule = Rule(id="sense", metric=self.metric.id, fire=(limit,))
        plan = prepare(rule, observed.feed)
        course = Course(plan, observed.feed, labels)
        check, newest = plan.fire[0], self._newest(observed, labels)
        if newest is None:
            return "unknown"
        state = self._state(observed.feed.grain)
        needed = 1 if check.of_last else check.hold
        grains = range(newest, newest - needed, -1)
        oldest = newest - max(needed, check.of_last) + 1
        found = [
            course.trouble(grain) or verdict(course, check, grain, state, is_fire=False)
            for grain in grains
            if self._counts(observed, grain)
        ]
        if False in found:
            return "false"
        is_whole = len(found) == needed and self._counts(observed, oldest)
        return "true" if is_whole and all(each is True for each in found) else "unknown"

    def moved(self, verdicts: Mapping[str, Verdict]) -> dict[str, tuple[float, float]]:
        """Return what known entities were at the opening and are now, whole units."""
        if self.sense.than != AT_OPENED or self.sense.of != "value":
            return {}
        return {
            entity: (self.at_opened[entity], self._value(entity))
            for entity, each in verdicts.items()
            if each != "unknown"
        }

    def _value(self, entity: str) -> float:
        """Return the newest value of an entity that was judged."""
        labels: Labels = ((self.dimension, entity),) if self.dimension else ()
        observed = self._of(labels)
        assert observed is not None, "it was judged"
        newest = self._newest(observed, labels)
        assert newest is not None, "it was judged"
        point = observed.feed.instances[labels][newest]
        return float(point.numerator * observed.feed.scale / (point.denominator or 1))

    def _of(self, labels: Labels) -> Observed | None:
        """The finest feed that still has the entity."""
        having = [o for o in self.observed if o.feed.instances.get(labels)]
        if len(having) < 2:
            return having[0] if having else None
        hours, days = having
        whole = days.feed.instances[labels]
        return hours if has_hours(hours.feed.instances[labels], whole) else days

    def _newest(self, observed: Observed, labels: Labels) -> int | None:
        """Newest complete grain that the entity has, if it counts."""
        feed = observed.feed
        restated = self._restated_days(labels)
        last = feed.newest - restated * (24 if feed.grain == "1h" else 1)
        known = [grain for grain in feed.instances[labels] if grain <= last]
        newest = max(known, default=None)
        is_new = newest is not None and self._counts(observed, newest)
        return newest if is_new else None

    def _restated_days(self, labels: Labels) -> int:
        """How long a ratio may still change; a plain sum counts as it stands."""
        if not self.metric.denominator:
            return 0
        scene = self.case.scene
        channel = channel_of(labels, lambda: channels_of(scene))
        return restated_days(Settling(scene.records), self.metric, channel)

    def _counts(self, observed: Observed, grain: int) -> bool:
        """Whether a grain begins at or after the start; what stands now, if it does."""
        if observed.is_standing:
            return self.case.scene.now >= self.since
        return grain_start(grain, observed.feed.grain) >= self.start

    def _limit(self, entity: str) -> Condition | None:
        """The condition with a number; None if the value at the opening is missing."""
        than = self.sense.than
        if than == AT_OPENED:
            value = self.at_opened.get(entity)
            if value is None:
                return None
            than = f"{value:.4f}"
        fields = {
            name: getattr(self.sense, name) for name in Condition.__struct_fields__
        }
        return Condition(**{**fields, "than": than})

    def _state(self, kind: RuleGrain) -> InstanceState:
        """An instance that has been firing since the onset."""
        onset = self.case.onset
        if onset is None:
            return InstanceState(rule="sense", kind=kind)
        at = business_time(self.case.scene, onset)
        hour = at.hour if kind == "1h" else None
        return InstanceState(
            rule="sense", kind=kind, firing_from=grain_of(at.date(), hour)
        )
