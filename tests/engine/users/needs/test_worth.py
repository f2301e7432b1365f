"""What segments are worth, and what their customers cost."""

from datetime import date, timedelta

import polars as pl
import pytest

from cockpit.engine.ltv.beginning import Beginning
from cockpit.engine.users.ledger import Ledger
from cockpit.engine.users.needs.worth import Outlay, segment_worths
from tests.engine.tables import Row, order
from tests.engine.users.books import kept

AS_OF = date(2026, 7, 1)
FIRST = date(2026, 1, 1)
NO_SPEND = Outlay(None, (), None)


def rows(users: int, amount: int, *, name: str, channel: str) -> list[Row]:
    """Users who come one a day, begin anew after 81 (a Sunday), and buy again a month later."""
    made = []
    for number in range(users):
        first = FIRST + timedelta(days=number % 81)
        for part, day in enumerate((first, first + timedelta(days=30))):
            made.append(
                order(f"{name}{number}-{part}", f"{name}{number:03}", f"{day}T12:00",
                      amount, channel=channel)
            )  # fmt: skip
    return made


def daily(ledger: Ledger, channel: str, amount: int) -> Outlay:
    """What a channel costs every day from the first one on; others are free."""
    days = [FIRST + timedelta(days=n) for n in range(181)]
    spend = pl.DataFrame(
        {"date": days, "channel": channel, "spend": [amount * 10_000] * len(days)}
    )
    return Outlay(spend, (channel, "private"), Beginning.of(ledger))


def members(ledger: Ledger, *sizes: int) -> pl.DataFrame:
    segments = [at for at, size in enumerate(sizes) for _ in range(size)]
    return pl.DataFrame({"user_id": ledger.ids, "segment": segments})


def test_segments_are_worth_what_their_customers_brought_in_90_days() -> None:
    ledger = kept([*rows(162, 100, name="a", channel="douyin"),
                   *rows(162, 40, name="b", channel="tmall")])  # fmt: skip
    found = segment_worths(
        ledger, members(ledger, 162, 162), as_of=AS_OF,
        outlay=daily(ledger, "douyin", 100),
    )  # fmt: skip
    assert found[0].ltv == pytest.approx(200)
    assert found[1].ltv == pytest.approx(80)
    assert (found[0].low, found[0].high) == pytest.approx((200, 200))
    assert found[0].cac == pytest.approx(50), "two customers a day for 100"
    assert found[0].ltv_cac == pytest.approx(4.0)
    assert (found[1].cac, found[1].ltv_cac, found[1].bought) == (None, None, 0)
    assert found[0].gap_days == 30


def test_both_sides_of_the_ratio_are_of_the_same_customers() -> None:
    """Those who came for free, or may be old ones, are on neither side."""
    ledger = kept([*rows(162, 100, name="a", channel="douyin"),
                   *rows(81, 900, name="b", channel="private"),
                   *rows(81, 20, name="c", channel="douyin")])  # fmt: skip
    found = segment_worths(
        ledger, members(ledger, 243, 81), as_of=AS_OF,
        outlay=daily(ledger, "douyin", 120),
    )  # fmt: skip
    dear, cheap = found[0], found[1]
    assert dear.ltv == pytest.approx((162 * 200 + 81 * 1_800) / 243)
    # 95 % of the gaps are 30 days: the cohort of 1 February is the first one new.
    first_new = 31
    assert dear.bought == 2 * (81 - first_new)
    assert cheap.bought == 81 - first_new
    assert dear.cac == cheap.cac == pytest.approx(40), "three customers a day"
    assert dear.ltv_cac == pytest.approx(200 / 40), "without the free ones"
    assert cheap.ltv_cac == pytest.approx(40 / 40)
    for worth in (dear, cheap):
        assert worth.ratio_low is not None
        assert worth.ratio_high is not None
        assert worth.ratio_low < (worth.ltv_cac or 0) < worth.ratio_high
    # Fewer customers, wider: more of its own luck is in the share of the spend.
    widths = [
        ((one.ratio_high or 0) - (one.ratio_low or 0)) / (one.ltv_cac or 1)
        for one in (dear, cheap)
    ]
    assert max(widths) < 0.5


def test_few_customers_have_no_worth_yet() -> None:
    ledger = kept(rows(20, 100, name="a", channel="douyin"))
    found = segment_worths(ledger, members(ledger, 20), as_of=AS_OF, outlay=NO_SPEND)
    assert (found[0].ltv, found[0].customers) == (None, 20)


def test_few_bought_customers_have_no_ratio_yet() -> None:
    ledger = kept([*rows(162, 100, name="a", channel="private"),
                   *rows(60, 100, name="b", channel="douyin")])  # fmt: skip
    found = segment_worths(
        ledger, members(ledger, 222), as_of=AS_OF, outlay=daily(ledger, "douyin", 9)
    )
    assert found[0].ltv is not None
    assert (found[0].ltv_cac, found[0].cac, found[0].bought) == (None, None, 29)


def test_without_spend_or_orders_there_is_no_ratio() -> None:
    ledger = kept(rows(162, 100, name="a", channel="douyin"))
    free = Outlay(None, ("douyin",), Beginning.of(ledger))
    found = segment_worths(ledger, members(ledger, 162), as_of=AS_OF, outlay=free)
    assert found[0].ltv == pytest.approx(200)
    assert found[0].ltv_cac is None
    nobody = pl.DataFrame({"user_id": ["x"], "segment": [0]})
    assert segment_worths(Ledger(), nobody, as_of=AS_OF, outlay=NO_SPEND) == {}
