"""A move taken apart by what raw rows tell: every sum is the metric's own."""

from collections.abc import Sequence
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views.study import Study
from cockpit.engine.views.why import why
from cockpit.snapshot.why import WhyQuery, WhyRow, WhySnapshot
from tests.engine.tables import Row, complaint, order, record, spend
from tests.engine.users.books import study_of
from tests.engine.views.scenes import scene

THEN, NOW = "2026-10-23", "2026-10-30"


def study(folder: Path, *records: FileRecord) -> Study:
    return Study(scene(folder / "facts", records, now="2026-10-31T12:00:00"))


def asked(made: Study, metric: str, **where: str) -> WhySnapshot:
    pairs = tuple(where.items())
    return why(made, WhyQuery(metric, pairs, f"{THEN}:{THEN}", f"{NOW}:{NOW}"))


def ad(on: str, creative: str | None, paid: int, **more: Any) -> Row:
    """A row of Douyin: a click costs 1 where ``paid`` is 100."""
    given: dict[str, Any] = {"impressions": 2_000, "clicks": 100, "conversions": 5}
    given |= {"conv_value": 4_000_000, "creative_id": creative}
    return spend(on, "douyin", paid, **{**given, **more})


def by(found: WhySnapshot, dimension: str) -> dict[str, WhyRow]:
    rows = [r for r in found.rows if (r.part, r.dimension) == ("dimension", dimension)]
    return {row.element: row for row in rows}


def parts(found: WhySnapshot, dimension: str) -> dict[str, float | None]:
    return {name: row.shapley for name, row in by(found, dimension).items()}


def bought(number: int, on: str, amount: int, user: str | None, **more: Any) -> Row:
    return order(f"o{number}", user, f"{on}T09:00", amount, channel="tmall", **more)


def shop(folder: Path, orders: Sequence[Row], **tables: list[Row]) -> Study:
    return study_of(folder, "2026-10-31", orders=list(orders), **tables)


ORDERS = (
    bought(1, THEN, 100, "ann", product_id="milk", category="food", refund_amount=0),
    bought(2, THEN, 200, "bob", product_id="seat", category="car", refund_amount=0),
    bought(3, NOW, 300, "ann", product_id="milk", category="food", refund_amount=0),
    bought(3, NOW, 50, "ann", product_id="wipes", category="care", refund_amount=0),
    bought(4, NOW, 80, "cat", product_id=None, category=None, refund_amount=800_000),
    bought(5, NOW, 40, None, product_id="milk", category="food", refund_amount=0),
)


@pytest.mark.parametrize("metric", ["gmv_paid", "gmv_net", "paid_orders"])
@pytest.mark.parametrize("where", [{}, {"channel": "tmall"}])
def test_every_dimension_of_a_sum_adds_up_to_both_periods(
    tmp_path: Path, metric: str, where: dict[str, str]
) -> None:
    found = asked(shop(tmp_path, ORDERS), metric, **where)
    for dimension in ("customer", "product", "category"):
        rows = by(found, dimension).values()
        assert fsum(row.base or 0.0 for row in rows) == found.base, dimension
        assert fsum(row.now or 0.0 for row in rows) == found.now_value, dimension
        assert fsum(row.shapley or 0.0 for row in rows) == found.change, dimension


@pytest.mark.parametrize("metric", ["aov", "refund_rate"])
def test_every_dimension_of_a_ratio_sums_to_its_change(
    tmp_path: Path, metric: str
) -> None:
    found = asked(shop(tmp_path, ORDERS), metric)
    for dimension in ("customer", "product", "category"):
        assert fsum(
            row.shapley or 0.0 for row in by(found, dimension).values()
        ) == pytest.approx(found.change, rel=1e-12), dimension


def test_money_is_of_its_line_and_an_order_of_its_largest(tmp_path: Path) -> None:
    made = shop(tmp_path, ORDERS)
    money = by(asked(made, "gmv_paid"), "product")
    assert {name: row.now for name, row in money.items()} == {
        "milk": 340.0, "wipes": 50.0, "": 80.0, "seat": None,
    }  # fmt: skip
    counted = by(asked(made, "paid_orders"), "product")
    assert {name: row.now for name, row in counted.items()} == {
        "milk": 2.0, "": 1.0, "seat": None,
    }  # fmt: skip


def test_a_customer_is_new_in_the_period_of_the_first_paid_order(
    tmp_path: Path,
) -> None:
    """Nobody knows of an order without a user: it is an element of its own."""
    rows = by(asked(shop(tmp_path, ORDERS), "gmv_paid"), "customer")
    assert {name: (row.base, row.now) for name, row in rows.items()} == {
        "new": (300.0, 80.0), "old": (None, 350.0), "": (None, 40.0),
    }  # fmt: skip
    assert rows["new"].element_name.zh == "新客"
    assert rows[""].element_name.en == "Not named"


