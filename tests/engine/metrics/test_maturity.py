"""A figure says whether it can still change."""

from datetime import date
from pathlib import Path

import pytest

from cockpit.engine.metrics.catalogue import catalogue
from cockpit.engine.metrics.maturity import Settling, maturity
from cockpit.snapshot.metrics import Maturity
from tests.engine.tables import record, spec

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


def test_a_channel_waits_only_for_its_own_sources(tmp_path: Path) -> None:
    slow = spec("ad_spend", position=1, settle_days=7, constants={"channel": "天猫"})
    quick = spec("ad_spend", position=2, settle_days=1, constants={"channel": "douyin"})
    every = spec("orders", position=3, settle_days=2)
    settling = Settling(
        [
            record(tmp_path, "ad_spend", [], source=slow, path="a"),
            record(tmp_path, "ad_spend", [], source=quick, path="b"),
            record(tmp_path, "orders", [], source=every, path="c"),
        ]
    )
    assert settling.of(None) == {"ad_spend": 7, "orders": 2}
    assert settling.of("tmall") == {"ad_spend": 7, "orders": 2}
    assert settling.of("douyin") == {"ad_spend": 1, "orders": 2}
