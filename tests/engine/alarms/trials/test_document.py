"""Files of rule tests: what is read, and that every mistake is named."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from cockpit.engine.alarms.trials.document import read_trials
from cockpit.engine.alarms.trials.model import Opened, Restatement
from cockpit.engine.alarms.trials.series import Mark, parse_entry

EXAMPLES = Path(__file__).with_name("examples.toml")
GOOD = """
schema = 1
[[test]]
name = "one"
start = 2026-03-01
[[test.series]]
metric = "roi"
labels = { channel = "A" }
n = "30x1 _"
values = "2.00 1.79 _"
restate = [{ at = 2, grain = 2, value = "1.5" }]
[[test.expect]]
rule = "roi-fall-3d"
labels = { channel = "A" }
states = "ok*2 ok+blind"
incidents = []
"""


def mistakes(text: str) -> set[tuple[str, str]]:
    """Return the path of each mistake and the name that was meant."""
    _book, found = read_trials(tomllib.loads(text))
    return {(".".join(map(str, each.path)), each.nearest) for each in found}


def test_a_good_file_is_read_whole() -> None:
    book, found = read_trials(tomllib.loads(GOOD))
    (trial,) = book.trials
    (course,), (expectation,) = trial.courses, trial.expectations
    assert not found
    assert (trial.name, trial.start, trial.step) == ("one", date(2026, 3, 1), "1d")
    assert course.labels == (("channel", "A"),)
    assert (course.entries[2], course.samples) == (Mark.GAP, (30, 30, None))
    assert course.restated == (Restatement(2, 2, parse_entry("1.5")),)
    assert expectation.incidents == ()


def test_the_examples_are_read_without_a_mistake() -> None:
    book, found = read_trials(tomllib.loads(EXAMPLES.read_text(encoding="utf-8")))
    assert not found
    assert [trial.grains for trial in book.trials] == [6, 6, 13]
    assert book.trials[0].expectations[0].incidents == (Opened("churn-recall", 1),)


@pytest.mark.parametrize(
    ("old", "new", "place", "meant"),
    [
        ("schema = 1", "schema = 2", "schema", ""),
        ("schema = 1", "schema = 1\nrule = 1", "rule", "rules"),
        ('name = "one"', "", "test.0", ""),
        ("2026-03-01", "2026-03-01T00:00:00Z", "test.0.start", ""),
        ("2026-03-01", '"today"', "test.0.start", ""),
        ("start =", 'step = "1dd"\nstart =', "test.0.step", "1d"),
        ("metric =", "metrik =", "test.0.series.0.metrik", "metric"),
        ('"30x1 _"', "1.5", "test.0.series.0.n", ""),
        ('"30x1 _"', '"30x1"', "test.0.series.0.n", ""),
        ('"30x1 _"', '"30 _ 30"', "test.0.series.0.n", ""),
        ("1.79", "1,79", "test.0.series.0.values", ""),
        ("at = 2", "at = 1", "test.0.series.0.restate.0", ""),
        ("at = 2", "at = 3", "test.0.series.0.restate.0", ""),
        ('value = "1.5"', 'value = "1 2"', "test.0.series.0.restate.0.value", ""),
        ("ok*2", "okay*2", "test.0.expect.0.states", "ok"),
        ("incidents = []", 'incidents = ["stop"]', "test.0.expect.0.incidents", ""),
        ("incidents = []", "incidents = [1]", "test.0.expect.0.incidents", ""),
        ('{ channel = "A" }', "{ channel = 1 }", "test.0.series.0.labels", ""),
    ],
)
def test_a_mistake_is_named_with_its_key(
    old: str, new: str, place: str, meant: str
) -> None:
    assert old in GOOD
    assert (place, meant) in mistakes(GOOD.replace(old, new))


def test_all_mistakes_of_a_file_are_named() -> None:
    broken = (
        GOOD.replace("1.79", "1,79").replace("ok*2", "okay").replace("schema", "shema")
    )
    assert {place for place, _meant in mistakes(broken)} == {
        "",
        "shema",
        "test.0.series.0.values",
        "test.0.expect.0.states",
    }


def test_two_tests_of_one_name_are_refused() -> None:
    _head, _tag, body = GOOD.partition("[[test]]")
    assert ("test.1.name", "") in mistakes(GOOD + "[[test]]" + body)
