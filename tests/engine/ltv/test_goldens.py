"""CDNOW from the raw file to the value of customers; renewals of contracts."""

from typing import Any

import numpy as np
import pytest

from cockpit.engine.ltv.bgnbd import Buying
from cockpit.engine.ltv.sbg import Contracts, fit_sbg
from cockpit.engine.views.ltv import ltv, ltv_list
from cockpit.engine.views.ltv_fits import fits
from cockpit.engine.views.study import Study, StudyTerms
from cockpit.session import Session
from cockpit.snapshot.ltv import (
    LtvQuery,
    LtvUser,
    LtvUsersSnapshot,
    WantedModel,
)
from tests.shared_data import CDNOW, copied, golden

QUERY = LtvQuery(time_unit="week", calibration_end="1997-09-30")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("cdnow")
    copied("cdnow", "CDNOW_sample.txt", folder)
    (folder / "cockpit.toml").write_text(CDNOW, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        session = Session(folder)
        session.read()
        return Study(session.scene())


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    found: dict[str, Any] = golden("ltv_cdnow")
    return found


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-3)


def test_bgnbd_meets_paper_and_peer(study: Study, expected: dict[str, Any]) -> None:
    found = ltv(study, QUERY).models["bgnbd"]
    model = expected["models"]["bgnbd"]
    for name, value in model["independent_mle_from_raw_days"].items():
        assert found[name] == near(value), name
    assert found["log_likelihood"] == pytest.approx(
        model["independent_loglik_from_raw_days"], abs=0.01
    )
    assert found["converged"]
    assert (found["customers"], found["repeaters"]) == (2_357, 946)


def test_both_models_are_held_against_the_newest_days_of_cdnow(study: Study) -> None:
    models = ltv(study, QUERY).models
    for name in ("bgnbd", "mbgnbd"):
        test, message = models[name]["holdout"], models[name]["message"]
        assert (test["days"], test["last"], test["customers"]) == (
            68,
            "1997-09-30",
            2_357,
        )
        assert test["error"] == pytest.approx(test["predicted"] / test["came"] - 1)
        assert abs(test["error"]) < 0.2
        told = f"of the last 68 days it told {test['predicted']:,.0f} purchase days"
        assert f"{told}, {test['came']:,} came ({test['error']:+.1%})" in message
    better, worse = models["mbgnbd"], models["bgnbd"]
    if better["log_likelihood"] < worse["log_likelihood"]:
        better, worse = worse, better
    apart = better["log_likelihood"] - worse["log_likelihood"]
    assert f"log-likelihood is {apart:,.1f} above that of" in better["message"]
    assert f"log-likelihood is {apart:,.1f} below that of" in worse["message"]


def test_values_rest_on_bgnbd_where_the_other_is_hardly_better(study: Study) -> None:
    listed = ltv_list(study, QUERY)
    assert listed.purchase_model == "bgnbd"
    assert "lower by 0.6, which is not more than 10" in listed.purchase_note
    assert listed.models["bgnbd"]["used"]
    assert not listed.models["mbgnbd"]["used"]
    whole = ltv(study, LtvQuery(time_unit="week"))
    assert whole.purchase_model == "mbgnbd"
    assert "its AIC is 21.9 below that of BG/NBD" in whole.purchase_note
    assert whole.purchase_note in whole.models["mbgnbd"]["message"]
    assert "Batislam" in whole.how["expected_90"].formula.en


def test_the_configuration_can_name_the_model_of_purchases(study: Study) -> None:
    def told(wanted: WantedModel) -> LtvUsersSnapshot:
        terms = StudyTerms(purchase_model=wanted)
        return ltv_list(Study(study.scene, terms, study.memory), QUERY)

    plain, modified = told("bgnbd"), told("mbgnbd")
    assert (plain.purchase_model, modified.purchase_model) == ("bgnbd", "mbgnbd")
    assert "purchase_model" in modified.purchase_note
    once = next(at for at, row in enumerate(plain.rows) if row.x == 0)
    one, other = plain.rows[once], modified.rows[once]
    assert (one.p_alive, other.p_alive) == (1, 1)
    assert one.expected_90 != other.expected_90
    assert one.p_alive_mbgnbd == other.p_alive_mbgnbd
    ratio = (one.ltv_90 or 0) / (one.expected_90 or 1)
    assert other.ltv_90 == pytest.approx((other.expected_90 or 0) * ratio)


