"""Rollups by hand-checked numbers, and on another engine as an oracle."""

from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cockpit.engine.facts import rollups
from cockpit.engine.facts.backend import run
from tests.engine.tables import complaint, day, event, instant, order, spend, table

ORDERS = [
    order("1", "ada", "2026-03-01T09:00", 100, channel="tmall"),
    order("1", "ada", "2026-03-01T09:00", 50, channel="tmall"),  # an item of the same
    order("2", "bob", "2026-03-01T10:30", 80, channel="douyin", refund_amount=300_000),
    order("3", "ada", "2026-03-02T08:00", -20, channel="tmall"),  # a cancellation
    order("4", "cyd", "2026-03-02T08:00", 70, status="refunded", is_paid=True),
    order("5", None, "2026-03-02T09:00", 0, channel="douyin"),
    {
        **order("6", "dee", "2026-03-02T09:10", 40, channel="douyin"),
        "pay_time": None,
        "order_time": instant("2026-03-02T09:10"),
        "is_paid": False,
        "status": "created",
        "payable_amount": 450_000,
    },
    order("7", "eve", "2026-03-02T11:00", 10, status="cancelled", is_paid=False),
]


def by_key(frame: pl.DataFrame, *keys: str) -> pl.DataFrame:
    return frame.sort(*keys, nulls_last=True)


def test_paid_cube_counts_orders_once_and_takes_refunds_back() -> None:
    cube = run(rollups.paid_cube, table("orders", ORDERS).lazy())
    days = cube.group_by("date").agg(pl.col(*rollups.PAID_SUMS).sum()).sort("date")
    # 1 March: 150 + 80 paid, 30 back, two orders of which one has a refund.
    # 2 March: 70 + 0 + 10 paid (7 was paid, then cancelled), 20 + 70 + 10 back.
    assert days.select(
        "gmv_paid", "refunds", "paid_orders", "refunded_orders"
    ).rows() == [
        (2_300_000, 300_000, 2, 1),
        (800_000, 1_000_000, 3, 2),
    ]


def test_created_cube_counts_unpaid_orders_with_what_was_to_be_paid() -> None:
    cube = run(rollups.created_cube, table("orders", ORDERS).lazy())
    days = cube.group_by("date").agg(pl.col(*rollups.CREATED_SUMS).sum()).sort("date")
    assert days.rows() == [
        (day("2026-03-01"), 2_300_000, 2),
        (day("2026-03-02"), 700_000 + 0 + 450_000 + 100_000, 4),
    ]


def test_buyers_are_summed_by_user_and_channel() -> None:
    buyers = run(rollups.buyer_summary, table("orders", ORDERS).lazy())
    ada = buyers.filter(pl.col("user_id") == "ada").row(0, named=True)
    assert (ada["orders"], ada["amount"]) == (1, 1_500_000)
    assert ada["first_paid"] == instant("2026-03-01T09:00")
    assert set(buyers["user_id"]) == {"ada", "bob", "cyd", "eve"}


def test_spend_knows_its_grain_and_a_blank_is_not_a_zero() -> None:
    rows = [
        spend("2026-03-01", "douyin", 5, hour=8, campaign_id="c1", clicks=3),
        spend("2026-03-01", "douyin", 7, hour=8, campaign_id="c1", clicks=None),
        spend("2026-03-01", "tmall", 9, campaign_name="search"),
    ]
    cube = run(
        lambda frame: rollups.spend_cube(frame, id_level="campaign"),
        table("ad_spend", rows).lazy(),
    ).sort("channel")
    picked = cube.select("channel", "grain", "campaign", "spend", "clicks", "rows")
    assert picked.rows() == [
        ("douyin", 5, "c1", 120_000, 3, 2),
        ("tmall", 4, "search", 90_000, None, 1),
    ]


def test_impressions_make_nobody_active() -> None:
    rows = [
        event("ada", "2026-03-01T08:00", channel="douyin"),
        event("ada", "2026-03-01T09:00", channel="douyin"),
        event("bob", "2026-03-01T09:00", "impression"),
        event("cyd", "2026-03-01T09:00", touch_type="impression"),
    ]
    active = run(rollups.activity, table("events", rows).lazy())
    assert active.rows() == [(day("2026-03-01"), "ada", "douyin")]


def test_only_the_named_events_make_active_where_some_are_named() -> None:
    rows = [event("ada", "2026-03-01T08:00"), event("bob", "2026-03-01T08:00", "pay")]
    active = run(
        lambda frame: rollups.activity(frame, active_events=("pay",)),
        table("events", rows).lazy(),
    )
    assert active["user"].to_list() == ["bob"]


def test_a_ticket_without_an_order_is_a_complaint_of_its_own() -> None:
    rows = [
        complaint("t1", "2026-03-01", "o1"),
        complaint("t2", "2026-03-01", "o1"),
        complaint("t3", "2026-03-01", None),
        complaint("t4", "2026-03-01", "o2", is_complaint=False),
    ]
    found = run(rollups.complained_orders, table("complaints", rows).lazy())
    assert sorted(found["complained"]) == ["o1", "t3"]


@pytest.mark.parametrize(
    ("rollup", "name", "rows"),
    [
        (rollups.paid_cube, "orders", ORDERS),
        (rollups.created_cube, "orders", ORDERS),
        (rollups.buyer_summary, "orders", ORDERS),
        (
            rollups.touch_cube,
            "events",
            [event("a", "2026-03-01T08:00"), event("b", "2026-03-01T08:00", "pay")],
        ),
    ],
)
def test_another_engine_gives_the_same(
    rollup: Any, name: str, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    """The same expressions on DuckDB: equal to the last digit."""
    frame = table(name, rows)
    file = tmp_path / "table.parquet"
    frame.write_parquet(file)
    ours = run(rollup, frame.lazy())
    with duckdb.connect() as database:
        relation = database.read_parquet(str(file))
        rollup(nw.from_native(relation)).to_native().write_parquet(
            str(tmp_path / "out")
        )
    theirs = pl.read_parquet(tmp_path / "out")
    keys = [name for name in ours.columns if ours[name].dtype in (pl.String, pl.Date)]
    keys += [name for name in ours.columns if name == "hour"]
    theirs = theirs.select(ours.columns).cast(ours.schema)
    assert_frame_equal(by_key(ours, *keys), by_key(theirs, *keys))
