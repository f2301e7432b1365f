"""The test on purchases that a model never saw: what is counted, and what is lacking."""

from datetime import date, timedelta

import numpy as np
import pytest

from cockpit.engine.ltv.bgnbd import Buying, fit_bgnbd
from cockpit.engine.ltv.buying import Parameters
from cockpit.engine.ltv.counts import Counts, history
from cockpit.engine.ltv.holdout import Holdout, hold_out, hold_out_values
from cockpit.engine.ltv.mbgnbd import fit_mbgnbd
from cockpit.engine.users.ledger import Ledger
from cockpit.text.notes import Note, note
from tests.engine.tables import instant, order
from tests.engine.users.books import bought, kept

FIRST = date(2026, 1, 1)


def told(of: Holdout | Note) -> Holdout:
    assert isinstance(of, Holdout)
    return of


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def drawn(number: int, days: int) -> Ledger:
    """Customers who buy and leave as BG/NBD says, won on the first 200 days."""
    rng = np.random.default_rng(5)
    purchases = []
    for user in range(number):
        rate, leaving = rng.gamma(1.2, 1 / 30), rng.beta(1.5, 6)
        at, is_there = float(rng.integers(0, 200)), True
        while is_there and at < days:
            purchases.append((f"u{user}", day(int(at)), 10))
            at += rng.exponential(1 / rate)
            is_repeat = len(purchases) > 1 and purchases[-2][0] == f"u{user}"
            is_there = not (is_repeat and rng.random() < leaving)
    return kept(bought(*purchases))


def at_one_rate(counts: Counts) -> Buying:
    """A model that is known beforehand."""
    return Buying(
        Parameters(1.0, 30.0, 1.5, 4.0), None, 0.0, counts.total, counts.repeaters, 1, 0,
        converged=True, usable=True, message=note("as given"),
    )  # fmt: skip


def test_only_customers_known_at_the_cut_are_predicted_and_counted() -> None:
    purchases = [
        ("old", day(0), 10), ("old", day(80), 10),
        ("old", day(91), 10), ("old", day(91), 10), ("old", day(119), 10),
        ("other", day(89), 10), ("other", day(90), 10),
        ("later", day(92), 10), ("later", day(115), 10),
        ("other", day(120), 10),
    ]  # fmt: skip
    ledger = kept(bought(*purchases))
    end = FIRST + timedelta(days=119)
    found = told(hold_out(ledger, end=end, time_unit="day", fits=at_one_rate))
    assert (found.days, found.last, found.customers) == (30, end, 2)
    assert found.came == 3
    cut = history(ledger, end=FIRST + timedelta(days=89), time_unit="day").counts
    x, recency, age = (
        one.astype(np.float64) for one in (cut.x, cut.recency_days, cut.age_days)
    )
    by_hand = at_one_rate(cut).expected(x, recency, age, 30).sum()
    assert found.predicted == pytest.approx(by_hand)
    assert found.error == pytest.approx(by_hand / 3 - 1)


def test_a_model_that_is_true_meets_what_came() -> None:
    ledger = drawn(2_000, 400)
    end = FIRST + timedelta(days=399)
    found = told(hold_out(ledger, end=end, time_unit="week", fits=fit_bgnbd))
    assert found.days == 90
    assert found.error == pytest.approx(0, abs=0.1)


def test_where_nobody_came_there_is_no_error() -> None:
    ledger = kept(bought(("u", day(0), 10), ("u", day(20), 10)))
    end = FIRST + timedelta(days=199)
    found = told(hold_out(ledger, end=end, time_unit="day", fits=at_one_rate))
    assert (found.came, found.error) == (0, None)
    assert found.predicted > 0


def test_values_are_told_as_they_were_known_and_set_against_what_came() -> None:
    """Half of every early purchase is given back once the held-out days have begun."""
    rng, rows = np.random.default_rng(8), []
    for user in range(60):
        level = rng.gamma(4, 25)
        for at in (0, 20, 40, 160):
            amount = 1 + int(rng.gamma(10, level / 10))
            back = amount * 5_000 if at < 160 else None
            rows.append(
                order(
                    f"{user}-{at}",
                    f"u{user}",
                    f"{day(at)}T12:00",
                    amount,
                    refund_amount=back,
                    refund_time=instant(f"{day(155)}T12:00"),
                )
            )
    ledger = kept(rows)
    found = told(
        hold_out_values(ledger, end=FIRST + timedelta(days=199), time_unit="day")
    )
    assert (found.days, found.customers, found.purchases) == (50, 60, 60)
    last = ledger.days.filter(ledger.days["date"] > FIRST + timedelta(days=149))
    assert found.came == last["net"].sum() / 10_000
    assert found.error == pytest.approx(0, abs=0.1), "not half of it"
    few = hold_out_values(
        kept(rows[:8]), end=FIRST + timedelta(days=199), time_unit="day"
    )
    assert isinstance(few, Note)
    assert "not tested: without the last 50 days: needs 28 more" in few.text()


def test_a_short_history_says_how_many_days_are_missing() -> None:
    ledger = kept(bought(("u", day(0), 10)))
    end = FIRST + timedelta(days=99)
    found = hold_out(ledger, end=end, time_unit="day", fits=at_one_rate)
    assert isinstance(found, Note)
    assert found.text() == "needs 12 more days of orders to be tested"
    empty = hold_out(Ledger(), end=end, time_unit="day", fits=at_one_rate)
    assert isinstance(empty, Note)
    assert "needs 112 more days" in empty.text()


def test_a_model_that_refuses_the_earlier_days_says_why_it_is_not_tested() -> None:
    ledger = kept(bought(("u", day(0), 10)))
    end = FIRST + timedelta(days=199)
    found = hold_out(ledger, end=end, time_unit="day", fits=fit_mbgnbd)
    assert isinstance(found, Note)
    assert found.text() == (
        "not tested: without the last 50 days: needs 99 more customers with a paid order"
    )
