"""Doubts that need no data."""

import pytest

from cockpit.engine.alarms.trials.lint import lint
from tests.engine.alarms.trials.helpers import METRICS, book_of, shipped_book

SOPS = ("stop-the-bleeding", "churn-recall")
RULE = """
[[rule]]
id = "r"
metric = "cpc"
grain = "1h"
fire = { FIRE }
clear = { CLEAR }
incident = { sop = "churn-recall" }
"""


def kinds(fire: str, clear: str, sop: str = "churn-recall") -> list[tuple[str, str]]:
    text = RULE.replace("FIRE", fire).replace("CLEAR", clear)
    book = book_of(text.replace("churn-recall", sop))
    return [(doubt.kind, doubt.key) for doubt in lint(book, METRICS, SOPS)]


@pytest.mark.parametrize(
    ("fire", "clear", "is_doubted"),
    [
        ('op = "<", than = "15"', 'op = ">=", than = "16"', False),
        ('op = "<", than = "15"', 'op = ">=", than = "15"', False),
        ('op = "<=", than = "15"', 'op = ">=", than = "15"', True),
        ('op = "<", than = "15"', 'op = ">=", than = "14"', True),
        ('op = "<", than = "15"', 'op = "<", than = "10"', True),
        ('op = ">", than = "1.5"', 'op = "<", than = "1.49"', False),
        ('op = ">", than = "1.5"', 'op = "<", than = "1.51"', True),
        ('op = "==", than = "0"', 'op = "!=", than = "0"', False),
        ('op = "!=", than = "0"', 'op = "==", than = "1"', True),
    ],
)
def test_a_clear_that_is_met_where_it_fires_is_doubted(
    fire: str, clear: str, *, is_doubted: bool
) -> None:
    assert kinds(fire, clear) == [("clear_overlaps_fire", "clear[1]")] * is_doubted


def test_figures_of_other_kinds_are_not_compared() -> None:
    change = 'of = "change", vs = "prev", op = ">=", than = "0%"'
    assert kinds('op = ">", than = "-1"', change) == []


def test_a_procedure_that_does_not_exist_is_named_with_the_nearest() -> None:
    fine = ('op = "<", than = "1"', 'op = ">", than = "1"')
    book = book_of(
        RULE.replace("FIRE", fine[0])
        .replace("CLEAR", fine[1])
        .replace("recall", "recal")
    )
    (doubt,) = lint(book, METRICS, SOPS)
    assert (doubt.kind, doubt.key) == ("unknown_name", "incident.sop")
    assert "churn-recall" in doubt.what.text()
    assert list(lint(book, METRICS, None)) == []


def test_the_shipped_rules_are_beyond_doubt() -> None:
    assert list(lint(shipped_book(), METRICS, None)) == []
