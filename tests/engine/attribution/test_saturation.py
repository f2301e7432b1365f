"""Concave curves by their elasticity: values, slopes, where a slope is reached."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from cockpit.engine.attribution.saturation import (
    FAMILIES,
    STEPS,
    Family,
    elasticities,
    slopes,
    values,
    where_slope,
)
from tests.conftest import few

families = st.sampled_from(FAMILIES)
shapes = st.integers(0, STEPS).map(lambda step: float(elasticities()[step]))
spends = st.floats(0.01, 20.0)


def value(family: Family, x: float, e: float) -> float:
    return float(values(family, np.asarray(x), np.asarray(e)))


def slope(family: Family, x: float, e: float) -> float:
    return float(slopes(family, np.asarray(x), np.asarray(e)))


def test_curves_are_what_their_formulas_say() -> None:
    assert value("power", 4.0, 0.5) == 2.0
    assert value("michaelis", 3.0, 0.5) == pytest.approx(3 / (0.5 + 1.5))
    # The b of an elasticity by its own formula, then the curve by its own.
    b = brentq(lambda b: 1 / ((1 + b) * np.log1p(1 / b)) - 0.72, 1e-3, 1e3)
    for x in (0.3, 2.0, 3.0):
        by_hand = np.log1p(x / b) / np.log1p(1 / b)
        assert value("log", x, 0.72) == pytest.approx(by_hand)


@pytest.mark.parametrize("family", FAMILIES)
def test_ends_of_a_family_are_no_response_and_a_straight_line(family: Family) -> None:
    assert [value(family, x, 0.0) for x in (0.0, 0.5, 7.0)] == [1.0, 1.0, 1.0]
    assert [value(family, x, 1.0) for x in (0.0, 0.5, 7.0)] == [0.0, 0.5, 7.0]
    assert (slope(family, 3.0, 0.0), slope(family, 3.0, 1.0)) == (0.0, 1.0)


@given(families, shapes)
def test_a_usual_day_has_the_value_1_and_the_elasticity(
    family: Family, e: float
) -> None:
    assert value(family, 1.0, e) == pytest.approx(1.0)
    assert slope(family, 1.0, e) == pytest.approx(e, abs=1e-9)


@settings(max_examples=few(60))
@given(families, shapes, spends, spends)
def test_more_spend_never_brings_less_and_ever_less_more(
    family: Family, e: float, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    middle = (less + more) / 2
    low, mean, high = (value(family, x, e) for x in (less, middle, more))
    assert low <= high * (1 + 1e-12)
    assert mean >= (low + high) / 2 * (1 - 1e-12)
    assert slope(family, less, e) >= slope(family, more, e) * (1 - 1e-9)


@settings(max_examples=few(60))
@given(families, shapes, spends)
def test_slopes_are_differences_of_values(family: Family, e: float, x: float) -> None:
    step = 1e-6 * x
    by_hand = (value(family, x + step, e) - value(family, x - step, e)) / (2 * step)
    assert slope(family, x, e) == pytest.approx(by_hand, rel=1e-4, abs=1e-7)


@settings(max_examples=few(60))
@given(families, shapes.filter(lambda e: 0 < e < 1), spends)
def test_a_slope_is_reached_where_it_is(family: Family, e: float, x: float) -> None:
    wanted = np.asarray(slope(family, x, e))
    found = float(where_slope(family, wanted, np.asarray(e)))
    assert found == pytest.approx(x, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_slope_that_is_never_reached_says_so(family: Family) -> None:
    def place(wanted: float, e: float) -> float:
        return float(where_slope(family, np.asarray(wanted), np.asarray(e)))

    assert place(0.9, 1.0) == np.inf
    assert place(1.1, 1.0) == 0.0
    assert place(0.1, 0.0) == 0.0
