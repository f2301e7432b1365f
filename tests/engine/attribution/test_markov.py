"""Removal effects of Markov chains, beside exact fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution import chain as chains
from cockpit.engine.attribution import markov as module
from cockpit.engine.attribution.chain import chain
from cockpit.engine.attribution.markov import ORDERS, markov
from tests.conftest import few
from tests.engine.attribution.exact import Markov, Row, windows
from tests.engine.attribution.exact import markov as exact_markov
from tests.engine.attribution.trips import paths_of, trips

ROWS = [
    Row(("A", "B", "C"), 3, 5, Fraction(300), 2),
    Row(("B", "B", "B", "C"), 2, 4, Fraction(160), 0),
    Row(("C",), 1, 9, Fraction(50), 1),
    Row(("A", "A", "C", "C", "A"), 4, 3, Fraction(70), 1),
    Row(("D", "A"), 0, 6),
]


def check(rows: list[Row], order: int) -> None:
    found, expected = markov(paths_of(rows), order), exact_markov(rows, order)
    assert found.warning is None
    assert found.figures["p_conversion"] == pytest.approx(
        float(expected.whole["conversions"]), rel=1e-12
    )
    assert found.effects == pytest.approx(floats(expected.effects("conversions")))
    for amount in ("conversions", "value", "new"):
        assert getattr(found, amount) == pytest.approx(
            shared(expected, rows, amount), rel=1e-9, abs=1e-12
        )


def floats(numbers: dict[str, Fraction]) -> dict[str, float]:
    return {name: float(number) for name, number in numbers.items()}


def shared(expected: Markov, rows: list[Row], amount: str) -> dict[str, float]:
    total = Fraction(sum(getattr(row, amount) for row in rows))
    if not total:
        return dict.fromkeys(expected.without, 0.0)
    return floats(expected.credits(amount, total))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("states", [0, 200], ids=["walked", "eliminated"])
def test_credits_are_those_of_exact_fractions(
    order: int, states: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DIRECT_STATES", states)
    check(ROWS, order)


@pytest.mark.parametrize("table", [0, 1 << 22], ids=["sorted", "tabled"])
@pytest.mark.parametrize("states", [0, 200], ids=["walked", "eliminated"])
@settings(max_examples=few(8), deadline=None)
@given(rows=trips(), order=st.sampled_from(ORDERS))
def test_any_credits_are_those_of_exact_fractions(
    table: int, states: int, rows: list[Row], order: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "DIRECT_STATES", states)
        patch.setattr(chains, "TABLE", table)
        check(rows, order)


@settings(max_examples=few(20))
@given(rows=trips(), order=st.sampled_from(ORDERS))
def test_states_are_the_windows_of_the_paths(rows: list[Row], order: int) -> None:
    paths = paths_of(rows)
    found = {
        tuple(paths.channels[code - 1] for code in reversed(state) if code)
        for state in chain(paths, order).codes.tolist()
    }
    assert found == {
        window for row in rows if row.journeys for window in windows(row.path, order)
    }


def test_channels_may_walk_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DIRECT_STATES", 0)
    whole = markov(paths_of(ROWS), 2)
    monkeypatch.setattr(module, "BLOCK", 1)
    assert markov(paths_of(ROWS), 2).effects == pytest.approx(whole.effects, rel=1e-14)


def test_a_loop_that_is_hardly_ever_left_is_walked_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [Row(tuple("AB" * 500), 1, 0), Row(("A",), 1, 1), Row(("C", "B"), 0, 1)]
    expected = markov(paths_of(rows))
    monkeypatch.setattr(module, "DIRECT_STATES", 0)
    assert markov(paths_of(rows)).effects == pytest.approx(expected.effects, rel=1e-10)


def test_the_same_paths_give_the_same_digits() -> None:
    paths = paths_of(ROWS)
    assert markov(paths, 3).conversions == markov(paths, 3).conversions


def test_two_thirds_of_a_chain_can_be_wider_than_32_bits() -> None:
    """300 channels and windows of four: 301^4 is more than 2^32."""
    names = [f"c{number:03}" for number in range(300)]
    rows = [Row(tuple(names[at : at + 6]), 1, 1) for at in range(0, 300, 3)]
    found = markov(paths_of(rows), 4)
    assert sum(found.conversions.values()) == pytest.approx(100, rel=1e-12)
    assert found.effects["c000"] == pytest.approx(1 / 100)


def test_value_with_refunds_above_payments_is_shared_like_conversions() -> None:
    rows = [Row(("A",), 2, 1, Fraction(-300)), Row(("B",), 2, 1, Fraction(400))]
    found = markov(paths_of(rows))
    assert found.value == pytest.approx({"A": 50, "B": 50})
    assert found.warning is not None


def test_another_order_is_an_error() -> None:
    with pytest.raises(ValueError, match="order 5"):
        markov(paths_of(ROWS), 5)


def test_a_state_that_nobody_took_is_none() -> None:
    rows = [Row(("A",), 1, 1), Row(("B", "C"), 0, 0)]
    found = markov(paths_of(rows))
    assert found.effects == {"A": 1, "B": 0, "C": 0}
    assert found.figures["states"] == 1
    assert np.isclose(float(found.figures["p_conversion"]), 0.5)
