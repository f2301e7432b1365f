"""The fitted response: what is recovered, how sure it is, and when it is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.adstock import carried
from cockpit.engine.attribution.curves import Ceiling, Response, interval
from cockpit.engine.attribution.response import Days, respond
from cockpit.engine.attribution.saturation import FAMILIES, Family, values
from cockpit.text.notes import Note
from tests.conftest import few
from tests.engine.attribution.spends import START, USUAL, base, made, slope


def fit(days: Days) -> Response:
    found = respond(days)
    assert isinstance(found, Response), found
    return found


def refused(days: Days) -> str:
    found = respond(days)
    assert isinstance(found, Note)
    return found.text()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_response_without_noise_is_found_exactly(family: Family) -> None:
    days = made(family=family, elasticity=0.4, noise=0.0)
    found = fit(days)
    # The usual spend is the median, not 1000: of another elasticity in two families.
    assert found.carry == 0
    assert found.slope(found.spend) == pytest.approx(
        slope(found.spend, family, 0.4, 180), rel=0.01
    )
    level = base(180)[-28:].mean()
    now = values(family, np.asarray(found.spend / USUAL), np.asarray(0.4))
    assert found.revenue(found.spend) == pytest.approx(level * float(now), rel=2e-3)
    if family == "power":
        assert (found.family, found.elasticity) == ("power", 0.4)


def test_present_spend_is_the_mean_of_28_days() -> None:
    days = made()
    found = fit(days)
    assert found.spend == pytest.approx(days.spend[-28:].mean())
    assert (found.seen, found.lowest) == (days.spend.max(), days.spend.min())
    assert (found.n, found.last) == (180, START + timedelta(days=179))


def test_no_saturation_is_a_straight_line_without_a_ceiling() -> None:
    found = fit(made(elasticity=1.0, noise=0.02))
    assert found.elasticity >= 0.97
    assert found.slope(1000) == pytest.approx(found.revenue(1000) / 1000, rel=0.03)
    assert found.ceiling(0.5) == Ceiling("beyond", None)
    assert found.ceiling_interval(0.5)[1] == Ceiling("beyond", None)


def test_spend_that_moves_nothing_has_no_slope() -> None:
    found = fit(made(elasticity=0.0, noise=0.02))
    low, _ = interval(found.drawn_slope(found.spend))
    assert found.slope(found.spend) < 0.1
    assert low == 0
    assert found.ceiling(1.0) == Ceiling("below", None)
    assert found.ceiling_interval(1.0)[0] == Ceiling("below", None)


def test_the_ceiling_is_where_the_slope_pays_for_goods_and_spend() -> None:
    found = fit(made(noise=0.05))
    ceiling = found.ceiling(0.6).spend
    assert ceiling is not None
    assert found.slope(ceiling) == pytest.approx(1 / 0.6)
    low, high = found.ceiling_interval(0.6)
    assert low.spend is not None
    assert low.spend < ceiling < (high.spend or np.inf)
    # The less is left of revenue, the lower the ceiling.
    assert (found.ceiling(0.5).spend or 0) < ceiling


def test_beyond_half_as_much_again_as_was_seen_there_is_no_ceiling() -> None:
    found = fit(made(elasticity=0.8, noise=0.05))
    assert found.slope(found.farthest) > 1
    assert found.ceiling(1.0) == Ceiling("beyond", None)


def test_below_all_that_was_seen_a_ceiling_has_no_number() -> None:
    """A curve that is known from 600 on says nothing of 3: only that 600 is too much."""
    found = fit(made(elasticity=0.05, noise=0.02))
    assert found.slope(found.lowest) < 1
    assert found.ceiling(1.0) == Ceiling("below", None)
    at = found.slope(found.lowest)
    assert found.ceiling(1.001 / at).reach == "seen"
    assert found.ceiling(0.999 / at).reach == "below"


def test_a_ceiling_says_where_it_lies_among_what_was_seen() -> None:
    found = fit(made(elasticity=0.7, noise=0.05))
    for spend, reach in (
        (0.99 * found.lowest, "below"),
        (found.lowest, "seen"),
        (found.seen, "seen"),
        (1.01 * found.seen, "extrapolated"),
        (1.51 * found.seen, "beyond"),
    ):
        assert found.reach(spend) == reach
        told = found.ceiling(1 / found.slope(spend))
        if spend not in {found.lowest, found.seen}:  # a rounding off either way
            assert told.reach == reach
        has_number = reach in {"seen", "extrapolated"}
        assert told.spend == (pytest.approx(spend) if has_number else None)


def held(count: int, **course: Any) -> int:
    """Count in how many of so many channels the 95 % interval holds the true slope."""
    hits = 0
    for seed in range(count):
        days = made(seed, **course)
        found = fit(days)
        low, high = interval(found.drawn_slope(found.spend))
        family = course.get("family", "michaelis")
        hits += low <= slope(found.spend, family, 0.5, len(days.spend)) <= high
    return hits


@pytest.mark.parametrize("family", FAMILIES)
def test_the_interval_holds_the_truth_as_often_as_it_says(family: Family) -> None:
    """Of 40 draws a 95 % interval misses six or more once in 70 times; see the soak."""
    count = few(40)
    hits = held(count, family=family, days=70, lasting=0.3)
    assert hits >= (35 if count < 100 else 0.93 * count)


def test_draws_vary_as_fits_of_other_errors_do() -> None:
    """Also where errors beyond the bend no longer move the fit."""
    fits = [fit(made(seed, family="power")) for seed in range(40)]
    truth = slope(USUAL, "power", 0.5, 180)
    off = [one.slope(USUAL) - truth for one in fits]
    told = [one.drawn_slope(USUAL).std() for one in fits]
    assert np.mean(told) == pytest.approx(np.std(off), rel=0.2)
    assert np.mean(told) > np.std(off)


def test_a_wrong_day_hardly_changes_the_slope() -> None:
    days = made(noise=0.05)
    wrong = days.revenue.copy()
    wrong[[20, 90, 150]] *= [12, 0.05, 9]
    clean, dirty = fit(days), fit(replace(days, revenue=wrong))
    assert dirty.slope(1000) == pytest.approx(clean.slope(1000), rel=0.08)


def test_days_of_the_calendar_are_not_fitted() -> None:
    days = made(noise=0.05)
    revenue, spend, usual = days.revenue.copy(), days.spend.copy(), [True] * 180
    for at in range(60, 66):
        revenue[at], spend[at], usual[at] = revenue[at] * 9, spend[at] * 3, False
    found = fit(replace(days, spend=spend, revenue=revenue, is_usual=usual))
    assert found.n == 174
    assert found.slope(1000) == pytest.approx(fit(days).slope(1000), rel=0.1)
    assert found.seen < spend[60:66].max()


def test_carry_over_is_found_where_there_is_some_and_only_there() -> None:
    days = made(noise=0.03, spread=0.4)
    kept = carried(days.spend, 0.6)
    late = base(180) * values("michaelis", kept / USUAL, np.asarray(0.5))
    noise = np.exp(np.random.default_rng(3).normal(0, 0.03, 180))
    assert fit(replace(days, revenue=late * noise)).carry == 0.6
    assert fit(days).carry == 0


def test_carried_spend_is_a_mean_of_the_days_before() -> None:
    assert carried(np.array([5.0] * 40), 0.8) == pytest.approx([5.0] * 40)
    spend = np.array([0.0] * 30 + [1.0] + [0.0] * 5)
    found = carried(spend, 0.5)
    assert found[30:33] == pytest.approx([0.5, 0.25, 0.125], rel=1e-6)
    assert carried(spend, 0.0) is spend


def test_the_same_days_give_the_same_digits() -> None:
    one, other = fit(made()), fit(made())
    assert one.slope(900) == other.slope(900)
    assert (one.drawn_slope(900) == other.drawn_slope(900)).all()


def test_weeks_draw_the_same_in_every_channel() -> None:
    """Two channels with the same errors rise and fall together in the draws."""
    one, other = fit(made()), fit(made(elasticity=0.7))
    pair = np.corrcoef(one.draws.levels, other.draws.levels)
    assert pair[0, 1] > 0.9


@settings(max_examples=few(6))
@given(st.integers(0, 1000), st.sampled_from(FAMILIES), st.floats(0.1, 0.9))
def test_what_is_fitted_rises_and_bends_down(
    seed: int, family: Family, elasticity: float
) -> None:
    found = fit(made(seed, family=family, elasticity=elasticity, days=70))
    spends = np.linspace(found.unit / 100, found.farthest, 50)
    revenue = np.array([found.revenue(float(spend)) for spend in spends])
    steps = np.diff(revenue)
    assert (steps >= -1e-9).all()
    assert (np.diff(steps) <= 1e-6 * revenue.max()).all()
    drawn = np.stack([found.drawn_revenue(float(spend)) for spend in spends])
    assert (np.diff(drawn, axis=0) >= -1e-9).all()


def test_too_few_days_are_refused_with_how_many_are_needed() -> None:
    assert refused(made(days=55)) == (
        "needs 56 complete days with spend and revenue; there are 55"
    )
    assert fit(made(days=56)).n == 56


def test_a_spend_that_is_always_the_same_is_refused() -> None:
    assert refused(made(spread=0.01)).startswith(
        "daily spend varies by 0.8% beside weekday and trend; 3% are needed"
    )


@pytest.mark.parametrize("spike", [5, 100])
def test_one_day_of_another_spend_tells_no_response(spike: int) -> None:
    days = made(days=120)
    spend = np.full(120, USUAL)
    spend[60] *= spike
    assert "daily spend varies by 0.0%" in refused(replace(days, spend=spend))


def test_a_spend_that_only_follows_the_weekday_is_refused() -> None:
    days = made(noise=0.05)
    spend = np.where(np.arange(180) % 7 > 4, 1.5 * USUAL, USUAL)
    assert "varies by 0.0%" in refused(replace(days, spend=spend))


def test_without_revenue_there_is_no_response() -> None:
    days = made()
    assert "no revenue of this channel is known" in refused(
        replace(days, revenue=np.zeros(180))
    )
    gaps = days.revenue * (np.arange(180) % 5 > 0)
    assert refused(replace(days, revenue=gaps)).startswith("20% of the days")


def test_a_channel_that_was_switched_off_has_no_next_unit() -> None:
    days = made()
    spend = days.spend.copy()
    spend[-28:] = 0
    assert refused(replace(days, spend=spend)) == "no spend in the last 28 days"
