"""Which kinds of cases are there, and that each missing one is named."""

from cockpit.engine.alarms.trials.coverage import coverage
from cockpit.engine.alarms.trials.outcome import run_trials
from cockpit.snapshot.trials import CoverageRow
from tests.engine.alarms.trials.helpers import METRICS, book_of, trials_of

RULE = """
[[rule]]
id = "r"
metric = "cvr"
fire = { of = "value", op = "<", than = "20%" }
sample = { min = 10 }
"""
TEST = """
schema = 1
[[test]]
name = "one"
start = 2026-03-01
[[test.series]]
metric = "cvr"
values = "{values}"
[[test.expect]]
rule = "r"
states = "{states}"
"""


def row(values: str, states: str, rule: str = RULE) -> CoverageRow:
    book = book_of(rule)
    trials = trials_of(TEST.format(values=values, states=states), book)
    outcomes = run_trials(trials, book, METRICS)
    assert all(outcome.is_passed for outcome in outcomes)
    (found,) = coverage(book, trials, outcomes, METRICS)
    return found


def cases(found: CoverageRow) -> tuple[str, ...]:
    return found.fires, found.boundary, found.clears, found.sample, found.absence


def test_nothing_is_covered_by_a_day_on_which_all_is_well() -> None:
    found = row("90/100", "ok")
    assert cases(found) == ("no",) * 5
    assert len(found.missing) == 5


def test_every_case_is_covered_by_one_path_that_has_them() -> None:
    found = row("20/100 19/100 _ 1/9 20/100", "ok firing firing+blind*2 ok")
    assert cases(found) == ("yes",) * 5
    assert found.missing == ()


def test_firing_away_from_the_threshold_leaves_the_boundary_open() -> None:
    found = row("30/100 10/100", "ok firing")
    assert cases(found) == ("yes", "no", "no", "no", "no")


def test_a_rule_without_a_sample_needs_no_case_of_it() -> None:
    found = row("90/100", "ok", RULE.replace("sample = { min = 10 }", ""))
    assert found.sample == "n/a"


def test_a_rule_without_any_test_lacks_everything() -> None:
    book = book_of(RULE)
    (found,) = coverage(book, (), (), METRICS)
    assert cases(found) == ("no",) * 5