def test_a_spend_exported_twice_counts_once_at_its_finest(tmp_path: Path) -> None:
    """The file by creative and hour is finer than the one by day."""
    fine = [
        ad(on, name, paid, creative_name=name and f"film {name}", hour=9)
        for on, name, paid in (
            (THEN, "a", 100), (THEN, "b", 100), (NOW, "a", 300), (NOW, None, 100),
        )
    ]  # fmt: skip
    coarse = [ad(on, None, 555) for on in (THEN, NOW)]
    made = study(
        tmp_path,
        record(tmp_path, "ad_spend", fine, id_level="creative", path="fine.csv"),
        record(tmp_path, "ad_spend", coarse, path="coarse.csv"),
    )
    found = asked(made, "spend")
    assert (found.base, found.now_value) == (200.0, 400.0)
    assert parts(found, "creative") == {"a": 200.0, "b": -100.0, "": 100.0}
    assert by(found, "creative")["a"].element_name.en == "film a"
    ratio = asked(made, "cpc")
    assert fsum(p or 0.0 for p in parts(ratio, "creative").values()) == ratio.change


def test_hours_of_whole_days_are_elements(tmp_path: Path) -> None:
    rows = [
        ad(on, "a", 300 if (on, hour) == (NOW, 8) else 100, hour=hour)
        for on in (THEN, NOW)
        for hour in (7, 8, 9)
    ]
    found = asked(study(tmp_path, record(tmp_path, "ad_spend", rows)), "cpc")
    hours = by(found, "hour")
    assert [name for name, row in hours.items() if row.is_cause] == ["08"]
    assert hours["08"].element_name.en == "08:00"
    assert found.mix_dimension == "hour"
    assert found.verdict == "inside"


def test_a_dimension_of_few_files_is_left_out_and_said(tmp_path: Path) -> None:
    """The other file, of another account, knows no creatives."""
    known = [ad(on, "a", 100, account="x") for on in (THEN, NOW)]
    blank = [ad(on, None, 50, account="y") for on in (THEN, NOW)]
    made = study(
        tmp_path,
        record(tmp_path, "ad_spend", known, id_level="creative", path="a.csv"),
        record(tmp_path, "ad_spend", blank, path="b.csv"),
    )
    found = asked(made, "spend")
    assert parts(found, "creative") == {}
    assert any("not by creative" in said and "66.7%" in said for said in found.methods)
    assert set(parts(found, "account")) == {"x", "y"}


def test_many_elements_are_the_largest_and_all_others(tmp_path: Path) -> None:
    rows = [ad(on, f"c{at}", 500 - at) for on in (THEN, NOW) for at in range(250)]
    rows += [ad(NOW, "c249", 1_000)]
    made = study(tmp_path, record(tmp_path, "ad_spend", rows, id_level="creative"))
    found = asked(made, "spend")
    listed = by(found, "creative")
    assert listed["c249"].shapley == found.change == 1_000
    assert listed["*"].element_name.en == "All others"
    assert listed["*"].base == fsum(500 - at for at in range(199, 249))


def test_complaints_are_told_by_what_they_are_about(tmp_path: Path) -> None:
    """Of an order with two tickets the first one counts; parts by all paid orders."""
    tickets = [
        complaint("t1", THEN, "o1", category="late", channel="tmall"),
        complaint("t2", NOW, "o3", category="broken", channel="tmall"),
        complaint("t3", NOW, "o3", category="late", channel="tmall"),
        complaint("t4", NOW, "o4", category="broken", channel="tmall"),
    ]
    made = shop(tmp_path, ORDERS, complaints=tickets)
    for where in ({}, {"channel": "tmall"}):
        found = asked(made, "complaint_rate", **where)
        rows = by(found, "issue")
        assert {name: (row.base, row.now) for name, row in rows.items()} == {
            "late": (0.5, None), "broken": (None, pytest.approx(2 / 3)),
        }  # fmt: skip
        assert fsum(row.shapley or 0.0 for row in rows.values()) == found.change


def test_roi_of_orders_is_told_by_products_and_only_them(tmp_path: Path) -> None:
    """Revenue has products, spend has none: each product's revenue by all spend."""
    ads = [spend(on, "tmall", 100, clicks=10, impressions=100) for on in (THEN, NOW)]
    made = shop(tmp_path, ORDERS, ad_spend=ads)
    found = asked(made, "roi", channel="tmall")
    assert parts(found, "product") != {}
    sums = fsum(part or 0.0 for part in parts(found, "product").values())
    assert sums == pytest.approx(found.change, rel=1e-12)
    assert found.mix_dimension != "product"


def test_names_that_were_exchanged_explain_nothing(tmp_path: Path) -> None:
    """Every creative is new: the price of the only campaign is the cause."""
    rows = [
        ad(on, f"{on}{name}", paid, campaign_id=name)
        for on, name, paid in (
            (THEN, "A", 100), (THEN, "B", 100), (NOW, "A", 200), (NOW, "B", 100),
        )
    ]  # fmt: skip
    made = study(tmp_path, record(tmp_path, "ad_spend", rows, id_level="creative"))
    found = asked(made, "cpc")
    assert len(parts(found, "creative")) == 4
    assert found.mix_dimension == "campaign"


def test_a_creative_that_moved_alone_is_told_by_name(tmp_path: Path) -> None:
    rows = [
        ad(on, name, 400 if (on, name) == (NOW, "a") else 100, campaign_id="A")
        for on in (THEN, NOW)
        for name in ("a", "b", "c", "d")
    ]
    made = study(tmp_path, record(tmp_path, "ad_spend", rows, id_level="creative"))
    found = asked(made, "cpc")
    assert found.mix_dimension == "creative"
    assert found.causes[0].text == "CPM +75%, a"
    assert found.verdict == "inside"
