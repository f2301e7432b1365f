"""Whether a test passed: the whole path and, where asserted, the incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.trials.model import Expectation, Opened, Trial
from cockpit.engine.alarms.trials.play import Metrics, Played, play, stages
from cockpit.engine.alarms.trials.stage import labels_of
from cockpit.engine.alarms.trials.states import (
    HOLLOW,
    NO_INSTANCE,
    Shown,
    parse_states,
)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One expectation, and what came out.

    Attributes:
        course: The states, one a grain; ``found`` as they are written.
        opened: The incidents of the instance.
    """

    trial: Trial
    expectation: Expectation
    course: tuple[InstanceState | None, ...]
    found: tuple[Shown, ...]
    opened: tuple[Opened, ...]

    @property
    def differs(self) -> int:
        """First grain whose state is not the expected one; -1 if all are."""
        pairs = zip(self.expectation.states, self.found, strict=True)
        return next(
            (at for at, (one, other) in enumerate(pairs) if not one.agrees(other)), -1
        )

    @property
    def is_passed(self) -> bool:
        """Whether states and incidents are as expected."""
        expected = self.expectation.incidents
        return self.differs < 0 and (expected is None or expected == self.opened)


def run_trial(trial: Trial, book: RuleBook, metrics: Metrics) -> tuple[Outcome, ...]:
    """Play a test and compare; its names must have been checked."""
    played = play(book, stages(trial, book.rules, metrics))
    return outcomes(trial, book, played)


def run_trials(
    trials: Sequence[Trial], book: RuleBook, metrics: Metrics
) -> tuple[Outcome, ...]:
    """Play tests in their order."""
    return tuple(
        outcome for trial in trials for outcome in run_trial(trial, book, metrics)
    )


def outcomes(trial: Trial, book: RuleBook, played: Played) -> tuple[Outcome, ...]:
    """Compare what was played with each expectation of the test."""
    return tuple(_outcome(trial, book, played, each) for each in trial.expectations)


def _outcome(
    trial: Trial, book: RuleBook, played: Played, expectation: Expectation
) -> Outcome:
    rule = book.rule(expectation.rule)
    assert rule is not None, "the names of a test are checked before it is played"
    instance = (rule.id, labels_of(rule, expectation.labels))
    course = tuple(played.paths[instance][: len(expectation.states)])
    found = tuple(map(_shown, course))
    opened = tuple(played.opened.get(instance, ()))
    return Outcome(trial, expectation, course, found, opened)


def _shown(state: InstanceState | None) -> Shown:
    if state is None:
        return Shown(NO_INSTANCE)
    written = _read(state.written)
    return written.with_hollow() if HOLLOW in state.overlays else written


@lru_cache(maxsize=256)
def _read(written: str) -> Shown:
    (shown,) = parse_states(written)
    return shown
