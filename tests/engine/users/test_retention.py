"""Who came back when: by hand, and against a plain count."""

from collections import defaultdict
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.engine.users.retention import Grid, cells, comebacks, sizes, start_of
from cockpit.snapshot.retention import Cohort
from tests.conftest import few

START = date(2026, 1, 28)
DEEDS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 75)),
    min_size=1,
    max_size=14,
    unique=True,
)


def frames(deeds: list[tuple[int, int]]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    again = pl.LazyFrame(
        {
            "user": [user for user, _ in deeds],
            "date": [START + timedelta(days=later) for _, later in deeds],
        }
    ).with_columns(is_back=pl.lit(value=True), net=pl.lit(10_000, pl.Int64))
    return again.group_by("user").agg(first=pl.col("date").min()), again


def first_day(cohort: Cohort, day: date) -> date:
    if cohort == "month":
        return day.replace(day=1)
    return day if cohort == "day" else day - timedelta(days=day.weekday())


@given(DEEDS, st.sampled_from(["day", "week", "month"]), st.sampled_from([0, 9, 40]))
@settings(max_examples=few(25), deadline=None)
def test_cells_are_those_of_a_plain_count(
    deeds: list[tuple[int, int]], cohort: Cohort, window: int
) -> None:
    grid = Grid(cohort, (0, 1, 7, 30), window)
    as_of = START + timedelta(days=80)
    cohorts, again = frames(deeds)
    found, back = sizes(cohorts, grid), comebacks(cohorts, again, grid)
    users: dict[int, list[date]] = defaultdict(list)
    for user, later in deeds:
        users[user].append(START + timedelta(days=later))
    members: dict[date, list[list[date]]] = defaultdict(list)
    for days in users.values():
        members[first_day(cohort, min(days))].append(days)
    assert {start_of(cohort, n): size for n, size in found.items()} == {
        start: len(group) for start, group in members.items()
    }
    for cell in cells(list(found), grid, as_of=as_of):
        group = members[start_of(cohort, cell.cohort)]
        hits = [
            [day for day in days if cell.first <= day <= cell.last] for days in group
        ]
        expected = (sum(map(bool, hits)), 10_000 * sum(map(len, hits)))
        assert back.get((cell.cohort, cell.offset), (0, 0)) == expected


def test_a_later_month_ends_on_its_last_day_and_a_week_on_sunday() -> None:
    (january,) = sizes(frames([(0, 0)])[0], Grid("month"))
    months = cells([january], Grid("month"), as_of=date(2026, 3, 1))
    assert [(c.first.isoformat(), c.last.isoformat()) for c in months] == [
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-28"),
        ("2026-03-01", "2026-03-31"),
    ]
    (week,) = sizes(frames([(0, 0)])[0], Grid("week"))
    (only,) = cells([week], Grid("week"), as_of=date(2026, 2, 1))
    assert (only.first.isoformat(), only.last.isoformat()) == (
        "2026-01-26", "2026-02-01",
    )  # fmt: skip
