"""Errors of views that are not independent: by hand, by repetition."""

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from cockpit.engine.users.demand.clusters import design_effect, sandwich
from cockpit.engine.users.demand.curve import Curve, Thin, curve_of_views, pooled, steps
from cockpit.engine.users.demand.isotonic import draws
from cockpit.engine.users.demand.logit import Logit, expit, fit_logit, fits, flat_logit
from cockpit.engine.users.demand.views import Tally, tally

Floats = NDArray[np.float64]
GRID = np.array([168, 198, 228, 258, 288, 318, 348])


def counted(
    users: NDArray[np.int64], prices: Floats, bought: NDArray[np.bool_]
) -> Tally:
    """Add single views up, each with its user, its price and how it ended."""
    return tally(
        pl.DataFrame(
            {
                "user_id": [f"u{user}" for user in users],
                "price": (prices * 10_000).astype(np.int64),
                "is_bought": bought,
            }
        )
    )


def fitted(counts: Tally) -> Logit:
    found = fit_logit(counts)
    assert found is not None
    return found


def told(times: int = 1, users: int = 400) -> Tally:
    """Users who each look at one price, so many times, always with one end."""
    random = np.random.default_rng(5)
    prices = random.choice(GRID, users).astype(float)
    bought = random.random(users) < expit(0.987 - 0.0072 * prices)
    return counted(
        np.repeat(np.arange(users), times),
        np.repeat(prices, times),
        np.repeat(bought, times),
    )


def keen(random: np.random.Generator, keenness: float) -> Tally:
    """150 users with six views each at prices of their own; some buy at any price."""
    users = np.repeat(np.arange(150), 6)
    prices = random.choice(GRID, 150)[users].astype(float)
    lean = random.normal(0, keenness, 150)[users]
    return counted(
        users, prices, random.random(900) < expit(1.2 - 0.0072 * prices + lean)
    )


def test_views_by_user_add_up_to_views_by_price() -> None:
    counts = keen(np.random.default_rng(1), 1.0)
    assert counts.cells is not None
    assert counts.cells.count == 150
    for name in ("views", "buys"):
        summed = np.bincount(counts.cells.places, getattr(counts.cells, name))
        assert summed == pytest.approx(getattr(counts, name))
    wide = pooled(told())
    assert wide.cells is not None
    assert np.bincount(wide.cells.places, wide.cells.views) == pytest.approx(wide.views)


def test_the_sandwich_is_that_of_the_sums_of_each_user() -> None:
    """Three users, one coefficient, by hand; a rate of 1/2 at any price.

    Scores: both views bought +1, one of two 0, none of two -1. The information is
    6 x 1/4; (1 + 0 + 1) / 1.5^2 x 3/2 = 4/3, where independent views give 2/3.
    """
    counts = counted(
        np.array([0, 0, 1, 1, 2, 2]),
        np.array([10.0, 20, 10, 20, 10, 20]),
        np.array([True, True, True, False, False, False]),
    )
    assert counts.cells is not None
    bread = np.array([[1 / 1.5]])
    found = sandwich(counts.cells, np.ones((2, 1)), np.full(2, 0.5), bread)
    assert found[0, 0] == pytest.approx(4 / 3)
    assert flat_logit(counts).errors[0, 0] == pytest.approx(4 / 3)


def test_looking_again_with_the_same_end_tells_nothing_more() -> None:
    """Four times the views of the same users: the same errors, not half of them."""
    once, often = fitted(told()), fitted(told(times=4))
    assert often.slope == pytest.approx(once.slope)
    assert often.errors == pytest.approx(once.errors)
    assert flat_logit(told(4)).errors == pytest.approx(flat_logit(told()).errors)
    many = told(times=4)
    naive = fitted(Tally(many.prices, many.views, many.buys))
    assert naive.errors[1, 1] == pytest.approx(once.errors[1, 1] / 4, rel=0.1)


