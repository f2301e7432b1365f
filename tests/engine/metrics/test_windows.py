"""Sums over the days up to each row: blanks are zeros inside, unknown outside."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.metrics.windows import rolled
from tests.conftest import few

FIRST = date(2026, 3, 1)
Cells = list[tuple[int, str | None, int | None, int | None]]


def sheet(cells: Cells) -> pl.DataFrame:
    """Rows of (day, entity, spend, won), in the order of a sheet."""
    rows = sorted(cells, key=lambda row: (row[0], row[1] or ""))
    return pl.DataFrame(
        {
            "date": [FIRST + timedelta(days=day) for day, *_ in rows],
            "hour": pl.Series([None] * len(rows), dtype=pl.Int8),
            "entity": pl.Series([entity for _, entity, *_ in rows], dtype=pl.String),
            "spend": pl.Series([spend for *_, spend, _ in rows], dtype=pl.Int64),
            "won": pl.Series([won for *_, won in rows], dtype=pl.Int64),
        }
    )


def test_a_window_adds_up_its_days_and_takes_a_blank_for_nothing() -> None:
    cells: Cells = [(0, None, 1, 2), (1, None, 3, None), (2, None, 5, 7)]
    found = rolled(sheet(cells), ("spend", "won"), days=2)
    assert found.select("spend", "won").rows() == [(None, None), (4, 2), (8, 7)]


def test_a_window_before_the_first_day_or_past_the_last_is_not_known() -> None:
    cells: Cells = [
        (0, None, None, 2), (1, None, 3, 2), (2, None, 5, 2), (3, None, None, 2),
    ]  # fmt: skip
    found = rolled(sheet(cells), ("spend", "won"), days=2)
    assert found["spend"].to_list() == [None, None, 8, None]


def test_entities_are_added_up_apart_and_share_the_days_that_are_known() -> None:
    """What began in the middle has spent nothing before."""
    cells: Cells = [
        (0, "old", 1, 1), (1, "old", 1, 1), (1, "new", 9, 4), (2, "old", 1, 1),
        (2, "new", 9, None),
    ]  # fmt: skip
    found = rolled(sheet(cells), ("spend", "won"), days=3).filter(
        pl.col("spend").is_not_null()
    )
    assert found.select("entity", "spend", "won").rows() == [
        ("new", 18, 4),
        ("old", 3, 3),
    ]


def test_a_measure_without_any_day_is_known_nowhere() -> None:
    cells: Cells = [(0, None, 1, None), (1, None, 1, None)]
    found = rolled(sheet(cells), ("spend", "won"), days=2)
    assert found["spend"].null_count() == found["won"].null_count() == 2


AMOUNTS = st.none() | st.integers(0, 9)


@settings(max_examples=few(50))
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.sampled_from([None, "a", "b"])),
        st.tuples(AMOUNTS, AMOUNTS),
        min_size=1,
    ),
    st.integers(2, 4),
)
def test_rolling_says_what_adding_up_by_hand_says(
    cells: dict[tuple[int, str | None], tuple[int | None, int | None]], days: int
) -> None:
    given_sheet = sheet([(*key, *amounts) for key, amounts in cells.items()])
    found = rolled(given_sheet, ("spend", "won"), days=days)
    known = [
        [day for (day, _), amounts in cells.items() if amounts[i] is not None]
        for i in (0, 1)
    ]
    for row in found.iter_rows(named=True):
        day = (row["date"] - FIRST).days
        window = range(day - days + 1, day + 1)
        is_whole = all(k and min(k) <= window[0] and day <= max(k) for k in known)
        sums = [
            sum(cells.get((d, row["entity"]), (0, 0))[i] or 0 for d in window)
            for i in (0, 1)
        ]
        expected = sums if is_whole else [None, None]
        assert [row["spend"], row["won"]] == expected
