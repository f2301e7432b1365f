"""The logistic regression, beside scikit-learn."""

import numpy as np
import pytest

from cockpit.engine.attribution.logistic import fit, logistic
from cockpit.engine.attribution.sets import sets_of
from tests.engine.attribution.exact import Row
from tests.engine.attribution.trips import paths_of

ODDS = {"A": 1.5, "B": 0.7, "C": 0.0, "D": -1.0}


def drawn(journeys: int = 4_000) -> list[Row]:
    """Journeys of which each channel moves the log odds as ``ODDS`` says."""
    rng = np.random.default_rng(20_260_101)
    rows = []
    for path in ("A", "B", "C", "D", "AB", "AC", "AD", "BC", "BD", "CD", "ABC", "ABCD"):
        chance = 1 / (1 + np.exp(2 - sum(ODDS[name] for name in path)))
        conversions = int(rng.binomial(journeys // 12, chance))
        rows.append(Row(tuple(path), conversions, journeys // 12 - conversions))
    return rows


def test_the_fit_is_that_of_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    rows = drawn()
    found = fit(sets_of(paths_of(rows)))
    features = np.array([[name in row.path for name in "ABCD"] for row in rows] * 2)
    target = np.repeat([1, 0], len(rows))
    weights = [row.conversions for row in rows] + [row.nulls for row in rows]
    peer = LogisticRegression(C=1 / found.penalty, tol=1e-10, max_iter=1000)
    peer.fit(features, target, sample_weight=weights)
    assert found.slopes == pytest.approx(peer.coef_[0], abs=1e-4)
    assert found.intercept == pytest.approx(peer.intercept_[0], abs=1e-4)


def test_odds_that_were_planted_are_found() -> None:
    found = fit(sets_of(paths_of(drawn(400_000))))
    assert found.slopes == pytest.approx(list(ODDS.values()), abs=0.05)
    assert found.journeys == pytest.approx(400_000, rel=0.001)


def test_journeys_are_ranked_better_than_by_chance() -> None:
    found = logistic(paths_of(drawn()))
    assert 0.65 < float(found.figures["auc"]) < 0.85
    assert found.figures["n"] == sum(row.journeys for row in drawn())
    assert found.warning is None


def test_a_channel_that_lowers_the_odds_gets_nothing() -> None:
    found = logistic(paths_of(drawn()))
    assert found.effects["D"] < 0
    assert found.conversions["D"] == 0
    assert found.conversions["A"] > found.conversions["B"] > 0


def test_credits_are_what_the_prediction_falls_without_the_channel() -> None:
    rows = [Row(("A",), 300, 700), Row(("B",), 100, 900), Row(("A", "B"), 400, 600)]
    found = logistic(paths_of(rows))
    start, slopes = float(found.figures["intercept"]), found.effects
    falls = dict.fromkeys("AB", 0.0)
    for row in rows:
        score = start + sum(slopes[name] for name in row.path)
        for name in row.path:
            fall = 1 / (1 + np.exp(-score)) - 1 / (1 + np.exp(slopes[name] - score))
            falls[name] += row.conversions * max(fall, 0)
    whole = sum(falls.values())
    assert found.conversions == pytest.approx(
        {name: 800 * fall / whole for name, fall in falls.items()}
    )


def test_it_says_when_channels_do_not_tell_who_converts() -> None:
    rows = [Row((name,), 100, 900) for name in "AB"] + [Row(("A", "B"), 101, 899)]
    warning = logistic(paths_of(rows)).warning
    assert warning is not None
    assert "AUC 0." in warning.text()


def test_it_refuses_where_every_channel_lowers_the_odds() -> None:
    """Those with one channel convert best, and there is nothing without any."""
    rows = [Row(("A", "B"), 0, 500), Row(("A",), 50, 50), Row(("B",), 50, 50)]
    found = logistic(paths_of(rows))
    assert found.refused is not None
    assert found.conversions == {}


def test_the_same_paths_give_the_same_digits() -> None:
    assert logistic(paths_of(drawn())).value == logistic(paths_of(drawn())).value
