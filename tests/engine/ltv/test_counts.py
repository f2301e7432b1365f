"""Customers as models see them, from the ledger."""

from datetime import date

from cockpit.engine.ltv.counts import history
from cockpit.engine.users.ledger import Ledger
from tests.engine.tables import order
from tests.engine.users.books import bought, kept

END = date(2026, 3, 31)


def shop() -> Ledger:
    return kept(
        bought(
            ("ada", "2026-01-01", 100),
            ("ada", "2026-01-01", 50),  # the same day: no repeat
            ("ada", "2026-01-11", 30),
            ("ada", "2026-03-01", 70),
            ("bob", "2026-03-31", 20),
            ("cyd", "2026-04-01", 500),  # after the calibration
            ("ada", "2026-04-02", 900),
        )
    )


def test_days_count_once_and_the_first_is_no_repeat() -> None:
    found = history(shop(), end=END, time_unit="day")
    assert found.users.rows() == [(0, 2, 59, 89, 50.0), (1, 0, 0, 0, None)]
    assert (found.counts.total, found.counts.repeaters) == (2, 1)


def test_the_last_day_belongs_to_the_calibration() -> None:
    day_before = history(shop(), end=date(2026, 3, 30), time_unit="day")
    assert day_before.users["user"].to_list() == [0]
    later = history(shop(), end=date(2026, 4, 2), time_unit="day")
    assert later.users["x"].to_list() == [3, 0, 0]


def test_a_day_of_refunds_only_is_no_purchase() -> None:
    rows = [
        order("1", "ada", "2026-01-01T12:00", 100),
        order("2", "ada", "2026-01-20T12:00", -100, is_paid=False),
    ]
    assert history(kept(rows), end=END, time_unit="day").users["x"].to_list() == [0]


def test_refunded_repeats_teach_no_value() -> None:
    rows = [
        order("1", "ada", "2026-01-01T12:00", 100),
        order("2", "ada", "2026-01-20T12:00", 80, refund_amount=800_000),
    ]
    found = history(kept(rows), end=END, time_unit="day")
    assert found.users["x"].to_list() == [1]
    assert len(found.repeat_values[0]) == 0


def test_equal_customers_are_one_row_with_their_number() -> None:
    rows = bought(*((f"u{n}", "2026-01-05", 10) for n in range(7)))
    counts = history(kept(rows), end=END, time_unit="week").counts
    assert counts.customers.tolist() == [7]
    assert counts.unit_days == 7
