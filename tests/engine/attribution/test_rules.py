"""Rules that credit touches by their place."""

import pytest
from hypothesis import given, settings

from cockpit.engine.attribution import rules
from cockpit.engine.attribution.paths import counted
from cockpit.engine.attribution.shapley import shapley_conversions
from tests.conftest import few
from tests.engine.attribution.exact import Row
from tests.engine.attribution.trips import journeys, paths_of, trips


def one(path: str) -> list[Row]:
    """One conversion of one path."""
    return [Row(tuple(path), 1, 0)]


def spoken(given: dict[str, float]) -> dict[str, float]:
    return {name: amount for name, amount in given.items() if amount}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("A", {"A": 1}),
        ("AB", {"A": 0.5, "B": 0.5}),
        ("ABC", {"A": 0.4, "B": 0.2, "C": 0.4}),
        ("ABCB", {"A": 0.4, "B": 0.5, "C": 0.1}),
        ("AA", {"A": 1}),
    ],
)
def test_position_credits_the_ends_and_shares_the_rest(
    path: str, expected: dict[str, float]
) -> None:
    assert rules.position(paths_of(one(path))).conversions == pytest.approx(expected)


@pytest.mark.parametrize(
    ("path", "channel"), [("ABD", "B"), ("DAD", "A"), ("DD", "D"), ("A", "A")]
)
def test_last_non_direct_keeps_direct_only_where_there_is_nothing_else(
    path: str, channel: str
) -> None:
    found = rules.last_non_direct(paths_of(one(path)), "D")
    assert spoken(found.conversions) == {channel: 1}


def test_without_a_direct_channel_it_is_the_last_touch() -> None:
    found = rules.last_non_direct(paths_of(one("AB")))
    assert spoken(found.conversions) == {"B": 1}


def test_linear_counts_touches_and_its_unique_form_channels() -> None:
    paths = paths_of(one("AAB"))
    assert rules.linear(paths).conversions == pytest.approx({"A": 2 / 3, "B": 1 / 3})
    assert rules.linear_unique(paths) == {"A": 0.5, "B": 0.5}


@settings(max_examples=few(20))
@given(trips())
def test_linear_over_channels_is_the_shapley_value_of_conversions(
    rows: list[Row],
) -> None:
    paths = paths_of(rows)
    expected = shapley_conversions(paths).conversions
    assert rules.linear_unique(paths) == pytest.approx(expected)


def test_time_decay_credits_by_age() -> None:
    rows = [("ABC", (14, 7, 0), 70_000), ("B", (9,), 10_000), ("A", (1,), None)]
    found = rules.time_decay(counted(journeys("ABC", rows), 7))
    assert found.conversions == pytest.approx({"A": 1 / 7, "B": 9 / 7, "C": 4 / 7})
    assert found.value == pytest.approx({"A": 10_000, "B": 30_000, "C": 40_000})
    assert found.new == pytest.approx({"A": 1 / 7, "B": 2 / 7, "C": 4 / 7})


def test_time_decay_refuses_without_times() -> None:
    found = rules.time_decay(paths_of(one("AB")))
    assert found.refused is not None
    assert found.conversions == {}
