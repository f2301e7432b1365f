"""The falling curve of no particular form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import isotonic_regression

from cockpit.engine.users.demand.isotonic import draws, falling, fit_isotonic
from cockpit.engine.users.demand.views import Tally
from tests.conftest import few


def test_violators_are_pooled_by_weight() -> None:
    """0.2 of 10 and 0.5 of 20 are 0.4 of 30."""
    rates, weights = np.array([0.6, 0.2, 0.5, 0.1]), np.array([5.0, 10, 20, 5])
    assert falling(rates, weights) == pytest.approx([0.6, 0.4, 0.4, 0.1])


@settings(max_examples=few(50))
@given(
    pairs=st.lists(
        st.tuples(st.floats(0, 1), st.integers(1, 100)), min_size=1, max_size=12
    )
)
def test_it_is_the_same_as_that_of_scikit_learn(pairs: list[tuple[float, int]]) -> None:
    rates = np.array([rate for rate, _ in pairs])
    weights = np.array([float(weight) for _, weight in pairs])
    peer = isotonic_regression(rates, sample_weight=weights, increasing=False)
    assert falling(rates, weights) == pytest.approx(peer, abs=1e-9)


def test_draws_scatter_around_the_fit_and_never_rise() -> None:
    counts = Tally(
        np.array([1.0, 2, 3, 4]), np.full(4, 400.0), np.array([200.0, 160, 100, 40])
    )
    drawn = draws(counts)
    assert (np.diff(drawn, axis=1) <= 1e-12).all()
    assert drawn.mean(axis=0) == pytest.approx(fit_isotonic(counts), abs=0.01)
    assert drawn.std(axis=0)[0] == pytest.approx((0.25 / 400) ** 0.5, rel=0.15)
    assert (draws(counts) == drawn).all()
