"""Elasticity from counts of which some are 0."""

import numpy as np
import pytest
from sklearn.linear_model import PoissonRegressor

from cockpit.engine.users.demand.loglog import fit_loglog
from cockpit.engine.users.demand.poisson import fit_poisson

PRICES = np.tile(np.array([10.0, 12.0, 14.0, 16.0, 18.0, 20.0]), 10)


def test_a_power_law_is_met_exactly() -> None:
    found = fit_poisson(PRICES, 400 * PRICES**-1.5)
    assert found.elasticity == pytest.approx(-1.5)
    assert found.level == pytest.approx(np.log(400))
    assert found.interval == pytest.approx((-1.5, -1.5), abs=1e-6)
    assert found.r2 == pytest.approx(1)
    quantity, low, high = found.quantity(np.array([15.0]))
    assert quantity == pytest.approx([400 * 15**-1.5])
    assert low == pytest.approx(high, rel=1e-5)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_is_the_same_as_that_of_scikit_learn(seed: int) -> None:
    pieces = np.random.default_rng(seed).poisson(3e4 * PRICES**-3.0).astype(float)
    peer = PoissonRegressor(alpha=0, solver="newton-cholesky")
    peer.fit(np.log(PRICES)[:, None], pieces)
    found = fit_poisson(PRICES, pieces)
    assert found.elasticity == pytest.approx(peer.coef_[0], abs=1e-3)
    assert found.r2 == pytest.approx(
        peer.score(np.log(PRICES)[:, None], pieces), abs=1e-6
    )


def test_weeks_without_a_sale_are_not_too_inelastic() -> None:
    """An elasticity of -3 with up to 60 % of the weeks empty at the highest price.

    The interval holds the truth as often as it says; least squares of the weeks with a
    sale never get there.
    """
    random = np.random.default_rng(5)
    chance = 4.0 * (PRICES / 10) ** -3.0
    hits, slopes, others = 0, [], []
    for _ in range(200):
        pieces = random.poisson(chance).astype(float)
        found = fit_poisson(PRICES, pieces)
        hits += found.interval[0] <= -3 <= found.interval[1]
        slopes.append(found.elasticity)
        some = pieces > 0
        others.append(fit_loglog(PRICES[some], pieces[some]).elasticity)
    assert 180 <= hits <= 198
    assert np.mean(slopes) == pytest.approx(-3, abs=0.1)
    assert np.mean(others) > -2


def test_a_wild_start_comes_to_an_end() -> None:
    """Nearly all pieces at the lowest price, hardly any at the others."""
    pieces = np.where(PRICES == 10, 1e6, 0.0)
    pieces[1] = 1.0
    found = fit_poisson(PRICES, pieces)
    assert np.isfinite(found.elasticity)
    assert found.elasticity < -50
