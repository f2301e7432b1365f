"""Rules and tests from TOML text, for the tests of the tests."""

import tomllib
from pathlib import Path

from cockpit.engine.alarms.facts import metric_facts
from cockpit.engine.alarms.parse import parse_rules
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.trials.document import read_trials
from cockpit.engine.alarms.trials.model import Trial
from cockpit.engine.alarms.trials.names import check_names
from cockpit.engine.alarms.trials.outcome import Outcome, run_trials
from cockpit.engine.alarms.trials.states import write_states

FOLDER = Path(parse_rules.__code__.co_filename).parent
METRICS = metric_facts()


def book_of(text: str) -> RuleBook:
    """Read rules that have no mistake."""
    book, mistakes = parse_rules(tomllib.loads(text), metrics=METRICS)
    assert not mistakes, [(each.path, each.what.text()) for each in mistakes]
    return book


def shipped_book() -> RuleBook:
    return book_of((FOLDER / "rules.toml").read_text(encoding="utf-8"))


def trials_of(text: str, book: RuleBook) -> tuple[Trial, ...]:
    """Read tests that have no mistake."""
    trial_book, mistakes = read_trials(tomllib.loads(text))
    mistakes += check_names(trial_book.trials, book, METRICS)
    assert not mistakes, [(each.path, each.what.text()) for each in mistakes]
    return trial_book.trials


def run(text: str, book: RuleBook) -> tuple[Outcome, ...]:
    """Run tests."""
    return run_trials(trials_of(text, book), book, METRICS)


def path(values: str, rules: str, **more: str) -> str:
    """Return the path of the one rule over one series of ``cpc`` or ``cvr``.

    ``more`` are keys of the series, as TOML has them.
    """
    book = book_of(rules)
    (rule,) = book.rules
    keys = "\n".join(f"{key} = {value}" for key, value in more.items())
    grains = len(read_values(values))
    text = f"""
schema = 1
[[test]]
name = "one"
start = 2026-03-01
[[test.series]]
metric = "{rule.metric}"
values = "{values}"
{keys}
[[test.expect]]
rule = "{rule.id}"
states = "ok*{grains}"
"""
    (outcome,) = run(text, book)
    return write_states(outcome.found)


def read_values(values: str) -> tuple[object, ...]:
    from cockpit.engine.alarms.trials.series import parse_series

    return parse_series(values)
