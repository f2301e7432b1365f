"""Shifted beta-geometric: refusals, and sums that must agree."""

import numpy as np
import pytest

from cockpit.engine.ltv.sbg import Contracts, fit_sbg
from cockpit.text.notes import Note

SURVIVORS = (1_000, 631, 468, 382, 326, 289, 262, 241)


def test_few_periods_or_losses_are_refused() -> None:
    refused = fit_sbg([1_000, 631])
    assert isinstance(refused, Note)
    assert refused.text() == "needs 2 more periods"
    refused = fit_sbg([100, 95, 92, 90])
    assert isinstance(refused, Note)
    assert "20 more customers who left" in refused.text()


def test_a_constant_chance_of_leaving_is_no_mixture() -> None:
    assert isinstance(fit_sbg([100_000, 80_000, 64_000, 51_200, 40_960]), Note)


def test_counts_that_rise_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="more customers after"):
        fit_sbg([100, 101, 90, 80])


def test_survival_is_the_product_of_retention_and_a_lifetime_its_sum() -> None:
    found = fit_sbg(SURVIVORS)
    assert isinstance(found, Contracts)
    periods = np.arange(1.0, 3_000)
    survival = found.survival(periods)
    assert survival == pytest.approx(np.cumprod(found.retention(periods)))
    by_hand = 1 + (survival / 1.1**periods).sum()
    assert found.lifetime(0.1) == pytest.approx(by_hand)
