"""The LTV view: rows that hold together, what each model says, refusals."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from cockpit.engine.users.gaps import windows
from cockpit.engine.views.ltv import ltv, ltv_list, ltv_users
from cockpit.engine.views.study import Study, StudyTerms
from cockpit.snapshot.ltv import (
    Curve,
    LtvQuery,
    LtvRow,
    LtvSnapshot,
    LtvUser,
)
from tests.engine.tables import Row, order, record, spec, spend
from tests.engine.users.books import bought, study_of
from tests.engine.views.scenes import scene
from tests.engine.views.unexplained import unexplained

FIRST = date(2025, 10, 1)
DAYS = 240
AS_OF = "2026-05-29"


def orders() -> list[Row]:
    """A new customer a day of each channel; those of tmall come back more often."""
    rng = np.random.default_rng(3)
    rows = []
    for n in range(DAYS):
        for channel, buys in (("douyin", 1), ("tmall", 3)):
            level, gaps = rng.gamma(4, 25), rng.integers(3, 60, rng.poisson(buys))
            for at, gap in enumerate([0, *np.cumsum(gaps).tolist()]):
                on = FIRST + timedelta(days=n + gap)
                amount = 1 + int(rng.gamma(5, level / 5))
                more = {"channel": channel, "cogs": amount * 6_000}
                user = f"{channel}{n}"
                rows.append(order(f"{user}-{at}", user, f"{on}T09:00", amount, **more))
    return rows


def spent() -> list[Row]:
    days = [(FIRST + timedelta(days=n)).isoformat() for n in range(DAYS)]
    cost = (("douyin", 160), ("tmall", 100))
    return [spend(on, channel, amount) for on in days for channel, amount in cost]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("shop")
    return study_of(folder, AS_OF, orders=orders(), ad_spend=spent())


def test_every_number_says_how_it_was_computed(study: Study) -> None:
    assert unexplained(ltv(study, LtvQuery())) == set()
    assert unexplained(ltv_list(study, LtvQuery())) == set()


def test_days_that_may_be_restated_are_not_measured(tmp_path: Path) -> None:
    def told(settle_days: int, folder: str) -> LtvSnapshot:
        source = spec("orders", settle_days=settle_days)
        where = tmp_path / folder
        file = record(where, "orders", orders(), source=source)
        made = scene(where / "facts", [file], now=f"{AS_OF}T12:00:00")
        return ltv(Study(made), LtvQuery())

    at_once, later = told(0, "a"), told(30, "b")
    march = row(at_once, "2026-03"), row(later, "2026-03")
    assert [30 in cohort.predicted for cohort in march] == [False, True]
    assert row(later, "2026-04").users < row(at_once, "2026-04").users
    assert not [one for one in later.rows if one.entity == "2026-05"]


@pytest.fixture(scope="module")
def costless(tmp_path_factory: pytest.TempPathFactory) -> Study:
    terms = StudyTerms(calibration_end=date(2026, 3, 31))
    return study_of(tmp_path_factory.mktemp("bare"), AS_OF, terms, orders=orders())


@pytest.fixture(scope="module")
def found(study: Study) -> LtvSnapshot:
    return ltv(study, LtvQuery())


def row(found: LtvSnapshot, entity: str) -> LtvRow:
    return next(row for row in found.rows if row.entity == entity)


def test_rows_are_channels_then_months_then_the_whole(found: LtvSnapshot) -> None:
    kinds = [row.kind for row in found.rows]
    assert kinds == ["channel"] * 2 + ["cohort"] * 8 + ["whole"]
    assert [row.entity for row in found.rows[2:5]] == ["2026-05", "2026-04", "2026-03"]
    whole, channels = found.rows[-1], found.rows[:2]
    assert whole.users == sum(row.users for row in channels)
    value = sum(row.users * (row.ltv_90 or 0) for row in channels)
    assert whole.users * (whole.ltv_90 or 0) == pytest.approx(value, rel=0.02)


def test_value_and_cost_are_those_of_the_same_customers(found: LtvSnapshot) -> None:
    for entity, daily in (("douyin", 160), ("tmall", 100)):
        channel = row(found, entity)
        assert channel.cac == pytest.approx(daily)
        assert channel.ltv_90 is not None
        assert channel.ltv_cac == pytest.approx(channel.ltv_90 / daily)
        assert channel.low is not None
        assert channel.high is not None
        assert channel.low < channel.ltv_90 < channel.high
        ratios = (channel.ratio_low or 0, channel.ltv_cac or 0, channel.ratio_high or 0)
        assert 0 < ratios[0] < ratios[1] < ratios[2]
        assert channel.margin == pytest.approx(0.4)


def test_old_cohorts_are_measured_and_young_ones_predicted(
    found: LtvSnapshot, study: Study
) -> None:
    old, young = row(found, "2026-01"), row(found, "2026-05")
    assert old.predicted == ()
    assert young.predicted == (30, 90)
    ledger = study.ledger()
    firsts = ledger.firsts.filter(
        ledger.firsts["first"].is_between(date(2026, 1, 1), date(2026, 1, 31))
    )
    days = ledger.days.join(firsts, on="user")
    within = days.filter((days["date"] - days["first"]).dt.total_days() <= 90)
    by_hand = within["net"].sum() / 10_000 / firsts.height
    assert old.ltv_90 == pytest.approx(by_hand)


def test_what_nobody_is_old_enough_for_is_missing_and_says_so(
    found: LtvSnapshot,
) -> None:
    whole = found.rows[-1]
    assert whole.ltv_365 is None
    assert "LTV365 needs 8 more weeks" in whole.missing


def test_the_reading_names_channels_that_do_not_pay(found: LtvSnapshot) -> None:
    assert "Douyin" in found.reading
    assert "Tmall" not in found.reading
    tmall = row(found, "tmall")
    assert tmall.payback_days is None or tmall.payback_days > 0


def test_every_model_says_what_it_rests_on(found: LtvSnapshot) -> None:
    models = found.models
    assert set(models) == {"chain_ladder", "bgnbd", "mbgnbd", "gamma_gamma"}
    ladder = models["chain_ladder"]
    assert ladder["cohorts"] == 12
    assert 0 < ladder["backtest_mape"] < 0.5
    assert len(ladder["factors"]) == len(ladder["ages"]) - 1
    assert models["bgnbd"]["customers"] == 2 * DAYS
    assert models["bgnbd"]["time_unit"] == "day"
    assert "message" in models["gamma_gamma"]


def test_a_model_that_cannot_be_tested_says_why(found: LtvSnapshot) -> None:
    model = found.models["bgnbd"]
    assert set(model["holdout"]) == {"refused"}
    assert "not tested: without the last 60 days" in model["holdout"]["refused"]
    assert model["message"].endswith(model["holdout"]["refused"])


def test_every_model_is_held_against_what_came(found: LtvSnapshot) -> None:
    ladder = found.models["chain_ladder"]["holdout"]
    assert (ladder["days"], ladder["seen_days"]) == (90, 21)
    assert ladder["error"] == pytest.approx(ladder["predicted"] / ladder["came"] - 1)
    assert ladder["customers"] > 50
    assert found.models["chain_ladder"]["backtest"]["90"].items() < ladder.items()
    worth = found.models["gamma_gamma"]["holdout"]
    assert worth["error"] == pytest.approx(worth["predicted"] / worth["came"] - 1)
    assert 0 < worth["customers"] <= worth["purchases"]
    assert "it valued at" in found.models["gamma_gamma"]["message"]


def test_cohorts_whose_customers_may_be_old_have_no_cost(
    found: LtvSnapshot, study: Study
) -> None:
    pause = windows(study.ledger()).churned_days
    over = FIRST + timedelta(days=pause)
    assert over.isoformat()[:7] == "2025-11"
    for month in ("2025-10", "2025-11"):
        early = row(found, month)
        assert (early.cac, early.ltv_cac, early.payback_days) == (None, None, None)
        assert early.ltv_90 is not None
        assert "may be old customers: the orders begin on 2025-10-01" in early.missing
        assert f"more than {pause} days" in early.missing
        assert "no spend" not in early.missing
    assert row(found, "2025-12").cac == pytest.approx(130)
    assert "old customers" not in row(found, "2025-12").missing


def test_channels_are_told_without_the_customers_who_may_be_old(
    tmp_path: Path,
) -> None:
    early = "2026-02-27"  # the window of 180 days would reach back to the first day
    young = study_of(tmp_path, early, orders=orders(), ad_spend=spent())
    over = FIRST + timedelta(days=windows(young.ledger()).churned_days)
    found = ltv(young, LtvQuery())
    douyin = row(found, "douyin")
    assert 0 < douyin.users <= (date(2026, 2, 27) - over).days
    assert douyin.cac == pytest.approx(160)
    assert "old customers" not in douyin.missing


def test_files_that_have_just_begun_give_value_without_a_cost(tmp_path: Path) -> None:
    begun = study_of(tmp_path, "2025-11-05", orders=orders(), ad_spend=spent())
    found = ltv(begun, LtvQuery())
    assert {one.cac for one in found.rows} == {None}
    assert "old customers" in row(found, "douyin").missing
    assert "no channel has spend" in found.reading


def test_curves_are_measured_up_to_the_horizon_and_predicted_beyond(
    found: LtvSnapshot,
) -> None:
    assert [curve.entity for curve in found.curves] == ["all", "douyin", "tmall"]
    for curve in found.curves:
        assert curve.days[curve.seen - 1] >= 90
        assert len(curve.days) == len(curve.values)
        assert curve.values == tuple(sorted(curve.values))


def test_a_channel_alone_is_that_channel(found: LtvSnapshot, study: Study) -> None:
    alone = ltv(study, LtvQuery(channel="douyin", by="channel"))
    assert [row.kind for row in alone.rows] == ["channel", "whole"]
    assert alone.rows[0].ltv_90 == row(found, "douyin").ltv_90
    assert alone.rows[1].cac == pytest.approx(160)
    assert alone.models["bgnbd"]["customers"] == DAYS
    assert ltv(study, LtvQuery(by="cohort")).rows[0].kind == "cohort"


def test_every_number_is_explained(found: LtvSnapshot) -> None:
    shown = {"ltv_30", "ltv_90", "ltv_365", "low", "high", "cac", "ltv_cac", "users"}
    numbers = {*LtvRow.__struct_fields__, *Curve.__struct_fields__}
    words = {"entity", "kind", "name", "missing"}
    assert shown <= numbers - words <= set(found.how)
    assert "Mack 1993" in found.how["ltv_90"].formula.en
    assert found.how["p_alive"].formula.zh


def test_the_list_has_a_row_a_customer(study: Study) -> None:
    frame = ltv_users(study, LtvQuery())
    assert set(LtvUser.__struct_fields__) < set(frame.columns)
    listed = ltv_list(study, LtvQuery())
    assert len(listed.rows) == frame.height == 2 * DAYS
    assert listed.rows[0].user_id == "douyin0"
    assert listed.query.calibration_end == AS_OF


def test_without_a_model_that_can_forecast_none_is_in_use(study: Study) -> None:
    listed = ltv_list(study, LtvQuery())
    assert not listed.models["bgnbd"]["converged"]
    assert not listed.models["bgnbd"]["used"]
    assert "refused" in listed.models["mbgnbd"]
    assert (listed.purchase_model, listed.purchase_note) == ("", "")
    assert {row.expected_90 for row in listed.rows} == {None}
    asked = Study(study.scene, StudyTerms(purchase_model="mbgnbd"), study.memory)
    told = ltv_list(asked, LtvQuery())
    assert told.missing == told.models["mbgnbd"]["refused"]


def test_every_number_of_a_customer_is_explained(study: Study) -> None:
    listed = ltv_list(study, LtvQuery())
    assert set(listed.how) == set(LtvUser.__struct_encode_fields__) - {"user_id"}


def test_the_calibration_ends_where_the_configuration_says(costless: Study) -> None:
    assert ltv_users(costless, LtvQuery())["T"].max() == 181
    query = LtvQuery(calibration_end="2026-01-31", time_unit="week")
    assert ltv_users(costless, query)["T"].max() == pytest.approx(122 / 7)


def test_without_spend_there_is_value_and_no_ratio(costless: Study) -> None:
    found = ltv(costless, LtvQuery())
    assert found.rows[0].ltv_90 is not None
    assert found.rows[0].cac is None
    assert "ad_spend" in found.rows[0].missing


def test_spend_of_long_ago_is_no_cost_of_the_customers_of_now(tmp_path: Path) -> None:
    old = [spend("2025-10-01", "douyin", 100)]
    found = ltv(study_of(tmp_path, AS_OF, orders=orders(), ad_spend=old), LtvQuery())
    assert found.rows[0].kind == "channel"
    assert found.rows[0].ltv_90 is not None
    assert found.rows[0].cac is None
    assert "no spend on all days" in found.rows[0].missing


def test_few_customers_and_none_are_refused_with_what_is_missing(
    tmp_path: Path,
) -> None:
    few = study_of(tmp_path / "few", AS_OF, orders=bought(("ada", "2026-05-01", 9)))
    found = ltv(few, LtvQuery())
    assert found.rows[-1].ltv_30 is None
    assert "99 more customers" in found.models["bgnbd"]["refused"]
    assert "99 more customers" in ltv_list(few, LtvQuery()).missing
    nobody = ltv(few, LtvQuery(channel="douyin"))
    assert nobody.rows == ()
    assert "douyin" in nobody.missing
    empty = study_of(tmp_path / "none", AS_OF, ad_spend=spent())
    assert ltv(empty, LtvQuery()).missing == "needs the table orders"
    assert ltv_list(empty, LtvQuery()).missing == "needs the table orders"


def test_the_cost_of_the_oldest_customers_is_said_to_be_too_low(
    found: LtvSnapshot,
) -> None:
    for field in ("users", "cac", "ltv_cac"):
        assert "before the first day of the data" in found.how[field].note


def registered(days: int) -> list[Row]:
    """When the customers of tmall and the first of douyin registered: before buying."""
    rows: list[Row] = []
    for n in range(DAYS):
        for channel, before in (("tmall", n % 4), ("douyin", days)):
            at = FIRST + timedelta(days=n - before)
            if channel == "tmall" or at < FIRST:
                rows.append({"user_id": f"{channel}{n}", "biz_date": at})
    return rows


def test_who_registered_long_before_the_orders_begin_is_no_new_customer(
    tmp_path: Path, found: LtvSnapshot
) -> None:
    shop = study_of(
        tmp_path,
        AS_OF,
        orders=orders(),
        ad_spend=spent(),
        users=registered(200),
    )
    told = ltv(shop, LtvQuery())
    march = row(told, "2026-03")
    # Of every day one of douyin is old: registered 200 days before the first purchase.
    assert (march.users, march.older) == (31, 31)
    assert march.cac == pytest.approx(260), "all is spent on those who are new"
    assert "31 more left out as old customers" in march.missing
    assert "more than 3 days later" in march.missing, "the others waited 3 at most"
    tmall = row(told, "tmall")
    assert tmall.older == 0
    assert "old customers" not in tmall.missing
    assert row(told, "2026-05").older == 0, "200 days before is after the first day"
    assert row(found, "2026-03").older is None, "nobody's day is known"
    assert "registered before" in told.how["cac"].formula.en
    assert "older" in told.how
    assert "users" in told.how["cac"].sources


def test_who_waited_as_others_do_is_a_new_customer(tmp_path: Path) -> None:
    shop = study_of(
        tmp_path, AS_OF, orders=orders(), ad_spend=spent(), users=registered(3)
    )
    assert {one.older for one in ltv(shop, LtvQuery()).rows} == {0}


def test_customers_of_no_channel_are_not_charged_with_all_spend(
    tmp_path: Path,
) -> None:
    rows = [
        {**one, "channel": None} if one["channel"] == "tmall" else one
        for one in orders()
    ]
    told = ltv(study_of(tmp_path, AS_OF, orders=rows, ad_spend=spent()), LtvQuery())
    unknown = row(told, "")
    assert unknown.users > 100
    assert (unknown.cac, unknown.ltv_cac) == (None, None)
    assert "no spend on all days" in unknown.missing
