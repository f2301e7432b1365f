"""Which view of a price counts as bought."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from cockpit.engine.users.demand.views import price_views, settled, tally
from tests.engine.tables import Row, event, order, table

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def view(at: str, price: int = 10, user: str = "a", product: str | None = "p") -> Row:
    """One view of a product at a price in whole units, in January."""
    return event(
        user, f"2026-01-{at}", "view", product_id=product, price_seen=price * 10_000
    )


def paid(at: str, user: str = "a", **more: Any) -> Row:
    """One paid order of the product, in January."""
    return order(f"{user}{at}", user, f"2026-01-{at}", 9, **{"product_id": "p", **more})


def bought(views: list[Row], orders: list[Row], now: datetime = NOW) -> list[bool]:
    """Say of the views in their order in time whether they were bought."""
    found = price_views(table("events", views).lazy(), table("orders", orders).lazy())
    return settled(found, now=now)["is_bought"].to_list()


def test_an_order_within_24_hours_is_of_the_view() -> None:
    assert bought([view("05T10:00")], [paid("06T10:00")]) == [True]
    assert bought([view("05T10:00")], [paid("06T10:01")]) == [False]
    assert bought([view("05T10:00")], [paid("05T09:59")]) == [False]


def test_of_several_views_before_one_order_the_last_one_is_bought() -> None:
    views = [view("05T10:00", 12), view("05T12:00", 11), view("05T14:00", 10)]
    assert bought(views, [paid("05T13:00")]) == [False, True, False]
    assert bought(views, [paid("05T11:00"), paid("05T13:00")]) == [True, True, False]
    assert bought(views[:1], [paid("05T11:00"), paid("05T13:00")]) == [True]


def test_only_the_same_user_and_product_count() -> None:
    assert bought([view("05T10:00")], [paid("05T11:00", user="b")]) == [False]
    assert bought([view("05T10:00")], [paid("05T11:00", product_id="q")]) == [False]
    unpaid = paid("05T11:00", is_paid=False, pay_time=None, status="created")
    assert bought([view("05T10:00")], [unpaid]) == [False]


@pytest.mark.parametrize("column", ["product_name", "category"])
def test_an_order_without_a_product_id_is_known_by_its_name(column: str) -> None:
    line = paid("05T11:00", product_id=None, **{column: "p"})
    assert bought([view("05T10:00")], [line]) == [True]


def test_what_shows_no_price_or_is_of_nobody_is_no_view() -> None:
    nobody = {**view("05T10:00"), "user_id": None, "anon_id": "x"}
    nothing = [view("05T10:00", 0), view("05T10:00", product=None), nobody]
    assert bought(nothing, []) == []


def test_a_view_whose_24_hours_go_on_is_not_told_yet() -> None:
    now = datetime(2026, 1, 6, 9, tzinfo=UTC)
    views = [view("05T08:00"), view("05T10:00")]
    assert bought(views, [paid("05T11:00")], now) == [False]
    shop = ZoneInfo("Asia/Shanghai")
    assert bought(views, [paid("05T11:00")], now.astimezone(shop)) == [False]


def test_views_add_up_by_price() -> None:
    views = [view("05T10:00", 12), view("07T10:00", 10), view("09T10:00", 12)]
    orders = [paid("05T11:00")]
    found = price_views(table("events", views).lazy(), table("orders", orders).lazy())
    counts = tally(found)
    assert counts.prices.tolist() == [10, 12]
    assert (counts.views.tolist(), counts.buys.tolist()) == ([1, 2], [0, 1])
    assert (counts.n, counts.bought) == (3, 1)
    assert counts.mean_price == pytest.approx(34 / 3)
    assert tally(found.clear()).n == 0
    assert set(found.columns) >= {"user_id", "channel", "date"}
    assert found["price"].dtype == pl.Int64
