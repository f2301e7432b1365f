"""The RFM view: segments, migration, refusal."""

from datetime import date
from pathlib import Path

import pytest

from cockpit.engine.tables import MONEY_SCALE
from cockpit.engine.views.rfm import rfm, rfm_list, scored_users
from cockpit.engine.views.study import Study
from cockpit.snapshot.rfm import RfmQuery
from tests.engine.tables import Row, instant, order, record, spec
from tests.engine.users.books import bought, study_of
from tests.engine.views.scenes import scene


def many() -> list[Row]:
    """Sixty customers; the first ten bought every week, and stopped in February."""
    regulars = [
        (f"u{user:02}", f"2026-01-{day:02}", 100)
        for user in range(10)
        for day in (1, 8, 15, 22, 29)
    ]
    others = [(f"u{user:02}", f"2026-{user % 2 + 2:02}-{10 + user % 7}", user)
              for user in range(10, 60)]  # fmt: skip
    return bought(*regulars, *others)


def test_segments_add_up_to_all_customers_and_all_revenue(tmp_path: Path) -> None:
    found = rfm(study_of(tmp_path, "2026-04-01", orders=many()), RfmQuery())
    assert sum(row.users for row in found.rows) == 60
    assert sum(row.share for row in found.rows) == pytest.approx(1)
    assert sum(cell.users for cell in found.cells) == 60
    money = sum(cell.users * cell.monetary for cell in found.cells)
    assert money == pytest.approx(5_000 + sum(range(10, 60)))
    assert sum(row.revenue for row in found.rows) == 5_000 + sum(range(10, 60))
    slipping = {row.segment: row.users for row in found.rows if row.users}
    assert slipping["cannot-lose"] == 10
    assert found.breaks["F"] == (1, 1, 1, 1)
    assert "10" in found.reading
    assert found.how["frequency"].rows == 100
    assert {"users", "recency", "monetary"} <= set(found.how)


def test_migration_starts_four_weeks_earlier(tmp_path: Path) -> None:
    found = rfm(study_of(tmp_path, "2026-03-20", orders=many()), RfmQuery())
    assert found.base == "2026-02-20"
    assert found.missing == ""
    assert {move.before for move in found.moves} == set()
    assert all(row.previous is None for row in found.rows)
    later = rfm(
        study_of(tmp_path / "later", "2026-04-01", orders=many()),
        RfmQuery(base="2026-03-25"),
    )
    assert sum(move.users for move in later.moves) == 60
    counted = {row.segment: row.previous for row in later.rows}
    assert sum(users or 0 for users in counted.values()) == 60


def test_a_base_before_the_data_has_nobody_who_moved(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-04-01", orders=many())
    found = rfm(study, RfmQuery(base="2025-06-01"))
    assert sum(row.users for row in found.rows) == 60
    assert found.moves == ()
    assert all(row.previous is None for row in found.rows)


def test_below_fifty_customers_it_says_how_many_are_missing(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-04-01", orders=many()[:20])
    found = rfm(study, RfmQuery())
    assert found.rows == ()
    assert found.missing.startswith("quintiles need 46 more customers")
    assert rfm_list(study, RfmQuery()).missing == found.missing


def test_without_orders_or_user_ids_it_names_what_is_missing(tmp_path: Path) -> None:
    none = study_of(tmp_path, "2026-02-02")
    assert rfm(none, RfmQuery()).missing == "needs the table orders"
    nameless = [order("o", None, "2026-01-20T10:00", 9)]
    study = study_of(tmp_path / "b", "2026-02-02", orders=nameless)
    assert rfm(study, RfmQuery()).missing == "needs the column orders.user_id"
    assert rfm_list(study, RfmQuery()).missing == "needs the column orders.user_id"


def test_the_list_names_every_customer_with_scores(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-04-01", orders=many())
    rows = rfm_list(study, RfmQuery(ties="ntile")).rows
    assert [row.user_id for row in rows] == [f"u{user:02}" for user in range(60)]
    assert rows[0].recency_days == 62
    assert (rows[0].frequency, rows[0].monetary, rows[0].segment) == (
        5, 500.0, "cannot-lose",
    )  # fmt: skip


def test_what_may_still_be_restated_is_provisional(tmp_path: Path) -> None:
    """Recent buyers bought until 16 March; 16 and 5 days before the day of the view."""

    def told(as_of: str, settle_days: int, folder: str) -> set[str]:
        source = spec("orders", settle_days=settle_days)
        where = tmp_path / folder
        file = record(where, "orders", many(), source=source)
        made = scene(where / "facts", [file], now=f"{as_of}T12:00:00")
        rows = rfm(Study(made), RfmQuery()).rows
        return {row.maturity for row in rows if row.users}

    assert told("2026-04-01", 0, "a") == {"mature"}
    assert told("2026-03-21", 4, "b") == {"mature"}
    assert told("2026-03-21", 5, "c") == {"mature", "provisional"}


def test_the_base_day_knows_no_refund_that_came_later(tmp_path: Path) -> None:
    """The best customer gave everything back, a week after the base day."""
    rows = [
        {
            **row,
            "refund_amount": row["paid_amount"],
            "refund_time": instant("2026-03-28"),
        }
        if row["user_id"] == "u00"
        else row
        for row in many()
    ]
    study = study_of(tmp_path, "2026-04-01", orders=rows)
    base = scored_users(study, RfmQuery(), on=date(2026, 3, 20))
    now = scored_users(study, RfmQuery())
    assert base["monetary"][0] == 500 * MONEY_SCALE
    assert now["monetary"][0] == 0
