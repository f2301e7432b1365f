"""Arithmetic without rounding: thresholds, proofs and medians."""

import statistics
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from cockpit.engine.alarms.exact import Limit, median

ONE = Fraction(1)
COUNTS = st.integers(min_value=1, max_value=10**6)


def test_the_boundary_itself_is_not_below() -> None:
    below, at_most = (
        Limit("<", Fraction(15, 100), ONE),
        Limit("<=", Fraction(3, 20), ONE),
    )
    assert not below.value(150, 1000)
    assert below.value(149_999, 1_000_000)
    assert at_most.value(150, 1000)


def test_a_change_of_exactly_ten_percent_is_not_more_than_ten() -> None:
    """1.80 / 2.00 - 1 is -0.1 exactly, though not in binary fractions."""
    fall = Limit("<", Fraction(-10, 100), ONE)
    assert not fall.change((180, 100), (200, 100))
    assert fall.change((179, 100), (200, 100))


def test_a_difference_of_rates_is_in_points() -> None:
    two_points = Limit(">=", Fraction(2, 100), ONE)
    assert two_points.delta((12, 100), (10, 100))
    assert not two_points.delta((119, 1000), (10, 100))


def test_the_scale_belongs_to_the_value_and_not_to_a_change() -> None:
    """Money is in 1/10,000 of the unit: 15,000 per click is 1.50."""
    limit = Limit(">=", Fraction(3, 2), Fraction(1, 10_000))
    assert limit.value(15_000, 1)
    assert not limit.value(14_999, 1)
    assert Limit(">=", Fraction(1, 2), Fraction(1, 10_000)).change((15, 1), (10, 1))


def test_no_complaint_in_899_orders_does_not_prove_less_than_three_in_a_thousand() -> (
    None
):
    """T n > z^2 (1 - t), z = 1.6449: n must exceed 899.2."""
    limit = Limit("<", Fraction(3, 1000), ONE)
    assert not limit.proves(0, 899, side=-1)
    assert limit.proves(0, 900, side=-1)


def test_a_proof_is_on_the_right_side() -> None:
    """14 % of 1,000 is far from 50 %; it proves "below" and never "above"."""
    limit = Limit("<", Fraction(1, 2), ONE)
    assert limit.proves(140, 1000, side=-1)
    assert not limit.proves(140, 1000, side=1)


@given(COUNTS, COUNTS, st.integers(1, 99))
def test_a_proof_is_wilsons_bound(successes: int, trials: int, percent: int) -> None:
    """The upper score bound, solved with a square root, in floating point."""
    assume(successes <= trials)
    than, z = percent / 100, 1.6449
    share = successes / trials
    spread = z * (share * (1 - share) / trials + z * z / (4 * trials**2)) ** 0.5
    upper = (share + z * z / (2 * trials) + spread) / (1 + z * z / trials)
    assume(abs(upper - than) > 1e-9)
    limit = Limit("<", Fraction(percent, 100), ONE)
    assert limit.proves(successes, trials, side=-1) == (upper < than)


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=8))
def test_a_median_is_the_exact_one(ratios: list[tuple[int, int]]) -> None:
    top, bottom = median(ratios)
    exact = statistics.median([Fraction(a, b) for a, b in ratios])
    assert Fraction(top, bottom) == exact


def test_ratios_that_floats_cannot_tell_apart_are_told_apart() -> None:
    near = [(10**17 + 1, 10**17), (10**17 + 2, 10**17), (10**17 + 3, 10**17)]
    assert near[0][0] / near[0][1] == near[2][0] / near[2][1]
    assert Fraction(*median(near[::-1])) == Fraction(*near[1])
