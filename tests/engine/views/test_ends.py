"""Orders that end long before the day of a view are told: nobody else would."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.views.ends import early_end
from tests.conftest import few
from tests.engine.tables import Row
from tests.engine.users.books import bought, study_of

FIRST = date(2026, 1, 1)


def orders_of(days: set[int]) -> list[Row]:
    told = [(FIRST + timedelta(days=day)).isoformat() for day in sorted(days)]
    return bought(*((f"u{at}", day, 10) for at, day in enumerate(told)))


def test_a_month_without_an_order_at_the_end_is_told(tmp_path: Path) -> None:
    daily = orders_of(set(range(60)))
    found = early_end(study_of(tmp_path, "2026-04-01", orders=daily))
    assert found is not None
    text = found.text()
    assert "2026-03-01" in text
    assert "31 days before 2026-04-01" in text


def test_the_day_in_progress_may_be_without_an_order(tmp_path: Path) -> None:
    daily = orders_of(set(range(60)))
    assert early_end(study_of(tmp_path, "2026-03-02", orders=daily)) is None


def test_a_pause_as_long_as_an_earlier_one_is_usual(tmp_path: Path) -> None:
    weekly = orders_of({0, 7, 14, 21})
    assert early_end(study_of(tmp_path / "a", "2026-01-29", orders=weekly)) is None
    assert early_end(study_of(tmp_path / "b", "2026-01-30", orders=weekly)) is not None


def test_without_orders_nothing_ends(tmp_path: Path) -> None:
    assert early_end(study_of(tmp_path, "2026-04-01", orders=[])) is None


@settings(max_examples=few(10), deadline=None)
@given(days=st.sets(st.integers(0, 40), min_size=1), later=st.integers(0, 30))
def test_it_is_told_exactly_when_no_earlier_pause_was_as_long(
    tmp_path_factory: pytest.TempPathFactory, days: set[int], later: int
) -> None:
    folder = tmp_path_factory.mktemp("ends")
    as_of = FIRST + timedelta(days=max(days) + 1 + later)
    found = early_end(study_of(folder, as_of.isoformat(), orders=orders_of(days)))
    silent = [day for day in range(max(days)) if day not in days]
    runs, run = [0], 0
    for day in range(max(days) + 1):
        run = run + 1 if day in silent and day > min(days) else 0
        runs.append(run)
    assert (found is not None) == (later >= 2 and later > max(runs))
