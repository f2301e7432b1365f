"""Judged instances as rows of the queue: what is wrong, how certain, what it costs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from cockpit.engine.alarms.asks import Ask
from cockpit.engine.alarms.observation import (
    GRAIN_MINUTES,
    Feed,
    iso_grain,
    moment_of,
)
from cockpit.engine.alarms.opening import Decision
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState, since_minute
from cockpit.engine.evidence.money import breach_hours
from cockpit.engine.views.scene import Scene
from cockpit.incidents.state import Alarm, Incident, State, alarm_key
from cockpit.snapshot.alarms import AlarmRow, Labels, Overlay
from cockpit.snapshot.envelope import Name
from cockpit.watch.costs import Cost, Costs
from cockpit.watch.judging import Judged
from cockpit.watch.limits import deciding, missing, number, written
from cockpit.watch.memory import silences
from cockpit.watch.reasons import reason_of
from cockpit.watch.titles import title_of

HELD: Final[Mapping[str, Overlay]] = {
    "muted": "muted", "silenced": "silenced", "inhibited": "inhibited",
    "flapping": "flapping",
}  # fmt: skip
TREND_GRAINS: Final = 7
_SEVERITY: Final = {"red": 0, "yellow": 1, "watch": 2, "green": 2}
_UNKNOWN: Final = 3
_OK: Final = 4


@dataclass(slots=True)
class RowMaker:
    """Makes the rows of one evaluation.

    Attributes:
        judged: The evaluation.
        state: Of the log; an empty one where there is none.
        decisions: About the instances that fire.
        costs: What they cost.
    """

    scene: Scene
    book: RuleBook
    judged: Judged
    state: State
    decisions: Iterable[Decision]
    costs: Costs = field(default_factory=Costs)
    _by_place: dict[tuple[str, Labels], Decision] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the decisions."""
        self._by_place = {(one.rule, one.labels): one for one in self.decisions}

    def rows(self) -> tuple[AlarmRow, ...]:
        """Return a row for every instance that counts, in the order of the queue."""
        asks = {(one.rule, one.labels): one for one in self.judged.asks}
        rows = [
            _asked(self._row(rule, instance), asks.get((rule.id, instance.labels)))
            for rule in self.book.rules
            if rule.id not in self.judged.unconfigured
            for instance in self.judged.states.get(rule.id, {}).values()
            if instance.retired is None
        ]
        rows += [self._orphan(ask) for ask in asks.values() if self._is_orphan(ask)]
        return tuple(sorted(rows, key=place_in_queue))

    def _is_orphan(self, ask: Ask) -> bool:
        """Whether an instance whose rule is gone still burns: it is not forgotten."""
        instance = self.judged.states.get(ask.rule, {}).get(ask.labels)
        return (
            self.book.rule(ask.rule) is None
            and instance is not None
            and instance.status not in {"ok", "unknown"}
        )

    def _orphan(self, ask: Ask) -> AlarmRow:
        instance = self.judged.states[ask.rule][ask.labels]
        holder = self.state.holder(alarm_key(ask.rule, ask.labels))
        row = AlarmRow(
            rule=ask.rule,
            severity="yellow",
            entity="/".join(value for _, value in ask.labels) or None,
            state=instance.status,
            overlays=("blind",),
            since="",
            value=instance.value,
            n=instance.n,
            reason="",
            incident=holder.id if holder is not None else "",
            title=Name(ask.rule, ask.rule),
            labels=ask.labels,
            entity_name=self._name(ask.labels),
            alarm=instance.alarm,
        )
        return _asked(row, ask)

    def _row(self, rule: Rule, instance: InstanceState) -> AlarmRow:
        entity = "/".join(value for _, value in instance.labels) or None
        known = self.state.alarms.get(alarm_key(rule.id, instance.labels))
        holder = self.state.holder(alarm_key(rule.id, instance.labels))
        decision = self._by_place.get((rule.id, instance.labels))
        condition = deciding(rule, instance)
        metric = self.scene.metrics[rule.metric]
        is_acked = bool(known and known.acked_by) or _is_taken(holder)
        cost = self._cost(rule, instance, known)
        return AlarmRow(
            rule=rule.id,
            severity=rule.severity,
            entity=entity,
            state=instance.status,
            overlays=self._overlays(instance, decision, is_acked=is_acked),
            since=self._time(since_minute(instance)) if instance.since else "",
            blind_since=self._blind_since(instance),
            value=instance.value,
            n=instance.n,
            reason=reason_of(rule, instance, decision).text(),
            incident=holder.id if holder is not None else "",
            title=title_of(rule),
            labels=instance.labels,
            entity_name=self._name(instance.labels),
            metric=rule.metric,
            unit=metric.unit,
            change=instance.change if condition.of != "value" else None,
            limit=number(condition.than),
            limit_text=written(condition),
            vs=condition.vs,
            cause=instance.reason,
            alarm=instance.alarm,
            grain=iso_grain(instance.grain, instance.kind),
            money_per_hour=cost.now,
            money_last=cost.last,
            breach_hours=self._breach(rule, instance),
            samples_missing=missing(rule, instance),
            sop="" if rule.incident is None else rule.incident.sop,
        )

    def _overlays(
        self, instance: InstanceState, decision: Decision | None, *, is_acked: bool
    ) -> tuple[Overlay, ...]:
        def found() -> Iterator[Overlay]:
            yield from instance.overlays
            if instance.rule in self.judged.failed:
                yield "error"
            if is_acked:
                yield "acked"
            if decision is not None:
                yield from (HELD[held] for held in decision.held if held in HELD)
            if self._is_silenced(instance):  # an incident that is open does not hide it
                yield "silenced"

        return tuple(dict.fromkeys(found()))

    def _is_silenced(self, instance: InstanceState) -> bool:
        known = {("rule", instance.rule), *instance.labels}
        return any(
            known.issuperset(one.matchers)
            for one in silences(self.state)
            if one.until > self.scene.now
        )

    def _blind_since(self, instance: InstanceState) -> str:
        """Return when the first grain without a verdict should have had one."""
        is_dark = instance.status == "unknown" or "blind" in instance.overlays
        if not is_dark or not instance.since:
            return ""
        known = instance.known + 2 + instance.lag
        return self._time(known * GRAIN_MINUTES[instance.kind])

    def _time(self, minute: int) -> str:
        """Write a business minute in local time."""
        shift = timedelta(minutes=self.scene.workspace.day_starts_minutes)
        zone = ZoneInfo(self.scene.workspace.timezone)
        return (moment_of(minute) + shift).replace(tzinfo=zone).isoformat()

    def _name(self, labels: Labels) -> Name | None:
        names = [self.scene.entity_name(*label) for label in labels]
        if not names:
            return None
        return Name(" ".join(n.zh for n in names), " ".join(n.en for n in names))

    def _cost(self, rule: Rule, instance: InstanceState, known: Alarm | None) -> Cost:
        """Return what it costs; of what neither fires nor may fire, nothing is said."""
        is_on = instance.status in {"firing", "recovering"}
        if not is_on and "hollow" not in instance.overlays:
            return Cost(None)
        noted = None if known is None else known.money
        return self.costs.of(rule.metric, instance, self.scene, noted=noted)

    def _breach(self, rule: Rule, instance: InstanceState) -> float | None:
        """Return when the present trend meets a limit that is not passed yet."""
        condition = deciding(rule)
        if condition.of != "value" or instance.status in {"firing", "recovering"}:
            return None
        feed = feed_of(self.judged.feeds.get(rule.id, ()), instance.labels)
        if feed is None:
            return None
        values = _course(feed, instance)
        if len(values) < TREND_GRAINS:
            return None
        hours = feed.minutes / 60
        return breach_hours(values, number(condition.than), hours_each=hours)