def test_a_fit_of_a_short_history_is_untested_and_says_so(study: Study) -> None:
    query = LtvQuery(time_unit="week", calibration_end="1997-04-15")
    model = ltv(study, query).models["bgnbd"]
    assert model["holdout"] == {"refused": "needs 7 more days of orders to be tested"}
    assert model["message"].endswith("needs 7 more days of orders to be tested")


def test_gamma_gamma_meets_paper_and_peer(
    study: Study, expected: dict[str, Any]
) -> None:
    found = ltv(study, QUERY).models["gamma_gamma"]
    model = expected["models"]["gamma_gamma"]
    mle = model["independent_mle"]
    sizes = (found["p"], found["q"], found["v"])
    assert sizes == pytest.approx((mle["p"], mle["q"], mle["gamma"]), rel=1e-3)
    assert found["log_likelihood"] >= model["independent_loglik"] - 0.01
    assert found["customers"] == model["n_repeat_customers"]


def test_every_customer_of_the_golden_gets_its_values(
    study: Study, expected: dict[str, Any]
) -> None:
    rows = {int(row.user_id): row for row in ltv_list(study, QUERY).rows}
    totals = expected["calibration_totals"]
    assert len(rows) == totals["customers"]
    assert sum(row.x for row in rows.values()) == totals["repeat_purchases"]
    alive = sum(row.p_alive or 0 for row in rows.values())
    assert alive == near(totals["sum_p_alive"])
    for customer in expected["customers"]:
        meets(rows[customer["customer_id"]], customer)


def meets(row: LtvUser, customer: dict[str, Any]) -> None:
    assert (row.x, round(row.t_recency, 2)) == (customer["x"], customer["t_x"])
    assert pytest.approx(customer["T"], abs=0.005) == row.T
    assert row.p_alive == near(customer["p_alive"])
    assert row.average_value == near(customer["expected_avg_value"])
    for days in (30, 90, 180, 365):
        bought = getattr(row, f"expected_{days}")
        assert bought == near(customer[f"expected_purchases_{days}d"])
        value = getattr(row, f"ltv_{days}")
        assert value == near(customer[f"ltv_{days}d_undiscounted"])


def test_new_customers_and_the_check_of_the_paper(
    study: Study, expected: dict[str, Any]
) -> None:
    model = fits(study, QUERY).bgnbd
    assert isinstance(model, Buying)
    for text, value in expected["expected_repeat_purchases_new_customer"].items():
        weeks = int(text.removeprefix("t=").removesuffix("w"))
        assert model.expected_new(7 * weeks) == near(value)
    check = expected["paper_check"]
    x, recency, age = (np.array([float(check[name])]) for name in ("x", "t_x", "T"))
    expected_purchases = model.expected(x, 7 * recency, 7 * age, 7 * check["t"])
    assert expected_purchases[0] == near(check["independent"])


def test_contracts_meet_the_paper() -> None:
    for fit in golden("sbg_retention")["fits"]:
        found = fit_sbg(fit["survivors_used"])
        assert isinstance(found, Contracts)
        assert (found.alpha, found.beta) == pytest.approx(
            (fit["alpha"], fit["beta"]), rel=1e-3
        )
        assert found.log_likelihood == pytest.approx(fit["loglik"], abs=0.01)
        for name, of in (("survival", found.survival), ("retention", found.retention)):
            values = fit.get(name, {})
            periods = np.array([float(period) for period in values])
            assert of(periods) == pytest.approx(list(values.values()), abs=1e-4)


def test_discounted_lifetimes_meet_the_golden() -> None:
    fit = golden("sbg_retention")["fits"][0]
    found = fit_sbg(fit["survivors_used"])
    assert isinstance(found, Contracts)
    assert found.churn == near(fit["expected_tenure_mean_churn"])
    assert found.lifetime(0.1) == near(fit["discounted_expected_lifetime_d10pct"])
    residual = "discounted_expected_residual_lifetime_d10pct_just_before_renewal_point_after_n_years"
    for periods, value in fit[residual].items():
        assert found.residual(int(periods), 0.1) == near(value)
