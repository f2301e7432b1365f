"""New customers, active users and retention, by hand."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from cockpit.engine.facts import people, rollups
from cockpit.engine.facts.backend import run
from tests.conftest import few
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
    lines = run(rollups.net_lines, table("orders", rows).lazy()).lazy()
    new = people.acquisitions(buyers, lines).collect().sort("date")
    assert new.select("date", "channel", "new_customers").rows() == [
        (day("2026-03-01"), "douyin", 1),
        (day("2026-03-02"), None, 1),
    ]


def test_customers_are_worth_what_they_bring_within_the_days_after_the_first() -> None:
    """The first day counts, so does the last; refunds are taken off."""
    rows = [
        order("1", "ada", "2026-03-01T08:00", 100, channel="douyin"),
        order("2", "ada", "2026-03-31T08:00", 10, channel="tmall"),  # 30 days after
        order("3", "ada", "2026-04-01T08:00", 5),
        order("4", "ada", "2026-04-02T08:00", -3),
        order("5", "ada", "2026-05-30T08:00", 2),  # 90 days after
        order("6", "ada", "2026-05-31T08:00", 1_000),
        order("7", "bob", "2026-03-01T09:00", 50, channel="douyin", refund_amount=50_000),
        order("8", None, "2026-03-01T09:00", 70, channel="douyin"),
    ]  # fmt: skip
    frame = table("orders", rows).lazy()
    buyers = run(rollups.buyer_summary, frame).lazy()
    lines = run(rollups.net_lines, frame).lazy()
    found = people.acquisitions(buyers, lines).collect()
    assert found.rows(named=True) == [
        {
            "date": day("2026-03-01"),
            "channel": "douyin",
            "new_customers": 2,
            "revenue_30": 1_550_000,
            "revenue_90": 1_590_000,
        }
    ]


@st.composite
def buyers(draw: st.DrawFn) -> dict[str, object]:
    on = draw(st.dates(day("1969-12-30"), day("1970-01-02")))
    at = datetime(on.year, on.month, on.day, draw(st.integers(0, 2)), tzinfo=UTC)
    return {
        "user_id": draw(st.sampled_from("abc")),
        "channel": draw(st.sampled_from([None, "tmall", "douyin"])),
        "first_paid": draw(st.sampled_from([None, at])),
        "first_date": on,
    }


@given(st.lists(buyers(), max_size=12))
def test_the_first_purchase_is_the_first_of_the_sorted_ones(
    rows: list[dict[str, object]],
) -> None:
    """The packed number says what sorting by day, instant and channel says."""
    schema = pl.Schema(
        {
            "user_id": pl.String(),
            "channel": pl.String(),
            "first_paid": pl.Datetime("us", "UTC"),
            "first_date": pl.Date(),
        }
    )
    frame = pl.DataFrame(rows, schema=schema).lazy()
    at = pl.coalesce("first_paid", pl.col("first_date").cast(pl.Datetime("us", "UTC")))
    naive = (
        frame.sort("first_date", at, "channel", nulls_last=True)
        .unique("user_id", keep="first", maintain_order=True)
        .select("user_id", first="first_date", channel="channel")
    )
    packed = people.first_purchases(frame)
    assert_frame_equal(packed.collect(), naive.collect(), check_row_order=False)


@settings(max_examples=few(40))
@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, "ada", "bob"]),
            st.integers(0, 130),
            st.integers(-9, 9),
            st.sampled_from([None, "tmall", "douyin"]),
        ),
        max_size=12,
    )
)
def test_what_customers_bring_is_what_adding_up_by_hand_gives(
    bought: list[tuple[str | None, int, int, str | None]],
) -> None:
    """Whoever sold it to them later, and whichever file it is in."""
    start = datetime(2026, 1, 1, 8)  # noqa: DTZ001 - a wall clock
    rows = [
        order(
            str(n), user, (start + timedelta(days=age)).isoformat(), amount, channel=by
        )
        for n, (user, age, amount, by) in enumerate(bought)
    ]
    halves = [table("orders", part).lazy() for part in (rows[::2], rows[1::2])]
    summed = pl.concat([run(rollups.buyer_summary, half) for half in halves])
    lines = pl.concat([run(rollups.net_lines, half) for half in halves])
    found = people.acquisitions(summed.lazy(), lines.lazy()).collect()
    firsts: dict[str, int] = {}
    for user, age, amount, _ in bought:
        if user is not None and amount >= 0:
            firsts[user] = min(age, firsts.get(user, age))
    for days in people.VALUE_DAYS:
        expected: dict[date, int] = {}
        for user, first in firsts.items():
            on = (start + timedelta(days=first)).date()
            within = range(first, first + days + 1)
            brought = sum(a for u, age, a, _ in bought if u == user and age in within)
            expected[on] = expected.get(on, 0) + brought * 10_000
        by_day = found.group_by("date").agg(pl.col(f"revenue_{days}").sum())
        assert dict(by_day.iter_rows()) == expected
    assert found["new_customers"].sum() == len(firsts)
