"""What is said beside the number of a gauge."""

from pathlib import Path

import pytest

from cockpit.engine.views.drill import drill
from cockpit.snapshot.drill import DrillQuery
from tests.engine.tables import order, record, spend
from tests.engine.views.scenes import scene


@pytest.mark.parametrize(
    ("claim", "basis"),
    [
        (900_000, "what the platforms claim, in their own windows"),
        (None, "net revenue of the orders that name the channel"),
    ],
)
def test_roi_names_its_revenue_and_where_models_credit(
    tmp_path: Path, claim: int | None, basis: str
) -> None:
    records = [
        record(
            tmp_path,
            "ad_spend",
            [spend("2026-03-01", "douyin", 30, conv_value=claim, clicks=9)],
        ),
        record(
            tmp_path,
            "orders",
            [order("o1", "u1", "2026-03-01T09:00", 60, channel="douyin")],
        ),
    ]
    seen = scene(tmp_path / "cache", records, now="2026-03-02T10:00")
    said = drill(seen, DrillQuery(metric="roi")).how.note
    assert said == (
        f"revenue: {basis}; no model of attribution is in it: `cockpit show"
        " attribution` credits by model"
    )
