"""Requests that are planted: how soon they were answered, and who renewed."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cockpit.engine.views.requests import requests
from cockpit.snapshot.requests import RequestRow, RequestsQuery
from tests.engine.tables import Row, day, instant
from tests.engine.users.books import study_of

AS_OF = "2026-10-31"
"""The moment is its noon."""


def asked(number: int, at: str, hours: float | None, **more: object) -> Row:
    start = datetime.fromisoformat(at)
    end = None if hours is None else (start + timedelta(hours=hours)).isoformat()
    return {
        "request_id": f"r{number}",
        "asked_time": instant(at),
        "answered_time": None if end is None else instant(end),
        "biz_date": start.date(),
        "hour": start.hour,
        **more,
    }


def whole(folder: Path, rows: list[Row], **query: str) -> RequestRow:
    answer = requests(study_of(folder, AS_OF, requests=rows), RequestsQuery(**query))
    assert answer.rows[0].by == "whole"
    return answer.rows[0]


def test_quantiles_and_lines_of_answered_requests(tmp_path: Path) -> None:
    rows = [asked(n, "2026-10-01T08:00", n) for n in range(1, 101)]
    row = whole(tmp_path, rows)
    assert (row.requests, row.open, row.p50, row.p90) == (100, 0, 50, 90)
    assert (row.within_fast, row.fast_n) == (0.04, 100)
    assert (row.within_slow, row.slow_n) == (0.72, 100)
    assert row.p50_low is not None
    assert row.p50_high is not None
    assert 38 < row.p50_low < 50 < row.p50_high < 62


def test_open_requests_are_at_least_as_old_as_they_are(tmp_path: Path) -> None:
    """Ten answered in an hour; ten wait since four days: half is one hour, 90 % not."""
    rows = [asked(n, "2026-10-20T08:00", 1) for n in range(10)]
    rows += [asked(n, "2026-10-27T12:00", None) for n in range(10, 20)]
    row = whole(tmp_path, rows)
    assert (row.open, row.p50, row.p90, row.p90_kind) == (10, 1, None, "beyond")
    assert (row.within_fast, row.within_slow) == (0.5, 0.5)


def test_who_was_asked_an_hour_ago_is_not_late_yet(tmp_path: Path) -> None:
    rows = [asked(n, "2026-10-20T08:00", 2) for n in range(9)]
    rows += [asked(9, "2026-10-31T11:00", None), asked(10, "2026-10-29T12:00", None)]
    row = whole(tmp_path, rows)
    assert (row.within_fast, row.fast_n) == (0.9, 10)
    assert (row.within_slow, row.slow_n) == (1.0, 9)


def test_an_answer_of_tomorrow_is_not_known_today(tmp_path: Path) -> None:
    rows = [asked(1, "2026-10-31T10:00", 40), asked(2, "2026-11-01T10:00", 1)]
    row = whole(tmp_path, rows)
    assert (row.requests, row.open) == (1, 1)


def test_renewals_of_what_is_due_and_known(tmp_path: Path) -> None:
    due = {"renewal_due": day("2026-10-15")}
    later = {"renewal_due": day("2026-12-15")}
    rows = [asked(n, "2026-10-01T08:00", 1, renewed=n < 31, **due) for n in range(40)]
    rows += [
        asked(n, "2026-10-01T08:00", 1, renewed=True, **later) for n in range(40, 50)
    ]
    rows += [asked(50, "2026-10-01T08:00", 1, **due)]
    row = whole(tmp_path, rows)
    assert (row.due, row.renewed, row.renewal_rate) == (40, 31, 0.775)
    assert row.low == pytest.approx(0.6250, abs=1e-4)  # Wilson, by hand
    assert row.high == pytest.approx(0.8768, abs=1e-4)


def test_rows_by_month_channel_and_owner_add_up(tmp_path: Path) -> None:
    rows = [
        asked(n, f"2026-{9 + n % 2:02}-03T08:00", n % 5, channel="douyin" if n % 3 else "tmall",
              owner="周敏")
        for n in range(30)
    ]  # fmt: skip
    answer = requests(study_of(tmp_path, AS_OF, requests=rows), RequestsQuery())
    sums = dict.fromkeys(("month", "channel", "owner"), 0)
    for row in answer.rows[1:]:
        sums[row.by] += row.requests
    assert set(sums.values()) == {30}
    assert [r.entity for r in answer.rows if r.by == "month"] == ["2026-09", "2026-10"]
    assert [r.entity for r in answer.rows if r.by == "channel"] == ["douyin", "tmall"]
    assert answer.reading.startswith("half of 30 requests are answered within 2.0 h")


def test_days_can_be_chosen(tmp_path: Path) -> None:
    rows = [asked(n, f"2026-10-{n:02}T08:00", 1) for n in range(1, 21)]
    assert whole(tmp_path, rows, first="2026-10-05", last="2026-10-09").requests == 5


def test_an_answer_before_the_question_is_left_out(tmp_path: Path) -> None:
    rows = [asked(1, "2026-10-10T08:00", -3), asked(2, "2026-10-10T08:00", 3)]
    row = whole(tmp_path, rows)
    assert (row.requests, row.left_out, row.p50) == (2, 1, 3)


def test_without_requests_the_table_is_named(tmp_path: Path) -> None:
    answer = requests(study_of(tmp_path, AS_OF, orders=[]), RequestsQuery())
    assert (answer.rows, answer.missing) == ((), "needs the table requests")


def test_every_month_has_a_row_however_many_there_are(tmp_path: Path) -> None:
    months = [
        f"{year}-{month:02}" for year in range(2021, 2026) for month in range(1, 13)
    ]
    rows = [asked(n, f"{one}-03T08:00", 1) for n, one in enumerate(months)]
    answer = requests(study_of(tmp_path, AS_OF, requests=rows), RequestsQuery())
    assert [row.entity for row in answer.rows if row.by == "month"] == months
