"""What users got and gave, against sums done by hand."""

from datetime import date

import polars as pl
import pytest

from cockpit.engine.users.needs.exchange import (
    TICKET_COST,
    Account,
    Known,
    accounts,
    spending,
    tickets,
)
from tests.engine.tables import complaint, order, table

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)
ALL = Known(discounts=True, tickets=True, cogs=True)


def test_spending_adds_up_orders_discounts_and_cost() -> None:
    """A refund is taken back, an order of another month is left out."""
    rows = [
        order("o1", "a", "2026-01-05T10:00", 100, cogs=600_000, discount_amount=50_000),
        order("o1", "a", "2026-01-05T10:00", 20, cogs=100_000),
        order("o2", "a", "2026-01-06T10:00", 80, refund_amount=300_000),
        order("o3", "a", "2026-02-06T10:00", 80),
        order("o4", None, "2026-01-06T10:00", 80),
        order("o5", "b", "2026-01-06T10:00", 90, gross_amount=1_000_000,
              payable_amount=900_000),
    ]  # fmt: skip
    found = spending(table("orders", rows).lazy(), first=FIRST, last=LAST)
    by_user = {row["user_id"]: row for row in found.iter_rows(named=True)}
    assert by_user["a"] == {
        "user_id": "a",
        "orders": 2,
        "net": 1_700_000,
        "cogs": 700_000,
        "discounts": 50_000,
        "last_order": date(2026, 1, 6),
    }
    assert by_user["b"]["discounts"] == 100_000
    assert set(by_user) == {"a", "b"}


def test_a_ticket_without_a_user_is_that_of_its_order() -> None:
    orders = [order("o1", "a", "2026-01-05T10:00", 100)]
    asked = [
        complaint("t1", "2026-01-07", "o1"),
        complaint("t2", "2026-01-07", None, user_id="b"),
        complaint("t3", "2026-01-07", "o9"),
        complaint("t4", "2026-02-07", "o1"),
    ]
    found = tickets(
        table("complaints", asked).lazy(),
        table("orders", orders).lazy(),
        first=FIRST,
        last=LAST,
    )
    assert dict(found.iter_rows()) == {"a": 1, "b": 1}


def test_accounts_are_those_of_the_members() -> None:
    members = pl.DataFrame({"user_id": ["a", "b", "c"], "segment": [0, 0, 1]})
    spent = pl.DataFrame(
        {"user_id": ["a", "c"], "net": [2_000_000, 500_000], "cogs": [900_000, 0],
         "discounts": [100_000, 600_000]}
    )  # fmt: skip
    asked = pl.DataFrame({"user_id": ["b"], "tickets": [3]})
    found = accounts(members, spent, asked)
    first = found[0]
    assert (first.users, first.revenue, first.received) == (2, 200, 110)
    assert first.given == 10 + 3 * TICKET_COST
    dear = accounts(members, spent, asked, ticket_cost=7.5)[0]
    assert (dear.service, dear.given) == (22.5, 32.5)
    assert first.balance == pytest.approx(first.received - first.given)
    assert found[1].one_sided(ALL) == "users"


def test_who_only_takes_is_told() -> None:
    generous = Account(10, discounts=50.0, service=12.0, revenue=200.0, cogs=100.0)
    greedy = Account(10, discounts=0.5, service=0.0, revenue=200.0, cogs=100.0)
    assert generous.one_sided(ALL) == ""
    assert greedy.one_sided(ALL) == "shop"


def test_nobody_is_blamed_where_it_is_not_known_what_the_shop_gives() -> None:
    account = Account(10, discounts=0.0, service=0.0, revenue=200.0, cogs=0.0)
    unknown = Known(discounts=False, tickets=True, cogs=False)
    assert account.one_sided(unknown) == ""
    assert unknown.unknown == ("discounts", "content", "cogs")
