"""Who bought on which day, by hand and against a plain count."""

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import few
from tests.engine.tables import day, order
from tests.engine.users.books import bought, kept


def test_an_order_of_many_lines_counts_once_a_user_and_on_its_earlier_day() -> None:
    found = kept(
        [
            order("o1", "ada", "2026-03-02T09:00", 5),
            order("o1", "ada", "2026-03-01T09:00", 10),
            order("o1", "bob", "2026-03-02T09:00", 7),
        ]
    )
    assert found.ids.to_list() == ["ada", "bob"]
    assert found.days.rows() == [
        (0, day("2026-03-01"), 1, 100_000, 100_000),
        (0, day("2026-03-02"), 0, 50_000, 50_000),
        (1, day("2026-03-02"), 1, 70_000, 70_000),
    ]


def test_without_order_ids_a_day_of_purchases_is_one() -> None:
    rows = bought(("ada", "2026-03-01", 3), ("ada", "2026-03-01", 4))
    found = kept(rows, has_ids=False)
    assert found.days.rows() == [(0, day("2026-03-01"), 1, 70_000, 70_000)]


def test_a_refund_of_its_own_day_has_no_order_and_takes_from_net() -> None:
    rows = [
        order("o1", "ada", "2026-03-01T09:00", 10),
        order("o2", "ada", "2026-03-05T09:00", -4),
    ]
    assert kept(rows).days.rows() == [
        (0, day("2026-03-01"), 1, 100_000, 100_000),
        (0, day("2026-03-05"), 0, 0, -40_000),
    ]


def test_orders_that_nobody_paid_and_buyers_without_a_name_are_left_out() -> None:
    rows = [
        order("o1", None, "2026-03-01T09:00", 10),
        order("o2", "ada", "2026-03-01T09:00", 10, is_paid=False, status="created"),
        order("o3", "bob", "2026-03-01T09:00", 0),
    ]
    found = kept(rows)
    assert found.ids.to_list() == ["bob"]
    assert found.days.rows() == [(0, day("2026-03-01"), 1, 0, 0)]


def test_the_channel_of_a_customer_is_that_of_the_first_instant() -> None:
    rows = [
        order("o1", "ada", "2026-03-01T10:00", 1, channel="douyin"),
        order("o2", "ada", "2026-03-01T09:00", 1, channel="tmall"),
        order("o3", "bob", "2026-03-01T09:00", 1, channel="tmall"),
        order("o4", "bob", "2026-03-01T09:00", 1, channel="douyin"),
        order("o5", "cyd", "2026-03-01T09:00", 1),
    ]
    found = kept(rows)
    assert found.firsts["channel"].to_list() == ["tmall", "douyin", None]
    assert found.of_channel("tmall").days["user"].to_list() == [0]


def test_what_comes_later_is_not_known_yet() -> None:
    rows = bought(("ada", "2026-03-01", 3), ("bob", "2026-03-09", 4))
    found = kept(rows).seen_on(date(2026, 3, 5))
    assert found.days.height == found.firsts.height == 1
    assert kept(rows, until="2026-03-05").days.rows() == found.days.rows()


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.integers(1, 5),
            st.integers(0, 4),
            st.integers(-3, 9),
        ),
        max_size=12,
    )
)
@settings(max_examples=few(15), deadline=None)
def test_days_and_orders_are_those_of_a_plain_count(
    lines: list[tuple[str, int, int, int]],
) -> None:
    rows = [
        order(f"o{number}", user, f"2026-03-0{on}T09:00", amount)
        for user, on, number, amount in lines
    ]
    found = kept(rows)
    net: dict[tuple[str, int], int] = defaultdict(int)
    paid_on: dict[tuple[str, int], int] = {}
    for user, on, number, amount in lines:
        if amount >= 0:
            paid_on[user, number] = min(on, paid_on.get((user, number), on))
            net[user, on] += 0
        if amount != 0:
            net[user, on] += amount
    names = found.ids.to_list()
    days = {
        (names[user], on.day): (orders, total / 10_000)
        for user, on, orders, _, total in found.days.iter_rows()
    }
    assert days == {
        (user, on): (
            sum(1 for (who, _), when in paid_on.items() if (who, when) == (user, on)),
            pytest.approx(total),
        )
        for (user, on), total in net.items()
    }
