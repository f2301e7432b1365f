"""A move of one element that only raw rows tell: its own tree, and its own elements."""

from math import fsum
from pathlib import Path
from typing import Any

import pytest

from cockpit.engine.views.study import Study, StudyTerms
from cockpit.engine.views.why import why
from cockpit.snapshot.why import WhyQuery, WhyRow, WhySnapshot
from tests.engine.tables import Row, complaint, event, order, spend
from tests.engine.users.books import study_of

THEN, NOW = "2026-10-23", "2026-10-30"


def bought(number: int, on: str, amount: int, user: str, **more: Any) -> Row:
    given = {"channel": "tmall", "product_id": "milk", "refund_amount": 0, **more}
    return order(f"o{number}", user, f"{on}T09:00", amount, **given)


ORDERS = [
    bought(1, THEN, 100, "ann"),
    bought(2, THEN, 200, "bob", product_id="seat", channel="douyin"),
    bought(3, NOW, 300, "ann"),
    bought(4, NOW, 50, "cat", channel="douyin"),
    bought(5, NOW, 70, "ann", product_id="wipes", channel="douyin"),
]


def shop(folder: Path, **tables: list[Row]) -> Study:
    return study_of(folder, "2026-10-31", **{"orders": ORDERS, **tables})


def asked(made: Study, metric: str, **where: str) -> WhySnapshot:
    pairs = tuple(where.items())
    return why(made, WhyQuery(metric, pairs, f"{THEN}:{THEN}", f"{NOW}:{NOW}"))


def by(found: WhySnapshot, dimension: str) -> dict[str, WhyRow]:
    rows = [r for r in found.rows if (r.part, r.dimension) == ("dimension", dimension)]
    return {row.element: row for row in rows}


@pytest.mark.parametrize("metric", ["gmv_paid", "paid_orders", "aov"])
@pytest.mark.parametrize("dimension", ["product", "customer", "hour"])
def test_below_a_row_is_the_figure_of_that_row(
    tmp_path: Path, metric: str, dimension: str
) -> None:
    made = shop(tmp_path)
    rows = by(asked(made, metric), dimension)
    for element, row in rows.items():
        if row.base is None or row.now is None:
            continue
        below = asked(made, metric, **{dimension: element})
        assert (below.base, below.now_value) == (row.base, row.now), element


def test_it_has_its_own_tree_and_its_own_elements(tmp_path: Path) -> None:
    found = asked(shop(tmp_path), "gmv_paid", product="milk")
    assert (found.base, found.now_value, found.n) == (100.0, 350.0, 2)
    assert found.entity_name.en == "milk"
    tree = [row for row in found.rows if row.part == "tree"]
    assert fsum(row.shapley or 0.0 for row in tree) == found.change
    assert {name: row.now for name, row in by(found, "channel").items()} == {
        "tmall": 300.0,
        "douyin": 50.0,
    }
    assert not by(found, "product")


def test_channels_and_products_narrow_together(tmp_path: Path) -> None:
    found = asked(shop(tmp_path), "gmv_paid", channel="tmall", product="milk")
    assert (found.base, found.now_value) == (100.0, 300.0)


def test_what_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    found = asked(shop(tmp_path), "gmv_paid", product="milkk")
    assert "no product is called milkk" in found.missing
    assert "the nearest: milk, " in found.missing
    assert "not known by KOL" in asked(shop(tmp_path), "gmv_paid", kol="x").missing


def test_without_a_denominator_of_its_own_it_is_a_part_of_the_whole(
    tmp_path: Path,
) -> None:
    tickets = [
        complaint("t1", THEN, "o1", reason="late"),
        complaint("t2", NOW, "o3", reason="late"),
        complaint("t3", NOW, "o4", reason="broken"),
        complaint("t4", NOW, "o5", reason="late"),
    ]
    made = shop(tmp_path, complaints=tickets)
    row = by(asked(made, "complaint_rate"), "reason")["late"]
    found = asked(made, "complaint_rate", reason="late")
    assert (found.base, found.now_value) == (row.base, row.now) == (1 / 2, 2 / 3)
    assert any("does not tell" in said for said in found.warnings)


def test_a_creative_has_the_whole_tree(tmp_path: Path) -> None:
    def ad(on: str, creative: str, paid: int) -> Row:
        more = {"impressions": 2_000, "clicks": 100, "conversions": 5}
        return spend(
            on, "douyin", paid, creative_id=creative, conv_value=4_000_000, **more
        )

    rows = [ad(THEN, "x", 100), ad(THEN, "y", 100), ad(NOW, "x", 200), ad(NOW, "y", 80)]
    found = asked(study_of(tmp_path, "2026-10-31", ad_spend=rows), "roi", creative="x")
    assert (found.base, found.now_value) == (4.0, 2.0)
    tree = {row.factor: row.shapley for row in found.rows if row.part == "tree"}
    assert tree == {"cpm": -2.0, "ctr": 0.0, "cvr": 0.0, "aov": 0.0}


VISITS = [
    event("ann", f"{THEN}T08:00", device="phone"),
    event("ann", f"{THEN}T09:00", device="tablet"),
    event("bob", f"{THEN}T08:00", device="tablet"),
    event("ann", "2026-10-24T08:00", device="tablet"),
    event("cat", f"{NOW}T08:00", device="phone"),
    event("dan", f"{NOW}T08:00", device="phone"),
    event("bob", f"{NOW}T08:00"),
    event("cat", "2026-10-31T08:00", device="tablet"),
]


def test_active_users_add_up_by_the_first_device_of_the_day(tmp_path: Path) -> None:
    found = asked(shop(tmp_path, events=VISITS), "dau")
    rows = by(found, "device")
    assert {name: (row.base, row.now) for name, row in rows.items()} == {
        "phone": (1.0, 2.0),
        "tablet": (1.0, None),
        "": (None, 1.0),
    }
    assert fsum(row.shapley or 0.0 for row in rows.values()) == found.change == 1.0


def test_retention_is_taken_apart_by_the_device_of_the_first_day(
    tmp_path: Path,
) -> None:
    """Ann came on a phone and was back; of cat and dan, both on phones, cat was."""
    found = asked(shop(tmp_path, events=VISITS), "retention_d1")
    rows = by(found, "device")
    assert (rows["phone"].base, rows["phone"].now) == (1.0, 0.5)
    assert rows["tablet"].base == 0.0
    assert fsum(row.shapley or 0.0 for row in rows.values()) == found.change == 0.0
    below = asked(
        shop(tmp_path / "again", events=VISITS), "retention_d1", device="phone"
    )
    assert (below.base, below.now_value, below.n) == (1.0, 0.5, 2)


def test_only_what_makes_a_user_active_counts(tmp_path: Path) -> None:
    made = study_of(
        tmp_path,
        "2026-10-31",
        StudyTerms(active_events=("visit",)),
        events=[*VISITS, event("eve", f"{NOW}T07:00", "ad_click", device="watch")],
    )
    rows = by(asked(made, "dau"), "device")
    assert "watch" not in rows
