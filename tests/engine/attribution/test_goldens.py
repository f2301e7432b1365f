"""Published and independently computed attributions."""

import pytest

from cockpit.engine.attribution import rules
from cockpit.engine.attribution.credits import Credits
from cockpit.engine.attribution.markov import markov
from cockpit.engine.attribution.paths import Paths, counted
from cockpit.engine.attribution.shapley import (
    rate_of_exact_sets,
    shapley_conversions,
    shapley_rate,
)
from tests.engine.attribution import exact
from tests.engine.attribution.trips import (
    example,
    fractions_of,
    path_data,
    paths_of,
    touchpoints,
)
from tests.shared_data import golden

HEURISTICS = {
    "first": rules.first,
    "last": rules.last,
    "linear": rules.linear,
    "position_40_20_40": rules.position,
    "last_non_direct": rules.last_non_direct,
}
GAMES = {
    "shapley_conversions_of_subset_paths": exact.conversions_of_subsets,
    "shapley_conversion_rate_of_subset_paths": exact.rate_of_subsets,
    "shapley_conversion_rate_of_exact_set": exact.rate_of_exact_sets,
}


def spoken(given: dict[str, float]) -> dict[str, float]:
    return {name: amount for name, amount in given.items() if amount}


@pytest.mark.parametrize("order", [1, 2])
def test_the_reference_of_these_tests_gives_the_golden_fractions(order: int) -> None:
    rows, told = example()
    expected, found = told[f"markov_order{order}"], exact.markov(rows, order)
    assert str(found.whole["conversions"]) == expected["p_conversion"]["fraction"]
    for amount, effect in (
        ("conversions", "removal_effect"),
        ("value", "removal_effect_value"),
    ):
        total = sum((getattr(row, amount) for row in rows), exact.ZERO)
        assert found.effects(amount) == fractions_of(expected[effect])
        assert found.credits(amount, total) == fractions_of(expected[amount])


@pytest.mark.parametrize("game", GAMES)
def test_its_games_give_the_golden_fractions(game: str) -> None:
    rows, told = example()
    values = exact.shapley(exact.channels_of(rows), GAMES[game](rows))
    assert values == fractions_of(told[game])


@pytest.mark.parametrize("order", [1, 2])
def test_three_channels_have_their_exact_markov_credits(order: int) -> None:
    rows, told = example()
    found, expected = markov(paths_of(rows), order), told[f"markov_order{order}"]
    assert found.figures["p_conversion"] == pytest.approx(
        expected["p_conversion"]["value"], abs=1e-12
    )
    for amount, numbers in (
        ("conversions", found.conversions),
        ("value", found.value),
        ("removal_effect", found.effects),
    ):
        fractions = {k: float(v) for k, v in fractions_of(expected[amount]).items()}
        assert numbers == pytest.approx(fractions, abs=1e-12, rel=1e-13)


def test_three_channels_have_their_exact_shapley_values() -> None:
    rows, told = example()
    paths = paths_of(rows)
    found = (
        shapley_conversions(paths).conversions,
        shapley_rate(paths).effects,
        rate_of_exact_sets(paths),
    )
    for game, values in zip(GAMES, found, strict=True):
        fractions = {k: float(v) for k, v in fractions_of(told[game]).items()}
        assert values == pytest.approx(fractions, abs=1e-14)


def check_heuristics(
    paths: Paths, told: dict[str, dict[str, float]], amount: str
) -> None:
    for name, rule in HEURISTICS.items():
        found: Credits = rule(paths)
        assert spoken(getattr(found, amount)) == pytest.approx(told[name], abs=1e-9)


def test_three_channels_have_their_heuristic_credits() -> None:
    rows, told = example()
    for amount in ("conversions", "value"):
        expected = {
            name: {k: one["value"] for k, one in parts.items()}
            for name, parts in told[f"heuristics_{amount}"].items()
        }
        check_heuristics(paths_of(rows), expected, amount)
    unique = fractions_of(told["heuristics_conversions"]["linear_unique"])
    assert rules.linear_unique(paths_of(rows)) == pytest.approx(
        {name: float(value) for name, value in unique.items()}
    )


def test_all_channels_of_path_data_have_their_heuristic_credits() -> None:
    told = golden("attribution_pathdata")
    paths = path_data()
    assert list(paths.channels) == told["summary"]["channels"]
    assert paths.total("nulls") == told["summary"]["total_nulls"]
    for amount in ("conversions", "value"):
        check_heuristics(paths, told[f"heuristics_{amount}"], amount)
    assert rules.linear_unique(paths) == pytest.approx(
        told["heuristics_conversions"]["linear_unique"], abs=1e-9
    )


def test_all_channels_of_path_data_have_their_exact_markov_credits() -> None:
    told = golden("attribution_pathdata")["markov_exact_order1"]
    found = markov(path_data())
    assert found.figures["p_conversion"] == pytest.approx(told["p_conversion"])
    assert found.effects == pytest.approx(told["removal_effect"], rel=1e-9)
    assert found.conversions == pytest.approx(told["conversions"], rel=1e-9)
    assert found.value == pytest.approx(told["value"], rel=1e-9)


def test_the_simulation_of_channel_attribution_comes_close_to_them() -> None:
    """Its walks are cut at the longest path, so that it is up to 2 % off."""
    told = golden("attribution_pathdata")["channelattribution"]["order1"]["result"]
    found = markov(path_data())
    for name, simulated in told.items():
        assert found.conversions[name] == pytest.approx(
            simulated["total_conversions"], rel=0.02, abs=1
        )


def test_raw_touches_come_to_their_credits() -> None:
    told = golden("attribution_touchpoints")
    given = touchpoints()
    paths = counted(given, half_life_days=7)
    assert len(given.users) == told["users"]
    assert paths.total("conversions") == told["converted"]
    assert given.frame["path"].list.len().sum() == told["touches"]
    heuristics = told["heuristics_conversions"]
    for name, rule in HEURISTICS.items():
        found = (
            rules.last_non_direct(paths, "Direct Traffic")
            if name == "last_non_direct"
            else rule(paths)
        )
        assert found.conversions == pytest.approx(heuristics[name], abs=1e-9)
    assert rules.time_decay(paths).conversions == pytest.approx(
        told["time_decay_7d_conversions"], abs=1e-9
    )
    assert markov(paths).conversions == pytest.approx(
        told["markov_exact_order1"]["conversions"], rel=1e-9
    )
