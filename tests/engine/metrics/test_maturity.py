"""A figure says whether it can still change."""

from datetime import date

import pytest

from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.metrics.maturity import maturity
from cockpit.snapshot.metrics import Maturity

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("metric", "day", "lag", "expected"),
    [
        ("gmv_paid", 10, 0, "provisional"),  # in progress
        ("gmv_paid", 9, 0, "mature"),
        ("gmv_paid", 7, 3, "provisional"),
        ("gmv_paid", 6, 3, "mature"),
        ("retention_d1", 9, 0, "immature"),  # the 10th is not over
        ("retention_d1", 8, 0, "mature"),
        ("retention_d7", 3, 0, "immature"),
        ("retention_d7", 2, 0, "mature"),
        ("retention_d1", 8, 1, "provisional"),
    ],
)
def test_maturity(metric: str, day: int, lag: int, expected: Maturity) -> None:
    entry = catalogue()[metric]
    settling = dict.fromkeys(entry.tables, lag)
    found = maturity(entry, date(2026, 3, day), as_of=TODAY, settling=settling)
    assert found == expected