def _asked(row: AlarmRow, ask: Ask | None) -> AlarmRow:
    return row if ask is None else replace(row, ask=ask.kind, reason=ask.why.text())


def feed_of(feeds: Iterable[Feed], labels: Labels) -> Feed | None:
    """Return the feed that an instance is in."""
    return next((feed for feed in feeds if labels in feed.instances), None)


class QueuePlace(NamedTuple):
    """Severity, blind after seeing, proven before hollow, money, time to breach."""

    severity: int
    is_blind: bool
    is_hollow: bool
    saved: float
    hours: float
    rule: str
    entity: str


def place_in_queue(row: AlarmRow) -> QueuePlace:
    """Return where a row stands; the smallest is first."""
    return QueuePlace(
        _rank(row),
        "blind" in row.overlays,
        "hollow" in row.overlays,
        -(row.money_per_hour or 0.0),
        row.breach_hours if row.breach_hours is not None else float("inf"),
        row.rule,
        row.entity or "",
    )


def _rank(row: AlarmRow) -> int:
    if row.state in {"firing", "recovering"} or "hollow" in row.overlays:
        return _SEVERITY[row.severity]
    if row.state == "pending" or "watch" in row.overlays:
        return _SEVERITY["watch"]
    if row.state == "unknown" or "blind" in row.overlays:
        return _UNKNOWN
    return _OK


def _is_taken(incident: Incident | None) -> bool:
    return incident is not None and incident.state != "open"


def _course(feed: Feed, instance: InstanceState) -> list[float]:
    """Return the newest adjacent values, as far as there are any, the newest last."""
    points = feed.instances[instance.labels]
    values: list[float] = []
    for grain in range(instance.grain, instance.grain - TREND_GRAINS, -1):
        point = points.get(grain)
        if point is None or point.denominator == 0:
            break
        over = point.numerator * feed.scale
        values.append(float(over / point.denominator if point.denominator else over))
    return values[::-1]
