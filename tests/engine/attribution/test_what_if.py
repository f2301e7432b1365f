"""Moves of money between channels whose responses are known."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.attribution.curves import Response
from cockpit.engine.attribution.response import respond
from cockpit.engine.attribution.spending import Fitted
from cockpit.engine.attribution.what_if import Move, Outcome, what_if
from cockpit.engine.metrics.revenue import Basis
from cockpit.text.notes import Note, note
from tests.conftest import few
from tests.engine.attribution.spends import made

NAMES = {"a": "A", "b": "B", "c": "C"}


def fitted(seed: int, elasticity: float, *, basis: Basis = "claimed") -> Fitted:
    found = respond(made(seed, elasticity=elasticity, noise=0.05))
    assert isinstance(found, Response)
    day = date(2026, 1, 5)
    return Fitted(found, basis, 0.5, day, day, is_settled=True)


FITS = {
    "a": fitted(1, 0.3),
    "b": fitted(2, 0.9),
    "c": Fitted(
        note("no spend in the last {days} days", days=28),
        "claimed", 1.0, date(2026, 1, 5), date(2026, 1, 5), is_settled=True,
    ),
}  # fmt: skip


def tried(source: str, target: str, amount: float) -> Outcome:
    found = what_if(FITS, Move(source, target, amount), NAMES)
    assert isinstance(found, Outcome), found
    return found


def refused(source: str, target: str, amount: float) -> str:
    found = what_if(FITS, Move(source, target, amount), NAMES)
    assert isinstance(found, Note)
    return found.text()


def response(channel: str) -> Response:
    found = FITS[channel].response
    assert found is not None
    return found


def test_a_move_is_what_one_loses_and_the_other_gains() -> None:
    a, b = response("a"), response("b")
    found = tried("a", "b", 100)
    lost = a.revenue(a.spend - 100) - a.revenue(a.spend)
    gained = b.revenue(b.spend + 100) - b.revenue(b.spend)
    assert found.revenue == pytest.approx(lost + gained)
    assert found.profit == pytest.approx((lost + gained) * 0.5)
    assert found.interval[0] < found.revenue < found.interval[1]


def test_new_money_costs_itself_and_saved_money_is_a_gain() -> None:
    new, saved = tried("", "b", 100), tried("a", "", 100)
    assert new.profit == pytest.approx(new.revenue * 0.5 - 100)
    assert saved.profit == pytest.approx(saved.revenue * 0.5 + 100)
    assert saved.revenue < 0 < new.revenue


@settings(max_examples=few(20))
@given(st.floats(1, 600))
def test_a_move_is_a_saving_and_new_money(amount: float) -> None:
    move, out, into = (
        tried("a", "b", amount),
        tried("a", "", amount),
        tried("", "b", amount),
    )
    assert move.revenue == pytest.approx(out.revenue + into.revenue)
    assert move.profit == pytest.approx(out.profit + into.profit)


@settings(max_examples=few(20))
@given(st.floats(1, 500))
def test_a_move_there_and_back_changes_nothing(amount: float) -> None:
    """Back from where it went: on the same curves nothing is won or lost."""
    a, b = response("a"), response("b")
    there = tried("a", "b", amount)
    back = (
        a.revenue(a.spend)
        - a.revenue(a.spend - amount)
        + b.revenue(b.spend)
        - b.revenue(b.spend + amount)
    )
    assert there.revenue + back == pytest.approx(0, abs=1e-9)
    drawn = (
        b.drawn_revenue(b.spend + amount)
        - b.drawn_revenue(b.spend)
        + a.drawn_revenue(a.spend - amount)
        - a.drawn_revenue(a.spend)
    )
    assert there.interval == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))))


def test_more_of_the_same_move_brings_ever_less() -> None:
    found = [tried("a", "b", amount).revenue for amount in (100, 200, 300, 400)]
    steps = np.diff([0.0, *found])
    assert (np.diff(steps) < 0).all()


def test_spend_that_was_never_seen_is_called_so() -> None:
    b = response("b")
    inside = b.seen - b.spend - 1
    warnings = [one.text() for one in tried("", "b", inside).warnings]
    assert not any("seen" in one or "spent" in one for one in warnings)
    above = [one.text() for one in tried("", "b", inside + 50).warnings]
    assert any("above all that was seen" in one for one in above)
    far = [one.text() for one in tried("", "b", 2 * b.seen).warnings]
    assert any("more than 1.5 x the most that was ever spent" in one for one in far)
    a = response("a")
    none = [one.text() for one in tried("a", "", a.spend).warnings]
    assert any("A: 0 a day is far below the least that was ever" in one for one in none)
    assert any("revenue that comes without spend counts as lost" in one for one in none)
    below = [one.text() for one in tried("a", "", a.spend - 0.9 * a.lowest).warnings]
    assert any("a day is below all that was seen" in one for one in below)


def test_a_move_says_how_far_its_spends_are_from_those_seen() -> None:
    a, b = response("a"), response("b")
    inside = b.seen - b.spend - 1
    assert tried("", "b", inside).reach == "seen"
    assert tried("", "b", inside + 50).reach == "extrapolated"
    assert tried("", "b", 1.51 * b.seen - b.spend).reach == "unknown"
    assert tried("a", "", a.spend).reach == "unknown"
    # Of two channels the one that is known least.
    assert tried("a", "b", a.spend).reach == "unknown"


def test_money_is_written_in_its_currency() -> None:
    found = what_if(FITS, Move("", "b", 9_000), NAMES, currency="CNY")
    assert isinstance(found, Outcome)
    assert any("B: ¥" in one.text() for one in found.warnings)


def test_intervals_over_zero_are_said_to_prove_nothing() -> None:
    same = {"a": fitted(1, 0.5), "b": fitted(2, 0.5, basis="orders")}
    found = what_if(same, Move("a", "b", 30), NAMES)
    assert isinstance(found, Outcome)
    said = [one.text() for one in found.warnings]
    assert "whether revenue rises or falls is not proven" in said
    assert any("do not count the same" in one for one in said)


def test_what_cannot_be_moved_is_refused() -> None:
    assert refused("a", "b", 0) == "an amount above 0 is needed"
    assert refused("a", "b", float("nan")) == "an amount above 0 is needed"
    assert refused("a", "a", 1).startswith("money has to come from one channel")
    assert refused("", "", 1).startswith("money has to come from one channel")
    assert refused("a", "zzz", 1) == "no spend of zzz in these days"
    assert refused("a", "c", 1) == (
        "C: no response is known: no spend in the last 28 days"
    )
    assert refused("zzz", "c", 1) == (
        "no spend of zzz in these days; C: no response is known: no spend in the last"
        " 28 days"
    )
    assert refused("c", "", 1).startswith("C: no response is known")
    assert "no more can be taken from it" in refused("a", "b", 5000)
