"""The logit of buying: by hand, by derivatives, by repetition."""

from math import log

import numpy as np
import pytest
from numpy.typing import NDArray

from cockpit.engine.users.demand.logit import (
    Logit,
    expit,
    fit_logit,
    fits,
    flat_logit,
)
from cockpit.engine.users.demand.views import Tally

Floats = NDArray[np.float64]
GRID = np.array([168.0, 198, 228, 258, 288, 318, 348])


def counted(prices: Floats, chances: Floats, views: float = 600.0) -> Tally:
    """Return counts that are exactly as expected."""
    return Tally(prices, np.full_like(prices, views), views * chances)


def curve(level: float, slope: float, prices: Floats = GRID) -> Floats:
    return expit(level + slope * prices)


def fitted(counts: Tally) -> Logit:
    found = fit_logit(counts)
    assert found is not None
    return found


def test_two_prices_are_met_exactly() -> None:
    """40 of 100 at 1, 20 of 100 at 2: the logits are ln(2/3) and ln(1/4)."""
    two = np.array([1.0, 2.0])
    found = fitted(Tally(two, np.array([100.0, 100.0]), np.array([40.0, 20.0])))
    assert found.probability(two) == pytest.approx([0.4, 0.2])
    assert found.slope / found.spread == pytest.approx(log(1 / 4) - log(2 / 3))
    assert found.deviance == pytest.approx(0, abs=1e-9)
    low, high = found.interval(two)
    wide = 1.959963984540054 * (1 / 40 + 1 / 60) ** 0.5
    assert low[0] == pytest.approx(1 / (1 + 1.5 * np.exp(wide)))
    assert high[0] == pytest.approx(1 / (1 + 1.5 * np.exp(-wide)))


def test_a_planted_curve_is_found_again() -> None:
    found = fitted(counted(GRID, curve(0.987, -0.0072)))
    assert not found.is_log
    assert found.slope / found.spread == pytest.approx(-0.0072)
    assert found.probability(GRID) == pytest.approx(curve(0.987, -0.0072))


def test_a_curve_in_the_logarithm_is_told_apart() -> None:
    prices = np.array([1.0, 2, 4, 8, 16, 32])
    found = fitted(counted(prices, expit(1 - 0.9 * np.log(prices)), 5_000))
    assert found.is_log
    assert found.elasticity(prices) == pytest.approx(
        -0.9 * (1 - found.probability(prices))
    )


@pytest.mark.parametrize("price", [170.0, 258.0, 340.0])
def test_the_elasticity_is_the_derivative(price: float) -> None:
    found = fitted(counted(GRID, curve(0.987, -0.0072)))
    near = np.array([price * 0.9999, price * 1.0001])
    rise = np.diff(np.log(found.probability(near))) / np.diff(np.log(near))
    assert found.elasticity(np.array([price])) == pytest.approx(rise, rel=1e-6)


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """400 repetitions: 95 % of the intervals of the elasticity hold it, give or take."""
    random = np.random.default_rng(1)
    chances = curve(0.987, -0.0058)
    views = np.full(len(GRID), 120)
    truth = float(-0.0058 * 258 * (1 - curve(0.987, -0.0058, np.array([258.0]))[0]))
    hits = 0
    for _ in range(400):
        buys = random.binomial(views, chances).astype(float)
        found = fitted(Tally(GRID, views.astype(float), buys))
        low, high = found.elasticity_interval(258.0)
        hits += low <= truth <= high
    assert 365 <= hits <= 394


def test_no_curve_fits_where_prices_tell_purchases_apart() -> None:
    sharp = Tally(GRID, np.full(7, 50.0), np.array([50.0, 50, 50, 50, 0, 0, 0]))
    assert fit_logit(sharp) is None


def test_a_bent_response_is_rejected_and_a_straight_one_is_not() -> None:
    straight = counted(GRID, curve(0.987, -0.0072))
    assert fits(straight, fitted(straight))
    steps = counted(GRID, np.array([0.5, 0.5, 0.5, 0.2, 0.2, 0.2, 0.2]))
    assert not fits(steps, fitted(steps))
    many = np.linspace(100, 300, 200)
    fine = counted(many, expit(1 - 0.008 * many), 20)
    assert fits(fine, fitted(fine))


def test_a_flat_curve_has_no_elasticity() -> None:
    counts = counted(GRID, np.full(7, 0.3))
    flat = flat_logit(counts)
    assert flat.probability(GRID) == pytest.approx(np.full(7, 0.3))
    assert flat.elasticity(GRID) == pytest.approx(np.zeros(7))
    low, high = flat.interval(GRID[:1])
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * (0.21 / 4_200) ** 0.5, rel=1e-3)
