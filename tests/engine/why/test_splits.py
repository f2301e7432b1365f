"""Parts that sum to the whole: LMDI, Shapley, price and mix."""

import json
from fractions import Fraction
from math import fsum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.why.lmdi import lmdi, log_shares
from cockpit.engine.why.mix import price_and_mix
from cockpit.engine.why.rounding import (
    PLACES,
    grid_of,
    on_grid,
    summing,
    total,
    written,
)
from cockpit.engine.why.shapley import shapley

GOLDEN = Path(__file__).resolve().parents[4] / "shared/goldens/roi_decomposition.json"

FACTORS = st.dictionaries(
    st.sampled_from("abcd"),
    st.tuples(
        st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000),
        st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000),
    ),
    min_size=1,
)
SIDES = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.tuples(st.integers(0, 10**9), st.integers(0, 10_000)),
    min_size=1,
)


def product(factors: dict[str, Fraction]) -> Fraction:
    whole = Fraction(1)
    for factor in factors.values():
        whole *= factor
    return whole


def test_roi_of_three_factors_is_split_as_the_literature_does() -> None:
    """Exact arithmetic of Ang (2005) and Sun (1998): CVR x AOV / CPC, 3 to 392/179."""
    before = {"cvr": Fraction(3, 100), "aov": Fraction(100), "cpc": Fraction(1)}
    after = {
        "cvr": Fraction(28, 1000),
        "aov": Fraction(105),
        "cpc": Fraction(20_000, 26_850),
    }
    by_order = shapley(before, after)
    assert by_order == {
        "cvr": Fraction(-57_557, 322_200),
        "aov": Fraction(10_207, 80_550),
        "cpc": Fraction(-244_271, 322_200),
    }
    by_log = lmdi(before, after)
    assert by_log["cvr"] == pytest.approx(-0.1775711549493932, rel=1e-12)
    assert by_log["aov"] == pytest.approx(0.12557421679970376, rel=1e-12)
    assert by_log["cpc"] == pytest.approx(-0.7580589277720983, rel=1e-12)
    assert log_shares(before, after)["cpc"] == pytest.approx(0.935810676353142)
    assert sum(by_log.values()) == pytest.approx(float(Fraction(-145, 179)), rel=1e-12)


def cases() -> list[tuple[str, dict[str, Any]]]:
    if not GOLDEN.is_file():
        return []
    golden = json.loads(GOLDEN.read_text("utf-8"))
    plain = {key: golden[key] for key in golden if key.startswith("single_channel")}
    return [*plain.items(), *golden["marketing_csv"]["by_category"].items()]


@pytest.mark.parametrize(("name", "golden"), cases())
def test_splits_agree_with_exact_arithmetic(name: str, golden: dict[str, Any]) -> None:
    sides = [_factors(golden[side]) for side in ("before", "after")]
    for side, key in zip(sides, ("ROAS_before", "ROAS_after"), strict=True):
        assert product(side) == Fraction(golden[key]["fraction"]), name
    change = Fraction(golden["change"]["fraction"])
    assert product(sides[1]) - product(sides[0]) == change
    by_log, by_order = lmdi(*sides), shapley(*sides)
    assert sum(by_order.values()) == change
    grid = grid_of(*map(product, sides))
    moved = on_grid(change, grid)
    for parts in (by_log, by_order):
        assert fsum(summing(list(parts.values()), moved, grid)) == moved
    assert moved == pytest.approx(float(change), rel=1e-12)
    for factor in by_log:
        known = golden["shapley"][factor]
        assert by_order[factor] == Fraction(known["fraction"]), name
        assert float(by_order[factor]) == pytest.approx(known["value"], rel=1e-12)
        assert by_log[factor] == pytest.approx(golden["lmdi"][factor], rel=1e-9), name
        share = golden["lmdi_share_of_change"][factor]
        assert by_log[factor] / float(change) == pytest.approx(share, rel=1e-9)
        of_logs = golden["log_share"][factor]
        assert log_shares(*sides)[factor] == pytest.approx(of_logs, rel=1e-9)


def _factors(side: dict[str, Any]) -> dict[str, Fraction]:
    spend = Fraction(str(side["spend"]))
    whole = {
        "CVR": Fraction(side["orders"], side["clicks"]),
        "AOV": Fraction(side["revenue"], side["orders"]),
    }
    if "impressions" not in side:
        return {**whole, "inverse_CPC": Fraction(side["clicks"]) / spend}
    return {
        "CTR": Fraction(side["clicks"], side["impressions"]),
        **whole,
        "inverse_cost_per_impression": Fraction(side["impressions"]) / spend,
    }


@given(FACTORS)
def test_shapley_parts_sum_to_the_change_exactly(
    factors: dict[str, tuple[Fraction, Fraction]],
) -> None:
    before = {name: pair[0] for name, pair in factors.items()}
    after = {name: pair[1] for name, pair in factors.items()}
    assert sum(shapley(before, after).values()) == product(after) - product(before)


