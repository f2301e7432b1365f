"""From counts to a curve: the form that is taken, the best price, what is missing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cockpit.engine.users.demand.curve import (
    Curve,
    Thin,
    curve_of_views,
    curve_of_weeks,
    pooled,
)
from cockpit.engine.users.demand.logit import expit
from cockpit.engine.users.demand.views import Tally
from tests.conftest import few

Floats = NDArray[np.float64]
GRID = np.array([168.0, 198, 228, 258, 288, 318, 348])


def counted(chances: Floats, views: float = 600.0, prices: Floats = GRID) -> Tally:
    return Tally(prices, np.full_like(prices, views), views * chances)


def curve(counts: Tally) -> Curve:
    found = curve_of_views(counts)
    assert isinstance(found, Curve)
    return found


def thin(counts: Tally) -> Thin:
    found = curve_of_views(counts)
    assert isinstance(found, Thin)
    return found


@pytest.mark.parametrize("best", [218.0, 268.0, 318.0])
def test_the_best_price_is_where_the_elasticity_is_minus_one(best: float) -> None:
    """Of a logit: slope x price x (1 - P) = 1; the level follows."""
    level = 0.987
    slopes = np.linspace(0.001, 0.02, 200_001)
    slope = slopes[
        np.argmin(abs(slopes * best * (1 - expit(level - slopes * best)) - 1))
    ]
    found = curve(counted(expit(level - slope * GRID)))
    assert found.method == "logit"
    assert found.best.price == pytest.approx(best, abs=0.5)
    assert found.best.low < best < found.best.high
    assert not found.best.at_edge
    assert found.slope is not None
    assert found.slope.low < found.slope.value < found.slope.high < 0
    assert (np.diff(found.values) < 0).all()
    assert ((found.low < found.values) & (found.values < found.high)).all()


def test_where_a_fit_would_rise_the_price_does_not_matter() -> None:
    found = curve(counted(np.linspace(0.3, 0.4, 7)))
    assert found.method == "logit"
    assert found.values == pytest.approx(np.full(7, 0.35), abs=1e-3)
    assert found.slope is not None
    assert (found.slope.value, found.slope.high) == (0, 0)
    assert found.says is not None
    assert found.says.text() == "the price does not matter here"
    assert found.best.at_edge
    assert found.best.price == 348


def test_a_slope_that_is_not_proved_says_so() -> None:
    found = curve(counted(np.linspace(0.302, 0.298, 7), 40))
    assert found.says is not None
    assert "not proved" in found.says.text()


def test_where_no_logit_fits_the_curve_has_steps() -> None:
    found = curve(counted(np.array([0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1])))
    assert found.method == "isotonic"
    assert found.best.price == 258
    assert found.values[0] == pytest.approx(0.5)
    assert found.slope is not None
    assert found.slope.value == pytest.approx(np.log(0.2) / np.log(348 / 168))
    assert np.isnan(found.slopes).all()
    every = curve(counted(np.ones(7)))
    assert every.method == "isotonic"
    assert every.best.price == 348


@pytest.mark.parametrize(
    ("counts", "needed", "of"),
    [
        (counted(np.full(7, 0.5), 5), 165, "views that show a price"),
        (counted(np.full(7, 0.01), 100), 23, "end in a purchase"),
        (counted(np.full(3, 0.5), 100, GRID[:3]), 1, "more prices"),
        (Tally(np.zeros(0), np.zeros(0), np.zeros(0)), 200, "views"),
    ],
)
def test_too_little_says_how_much_more(counts: Tally, needed: int, of: str) -> None:
    found = thin(counts)
    assert found.needed == needed
    assert of in found.says.text()


def test_many_prices_are_put_together_and_none_is_lost() -> None:
    prices = np.linspace(100, 300, 501)
    counts = counted(expit(1 - 0.01 * prices), 10, prices)
    told = pooled(counts)
    assert len(told.prices) <= 24
    assert told.n == counts.n
    assert told.buys.sum() == pytest.approx(counts.buys.sum())
    assert told.prices @ told.views == pytest.approx(counts.prices @ counts.views)
    assert (np.diff(curve(counts).values) < 0).all()


@settings(max_examples=few(60))
@given(
    counts=st.lists(
        st.tuples(st.integers(1, 10**6), st.integers(1, 500), st.floats(0, 1)),
        min_size=4, max_size=40, unique_by=lambda each: each[0],
    )
)  # fmt: skip
def test_no_curve_ever_rises_or_leaves_its_interval(
    counts: list[tuple[int, int, float]],
) -> None:
    """Whatever was seen; and the best price is one that was tried."""
    counts = sorted(counts)
    prices = np.array([price / 100 for price, _, _ in counts])
    views = np.array([float(many) for _, many, _ in counts])
    buys = np.array([float(round(many * share)) for _, many, share in counts])
    found = curve_of_views(Tally(prices, views, buys))
    if isinstance(found, Thin):
        assert found.needed > 0
        return
    assert (np.diff(found.values) <= 1e-12).all()
    assert (found.low <= found.values + 1e-12).all()
    assert (found.values <= found.high + 1e-12).all()
    assert found.low.min() >= 0
    assert found.high.max() <= 1
    assert prices[0] <= found.best.low <= found.best.price
    assert found.best.price <= found.best.high <= prices[-1]
    if found.slope is not None:
        assert found.slope.low <= found.slope.value <= found.slope.high
        assert found.slope.value <= 0
    assert found.counts.buys.sum() == pytest.approx(buys.sum())


def weekly(elasticity: float, weeks: int = 20, noise: float = 0.01) -> Curve | Thin:
    random = np.random.default_rng(3)
    prices = np.linspace(10, 20, weeks)
    pieces = 500 * prices**elasticity * np.exp(random.normal(0, noise, weeks))
    return curve_of_weeks(prices, pieces)


def test_weeks_give_one_elasticity_and_an_edge() -> None:
    found = weekly(-2.0)
    assert isinstance(found, Curve)
    assert found.method == "log-log"
    assert found.slope is not None
    assert found.slope.low < -2 < found.slope.high
    assert (found.best.price, found.best.at_edge) == (10, True)
    assert int(found.counts.views.sum()) == 20
    dear = weekly(-0.5)
    assert isinstance(dear, Curve)
    assert dear.best.price == 20


def test_quantities_never_rise_with_the_price() -> None:
    found = weekly(0.8)
    assert isinstance(found, Curve)
    assert (np.diff(found.values) == 0).all()
    assert found.says is not None
    few_weeks = weekly(-1, weeks=9)
    assert isinstance(few_weeks, Thin)
    assert few_weeks.needed == 3


def test_weeks_without_a_sale_count() -> None:
    """-3, of some pieces a week at most: least squares would leave weeks out."""
    random = np.random.default_rng(2)
    prices = np.tile(np.array([10.0, 12.0, 14.0, 16.0, 18.0, 20.0]), 15)
    pieces = random.poisson(5.0 * (prices / 10) ** -3.0).astype(float)
    assert (pieces == 0).any()
    found = curve_of_weeks(prices, pieces)
    assert isinstance(found, Curve)
    assert found.method == "poisson"
    assert found.slope is not None
    assert found.slope.low < -3 < found.slope.high < -1.5
    assert found.counts.views.sum() == len(prices)
    assert (np.diff(found.values) < 0).all()
    flat = curve_of_weeks(prices, pieces[::-1].copy())
    assert isinstance(flat, Curve)
    assert flat.values == pytest.approx(np.full(len(flat.values), pieces.mean()))


def test_goods_that_hardly_ever_sell_have_no_curve() -> None:
    prices = np.linspace(10, 20, 40)
    pieces = np.where(np.arange(40) % 3 == 0, 2.0, 0.0)
    found = curve_of_weeks(prices, pieces)
    assert isinstance(found, Thin)
    assert found.needed == 12
    assert found.says.text() == (
        "nothing was sold in 26 of 40 weeks: too seldom for a curve"
    )


def test_where_nobody_buys_at_the_top_the_elasticity_has_an_upper_end_only() -> None:
    """0 of 60 at the top may be up to 6 %: 1 - 0.025 ** (1 / 60)."""
    found = curve(
        Tally(GRID, np.full(7, 60.0), np.array([30.0, 30, 30, 30, 30, 30, 0]))
    )
    assert found.method == "isotonic"
    assert found.slope is not None
    assert found.slope.value == found.slope.low == -np.inf
    most = 1 - 0.025 ** (1 / 60)
    assert found.slope.high == pytest.approx(np.log(most / 0.5) / np.log(348 / 168))
    assert (found.values[-1], found.low[-1]) == (0, 0)
    assert found.high[-1] == pytest.approx(most)
