"""The demand view: of views or weeks, by segment, channel or as a whole."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from cockpit.engine.users.demand.logit import expit
from cockpit.engine.users.needs.model import Segmentation
from cockpit.engine.views.demand import demand, demand_at_first
from cockpit.engine.views.demand_data import seen
from cockpit.engine.views.needs import found_segments
from cockpit.engine.views.study import Memory, Study, StudyTerms
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.segments import SegmentSpec
from tests.engine.tables import Row, event, order
from tests.engine.users.books import study_of
from tests.engine.users.needs.shoppers import NEEDS, shoppers
from tests.engine.views.unexplained import unexplained

PRICES = (100, 120, 140, 160, 180)
WHOLE = DemandQuery(by="whole")


def tried(channel: str, level: float, slope: float, views: int = 60) -> list[list[Row]]:
    """Views of every price by as many users; the expected share of them buys."""
    chances = expit(level - slope * np.array(PRICES))
    return bought(channel, [round(views * chance) for chance in chances], views)


def bought(channel: str, counts: list[int], views: int) -> list[list[Row]]:
    """Views of every price by as many users, of whom so many buy."""
    events, orders = [], []
    for price, buyers in zip(PRICES, counts, strict=True):
        for number in range(views):
            user = f"{channel}{price}-{number}"
            at = f"2026-02-{1 + number % 20:02}T10:00"
            events.append(
                event(user, at, "view", product_id="p", price_seen=price * 10_000,
                      channel=channel)
            )  # fmt: skip
            if number < buyers:
                paid = at.replace("10:00", "11:00")
                orders.append(
                    order(user, user, paid, 90, product_id="p", product_name="milk")
                )
    return [events, orders]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    steep, gentle = tried("douyin", 4.0, 0.03), tried("tmall", 1.0, 0.005)
    thin = tried("baidu", 1.0, 0.005, views=4)
    return study_of(
        tmp_path_factory.mktemp("views"),
        "2026-03-20",
        events=steep[0] + gentle[0] + thin[0],
        orders=[
            *steep[1], *gentle[1], *thin[1],
            order("x", "x", "2026-02-01T10:00", 5, product_id="q", product_name="soap"),
        ],
    )  # fmt: skip


def test_every_number_says_how_it_was_computed(study: Study) -> None:
    """Pieces are told of curves by week alone, and there in place of chances."""
    assert unexplained(demand(study, WHOLE)) == {"quantity"}
    soap = demand(study, DemandQuery(by="whole", product="q"))
    assert unexplained(soap) == {"probability"}


def test_a_curve_a_channel_with_its_best_price(study: Study) -> None:
    found = demand(study, DemandQuery(by="channel"))
    curves = {curve.segment: curve for curve in found.curves}
    assert found.product == "p"
    assert list(curves) == ["douyin", "tmall", "baidu"]
    steep, gentle = curves["douyin"], curves["tmall"]
    assert (steep.n, gentle.n, steep.method) == (300, 300, "logit")
    assert steep.best_price is not None
    assert gentle.best_price is not None
    assert steep.best_price < gentle.best_price
    assert gentle.at_edge
    assert "try higher ones" in gentle.verdict
    assert (curves["baidu"].needed, curves["baidu"].best_price) == (180, None)
    assert {row.segment for row in found.rows} == {"douyin", "tmall"}
    assert "Tmall minds the price least" in found.reading
    assert found.models["demand"]["n"] == 620
    assert {"probability", "elasticity", "best_price", "views"} <= set(found.how)
    assert "at random" in found.how["elasticity"].note
    assert "segments are made" not in found.how["elasticity"].note
    for key in ("low", "elasticity"):
        assert "clustered by user" in found.how[key].formula.en
        assert "按用户聚类" in found.how[key].formula.zh


def test_an_elasticity_without_a_lower_bound_says_so(tmp_path: Path) -> None:
    """One of 60 buys at the top: in a third of the draws nobody does."""
    events, orders = bought("tmall", [30, 30, 30, 30, 1], 60)
    (curve,) = demand(study_of(tmp_path, "2026-03-20", events=events, orders=orders),
                      WHOLE).curves  # fmt: skip
    assert (curve.method, curve.low) == ("isotonic", None)
    assert curve.elasticity is not None
    assert curve.high is not None
    assert curve.elasticity <= curve.high < 0
    assert "no lower bound of the elasticity" in curve.verdict


def test_rows_hold_views_purchases_and_an_interval(study: Study) -> None:
    rows = [
        row
        for row in demand(study, DemandQuery(by="channel")).rows
        if row.segment == "douyin"
    ]
    assert [row.price for row in rows] == list(PRICES)
    assert all(row.views == 60 for row in rows)
    assert rows[0].buys == 44
    for row in rows:
        assert row.probability is not None
        assert row.quantity is None
        assert row.low < row.probability < row.high
        assert row.probability == pytest.approx(row.buys / 60, abs=0.02)


def test_goods_are_listed_and_chosen_by_id_or_name(study: Study) -> None:
    found = demand(study, WHOLE)
    assert [(one.product, one.name, one.views) for one in found.goods] == [
        ("p", "milk", 620), ("q", "soap", 0),
    ]  # fmt: skip
    assert demand(study, DemandQuery(product="Milk", by="whole")).product == "p"
    nothing = demand(study, DemandQuery(product="tea"))
    assert nothing.missing == "no view of a price and no order is of tea"
    assert len(nothing.goods) == 2


def test_the_days_before_the_day_can_be_cut(study: Study) -> None:
    some = demand(study, DemandQuery(by="whole", days=35))
    assert 0 < some.curves[0].n < 620
    assert some.how["views"].window == "2026-02-14 .. 2026-03-20"


def test_without_segments_there_is_one_curve_and_it_says_why(study: Study) -> None:
    found = demand(study, DemandQuery())
    assert [curve.segment for curve in found.curves] == ["all"]
    assert found.curves[0].n == 620
    assert ";" in found.reading


def test_without_views_weeks_of_sales_tell(tmp_path: Path) -> None:
    """Twenty whole weeks, 400 pieces at 10 and 100 at 20: an elasticity of -2."""
    orders = [
        order(f"{week}-{day}", None, f"2026-{1 + (week * 7 + day) // 28:02}-"
              f"{1 + (week * 7 + day) % 28:02}T10:00", price * pieces,
              product_name="soap", item_qty=pieces)
        for week in range(20)
        for day in range(1)
        for price in [10 + week % 5 * 2]
        for pieces in [round(40_000 / price**2)]
    ]  # fmt: skip
    study = study_of(tmp_path, "2026-12-01", orders=orders)
    found = demand(study, WHOLE)
    (curve,) = found.curves
    assert curve.method == "log-log"
    assert curve.n >= 12
    assert curve.elasticity == pytest.approx(-2, abs=0.01)
    assert curve.best_price == pytest.approx(10)
    assert curve.at_edge
    assert all(row.probability is None for row in found.rows)
    assert "no view shows its price" in found.reading
    says = found.how["elasticity"].formula
    assert says.en.startswith("e, the same")
    assert "without a sale" in says.en
    assert "无销售的周" in says.zh


def test_without_anything_it_says_which_tables_it_needs(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-03-20", events=[event("a", "2026-03-01T10:00")])
    assert "price_seen" in demand(study, DemandQuery()).missing


def test_views_whose_day_ends_while_the_cockpit_is_open_are_counted(
    tmp_path: Path,
) -> None:
    views = [
        event(f"u{n}", f"2026-03-19T{10 + n}:00", "view", product_id="p", price_seen=90_000)
        for n in range(4)
    ]  # fmt: skip
    noon = study_of(tmp_path, "2026-03-20", events=views)
    later = replace(
        noon, scene=replace(noon.scene, now=noon.scene.now.replace(hour=15))
    )
    assert seen(noon, WHOLE).height == 3
    assert seen(later, WHOLE).height == 4


def test_views_are_matched_once_however_late_it_gets(tmp_path: Path) -> None:
    events, orders = tried("tmall", 1.0, 0.005, views=4)
    noon = study_of(tmp_path, "2026-03-20", events=events, orders=orders)
    for hour in (12, 13, 14):
        now = noon.scene.now.replace(hour=hour)
        seen(replace(noon, scene=replace(noon.scene, now=now)), WHOLE)
    assert len(noon.memory.made) == 1


def test_as_a_whole_no_segments_are_found(study: Study) -> None:
    fresh = replace(study, memory=Memory())
    demand(fresh, WHOLE)
    keys = map(str, fresh.memory.made)
    slow = [key for key in keys if "segments" in key or "ledger" in key]
    assert slow == []


def test_an_elasticity_of_which_only_the_upper_end_is_known(tmp_path: Path) -> None:
    events, orders = bought("tmall", [30, 30, 30, 30, 0], 60)
    found = demand(study_of(tmp_path, "2026-03-20", events=events, orders=orders),
                   WHOLE)  # fmt: skip
    (curve,) = found.curves
    assert (curve.method, curve.elasticity, curve.low) == ("isotonic", None, None)
    assert curve.high is not None
    assert curve.high < 0
    assert "only a least elasticity is known" in curve.verdict
    assert f"elasticity <= {curve.high:.1f}" in found.reading


def test_days_that_are_asked_for_leave_no_half_week(tmp_path: Path) -> None:
    """One piece a day for 30 weeks: each week that is told has seven."""
    day = date(2026, 1, 5)
    orders = [
        order(str(n), None, f"{day + timedelta(days=n)}T10:00",
              10 + n // 7 % 5, product_name="soap", item_qty=1)
        for n in range(210)
    ]  # fmt: skip
    study = study_of(tmp_path, "2026-08-03", orders=orders)
    for days in range(120, 127):
        (curve,) = demand(study, DemandQuery(by="whole", days=days)).curves
        assert curve.buys == 7 * curve.n


def in_doubt(folder: Path, terms: StudyTerms) -> Study:
    """Users with needs, all with one response to the price; cheap is discounted."""
    made, random = shoppers(120), np.random.default_rng(4)
    events, orders = made.rows(), []
    for number, user in enumerate(sorted(made.truth)):
        for look in range(3):
            price = int(random.choice(PRICES))
            at = f"2026-10-{1 + (number + 9 * look) % 28:02}T10:00"
            events.append(
                event(user, at, "view_item", product_id="p", price_seen=price * 10_000)
            )
            if random.random() < expit(np.array(4.4 - 0.03 * price)):
                orders.append(
                    order(f"{user}{look}", user, at.replace("10:00", "11:00"), price,
                          product_id="p", discount_amount=500_000 * (price <= 120))
                )  # fmt: skip
    return study_of(folder, "2026-10-31", terms, events=events, orders=orders)


def test_groups_that_were_made_by_buying_have_no_curves_of_buying(
    tmp_path: Path,
) -> None:
    """By discounts there is a group of all who bought cheaply: nothing else is one."""
    spec = SegmentSpec(families=("price",), segments=2)
    study = in_doubt(tmp_path, StudyTerms(grouping=spec))
    found = found_segments(study, spec)
    assert isinstance(found, Segmentation)
    shown = demand(study, DemandQuery())
    assert [curve.segment for curve in shown.curves] == ["all"]
    assert "without what users bought" in shown.reading


def test_users_are_put_into_segments_by_what_they_did_besides_buying(
    tmp_path: Path,
) -> None:
    study = in_doubt(tmp_path, StudyTerms())
    soon = demand_at_first(study, DemandQuery())
    assert soon is not None
    assert [curve.segment for curve in soon.curves] == ["all"]
    assert soon.query.by == "segment"
    assert "curves by segment are being computed" in soon.reading
    shown = demand(study, DemandQuery())
    assert {curve.segment for curve in shown.curves} == set(NEEDS)
    assert sum(curve.n for curve in shown.curves) == soon.curves[0].n == 360 * 3
    assert shown.models["demand"]["agreement"] >= 0.95
    assert "besides buying" in shown.how["best_price"].note
    for curve in shown.curves:
        assert curve.elasticity is not None
        assert curve.low is not None
        assert curve.high is not None
        assert curve.low < -0.03 * 137 * 0.45 < curve.high
    assert demand_at_first(study, DemandQuery()) is None
    assert demand_at_first(study, WHOLE) is None
