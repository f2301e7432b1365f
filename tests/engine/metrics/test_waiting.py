"""Waiting times with open ones, against scipy and against a book."""

import numpy as np
import pytest
from scipy import stats

from cockpit.engine.metrics.waiting import survival

# Freireich et al. 1963, the 6-MP arm (weeks; + is still in remission).
WEEKS = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
ENDED = [True] * 9 + [False] * 12


def test_the_textbook_example() -> None:
    """Survival of 6-MP as in Kalbfleisch & Prentice; its median is 23 [13, -]."""
    found = survival(np.array(WEEKS, float), np.array(ENDED))
    assert found.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    expected = [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert found.share == pytest.approx(expected, abs=5e-4)
    half = found.quantile(0.5)
    assert (half.value, half.low, half.high) == (23, 13, None)
    assert found.quantile(0.9).value is None


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@pytest.mark.parametrize("seed", range(6))
def test_scipy_says_the_same(seed: int) -> None:
    generator = np.random.default_rng(seed)
    waits = generator.exponential(20, 80).round(1)
    limit = generator.uniform(1, 60, 80).round(1)
    ended = waits <= limit
    seen = np.minimum(waits, limit)
    ours = survival(seen, ended)
    censored = stats.CensoredData(uncensored=seen[ended], right=seen[~ended])
    theirs = stats.ecdf(censored).sf
    band = theirs.confidence_interval(method="log-log")
    at = np.isin(theirs.quantiles, ours.times)
    assert ours.share == pytest.approx(theirs.probabilities[at])
    is_inner = (ours.share > 0) & (ours.share < 1)
    assert ours.low[is_inner] == pytest.approx(band.low.probabilities[at][is_inner])
    assert ours.high[is_inner] == pytest.approx(band.high.probabilities[at][is_inner])


def test_without_open_ones_the_median_is_that_of_the_times() -> None:
    found = survival(np.array([5.0, 1.0, 3.0, 2.0, 4.0]), np.ones(5, bool))
    assert found.quantile(0.5).value == 3
    assert found.quantile(0.9).value == 5


def test_open_ones_make_waits_longer_and_never_shorter() -> None:
    """Five were answered within an hour, five wait since yesterday."""
    waits = np.array([1.0] * 5 + [24.0] * 5)
    found = survival(waits, np.array([True] * 5 + [False] * 5))
    assert found.quantile(0.5).value == 1
    assert found.quantile(0.9).value is None
    ignored = survival(waits[:5], np.ones(5, bool))
    assert ignored.quantile(0.9).value == 1


def test_the_interval_covers_the_truth() -> None:
    """Median of an exponential wait, a third of all censored: 95 % of 400, or nearly."""
    generator = np.random.default_rng(1)
    truth, hits = 20 * np.log(2), 0
    for _ in range(400):
        waits, limit = generator.exponential(20, 60), generator.exponential(40, 60)
        half = survival(np.minimum(waits, limit), waits <= limit).quantile(0.5)
        assert half.low is not None
        hits += half.low <= truth <= (half.high or np.inf)
    assert 0.92 <= hits / 400 <= 0.98
