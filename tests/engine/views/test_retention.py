"""The retention view: the same digits as the metrics, and what it refuses."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cockpit.engine.views.metrics import metrics
from cockpit.engine.views.retention import retention
from cockpit.engine.views.retention_reading import reading
from cockpit.engine.views.study import StudyTerms
from cockpit.snapshot.metrics import MetricsQuery
from cockpit.snapshot.retention import RetentionQuery, RetentionRow
from tests.engine.tables import Row, event, instant, order
from tests.engine.users.books import bought, study_of


def visits(*deeds: tuple[str, str]) -> list[Row]:
    return [event(user, at, channel="douyin") for user, at in deeds]


def seen_again() -> list[Row]:
    """Users of three days; every third is back after 1, every second after 7 days."""
    deeds = []
    for number in range(30):
        day = number % 3 + 1
        deeds.append((f"u{number:02}", f"2026-03-0{day}T10:00"))
        if number % 4 == 0:
            deeds.append((f"u{number:02}", f"2026-03-0{day + 1}T09:00"))
        if number % 2 == 0:
            deeds.append((f"u{number:02}", f"2026-03-{day + 7:02}T12:00"))
    return visits(*deeds)


def picked(rows: tuple[RetentionRow, ...]) -> list[tuple[str, int, int, int]]:
    return [(row.cohort, row.day, row.size, row.retained) for row in rows]


def test_days_by_calendar_are_the_metrics_to_the_digit(tmp_path: Path) -> None:
    users: list[Row] = [
        {"user_id": "u00", "first_seen": instant("2026-01-01T00:00"),
         "biz_date": instant("2026-01-01T00:00").date()},
        {"user_id": "u04", "first_seen": instant("2026-03-01T00:00"),
         "biz_date": instant("2026-03-01T00:00").date(), "acq_channel": "tmall"},
    ]  # fmt: skip
    study = study_of(tmp_path, "2026-03-09", events=seen_again(), users=users)
    for channel in ("", "tmall", "douyin"):
        rows = retention(study, RetentionQuery(channel=channel)).rows
        cells = {(row.cohort, row.day): row for row in rows}
        for day in (1, 7):
            asked = MetricsQuery(
                metrics=(f"retention_d{day}",),
                dimensions=("channel",) if channel else ("whole",),
            )
            for row in metrics(study.scene, asked).rows:
                if row.entity != (channel or None) or row.maturity == "immature":
                    continue
                cell = cells[row.date, day]
                assert (cell.rate, cell.size) == (row.value, row.n)
                assert cell.mature == (row.maturity == "mature")


def test_a_cell_is_mature_when_its_last_day_is_complete(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-03-09", events=seen_again())
    rows = retention(study, RetentionQuery(days=(7,))).rows
    assert [(row.cohort, row.mature) for row in rows] == [
        ("2026-03-01", True),
        ("2026-03-02", False),
    ]
    first = rows[0]
    assert first.low is not None
    assert first.high is not None
    assert first.rate is not None
    assert 0 < first.low < first.rate < first.high < 1


def test_24_hours_count_from_the_first_instant(tmp_path: Path) -> None:
    deeds = visits(
        ("ada", "2026-03-01T22:00"), ("ada", "2026-03-02T08:00"),
        ("bob", "2026-03-01T08:00"), ("bob", "2026-03-02T09:00"),
        ("cyd", "2026-03-05T09:00"),
    )  # fmt: skip
    study = study_of(tmp_path, "2026-03-09", events=deeds)
    spans = RetentionQuery(days=(0, 1), mode="24h", last="2026-03-01")
    assert picked(retention(study, spans).rows) == [
        ("2026-03-01", 0, 2, 2),
        ("2026-03-01", 1, 2, 1),  # ada's second visit was 10 hours later
    ]
    calendar = RetentionQuery(days=(1,), last="2026-03-01")
    assert picked(retention(study, calendar).rows) == [("2026-03-01", 1, 2, 2)]


def test_the_configuration_says_which_events_count(tmp_path: Path) -> None:
    rows: list[Row] = [
        event("ada", "2026-03-01T10:00"),
        event("ada", "2026-03-02T10:00", "pay"),
        event("ada", "2026-03-03T10:00"),
    ]
    terms = StudyTerms(active_events=("visit",))
    study = study_of(tmp_path, "2026-03-09", terms, events=rows)
    found = retention(study, RetentionQuery(days=(1, 2))).rows
    assert [(row.day, row.retained, row.rate) for row in found] == [
        (1, 0, None),  # nobody at all was active on that day
        (2, 1, 1.0),
    ]


def test_a_range_takes_any_day_of_the_window(tmp_path: Path) -> None:
    rows = bought(
        ("ada", "2026-01-01", 10), ("ada", "2026-02-03", 5), ("bob", "2026-01-01", 2)
    )
    study = study_of(tmp_path, "2026-03-09", orders=rows)
    query = RetentionQuery(basis="purchase", days=(30,), last="2026-01-01")
    exact = retention(study, query).rows
    assert picked(exact) == [("2026-01-01", 30, 2, 0)]
    wide = RetentionQuery(basis="purchase", days=(30,), window=7, last="2026-01-01")
    (row,) = retention(study, wide).rows
    assert (row.retained, row.revenue) == (1, 5.0)


def test_purchases_by_24_hours_need_times_of_day(tmp_path: Path) -> None:
    query = RetentionQuery(basis="purchase", mode="24h", days=(1,))
    rows = bought(("ada", "2026-01-01", 10), ("ada", "2026-01-02", 5))
    refused = retention(study_of(tmp_path, "2026-03-09", orders=rows), query)
    assert refused.missing.endswith("the files have the same one everywhere")
    days = [
        order("o1", "ada", "2026-01-01T00:00", 10),
        order("o2", "ada", "2026-01-02T00:00", 4),
    ]
    refused = retention(study_of(tmp_path / "d", "2026-03-09", orders=days), query)
    assert refused.missing.endswith("the files have days only")
    rows = [
        order("o1", "ada", "2026-01-01T22:00", 10),
        order("o2", "ada", "2026-01-03T01:00", 4),
    ]
    (row,) = retention(study_of(tmp_path / "b", "2026-03-09", orders=rows), query).rows
    assert (row.retained, row.revenue) == (1, 4.0)


def test_times_within_one_hour_are_times_of_day(tmp_path: Path) -> None:
    rows = [
        order("o1", "ada", "2026-01-01T22:10", 10),
        order("o2", "ada", "2026-01-02T22:50", 4),
        order("o3", "bob", "2026-01-01T22:40", 4),
        order("o4", "bob", "2026-01-02T22:20", 4),
    ]
    study = study_of(tmp_path, "2026-03-09", orders=rows)
    query = RetentionQuery(basis="purchase", mode="24h", days=(1,), last="2026-01-01")
    assert picked(retention(study, query).rows) == [("2026-01-01", 1, 2, 1)]


def test_of_many_like_cohorts_none_is_pointed_at(tmp_path: Path) -> None:
    deeds: list[tuple[str, str, int]] = []
    first = date(2026, 1, 1)
    for day in range(40):
        backs = (20, 15, 25, 20, 18, 22, 29 if day == 20 else 20)[day % 7]
        for number in range(80):
            user = f"d{day}n{number}"
            deeds.append((user, (first + timedelta(days=day)).isoformat(), 1))
            if number < backs:
                deeds.append((user, (first + timedelta(days=day + 1)).isoformat(), 1))
    study = study_of(tmp_path, "2026-03-20", orders=bought(*deeds))
    found = retention(study, RetentionQuery(basis="purchase", days=(1,)))
    assert found.reading == "", "2.3 standard errors are usual for the best of forty"


def test_it_points_at_the_cohort_that_stands_out(tmp_path: Path) -> None:
    deeds = []
    for week in range(6):
        keeps = 45 if week == 3 else 15
        for number in range(60):
            user = f"w{week}n{number}"
            deeds.append((user, f"2026-01-{5 + 7 * (week % 3):02}", 1 + week))
            if week >= 3:
                deeds[-1] = (user, f"2026-{2:02}-{2 + 7 * (week - 3):02}", 1)
            if number < keeps:
                first = deeds[-1][1]
                day = int(first[-2:]) + 7
                month = first[5:7]
                deeds.append((user, f"2026-{month}-{day:02}", 1))
    study = study_of(tmp_path, "2026-03-20", orders=bought(*deeds))
    found = retention(study, RetentionQuery(cohort="week", basis="purchase"))
    assert found.reading.startswith(
        "cohort 2026-02-02: 75.0% back on day 7, the others 25.0%; n 60"
    )
    assert {"rate", "size", "retained", "low", "revenue"} <= set(found.how)


def weekly(cohorts: int, *, odd: int) -> tuple[RetentionRow, ...]:
    """Cohorts of 100 of whom 20 came back after a week, of the odd one 60."""
    first = date(2026, 1, 5)
    return tuple(
        RetentionRow(
            (first + timedelta(weeks=week)).isoformat(), 100, 7 * offset, back,
            rate=back / 100, low=None, high=None, mature=True, offset=offset,
        )
        for week in range(cohorts)
        for offset, back in ((0, 100), (1, 60 if week == odd else 20))
    )  # fmt: skip


def test_it_points_at_no_cohort_that_is_out_of_view() -> None:
    rows = weekly(20, odd=12)
    assert reading(rows, newest=8).startswith("cohort 2026-03-30: 60.0% back on day 7")
    assert reading(rows, newest=7) == ""
    assert reading(weekly(20, odd=3), newest=8) == ""


@pytest.mark.parametrize(
    ("query", "missing"),
    [
        (RetentionQuery(), "needs the table events"),
        (RetentionQuery(mode="24h", basis="purchase", cohort="week"), "by day"),
        (RetentionQuery(basis="purchase", first="2027-01-01"), "no cohort"),
    ],
)
def test_it_says_what_is_missing(
    tmp_path: Path, query: RetentionQuery, missing: str
) -> None:
    study = study_of(tmp_path, "2026-03-09", orders=bought(("ada", "2026-01-01", 1)))
    found = retention(study, query)
    assert found.rows == ()
    assert missing in found.missing
