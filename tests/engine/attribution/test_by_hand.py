"""Combinations and moves of money, held against plain loops to nine digits."""

from datetime import date

import numpy as np
import pytest

from cockpit.engine.attribution.combinations import combine
from cockpit.engine.attribution.curves import Response
from cockpit.engine.attribution.response import respond
from cockpit.engine.attribution.spending import Fitted
from cockpit.engine.attribution.what_if import Move, Outcome, what_if
from tests.engine.attribution import by_hand
from tests.engine.attribution.spends import made
from tests.engine.attribution.test_combinations import journeys

SAME = 1e-9


def test_combinations_are_what_loops_add_up() -> None:
    """Paths of up to four touches, 2,000 people with one journey or two."""
    random = np.random.default_rng(11)
    trips: list[by_hand.Trip] = []
    for user in range(3_000):
        path = "".join(random.choice(list("abc"), random.integers(1, 5)))
        is_bought = random.random() < (0.3 if "c" in path else 0.1)
        worth = round(random.gamma(4, 25)) + 1 if is_bought else None
        trips.append((f"u{user % 2_000}", path, worth))
    spend = {"a": 9_000.0, "b": 5_000.5, "c": 3_000.25}
    wanted = by_hand.summed(trips, spend)
    found = combine(journeys(trips), spend)
    told = {"".join(one.channels): one for one in found.rows if one.kind == "ordered"}
    assert set(told) == set(wanted)
    for name, one in wanted.items():
        row = told[name]
        assert (row.journeys, row.orders) == (one.journeys, one.orders)
        assert row.revenue == pytest.approx(one.revenue, rel=SAME)
        assert row.cost == pytest.approx(one.cost, rel=SAME)
        assert row.roi == pytest.approx(one.revenue / one.cost, rel=SAME)


def test_a_move_of_money_is_what_loops_come_to() -> None:
    curves, fits = {}, {}
    for channel, seed, elasticity in (("a", 1, 0.4), ("b", 2, 0.8)):
        days = made(seed, elasticity=elasticity, days=70)
        curves[channel] = by_hand.fitted(days)
        found = respond(days)
        assert isinstance(found, Response)
        assert found.carry == 0
        known = curves[channel]
        assert (found.family, found.elasticity) == (known.family, known.elasticity)
        assert found.level == pytest.approx(known.level, rel=SAME)
        day = date(2026, 1, 5)
        fits[channel] = Fitted(found, "claimed", 0.4, day, day, is_settled=True)
    told = what_if(fits, Move("a", "b", 150.0), {})
    assert isinstance(told, Outcome)
    a, b = (made(seed, days=70).spend[-28:].mean() for seed in (1, 2))
    change = curves["a"].revenue(a - 150) - curves["a"].revenue(a)
    change += curves["b"].revenue(b + 150) - curves["b"].revenue(b)
    assert told.revenue == pytest.approx(change, rel=SAME)
    assert told.profit == pytest.approx(change * 0.4, rel=SAME)
