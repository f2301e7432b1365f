"""What segments are worth, and what their customers cost."""

from datetime import date, timedelta

import polars as pl
import pytest

from cockpit.engine.users.needs.worth import channel_costs, segment_worths
from tests.engine.tables import Row, order
from tests.engine.users.books import kept

AS_OF = date(2026, 7, 1)


def rows(users: int, amount: int, *, name: str, channel: str) -> list[Row]:
    """Users who come one a day and buy again thirty days later."""
    made = []
    for number in range(users):
        first = date(2026, 1, 1) + timedelta(days=number % 80)
        for part, day in enumerate((first, first + timedelta(days=30))):
            made.append(
                order(f"{name}{number}-{part}", f"{name}{number:03}", f"{day}T12:00",
                      amount, channel=channel)
            )  # fmt: skip
    return made


def test_segments_are_worth_what_their_customers_brought_in_90_days() -> None:
    ledger = kept([*rows(160, 100, name="a", channel="douyin"),
                   *rows(160, 40, name="b", channel="tmall")])  # fmt: skip
    members = pl.DataFrame({"user_id": ledger.ids, "segment": [0] * 160 + [1] * 160})
    costs = {"douyin": 50.0}
    found = segment_worths(ledger, members, as_of=AS_OF, costs=costs)
    assert found[0].ltv == pytest.approx(200)
    assert found[1].ltv == pytest.approx(80)
    assert (found[0].low, found[0].high) == pytest.approx((200, 200))
    assert found[0].ltv_cac == pytest.approx(4.0)
    assert (found[1].cac, found[1].ltv_cac) == (None, None)
    assert found[0].gap_days == 30


def test_few_customers_have_no_worth_yet() -> None:
    ledger = kept(rows(20, 100, name="a", channel="douyin"))
    members = pl.DataFrame({"user_id": ledger.ids, "segment": [0] * 20})
    found = segment_worths(ledger, members, as_of=AS_OF, costs={})
    assert (found[0].ltv, found[0].customers) == (None, 20)


def test_a_new_customer_costs_the_spend_by_those_who_came() -> None:
    """Spend of the day in progress and of channels that are not paid does not count."""
    ledger = kept(rows(40, 100, name="a", channel="douyin"))
    spend = pl.DataFrame(
        {
            "date": [date(2026, 1, 5), AS_OF, date(2026, 1, 5)],
            "channel": ["douyin", "douyin", "private"],
            "spend": [8_000_000, 9_000_000, 5_000_000],
        }
    )
    found = channel_costs(spend, ledger, as_of=AS_OF, paid=("douyin",))
    assert list(found) == ["douyin"]
    since = AS_OF - timedelta(days=180)
    won = ledger.firsts.filter(pl.col("first") >= since).height
    assert found["douyin"] == pytest.approx(800 / won)
    assert channel_costs(None, ledger, as_of=AS_OF, paid=()) == {}
