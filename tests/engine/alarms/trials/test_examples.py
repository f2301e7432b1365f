"""The three examples of the language, and the tests of the rules that ship."""

import pytest

from cockpit.engine.alarms.trials.coverage import coverage
from cockpit.engine.alarms.trials.model import Trial
from cockpit.engine.alarms.trials.mutants import fates
from cockpit.engine.alarms.trials.outcome import Outcome, run_trial, run_trials
from cockpit.engine.alarms.trials.states import write_states
from tests.engine.alarms.trials.helpers import FOLDER, METRICS, shipped_book, trials_of
from tests.engine.alarms.trials.test_document import EXAMPLES

BOOK = shipped_book()
TRIALS = (
    *trials_of(EXAMPLES.read_text(encoding="utf-8"), BOOK),
    *trials_of((FOLDER / "tests.toml").read_text(encoding="utf-8"), BOOK),
)


@pytest.fixture(scope="module")
def outcomes() -> tuple[Outcome, ...]:
    return run_trials(TRIALS[3:], BOOK, METRICS)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_every_path_is_as_expected(trial: Trial) -> None:
    for outcome in run_trial(trial, BOOK, METRICS):
        expected = outcome.expectation
        assert write_states(outcome.found) == write_states(expected.states)
        assert expected.incidents in {None, outcome.opened}
        assert outcome.is_passed


def test_the_shipped_tests_kill_every_mutant() -> None:
    found = list(fates(BOOK, TRIALS[3:], METRICS))
    alive = [(f.mutant.rule.id, f.mutant.key) for f in found if not f.killed_by]
    assert len(found) > 80
    assert not alive


def test_the_examples_alone_kill_about_half() -> None:
    """Of the mutants of the three rules that they are about."""
    found = [
        fate
        for fate in fates(BOOK, TRIALS[:3], METRICS)
        if fate.mutant.rule.id in {"retention-d1-low", "roi-fall-3d", "cpc-surge"}
    ]
    assert 0.4 < sum(bool(fate.killed_by) for fate in found) / len(found) < 0.6


def test_the_shipped_tests_cover_every_case(outcomes: tuple[Outcome, ...]) -> None:
    rows = coverage(BOOK, TRIALS[3:], outcomes, METRICS)
    assert len(rows) == 6
    assert not [row.missing for row in rows if row.missing]
    assert {row.boundary for row in rows} == {"yes"}
