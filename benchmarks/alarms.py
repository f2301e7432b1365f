"""Rules on many channels: the newest grain, and all of their past."""

import random
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from time import perf_counter, process_time
from typing import Final

import msgspec
from msgspec.structs import replace

from benchmarks.measuring import Sample, digest, in_own_process, in_turn, quantile
from benchmarks.report import Report
from benchmarks.sizes import Size
from cockpit.engine.alarms.facts import metric_facts
from cockpit.engine.alarms.observation import Feed, Point, grain_of
from cockpit.engine.alarms.rounds import judge
from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.trials.backtest import backtest
from cockpit.rulebook import default_rules
from cockpit.snapshot.alarms import Labels

PAST, NEWEST = "back-test", "newest grain"
TIMES: Final = 10
"""Evaluations of a newest grain in one process; their median is a run."""
_FIRST: Final = grain_of(date(2025, 1, 1))
_UNIT: Final = 10_000
"""Money is in ten-thousandths."""


def measure(size: Size, scratch: Path) -> Report:
    """Judge six rules on every channel, once for the past and once for a new day."""
    del scratch
    report = Report(
        "alarms",
        {"rules": 6, "channels": size.channels, "days": size.history_days},
    )
    tasks = {PAST: "past", NEWEST: "newest"}
    samples = in_turn(
        {
            name: lambda task=task: in_own_process(  # type: ignore[misc]
                __name__, task, channels=size.channels, days=size.history_days
            )
            for name, task in tasks.items()
        },
        runs=size.runs,
    )
    report.contenders(samples)
    past = quantile([run.wall for run in samples[PAST]], 0.5)
    newest = quantile([run.wall for run in samples[NEWEST]], 0.5)
    report.judge("alarms: back-test of all history", past, at_most=10, unit="s")
    report.judge("alarms: newest grain", 1000 * newest, at_most=200, unit="ms")
    report.notes.append(
        "The rules that ship, each by channel, by day; the numbers are random walks of "
        "a fixed seed that fire now and then. The back-test opens incidents as well."
    )
    return report


def rules() -> RuleBook:
    """Return the rules that ship, all of them by channel."""
    shipped = default_rules()
    by_channel = [replace(rule, by=("channel",)) for rule in shipped.rules]
    return replace(shipped, rules=tuple(by_channel))


def feed(rule: Rule, *, channels: int, days: int) -> Feed:
    """Return numbers for a rule; the same ones each time."""
    dice = random.Random(rule.metric)
    facts = metric_facts()[rule.metric]
    draw = _DRAWS[rule.metric]
    instances: dict[Labels, Mapping[int, Point]] = {
        (("channel", f"c{number:03}"),): {
            _FIRST + day: draw(dice) for day in range(days)
        }
        for number in range(channels)
    }
    return Feed(
        grain="1d",
        newest=_FIRST + days - 1,
        instances=instances,
        scale=Fraction(1, _UNIT) if rule.metric == "cpc" else Fraction(1),
        is_proportion=facts.is_proportion,
        by_day=rule.grain == "1h",
    )


def _share(mean: float, spread: float, n: tuple[int, int]) -> Callable[..., Point]:
    def draw(dice: random.Random) -> Point:
        trials = dice.randrange(*n)
        hits = round(trials * max(dice.gauss(mean, spread), 0.0))
        return Point(hits, trials, trials)

    return draw


def _ratio(mean: float, spread: float, n: tuple[int, int]) -> Callable[..., Point]:
    def draw(dice: random.Random) -> Point:
        spent = dice.randrange(500, 5_000) * _UNIT
        earned = round(spent * max(dice.gauss(mean, spread), 0.0))
        return Point(earned, spent, dice.randrange(*n))

    return draw


def _cost(dice: random.Random) -> Point:
    clicks = dice.randrange(80, 2_000)
    return Point(round(clicks * _UNIT * max(dice.gauss(1, 0.15), 0)), clicks, clicks)


_DRAWS: Final[dict[str, Callable[..., Point]]] = {
    "retention_d1": _share(0.2, 0.02, (300, 900)),
    "complaint_rate": _share(0.002, 0.0008, (900, 1_900)),
    "roi": _ratio(2.0, 0.3, (20, 400)),
    "ltv_cac": _ratio(2.0, 0.3, (80, 400)),
    "cpc": _cost,
}


def _past(channels: int, days: int) -> Sample:
    book = rules()
    feeds = {
        rule.id: (feed(rule, channels=channels, days=days),) for rule in book.rules
    }
    wall, cpu = perf_counter(), process_time()
    found = backtest(book, feeds)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    rows = [msgspec.structs.astuple(alarm) for alarm in found.alarms]
    return Sample(wall, cpu, digest(rows))


def _newest(channels: int, days: int) -> Sample:
    """Judge all but the last day, then the last one, as a worker does."""
    book = rules()
    prepared = []
    for rule in book.rules:
        new = feed(rule, channels=channels, days=days)
        old = replace(new, newest=new.newest - 1)
        states = judge(rule, old, {}, now=old.due(old.newest)).states
        prepared.append((rule, new, states))
    walls, cpus = [], []
    changed = 0
    for _ in range(TIMES):
        wall, cpu = perf_counter(), process_time()
        rounds = [
            judge(rule, new, states, now=new.due(new.newest))
            for rule, new, states in prepared
        ]
        walls.append(perf_counter() - wall)
        cpus.append(process_time() - cpu)
        changed = sum(len(each.transitions) for each in rounds)
    return Sample(quantile(walls, 0.5), quantile(cpus, 0.5), f"{changed} transitions")


TASKS: Final = {"past": _past, "newest": _newest}
