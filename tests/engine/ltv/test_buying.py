"""BG/NBD and the modified model: derivatives, invariances, forecasts, recovery."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.ltv.bgnbd import Buying, fit, fit_bgnbd
from cockpit.engine.ltv.buying import (
    Likelihood,
    Parameters,
    expected_if_alive,
    p_alive,
)
from cockpit.engine.ltv.counts import Counts
from cockpit.engine.ltv.mbgnbd import fit_mbgnbd
from cockpit.engine.ltv.special import Floats
from cockpit.text.notes import Note
from tests.conftest import few
from tests.engine.ltv.customers import counted, expected_by_hand, simulated

TRUE = Parameters(0.5, 20.0, 0.8, 2.5)
Occasions = Literal[0, 1]
parameters = st.builds(
    Parameters,
    st.floats(0.05, 8),
    st.floats(1, 200),
    st.floats(0.1, 5),
    st.floats(0.1, 20),
)
occasions = st.sampled_from([0, 1])


def fitted(counts: Counts, *, occasions: int) -> Buying:
    found = fit(counts, occasions=occasions)
    assert isinstance(found, Buying), found
    return found


def numbers(*values: float) -> Floats:
    return np.array(values, np.float64)


@settings(max_examples=few(25))
@given(parameters, occasions)
def test_derivatives_are_those_of_the_likelihood(at: Parameters, more: int) -> None:
    """Against differences of the height, and of the slope."""
    counts = counted(*simulated(60, TRUE, days=200))
    likelihood = Likelihood.of(counts, occasions=more, scale=200)
    logs = np.log([at.r, at.alpha / 200, at.a, at.b])
    here = likelihood(logs)
    for place, step in enumerate(1e-5 * np.eye(4)):
        ahead, behind = likelihood(logs + step), likelihood(logs - step)
        slope = (ahead.height - behind.height) / 2e-5
        assert here.slope[place] == pytest.approx(slope, rel=1e-4, abs=1e-3)
        bend = (ahead.slope - behind.slope) / 2e-5
        assert here.bend[place] == pytest.approx(bend, rel=1e-4, abs=1e-3)


def test_the_likelihood_is_that_of_the_paper() -> None:
    """Equation 6 of Fader, Hardie & Lee 2005, written out for two customers."""
    from scipy.special import beta, gamma

    def of(x: int, recency: float, age: float) -> float:
        r, alpha, a, b = TRUE
        rate = gamma(r + x) * alpha**r / gamma(r)
        alive = beta(a, b + x) / beta(a, b) / (alpha + age) ** (r + x)
        left = 0.0
        if x:
            chance = beta(a + 1, b + x - 1) / beta(a, b)
            left = chance / (alpha + recency) ** (r + x)
        return float(np.log(rate * (alive + left)))

    x, recency, age, customers = np.array([[0, 3], [0, 40], [90, 70], [5, 2]])
    counts = Counts(x, recency, age, customers)
    found = Likelihood.of(counts, occasions=0, scale=1)(np.log(TRUE)).height
    assert found == pytest.approx(5 * of(0, 0, 90) + 2 * of(3, 40, 70), rel=1e-12)


@pytest.mark.parametrize("more", [0, 1])
def test_a_fit_recovers_what_customers_were_drawn_with(more: Occasions) -> None:
    drawn = simulated(30_000, TRUE, days=400, occasions=more, seed=3)
    found = fitted(counted(*drawn), occasions=more)
    assert found.converged
    assert found.errors is not None
    for true, value, error in zip(TRUE, found.parameters, found.errors, strict=True):
        assert abs(value - true) < 3.5 * error
        assert error < 0.25 * true


@pytest.mark.parametrize("more", [0, 1])
def test_weeks_and_days_expect_the_same(more: Occasions) -> None:
    drawn = simulated(2_000, TRUE, days=300)
    by_day = fitted(counted(*drawn), occasions=more)
    by_week = fitted(counted(*drawn, time_unit="week"), occasions=more)
    assert by_week.parameters.alpha * 7 == pytest.approx(by_day.parameters.alpha)
    repeats = float(drawn[0].sum())
    gap = by_week.log_likelihood - by_day.log_likelihood
    assert gap == pytest.approx(repeats * np.log(7), rel=1e-9)
    asked = numbers(3), numbers(100), numbers(140)
    assert by_week.p_alive(*asked) == pytest.approx(by_day.p_alive(*asked))
    assert by_week.expected(*asked, 90) == pytest.approx(by_day.expected(*asked, 90))


def test_counting_customers_or_listing_them_is_the_same() -> None:
    x, recency, age = simulated(1_500, TRUE, days=300)
    listed = Counts(x, recency, age, np.ones_like(x))
    apart = fitted(listed, occasions=0)
    together = fitted(counted(x, recency, age), occasions=0)
    assert apart.log_likelihood == pytest.approx(together.log_likelihood, rel=1e-12)
    assert apart.parameters == pytest.approx(together.parameters, rel=1e-6)


def test_twice_the_customers_is_twice_the_likelihood() -> None:
    counts = counted(*simulated(1_000, TRUE, days=300))
    double = Counts(
        counts.x, counts.recency_days, counts.age_days, 2 * counts.customers
    )
    once, twice = fitted(counts, occasions=0), fitted(double, occasions=0)
    assert twice.parameters == pytest.approx(once.parameters, rel=1e-6)
    assert twice.log_likelihood == pytest.approx(2 * once.log_likelihood)


@settings(max_examples=few(50))
@given(parameters, occasions, st.integers(1, 60), st.floats(10, 2_000))
def test_alive_is_a_chance_and_the_later_the_last_purchase_the_higher(
    at: Parameters, more: int, x: int, age: float
) -> None:
    recency = np.linspace(0, age, 30)
    alive = p_alive(at, np.full(30, x), recency, np.full(30, age), occasions=more)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert (np.diff(alive) >= -1e-12).all()


def test_one_time_buyers_live_forever_in_one_model_only() -> None:
    ages = numbers(10, 100, 1_000)
    none = np.zeros(3)
    assert (p_alive(TRUE, none, none, ages, occasions=0) == 1).all()
    fading = p_alive(TRUE, none, none, ages, occasions=1)
    assert (np.diff(fading) < 0).all()
    assert fading[0] < 1


@settings(max_examples=few(30))
@given(
    parameters, occasions, st.integers(0, 80), st.floats(0, 3_000), st.floats(1, 400)
)
def test_purchases_to_expect_rise_with_time_and_never_above_the_rate(
    at: Parameters, more: int, x: int, age: float, days: float
) -> None:
    def expect(horizon: float) -> float:
        arrays = numbers(x), numbers(age)
        return float(expected_if_alive(at, *arrays, horizon, occasions=more)[0])

    soon, later = expect(days), expect(2 * days)
    rate = (at.r + x) / (at.alpha + age)
    assert 0 <= soon <= rate * days * (1 + 1e-9)
    assert soon <= later <= 2 * soon * (1 + 1e-6) + 1e-9
    assert expect(1e-6) == pytest.approx(rate * 1e-6, rel=0.01, abs=1e-9)


@pytest.mark.parametrize("more", [0, 1])
@pytest.mark.parametrize(
    "at",
    [
        TRUE,
        Parameters(0.24, 30, 0.79, 2.4),
        Parameters(2, 10, 1.00001, 3),
        Parameters(25, 100, 1.8, 12),
        Parameters(1.6e5, 7e6, 1.5, 4),
        Parameters(50, 2_000, 0.3, 1),
    ],
)
def test_forecasts_are_averages_over_rates_and_chances(
    at: Parameters, more: Occasions
) -> None:
    for x, age, days in ((0, 0, 365), (60, 500, 365), (5, 10, 30)):
        found = expected_if_alive(at, numbers(x), numbers(age), days, occasions=more)
        by_hand = expected_by_hand(at, x, age, days, occasions=more)
        assert found[0] == pytest.approx(by_hand, rel=3e-3)


def test_customers_who_all_buy_at_one_rate_still_have_a_forecast() -> None:
    """Their r and alpha grow without bound; only the ratio is in the data."""
    at = Parameters(1e7, 1e7 * 25, 1.5, 8)
    drawn = simulated(8_000, at, days=300, seed=2)
    found = fitted(counted(*drawn), occasions=0)
    assert found.usable
    expected = found.expected_new(365)
    true = expected_if_alive(at, np.zeros(1), np.zeros(1), 365, occasions=0)[0]
    assert expected == pytest.approx(true, rel=0.05)


def test_too_few_customers_are_told_how_many_are_missing() -> None:
    few_customers = counted(*simulated(40, TRUE, days=300))
    refused = fit_bgnbd(few_customers)
    assert isinstance(refused, Note)
    assert refused.text() == "needs 60 more customers with a paid order"
    once = np.zeros(300, np.int64)
    refused = fit_mbgnbd(counted(once, once, np.arange(1, 301)))
    assert isinstance(refused, Note)
    assert "30 more customers who bought on a second day" in refused.text()


def test_customers_whom_nobody_could_have_left_are_refused() -> None:
    x = np.arange(1, 201)
    refused = fit_bgnbd(counted(x, x, x))
    assert isinstance(refused, Note)


def test_many_customers_are_compared_on_binned_times_and_finished_exactly() -> None:
    """The end does not depend on the stand-in in which starts were compared."""
    drawn = simulated(20_000, TRUE, days=700, seed=5)
    counts = counted(*drawn)
    assert len(counts.x) > 4_000
    found = fitted(counts, occasions=0)
    assert found.converged
    likelihood = Likelihood.of(counts, occasions=0, scale=1)
    slope = likelihood(np.log(found.parameters)).slope
    assert np.abs(slope).max() < 1e-2
