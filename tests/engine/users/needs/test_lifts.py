"""Lifts against hand-computed numbers."""

from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cockpit.engine.users.needs.features import Floats
from cockpit.engine.users.needs.lifts import Lift, Sums, lifts


def sums_of(own: list[int], values: list[float], groups: int = 2) -> Sums:
    sums = Sums.none(groups, 1)
    sums.add(np.array(own), np.array(values)[:, None])
    return sums


def lift_of(own: list[int], values: list[float]) -> Lift:
    return lifts(sums_of(own, values), ("page=x",), 0)[0]


def test_a_lift_and_its_interval_are_those_computed_by_hand() -> None:
    """Means 0.6 and 0.2; variances 0.04 / 3 x 4 = 0.16 / 3 and 0.04 / 3."""
    found = lift_of([0] * 4 + [1] * 4, [0.4, 0.8, 0.4, 0.8, 0.1, 0.3, 0.1, 0.3])
    first, rest = 0.16 / 3 / (4 * 0.36), 0.04 / 3 / (4 * 0.04)
    error = sqrt(first + rest)
    assert found.lift == pytest.approx(3.0)
    assert found.low == pytest.approx(exp(log(3) - 1.959964 * error), rel=1e-6)
    assert found.high == pytest.approx(exp(log(3) + 1.959964 * error), rel=1e-6)
    assert found.n == 4
    assert found.mean == pytest.approx(0.6)


def test_few_users_prove_nothing() -> None:
    few = lift_of([0] * 20 + [1] * 20, [0.9] * 20 + [0.1] * 20)
    many = lift_of([0] * 40 + [1] * 40, [0.9] * 40 + [0.1] * 40)
    assert (few.proved, many.proved) == (False, True)


def test_a_small_lift_is_no_difference_to_act_on() -> None:
    assert not lift_of([0] * 500 + [1] * 500, [0.55] * 500 + [0.5] * 500).proved


def test_what_only_one_group_does_has_a_finite_lift() -> None:
    found = lift_of([0] * 100 + [1] * 300, [0.5] * 100 + [0.0] * 300)
    assert found.lift == 300
    assert 1 < found.low < 300 < found.high
    assert found.proved


def test_what_a_group_does_not_do_is_no_evidence() -> None:
    assert lifts(sums_of([0, 0, 1, 1], [0.0, 0.0, 0.5, 0.5]), ("page=x",), 0) == []


def test_users_of_whom_a_number_is_unknown_do_not_count() -> None:
    unknown = float("nan")
    found = lift_of([0, 0, 0, 1, 1], [2.0, 4.0, unknown, 1.0, 1.0])
    assert found.lift == pytest.approx(3.0)
    assert found.n == 2


def test_joined_groups_have_the_sums_of_both() -> None:
    parts = sums_of([0, 1, 2, 0], [1.0, 2.0, 3.0, 4.0], groups=3)
    joined = parts.joined(np.array([0, 1, 0]), 2)
    straight = sums_of([0, 1, 0, 0], [1.0, 2.0, 3.0, 4.0])
    assert np.array_equal(joined.total, straight.total)
    assert np.array_equal(joined.squares, straight.squares)
    assert joined.users.tolist() == straight.users.tolist()


@given(arrays(np.float64, (20, 2), elements=st.floats(0, 1)), st.integers(1, 19))
def test_sums_added_in_pieces_are_the_sums_of_the_whole(
    values: Floats, cut: int
) -> None:
    own = np.arange(20) % 3
    whole, pieces = Sums.none(3, 2), Sums.none(3, 2)
    whole.add(own, values)
    pieces.add(own[:cut], values[:cut])
    pieces.add(own[cut:], values[cut:])
    assert pieces.total == pytest.approx(whole.total)
    assert np.array_equal(pieces.shown, whole.shown)


@given(st.floats(0.01, 100))
def test_a_lift_does_not_depend_on_the_unit(scale: float) -> None:
    own, values = [0] * 4 + [1] * 4, [0.4, 0.8, 0.4, 0.8, 0.1, 0.3, 0.1, 0.3]
    plain, scaled = lift_of(own, values), lift_of(own, [v * scale for v in values])
    assert scaled.lift == pytest.approx(plain.lift)
    assert (scaled.low, scaled.high) == pytest.approx((plain.low, plain.high))
