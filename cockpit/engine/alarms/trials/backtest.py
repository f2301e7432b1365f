"""What rules would have done in the past: their alarms, and the incidents of these.

Nobody was there to close incidents: one counts as closed when its last alarm clears.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from msgspec.structs import replace

from cockpit.engine.alarms.observation import Feed, iso_grain, moment_of
from cockpit.engine.alarms.opening import Decision, KnownIncident, decide
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState, since_minute
from cockpit.engine.alarms.trials.history import (
    History,
    alarm_of,
    histories,
    is_watch,
)
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.trials import PastAlarm, PastRow

Feeds = Mapping[str, Sequence[Feed]]
"""By id of the rule; instances of one rule may lie in several feeds."""
DAY_MINUTES: Final = 1440
_FORGOTTEN: Final = 2 * DAY_MINUTES
"""A closed incident cannot be opened again later than ``reopen_within`` and this."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Answer of a back-test.

    Attributes:
        rows: One a rule, in their order.
        alarms: The oldest first.
        histories: By id of the rule: what was seen of every instance.
    """

    rows: tuple[PastRow, ...]
    alarms: tuple[PastAlarm, ...]
    histories: Mapping[str, tuple[History, ...]]


def utc(minute: int) -> datetime:
    """Take business minutes for those of UTC."""
    return moment_of(minute).replace(tzinfo=UTC)


def backtest(
    book: RuleBook, feeds: Feeds, *, clock: Callable[[int], datetime] = utc
) -> Past:
    """Judge all history and open incidents as they would have been opened.

    Args:
        book: The rules.
        feeds: What they observe.
        clock: Turns a business minute into an aware time, for mute windows.
    """
    found = {rule.id: _histories(rule, feeds.get(rule.id, ())) for rule in book.rules}
    rerun = _Rerun(book, clock)
    for minute, states in _timetable(
        history for each in found.values() for history in each
    ):
        rerun.at(minute, states)
    alarms = sorted(
        _alarms(found, rerun), key=lambda alarm: (alarm.fired, alarm.rule, alarm.labels)
    )
    rows = tuple(_row(rule, found[rule.id], alarms) for rule in book.rules)
    return Past(rows, tuple(alarms), found)


def _histories(rule: Rule, feeds: Iterable[Feed]) -> tuple[History, ...]:
    return tuple(history for feed in feeds for history in histories(rule, feed))


Instance = tuple[str, Labels]
Alarm = tuple[str, Labels, str]
"""Rule, labels and the id of the alarm."""
Turn = tuple[Instance, InstanceState | None]
"""An instance, and its state if there is an alarm after that minute."""


def _timetable(every: Iterable[History]) -> list[tuple[int, list[Turn]]]:
    """Return by minute which alarms there are, and which have just ended."""
    turns: dict[int, list[Turn]] = {}
    for history in every:
        instance = (history.rule.id, history.labels)
        grains = {state.grain for state in history.active}
        for state in history.active:
            minute = history.feed.due(state.grain)
            turns.setdefault(minute, []).append((instance, state))
            after = state.grain + 1
            if after not in grains and after <= history.last:
                minute = history.feed.due(after)
                turns.setdefault(minute, []).append((instance, None))
    return sorted(turns.items(), key=lambda turn: turn[0])


@dataclass(slots=True)
class _Rerun:
    """All alarms and incidents while the past goes by."""

    book: RuleBook
    clock: Callable[[int], datetime]
    states: dict[str, dict[Labels, InstanceState]] = field(default_factory=dict)
    incidents: dict[str, KnownIncident] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    numbers: dict[Alarm, int] = field(default_factory=dict)
    """The incident of its rule that an alarm belongs to."""
    held: dict[Alarm, str] = field(default_factory=dict)
    """What first kept an alarm from opening one."""

    def at(self, minute: int, turns: list[Turn]) -> None:
        for (rule, labels), state in turns:
            if state is None:
                self.states[rule].pop(labels)
            else:
                self.states.setdefault(rule, {})[labels] = state
        self._close(minute)
        if any(alarm not in self.numbers for alarm in self._alive()):
            self._decide(minute)

    def _alive(self) -> Iterator[Alarm]:
        for rule in self.book.rules:
            for labels, state in self.states.get(rule.id, {}).items():
                yield rule.id, labels, alarm_of(rule, state)

    def _close(self, minute: int) -> None:
        """End incidents none of whose alarms is left, and forget the oldest."""
        alive = {alarm for _rule, _labels, alarm in self._alive()}
        for incident, known in tuple(self.incidents.items()):
            if known.closed is None and not known.alarms & alive:
                self.incidents[incident] = replace(known, closed=minute)
            elif known.closed is not None and minute > self._keeps(known):
                del self.incidents[incident]

    def _keeps(self, known: KnownIncident) -> int:
        rule = self.book.rule(known.key[0])
        seconds = rule.incident.reopen_within if rule and rule.incident else 0
        return (known.closed or 0) + seconds // 60 + _FORGOTTEN

    def _decide(self, minute: int) -> None:
        decisions = decide(
            self.book,
            self.states,
            incidents=tuple(self.incidents.values()),
            silences=(),
            now=self.clock(minute),
            minute=minute,
        )
        opened: dict[tuple[str, tuple[str, ...]], str] = {}
        for each in decisions:
            if each.action == "hold":
                alarm = (each.rule, each.labels, each.alarm)
                self.held.setdefault(alarm, each.held[0])
            elif each.action != "keep":
                incident = each.incident
                if each.action == "open":
                    incident = opened.get(each.key) or self._open(each)
                    opened[each.key] = incident
                self._join(incident, each)

    def _open(self, each: Decision) -> str:
        number = self.counts.get(each.rule, 0) + 1
        self.counts[each.rule] = number
        incident = f"{each.rule}#{number}"
        self.incidents[incident] = KnownIncident(incident=incident, key=each.key)
        return incident

    def _join(self, incident: str, each: Decision) -> None:
        known = self.incidents[incident]
        alarms = known.alarms | {each.alarm}
        self.incidents[incident] = replace(known, alarms=alarms, closed=None)
        alarm = (each.rule, each.labels, each.alarm)
        self.numbers[alarm] = int(incident.rpartition("#")[2])


def _alarms(
    found: Mapping[str, tuple[History, ...]], rerun: _Rerun
) -> Iterable[PastAlarm]:
    for every in found.values():
        for history in every:
            yield from _alarms_of(history, rerun)


def _alarms_of(history: History, rerun: _Rerun) -> Iterable[PastAlarm]:
    rule, kind = history.rule, history.feed.grain
    last = {alarm_of(rule, state): state for state in history.active}
    for alarm, state in _first(history).items():
        after = last[alarm].grain + 1
        named = (rule.id, history.labels, alarm)
        number = rerun.numbers.get(named, 0)
        yield PastAlarm(
            rule=rule.id,
            severity="watch" if is_watch(rule, state) else rule.severity,
            labels=history.labels,
            fired=iso_grain(state.grain, kind),
            cleared=iso_grain(after, kind) if after <= history.last else "",
            since=rerun.clock(since_minute(state)).isoformat(),
            value=state.value,
            n=state.n,
            change=state.change,
            incident=number,
            held="" if number else rerun.held.get(named, ""),
            sop=rule.incident.sop if rule.incident else "",
        )


def _first(history: History) -> dict[str, InstanceState]:
    first: dict[str, InstanceState] = {}
    for state in history.active:
        first.setdefault(alarm_of(history.rule, state), state)
    return first


def _row(rule: Rule, every: Sequence[History], alarms: Iterable[PastAlarm]) -> PastRow:
    own = [alarm for alarm in alarms if alarm.rule == rule.id]
    starts = [history.first * history.feed.minutes for history in every]
    ends = [(history.last + 1) * history.feed.minutes for history in every]
    known = sum(history.known for history in every)
    grains = sum(history.last - history.first + 1 for history in every)
    incidents = max((alarm.incident for alarm in own), default=0)
    minutes = max(ends) - min(starts) if every else 0
    weeks = max(minutes / (7 * DAY_MINUTES), 1.0)
    return PastRow(
        rule=rule.id,
        severity=rule.severity,
        first=min((iso_grain(h.first, h.feed.grain) for h in every), default=""),
        last=max((iso_grain(h.last, h.feed.grain) for h in every), default=""),
        instances=len(every),
        grains=grains,
        known=known / grains if grains else 0.0,
        alarms=len(own),
        incidents=incidents,
        incidents_per_week=incidents / weeks,
    )
