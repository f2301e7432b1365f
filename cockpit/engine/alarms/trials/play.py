"""Plays a test: every grain is judged at its maturity, incidents open as they would."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

import msgspec

from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.observation import Feed, moment_of
from cockpit.engine.alarms.opening import KnownIncident, decide
from cockpit.engine.alarms.rounds import judge
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.trials.model import Opened, Trial
from cockpit.engine.alarms.trials.stage import Stage, stage
from cockpit.snapshot.alarms import Labels

Metrics = Mapping[str, MetricFacts]
Instance = tuple[str, Labels]
"""A rule and the labels, as the rule orders them."""


@dataclass(slots=True, eq=False)
class Played:
    """What came of a test.

    Attributes:
        paths: State after each grain; None: there was no such instance yet.
        opened: Incidents that each instance opened.
    """

    paths: dict[Instance, list[InstanceState | None]] = field(default_factory=dict)
    opened: dict[Instance, list[Opened]] = field(default_factory=dict)


def stages(trial: Trial, rules: Iterable[Rule], metrics: Metrics) -> tuple[Stage, ...]:
    """Return what each rule observes that has a series in the test."""
    found = (stage(trial, rule, metrics[rule.metric]) for rule in rules)
    return tuple(each for each in found if each is not None)


def play(book: RuleBook, set_stages: Sequence[Stage]) -> Played:
    """Judge all rules of a book that have a stage, in the order of time."""
    theatre = _Theatre(book, set_stages)
    for minute, turns in _timetable(set_stages):
        for at, grain in turns:
            theatre.judge(at, grain, minute)
        theatre.open(minute)
    return theatre.played


def _timetable(
    set_stages: Sequence[Stage],
) -> list[tuple[int, list[tuple[Stage, int]]]]:
    """Return who is judged at which business minute."""
    turns: dict[int, list[tuple[Stage, int]]] = {}
    for at in set_stages:
        feed = at.feed(0)
        for grain in range(at.grains):
            minute = feed.due(at.origin + grain)
            turns.setdefault(minute, []).append((at, grain))
    return sorted(turns.items(), key=lambda turn: turn[0])


class _Theatre:
    """All states and incidents while a test runs."""

    def __init__(self, book: RuleBook, set_stages: Sequence[Stage]) -> None:
        self._book = book
        self._rules = {rule.id: rule for rule in book.rules}
        self._states: dict[str, dict[Labels, InstanceState]] = {}
        self._newest: dict[str, int] = {}
        self._incidents: dict[str, KnownIncident] = {}
        self.played = Played()
        for at in set_stages:
            for labels in at.lengths:
                self.played.paths[at.rule, labels] = []

    def judge(self, at: Stage, grain: int, minute: int) -> None:
        self._step(at, at.feed(grain), minute)
        if (again := at.again(grain)) is not None:
            self._step(at, again, minute)
        self._newest[at.rule] = grain
        states = self._states[at.rule]
        for labels in at.lengths:
            self.played.paths[at.rule, labels].append(states.get(labels))

    def _step(self, at: Stage, feed: Feed, minute: int) -> None:
        states = self._states.get(at.rule, {})
        judged = judge(self._rules[at.rule], feed, states, now=minute)
        self._states[at.rule] = judged.states

    def open(self, minute: int) -> None:
        """Do what is decided; nobody closes an incident in a test."""
        decisions = decide(
            self._book,
            self._states,
            incidents=tuple(self._incidents.values()),
            silences=(),
            now=moment_of(minute).replace(tzinfo=UTC),
            minute=minute,
        )
        opened: dict[tuple[str, tuple[str, ...]], str] = {}
        for each in decisions:
            if each.action not in {"open", "link"}:
                continue
            incident = each.incident
            if each.action == "open":
                incident = opened.setdefault(each.key, str(len(self._incidents)))
                grain = self._newest[each.rule]
                instance = (each.rule, each.labels)
                started = self.played.opened.setdefault(instance, [])
                started.append(Opened(each.sop, grain))
            known = self._incidents.get(incident)
            if known is None:
                known = KnownIncident(incident=incident, key=each.key)
            self._incidents[incident] = msgspec.structs.replace(
                known, alarms=known.alarms | {each.alarm}
            )
