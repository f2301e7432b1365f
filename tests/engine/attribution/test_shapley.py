"""Both games, and the third one, beside all orders of arrival."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from cockpit.engine.attribution import shapley as module
from cockpit.engine.attribution.shapley import (
    rate_of_exact_sets,
    shapley_conversions,
    shapley_rate,
    shapley_values,
)
from tests.conftest import few
from tests.engine.attribution import exact
from tests.engine.attribution.exact import Row
from tests.engine.attribution.trips import paths_of, trips


def floats(numbers: dict[str, Fraction]) -> dict[str, float]:
    return {name: float(number) for name, number in numbers.items()}


@settings(max_examples=few(20), deadline=None)
@given(trips())
def test_each_game_has_the_values_of_all_orders_of_arrival(rows: list[Row]) -> None:
    paths, players = paths_of(rows), exact.channels_of(rows)
    assert shapley_conversions(paths).conversions == pytest.approx(
        floats(exact.shapley(players, exact.conversions_of_subsets(rows)))
    )
    assert shapley_rate(paths).effects == pytest.approx(
        floats(exact.shapley(players, exact.rate_of_subsets(rows))), abs=1e-14
    )
    assert rate_of_exact_sets(paths) == pytest.approx(
        floats(exact.shapley(players, exact.rate_of_exact_sets(rows))), abs=1e-14
    )


def test_credits_of_the_rate_are_its_values_times_all_journeys() -> None:
    rows = [Row(("A",), 1, 3), Row(("A", "B"), 2, 2), Row(("B",), 0, 4)]
    found = shapley_rate(paths_of(rows))
    assert found.conversions == pytest.approx(
        {name: 12 * value for name, value in found.effects.items()}
    )


def test_a_channel_that_lowers_the_rate_has_a_credit_below_0() -> None:
    rows = [Row(("A",), 9, 1), Row(("A", "B"), 1, 9), Row(("B",), 0, 9)]
    found = shapley_rate(paths_of(rows))
    assert found.conversions["B"] < 0
    assert sum(found.conversions.values()) == pytest.approx(10)


def many(channels: int) -> list[Row]:
    names = [f"c{number:03}" for number in range(channels)]
    return [
        Row((names[at], names[at // 2]), 1 + at % 3, 40 + channels - at, Fraction(at))
        for at in range(channels)
    ]


def test_sixteen_channels_all_play() -> None:
    found = shapley_rate(paths_of(many(16)))
    assert found.figures == {"players": 16, "coalitions": 65_536}
    assert found.warning is None


def test_of_more_channels_the_smallest_play_as_one() -> None:
    rows = many(100)
    found = shapley_rate(paths_of(rows))
    assert found.figures["players"] == 16
    assert found.warning is not None
    assert dict(found.warning.fields)["n"] == "85"
    for amount in ("conversions", "value"):
        total = sum(getattr(row, amount) for row in rows)
        assert sum(getattr(found, amount).values()) == pytest.approx(float(total))


def test_those_who_play_as_one_share_like_an_equal_split(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        Row(("A",), 5, 95),
        Row(("B",), 3, 50),
        Row(("C",), 1, 50),
        Row(("D",), 0, 9),
    ]
    monkeypatch.setattr(module, "MOST_PLAYERS", 2)
    found = shapley_rate(paths_of(rows)).conversions
    assert found["D"] == 0
    assert found["B"] == pytest.approx(3 * found["C"])
    joined = [Row(("A",), 5, 95), Row(("Z",), 4, 109)]
    together = shapley_rate(paths_of(joined)).conversions
    assert found["A"] == pytest.approx(together["A"])
    assert found["B"] + found["C"] == pytest.approx(together["Z"])


def test_channels_of_a_handful_of_journeys_are_named() -> None:
    rows = [Row(("A",), 50, 50), Row(("B",), 1, 3)]
    warning = shapley_rate(paths_of(rows)).warning
    assert warning is not None
    assert "B" in warning.text()


@pytest.mark.parametrize("channels", [1, 65, 130])
def test_an_equal_split_works_for_any_number_of_channels(channels: int) -> None:
    rows = many(channels)
    found = shapley_conversions(paths_of(rows)).conversions
    expected: dict[str, float] = dict.fromkeys(found, 0.0)
    for row in rows:
        for name in set(row.path):
            expected[name] += row.conversions / len(set(row.path))
    assert found == pytest.approx(expected)


def test_a_glove_is_worth_what_its_pair_is() -> None:
    """Two left gloves and a right one: 1/6, 1/6, 2/3 (Shapley & Shubik 1969)."""
    game = np.array([[0.0], [0], [0], [0], [0], [1], [1], [1]])
    assert shapley_values(game)[:, 0] == pytest.approx([1 / 6, 1 / 6, 2 / 3])