def test_one_view_a_user_has_about_the_errors_of_independent_views() -> None:
    counts = told(users=4_000)
    plain = fitted(Tally(counts.prices, counts.views, counts.buys))
    assert fitted(counts).errors == pytest.approx(plain.errors, rel=0.05, abs=1e-5)


def test_clustered_intervals_hold_the_slope_as_often_as_they_say() -> None:
    """Users who lean: errors by view hold the slope far too seldom."""
    random = np.random.default_rng(8)
    truth = fitted(_mean_of_many(4.0)).elasticity(np.array([258.0]))[0]
    hits = naive = 0
    for _ in range(150):
        counts = keen(random, 4.0)
        low, high = fitted(counts).elasticity_interval(258.0)
        hits += low <= truth <= high
        bare = fitted(Tally(counts.prices, counts.views, counts.buys))
        low, high = bare.elasticity_interval(258.0)
        naive += low <= truth <= high
    assert hits >= 135
    assert naive <= 115


def _mean_of_many(keenness: float) -> Tally:
    """What views show on average where users lean: exact shares, each view alone."""
    lean = np.random.default_rng(2).normal(0, keenness, 20_000)
    shares = [expit(1.2 - 0.0072 * price + lean).mean() for price in GRID]
    views = np.full(len(GRID), 1e6)
    return Tally(GRID.astype(float), views, views * np.array(shares))


def test_a_fit_is_not_rejected_for_users_who_look_often() -> None:
    """Views counted each for itself reject a true logit far too often."""
    random = np.random.default_rng(4)
    rejected = naive = 0
    for _ in range(60):
        counts = keen(random, 4.0)
        rejected += not fits(counts, fitted(counts))
        bare = Tally(counts.prices, counts.views, counts.buys)
        naive += not fits(bare, fitted(bare))
    assert rejected <= 4
    assert naive >= 15
    cells = told(times=4).cells
    assert cells is not None
    assert design_effect(cells, np.arange(7)) == pytest.approx(4, rel=0.01)


def test_draws_of_a_falling_curve_are_of_users() -> None:
    """Four views with the same end: as wide as one view, twice as wide as by view."""
    often = told(times=4)
    spread = draws(often).std(axis=0)
    assert spread == pytest.approx(draws(told()).std(axis=0), rel=1e-6)
    bare = Tally(often.prices, often.views, often.buys)
    assert spread.mean() > 1.6 * draws(bare).std(axis=0).mean()


def test_a_price_that_no_drawn_user_saw_lies_between_its_neighbours() -> None:
    users = np.arange(100)
    prices = np.where(users == 0, 20.0, np.where(users < 50, 10.0, 30.0))
    drawn = draws(counted(users, prices, users % 3 == 0))
    assert np.isfinite(drawn).all()
    assert (np.diff(drawn, axis=1) <= 1e-12).all()


def test_nobody_at_the_top_leaves_the_elasticity_without_a_lower_bound() -> None:
    """One buyer among those who saw the dearest price: many draws have none."""
    users = np.arange(400)
    prices = np.array([10.0, 20, 30, 40])[users % 4]
    bought = np.where(prices == 40, users == 3, users % 3 == 0)
    found = steps(counted(users, prices, bought))
    assert found.slope is not None
    assert found.slope.low == -np.inf
    assert -np.inf < found.slope.value <= found.slope.high < 0


def test_few_users_make_no_curve_however_often_they_look() -> None:
    random = np.random.default_rng(3)
    users = np.repeat(np.arange(20), 30)
    prices = random.choice(GRID, 600).astype(float)
    found = curve_of_views(counted(users, prices, random.random(600) < 0.3))
    assert isinstance(found, Thin)
    assert found.needed == 10
    assert found.says.text() == "needs 10 more users that have seen a price"
    enough = curve_of_views(counted(np.arange(600), prices, random.random(600) < 0.3))
    assert isinstance(enough, Curve)
    assert enough.slope is not None
    assert enough.slope.low < enough.slope.high