@given(FACTORS)
def test_log_parts_sum_to_the_change(
    factors: dict[str, tuple[Fraction, Fraction]],
) -> None:
    before = {name: pair[0] for name, pair in factors.items()}
    after = {name: pair[1] for name, pair in factors.items()}
    change = float(product(after) - product(before))
    size = float(max(product(before), product(after)))
    parts = lmdi(before, after)
    assert sum(parts.values()) == pytest.approx(change, rel=1e-9, abs=1e-9 * size)


def test_a_factor_of_zero_has_the_limits_of_ang_and_liu() -> None:
    """What was nothing is made by the factors that were zero; they share it."""
    before = {"a": Fraction(0), "b": Fraction(2)}
    after = {"a": Fraction(3), "b": Fraction(2)}
    assert shapley(before, after) == {"a": 6, "b": 0}
    assert lmdi(before, after) == {"a": 6, "b": 0}
    assert lmdi(after, before) == {"a": -6, "b": 0}
    both = {"a": Fraction(0), "b": Fraction(0)}
    assert lmdi(both, after) == {"a": 3, "b": 3}
    swapped = {"a": Fraction(3), "b": Fraction(0)}
    assert lmdi(before, swapped) == {"a": 0, "b": 0}


def test_the_limits_at_zero_are_those_of_ever_smaller_numbers() -> None:
    tiny = Fraction(1, 10**300)
    before, after = (
        {"a": Fraction(0), "b": 5 * Fraction(1)},
        {"a": Fraction(3), "b": Fraction(2)},
    )
    near = lmdi({**before, "a": tiny}, after)
    assert near["a"] == pytest.approx(lmdi(before, after)["a"], rel=0.01)
    assert near["b"] == pytest.approx(0, abs=0.01)


def test_a_negative_factor_is_split_by_shapley_alone() -> None:
    before, after = (
        {"a": Fraction(-1), "b": Fraction(2)},
        {"a": Fraction(3), "b": Fraction(2)},
    )
    assert shapley(before, after) == {"a": 8, "b": 0}
    with pytest.raises(ValueError, match="logarithm"):
        lmdi(before, after)


def test_a_dearer_campaign_is_price_and_a_shift_to_it_is_mix() -> None:
    """A: 1 to 2 on half of the clicks is price 0.5; then clicks move to it."""
    dearer = price_and_mix(
        {"A": (50, 50), "B": (50, 50)}, {"A": (100, 50), "B": (50, 50)}
    )
    zero = Fraction(0)
    assert dearer == {"A": (Fraction(1, 2), zero), "B": (zero, zero)}
    shifted = price_and_mix(
        {"A": (200, 100), "B": (100, 100)}, {"A": (300, 150), "B": (50, 50)}
    )
    # The mean goes from 1.50 to 1.75: a quarter more of the clicks x 0.5 above the
    # middle of the means, 1.625, and a quarter less x 0.625 below it.
    assert shifted == {
        "A": (zero, Fraction(1, 4) * Fraction(3, 8)),
        "B": (zero, Fraction(-1, 4) * Fraction(-5, 8)),
    }


@given(SIDES, SIDES)
def test_price_and_mix_sum_to_the_change_exactly(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> None:
    """Also for campaigns that come, go, or spend without a click."""
    units = [sum(units for _, units in side.values()) for side in (before, after)]
    if not all(units):
        return
    means = [
        Fraction(sum(spend for spend, _ in side.values()), count)
        for side, count in zip((before, after), units, strict=True)
    ]
    parts = price_and_mix(before, after)
    assert sum(sum(pair) for pair in parts.values()) == means[1] - means[0]
    once = {name for name in parts if name not in before or name not in after}
    for name in once:
        _, count = before.get(name, after.get(name, (0, 0)))
        if count:
            assert parts[name][0] == 0, "one side has no change of price"


@given(st.lists(st.fractions(-1000, 1000, max_denominator=10**12), min_size=1))
def test_what_is_written_sums_to_what_is_written_of_the_whole(
    parts: list[Fraction],
) -> None:
    whole = sum(parts, Fraction(0))
    cells = written(parts, whole)
    assert total(cells) == round(whole * 10**PLACES) / 10**PLACES
    for part, cell in zip(parts, cells, strict=True):
        assert cell == pytest.approx(float(part), abs=len(parts) * 10.0**-PLACES)


@given(st.lists(st.fractions(-1000, 1000, max_denominator=10**12), min_size=1))
def test_summing_parts_add_up_to_the_last_digit(parts: list[Fraction]) -> None:
    whole = sum(parts, Fraction(0))
    grid = grid_of(whole, *parts)
    floats = summing(parts, whole, grid)
    assert fsum(floats) == on_grid(whole, grid)
    for part, found in zip(parts, floats, strict=True):
        assert found == pytest.approx(float(part), rel=1e-9, abs=1e-9)
