"""Names in tests that do not exist, and paths of another length than their series."""

import tomllib

import pytest

from cockpit.engine.alarms.trials.document import read_trials
from cockpit.engine.alarms.trials.names import check_names
from tests.engine.alarms.trials.helpers import METRICS, shipped_book

GOOD = """
schema = 1
[[test]]
name = "one"
start = 2026-03-01
[[test.series]]
metric = "roi"
labels = { channel = "A" }
n = 200
values = "2.00 1.79"
[[test.series]]
metric = "retention_d1"
values = "150/1000"
[[test.expect]]
rule = "roi-fall-3d"
labels = { channel = "A" }
states = "ok*2"
[[test.expect]]
rule = "retention-d1-low"
states = "ok"
"""


def mistakes(text: str) -> list[tuple[str, str]]:
    """Return the path of each mistake and the name that was meant."""
    book, wrong = read_trials(tomllib.loads(text))
    assert not wrong
    found = check_names(book.trials, shipped_book(), METRICS)
    return [(".".join(map(str, each.path)), each.nearest) for each in found]


def test_good_names_are_good() -> None:
    assert mistakes(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "meant"),
    [
        ("roi-fall-3d", "roi-fal-3d", "test.0.expect.0.rule", "roi-fall-3d"),
        ('"roi"', '"roy"', "test.0.series.0.metric", "roi"),
        ("{ channel", "{ chanel", "test.0.series.0.labels.chanel", "channel"),
        ('ok*2"', 'ok"', "test.0.expect.0.states", ""),
        ('ok*2"', 'ok*3"', "test.0.expect.0.states", ""),
        ('start = 2026-03-01', 'step = "1h"\nstart = 2026-03-01', "test.0.expect.0.rule", ""),
    ],
)  # fmt: skip
def test_a_name_that_does_not_exist_is_named(
    old: str, new: str, place: str, meant: str
) -> None:
    assert (place, meant) in mistakes(GOOD.replace(old, new, 1))


def test_labels_must_be_those_of_the_rule() -> None:
    head, tag, rest = GOOD.partition("[[test.expect]]")
    without = head + tag + rest.replace('labels = { channel = "A" }\n', "")
    assert ("test.0.expect.0.labels", "") in mistakes(without)


def test_an_expected_instance_must_have_a_series() -> None:
    head, tag, rest = GOOD.partition("[[test.expect]]")
    assert ("test.0.expect.0", "") in mistakes(head + tag + rest.replace('"A"', '"B"'))


def test_a_plain_sum_has_no_denominator() -> None:
    text = GOOD.replace('metric = "retention_d1"', 'metric = "clicks"')
    assert ("test.0.series.1.values", "") in mistakes(text)


def test_two_series_of_one_instance_are_refused() -> None:
    series = '[[test.series]]\nmetric = "retention_d1"\nvalues = "1/10"\n'
    assert ("test.0.series.2", "") in mistakes(
        GOOD.replace("[[test.expect]]", series + "[[test.expect]]", 1)
    )


def test_one_instance_is_expected_once() -> None:
    again = '[[test.expect]]\nrule = "retention-d1-low"\nstates = "ok"\n'
    assert ("test.0.expect.2", "") in mistakes(GOOD + again)
