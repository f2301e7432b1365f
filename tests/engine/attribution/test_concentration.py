"""How much hangs on partners: who brought whom, by orders and by touches."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.concentration import (
    Hanging,
    Source,
    hanging,
    largest,
    partner_touches,
    purchases,
)
from cockpit.engine.attribution.stitching import Links
from cockpit.engine.attribution.terms import AttributionTerms
from tests.conftest import few
from tests.engine.attribution.travels import bought, touch
from tests.engine.tables import Row, instant, table

DAY = 24
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)
TERMS = AttributionTerms(look_back_days=7)


def sales(*orders: Row, until: datetime = UNTIL) -> pl.DataFrame:
    return purchases(table("orders", orders).lazy(), until, knows_hours=True)


def touched(*events: Row) -> pl.DataFrame:
    return partner_touches(table("events", events).lazy(), Links())


def by_source(found: Hanging) -> dict[str, tuple[bool, int, int]]:
    return {
        one.id: (one.is_kol, one.new_users, one.revenue // 10_000)
        for one in found.sources
    }


def brought(source: str, users: int, *, is_kol: bool = True) -> Source:
    return Source(source, is_kol, users, 0)


def test_an_order_is_of_its_partner_or_of_the_first_one_met_or_of_its_channel() -> None:
    found = hanging(
        sales(
            bought("ann", 10, 100, kol_id="mia", channel="douyin"),
            bought("ben", 10, 50, channel="tmall"),
            bought("cat", 10, 30, channel="tmall"),
            bought("dan", 10, 20, channel="kol"),
            bought("eve", 10, 10),
        ),
        touched(
            touch("ann", 1, "xhs", campaign_id="kol:leo"),
            touch("ben", 2, "xhs", campaign_id="kol:leo"),
            touch("ben", 1, "xhs", campaign_id="kol:mia"),
            touch("cat", 1, "xhs", campaign_id="c-17"),
            touch("cat", 2, "xhs", campaign_id="kol:leo", touch_type="Impression"),
            touch("cat", 20, "xhs", campaign_id="kol:leo"),
        ),
        terms=TERMS,
    )
    assert by_source(found) == {
        "mia": (True, 2, 150),
        "tmall": (False, 1, 30),
        "kol": (True, 1, 20),
        "": (False, 1, 10),
    }
    assert (found.new_users, found.by_kol, found.revenue) == (5, 3, 2_100_000)
    assert found.share is not None
    assert found.share[0] == pytest.approx(0.6)


def test_only_first_orders_are_new_and_only_touches_of_the_look_back_count() -> None:
    orders = [
        bought("u", 0, 10, channel="a"),
        bought("u", 5 * DAY, 20, channel="a"),
        bought("u", 20 * DAY, 40, channel="a"),
    ]
    events = [touch("u", DAY, "xhs", campaign_id="达人：小雨")]
    found = hanging(sales(*orders), touched(*events), terms=TERMS)
    assert by_source(found) == {"a": (False, 1, 50), "小雨": (True, 0, 20)}


def test_days_may_be_asked_and_who_is_new_is_told_by_all() -> None:
    bills = sales(bought("u", 0), bought("u", 2 * DAY), bought("v", 2 * DAY))
    day = date(2026, 1, 3)
    found = hanging(bills, touched(), terms=TERMS, first=day, last=day)
    assert found.new_users == 1
    assert not found.is_named
    assert found.state(0.35) == "unknown"


def test_an_order_ends_the_journey_where_the_rule_says_so() -> None:
    bills = sales(bought("u", DAY, channel="a"), bought("u", 2 * DAY, 7, channel="a"))
    seen = touched(touch("u", 0, "kol", campaign_id="mia"))
    again = hanging(bills, seen, terms=TERMS)
    once = hanging(
        bills, seen, terms=AttributionTerms(look_back_days=7, journeys="reset")
    )
    assert by_source(again) == {"mia": (True, 1, 8)}
    assert by_source(once) == {"mia": (True, 1, 1), "a": (False, 0, 7)}


def test_lines_and_refunds_of_an_order_go_together() -> None:
    later = instant("2026-06-01T00:00")
    lines = [
        bought("u", 1, 70, order_id="o1"),
        bought("u", 1, 30, order_id="o1", refund_amount=100_000, refund_time=later),
        bought("v", 1, 5, order_id="o2", is_paid=False, status="created"),
    ]
    rows = sales(*lines).select("order", "net", "is_first").rows()
    assert rows == [("o1", 900_000, True)]
    early = sales(*lines, until=datetime(2026, 5, 1, tzinfo=UTC))
    assert early["net"].to_list() == [1_000_000]


def test_top_five_and_index_are_of_named_partners() -> None:
    counts = (30, 20, 20, 10, 10, 10)
    found = Hanging(
        (
            *(brought(f"k{n}", count) for n, count in enumerate(counts)),
            brought("kol", 50),
            brought("tmall", 50, is_kol=False),
        ),
        is_named=True,
    )
    assert found.share is not None
    assert found.share[0] == 0.75
    assert found.top == pytest.approx(0.9)
    assert found.hhi == pytest.approx(0.09 + 2 * 0.04 + 3 * 0.01)
    unnamed = Hanging((brought("kol", 5),), is_named=True)
    assert (unnamed.top, unnamed.hhi) == (None, None)
    assert [one.id for one in largest(found.sources, 2)] == ["k0", "k1"]


@pytest.mark.parametrize(
    ("by_kol", "users", "state"),
    [(420, 1_000, "red"), (8, 20, "watch"), (300, 1_000, "green"), (0, 0, "unknown")],
)
def test_red_needs_a_proof(by_kol: int, users: int, state: str) -> None:
    sources = (brought("k", by_kol), brought("a", users - by_kol, is_kol=False))
    assert Hanging(sources, is_named=True).state(0.35) == state


_ORDERS = st.lists(
    st.builds(
        bought,
        st.sampled_from(["u", "v", "w", None]),
        st.integers(0, 400),
        st.integers(0, 50),
        channel=st.sampled_from(["a", "kol", None]),
        kol_id=st.sampled_from([None, None, "mia"]),
    ),
    max_size=12,
    unique_by=lambda row: row["order_id"],
)
_TOUCHES = st.lists(
    st.builds(
        touch,
        st.sampled_from("uvw"),
        st.integers(0, 400),
        st.sampled_from(["a", "kol"]),
        campaign_id=st.sampled_from(["kol:leo", "kol:mia", "x"]),
    ),
    max_size=8,
)


@given(_ORDERS, _TOUCHES)
@settings(max_examples=few(25), deadline=None)
def test_sources_sum_to_the_whole(orders: list[Row], events: list[Row]) -> None:
    bills = sales(*orders)
    found = hanging(bills, touched(*events), terms=TERMS)
    buyers = {row["user_id"] for row in orders} - {None}
    assert found.new_users == len(buyers)
    assert found.revenue == sum(row["paid_amount"] for row in orders)
    assert bills.height == len(orders)
    if found.hhi is not None and found.top is not None:
        assert 0 < found.hhi <= 1 + 1e-9
        assert found.hhi <= found.top + 1e-9 <= 1 + 2e-9
