"""New customers, active users and retention, by hand."""

import polars as pl

from cockpit.engine.facts import people, rollups
from cockpit.engine.facts.backend import run
from tests.engine.tables import Row, day, event, order, table

EVENTS = [
    event("ada", "2026-03-01T08:00", channel="douyin"),
    event("ada", "2026-03-02T08:00", channel="tmall"),
    event("ada", "2026-03-08T08:00", channel="tmall"),
    event("bob", "2026-03-01T09:00", channel="tmall"),
    event("cyd", "2026-03-02T09:00", channel="douyin"),
    event("dee", "2026-03-02T09:00"),
    event("dee", "2026-03-03T09:00"),
]


def activity(rows: list[Row]) -> pl.LazyFrame:
    return run(rollups.activity, table("events", rows).lazy()).lazy()


def test_retention_counts_who_came_back_on_the_exact_day() -> None:
    cohorts = people.retention(activity(EVENTS), None).collect()
    whole = cohorts.filter("is_whole").sort("date")
    picked = whole.select("date", "cohort", "retained_1", "retained_7", "retained_30")
    assert picked.rows() == [
        (day("2026-03-01"), 2, 1, 1, None),  # ada on the 2nd and on the 8th
        (day("2026-03-02"), 2, 1, None, None),  # dee; the 9th has no events at all
    ]


def test_a_cohort_belongs_to_the_channel_of_its_first_day() -> None:
    cohorts = people.retention(activity(EVENTS), None).collect()
    parts = cohorts.filter(~pl.col("is_whole")).sort("date", "channel")
    assert parts.select("date", "channel", "cohort", "retained_1").rows() == [
        (day("2026-03-01"), "douyin", 1, 1),
        (day("2026-03-01"), "tmall", 1, 0),
        (day("2026-03-02"), "douyin", 1, 0),
    ]


def test_the_users_table_knows_who_is_not_new() -> None:
    """Bob registered long before the first event: he is in no cohort."""
    users = pl.LazyFrame(
        {
            "user_id": ["bob", "cyd"],
            "date": [day("2025-01-01"), day("2026-03-01")],
            "acq_channel": ["baidu", "baidu"],
        }
    )
    cohorts = people.retention(activity(EVENTS), users).collect()
    whole = cohorts.filter("is_whole").sort("date")
    assert whole.select("date", "cohort").rows() == [
        (day("2026-03-01"), 2),  # ada and cyd, who registered a day before her event
        (day("2026-03-02"), 1),
    ]


def test_active_users_are_distinct_in_the_whole_and_in_each_channel() -> None:
    rows = [
        event("ada", "2026-03-01T08:00", channel="douyin"),
        event("ada", "2026-03-01T09:00", channel="tmall"),
        event("bob", "2026-03-01T09:00", channel="tmall"),
    ]
    users = people.active_users(activity(rows)).collect().sort("is_whole", "channel")
    assert users.select("channel", "dau").rows() == [
        ("douyin", 1),
        ("tmall", 2),
        (None, 2),
    ]


def test_a_customer_is_new_once_over_all_files() -> None:
    rows = [
        order("1", "ada", "2026-03-02T08:00", 10, channel="tmall"),
        order("2", "ada", "2026-03-01T08:00", 10, channel="douyin"),
        order("3", "bob", "2026-03-02T08:00", 10),
    ]
    older, newer = (
        run(rollups.buyer_summary, table("orders", [row]).lazy()) for row in rows[:2]
    )
    third = run(rollups.buyer_summary, table("orders", rows[2:]).lazy())
    buyers = pl.concat([older, newer, third]).lazy()
    new = people.first_purchases(buyers).collect().sort("date")
    assert new.rows() == [
        (day("2026-03-01"), "douyin", 1),
        (day("2026-03-02"), None, 1),
    ]
