"""Attribution at one key."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.evidence.attribution import credit, emergency_attribution
from tests.engine.evidence.stories import TODAY, before, case_of, shop
from tests.engine.tables import event, order


def test_last_touch_that_is_not_direct_is_credited(tmp_path: Path) -> None:
    """u1 saw Douyin, then came back directly; u2 touched nothing: as recorded."""
    rows = [
        order("o1", "u1", f"{TODAY}T09:00", 80, channel="tmall"),
        order("o2", "u2", f"{TODAY}T09:00", 20, channel="baidu"),
    ]
    seen = [
        event("u1", f"{before(14)}T09:00", channel="wechat"),
        event("u1", f"{before(7)}T09:00", channel="douyin"),
        event("u1", f"{TODAY}T08:00", channel="direct"),
        event("u1", f"{before(31)}T09:00", channel="kuaishou"),
        event("u1", f"{TODAY}T09:30", channel="jd"),
    ]
    found = emergency_attribution(case_of(shop(tmp_path, orders=rows, events=seen)))
    cells = {row.key: row.cells for row in found.rows}
    # A week older is worth half: 80 is shared 2 to 1.
    assert cells["douyin"][1:3] == pytest.approx((80.0, 160 / 3), abs=1e-4)
    assert cells["wechat"][1:3] == pytest.approx((0.0, 80 / 3), abs=1e-4)
    assert cells["baidu"][:3] == (20.0, 20.0, 20.0)
    assert cells["tmall"][:3] == (80.0, 0.0, 0.0)
    assert set(cells) == {"douyin", "wechat", "baidu", "tmall"}
    assert found.provisional
    assert found.method.startswith("provisional")
    assert found.reading.startswith("provisional")


def test_without_events_orders_count_as_recorded(tmp_path: Path) -> None:
    rows = [
        order("o1", "u1", f"{TODAY}T09:00", 80, channel="tmall"),
        order("o2", None, f"{TODAY}T09:00", 20),
    ]
    found = emergency_attribution(case_of(shop(tmp_path, orders=rows)))
    assert [(row.key, row.cells[:3]) for row in found.rows] == [
        ("tmall", (80.0, 80.0, 80.0)),
        ("-", (20.0, 20.0, 20.0)),
    ]


@given(
    amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=6),
    touches=st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from("xyz"), st.floats(0, 30 * 86_400)),
        max_size=12,
    ),
)
def test_credits_sum_to_the_revenue_exactly(
    amounts: list[int], touches: list[tuple[int, str, float]]
) -> None:
    orders = pl.DataFrame(
        {
            "order": [str(n) for n in range(len(amounts))],
            "channel": [None] * len(amounts),
            "amount": amounts,
        },
        schema_overrides={"channel": pl.String},
    )
    known = [touch for touch in touches if touch[0] < len(amounts)]
    frame = pl.DataFrame(
        {
            "order": [str(at) for at, _, _ in known],
            "channel": [channel for _, channel, _ in known],
            "age_seconds": [age for _, _, age in known],
        },
        schema={"order": pl.String, "channel": pl.String, "age_seconds": pl.Float64},
    )
    found = credit(orders, frame)
    for ways in (found.recorded, found.last_touch, found.decay):
        assert sum(ways.values()) == sum(amounts)
        assert min(ways.values()) >= 0
