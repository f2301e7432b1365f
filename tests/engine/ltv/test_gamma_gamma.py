"""Gamma-Gamma: derivatives, recovery, the scale of money, refusals."""

import numpy as np
import pytest

from cockpit.engine.ltv.gamma_gamma import Spending, fit_gamma_gamma
from cockpit.engine.ltv.special import Floats
from cockpit.text.notes import Note


def drawn(number: int, *, tied: float = 0.0) -> tuple[Floats, Floats]:
    """Draw customers with p = 6, q = 4, v = 15; ``tied`` makes frequent ones pay."""
    rng = np.random.default_rng(7)
    x = 1 + rng.poisson(2.0, number)
    scale = rng.gamma(4.0, 1 / 15, number)
    value = rng.gamma(6.0 * x, 1 / (x * scale))
    return x.astype(np.float64), np.asarray(value * x**tied, np.float64)


def fitted(x: Floats, value: Floats) -> Spending:
    found = fit_gamma_gamma(x, value)
    assert isinstance(found, Spending), found
    return found


def test_a_fit_recovers_what_values_were_drawn_with() -> None:
    found = fitted(*drawn(20_000))
    assert found.converged
    sizes = (found.p, found.q, found.v)
    for true, value, error in zip((6, 4, 15), sizes, found.errors, strict=True):
        assert abs(value - true) < 3.5 * error
        assert error < 0.1 * true


def test_money_in_cents_is_a_hundred_times_the_money() -> None:
    x, value = drawn(2_000)
    whole, cents = fitted(x, value), fitted(x, 100 * value)
    assert cents.v == pytest.approx(100 * whole.v)
    assert (cents.p, cents.q) == pytest.approx((whole.p, whole.q))
    gap = whole.log_likelihood - cents.log_likelihood
    assert gap == pytest.approx(2_000 * np.log(100))


def test_an_average_lies_between_everybody_and_what_was_seen() -> None:
    found = fitted(*drawn(2_000))
    everybody = found.average(np.zeros(1), np.zeros(1))[0]
    assert everybody == pytest.approx(found.p * found.v / (found.q - 1))
    few, many = found.average(np.array([1.0, 1_000.0]), np.array([500.0, 500.0]))
    assert everybody < few < many < 500
    assert many == pytest.approx(500, rel=0.01)


def test_value_that_depends_on_frequency_is_said() -> None:
    assert "hardly depends" in fitted(*drawn(2_000)).message.text()
    tied = fitted(*drawn(2_000, tied=2.0))
    assert tied.correlation > 0.5
    assert "is biased" in tied.message.text()


def test_too_few_or_equal_values_are_refused() -> None:
    x, value = drawn(12)
    refused = fit_gamma_gamma(x, value)
    assert isinstance(refused, Note)
    assert "18 more customers" in refused.text()
    assert isinstance(fit_gamma_gamma(np.full(200, 2.0), np.full(200, 9.9)), Note)
