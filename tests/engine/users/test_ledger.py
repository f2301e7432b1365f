"""Who bought on which day, by hand and against a plain count."""

from collections import defaultdict
from datetime import date

import narwhals as nw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.users.ledger import ledger, purchase_lines
from tests.conftest import few
from tests.engine.tables import Row, day, instant, order, table
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


def refunded(order_id: str, at: str, amount: int, back: int, when: str | None) -> Row:
    given = None if when is None else instant(when)
    return order(
        order_id, "ada", at, amount, refund_amount=back * 10_000, refund_time=given
    )


def test_a_refund_is_taken_off_the_day_of_payment_once_it_has_come() -> None:
    rows = [
        refunded("o1", "2026-03-01T09:00", 10, 4, "2026-03-20T08:00"),
        refunded("o2", "2026-03-01T10:00", 20, 5, "2026-03-09T08:00"),
        refunded("o3", "2026-03-02T09:00", 30, 6, "2026-03-02T23:00"),
        refunded("o4", "2026-03-03T09:00", 40, 7, None),
    ]
    book = kept(rows)

    def net(day: date) -> list[int]:
        return (book.seen_on(day).days["net"] // 10_000).to_list()

    assert (book.days["net"] // 10_000).to_list() == [21, 24, 33]
    assert net(date(2026, 3, 8)) == [30, 24, 33], "unknown days count at once"
    assert net(date(2026, 3, 9)) == [25, 24, 33]
    assert net(date(2026, 3, 20)) == [21, 24, 33]
    assert book.seen_on(date(2026, 3, 9)).refunds.height == 1
    early = kept(rows, until="2026-03-08")
    assert early.days.equals(book.seen_on(date(2026, 3, 8)).days)


def test_the_day_of_a_refund_is_a_business_day() -> None:
    row = refunded("o1", "2026-03-01T09:00", 10, 4, "2026-03-08T17:30")
    frame = nw.from_native(table("orders", [row]).lazy())
    for starts, on in ((0, "2026-03-09"), (120, "2026-03-08")):
        lines = purchase_lines(
            frame, has_ids=True, timezone="Asia/Shanghai", day_starts_minutes=starts
        )
        book = ledger(lines.to_native(), until=date.max)
        assert book.refunds["refunded"].to_list() == [day(on)]


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
