"""Which mutants a rule has: the last written decimal, strict or not, and one more."""

import pytest

from cockpit.engine.alarms.trials.mutants import fates, mutants
from tests.engine.alarms.trials.helpers import METRICS, book_of, shipped_book, trials_of

RULE = """
[[rule]]
id = "r"
metric = "cvr"
fire = { of = "value", op = "<", than = "2.50%" }
"""


def found(condition: str, rest: str = "") -> dict[str, list[str]]:
    """Return what each key of a rule becomes."""
    text = RULE.replace('of = "value", op = "<", than = "2.50%"', condition) + rest
    (rule,) = book_of(text).rules
    keys: dict[str, list[str]] = {}
    for mutant in mutants(rule):
        keys.setdefault(mutant.key, []).append(mutant.after)
    return keys


def test_a_plain_condition_has_a_threshold_an_operator_and_a_hold() -> None:
    assert found('op = "<", than = "2.50%"') == {
        "fire[1].than": ["2.49%", "2.51%"],
        "fire[1].op": ["<="],
        "fire[1].for": ["2"],
    }


@pytest.mark.parametrize(
    ("than", "neighbours"),
    [
        ("+50%", ["+49%", "+51%"]),
        ("-10%", ["-11%", "-9%"]),
        ("0%", ["-1%", "1%"]),
        ("+1%", ["0%", "+2%"]),
        ("0.0%", ["-0.1%", "0.1%"]),
    ],
)
def test_a_notch_is_the_last_written_decimal(than: str, neighbours: list[str]) -> None:
    condition = f'of = "change", vs = "prev", op = ">=", than = "{than}"'
    assert found(condition)["fire[1].than"] == neighbours


def test_counts_go_up_and_down_as_far_as_they_may() -> None:
    streak = 'of = "change", vs = "prev", op = "<", than = "-1%", streak = 3, for = 2'
    assert found(streak)["fire[1].streak"] == ["2", "4"]
    assert found(streak)["fire[1].for"] == ["1", "3"]
    some = 'op = "<", than = "1%", for = 2, of_last = 3'
    assert found(some)["fire[1].of_last"] == ["2", "4"]
    assert found(some)["fire[1].for"] == ["1", "3"]
    all_ = 'op = "<", than = "1%", for = 3, of_last = 3'
    assert found(all_)["fire[1].of_last"] == ["4"]
    assert found(all_)["fire[1].for"] == ["2"]


def test_samples_have_a_notch_where_they_are_written() -> None:
    keys = found('op = "<", than = "1%"', "sample = { min = 50, proof_below = 500 }")
    assert keys["sample.min"] == ["49", "51"]
    assert keys["sample.proof_below"] == ["499", "501"]
    assert "sample.ref_min" not in keys


def test_under_proof_strict_and_not_strict_are_the_same() -> None:
    keys = found('op = "<", than = "1%", proof = "wilson95"')
    assert "fire[1].op" not in keys


def test_a_mutant_that_nobody_notices_is_alive() -> None:
    """10 % and 30 % tell nothing of what lies between them."""
    book = book_of(RULE.replace("2.50%", "20%"))
    text = """
schema = 1
[[test]]
name = "far apart"
start = 2026-03-01
[[test.series]]
metric = "cvr"
values = "300/1000 100/1000"
[[test.expect]]
rule = "r"
states = "ok firing"
"""
    every = {
        (fate.mutant.key, fate.mutant.after): fate.killed_by
        for fate in fates(book, trials_of(text, book), METRICS)
    }
    assert every == {
        ("fire[1].than", "19%"): "",
        ("fire[1].than", "21%"): "",
        ("fire[1].op", "<="): "",
        ("fire[1].for", "2"): "far apart",
    }


def test_the_shipped_rules_have_as_many_mutants_as_counted_by_hand() -> None:
    """13 + 25 + 16 + 13 + 11 + 13: see the list of what has a notch."""
    counts = [len(list(mutants(rule))) for rule in shipped_book().rules]
    assert counts == [13, 25, 16, 13, 11, 13]
