"""Adtributor: surprise, explanatory power, succinctness, and the verdict."""

from math import log

import pytest

from cockpit.engine.why.adtributor import adtributor, verdict


def test_the_element_that_fell_alone_is_the_cause() -> None:
    before = {"a": (100.0, None), "b": (100.0, None)}
    found = adtributor(before, {"a": (50.0, None), "b": (100.0, None)})
    assert found is not None
    assert found.causes == ("a",)
    p, q = 1 / 2, 1 / 3
    half = (p + q) / 2
    assert found.surprise == pytest.approx((p * log(p / half) + q * log(q / half)) / 2)
    assert {one.name: one.explanatory for one in found.elements} == {"a": 1.0, "b": 0.0}
    assert verdict(found) == "inside"


def test_one_of_many_is_inside_and_all_alike_is_outside() -> None:
    before = dict.fromkeys("abcdefghij", (100.0, None))
    one = adtributor(before, {**before, "a": (40.0, None)})
    assert one is not None
    assert verdict(one) == "inside"
    alike = adtributor(before, dict.fromkeys(before, (80.0, None)))
    assert alike is not None
    assert alike.uneven == pytest.approx(0, abs=1e-12)
    assert verdict(alike) == "outside"
    assert verdict(None) == "outside"


def test_the_powers_of_a_ratio_sum_to_one() -> None:
    """Partial differences of the paper, by hand: a (4/10 to 2/10), b (6/10 as was)."""
    before = {"a": (4.0, 10.0), "b": (6.0, 10.0)}
    found = adtributor(before, {"a": (2.0, 10.0), "b": (6.0, 12.0)})
    assert found is not None
    a = -2 * 20 / (20 * 20)
    b = -2 * 10 / (20 * 22)
    powers = {one.name: one.explanatory for one in found.elements}
    assert powers == {
        "a": pytest.approx(a / (a + b)),
        "b": pytest.approx(b / (a + b)),
    }


def test_an_element_that_is_new_or_gone_counts_as_none() -> None:
    found = adtributor({"a": (10.0, None), "b": (5.0, None)}, {"a": (10.0, None)})
    assert found is not None
    assert found.causes == ("b",)


def test_without_a_change_there_is_nothing_to_find() -> None:
    same = {"a": (1.0, None), "b": (2.0, None)}
    assert adtributor(same, same) is None
