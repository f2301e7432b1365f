"""Dates and times: the format is elected, never guessed."""

from datetime import UTC, datetime

import polars as pl
import pytest

from cockpit.engine.sources.times import (
    AMBIGUOUS,
    DAY_FIRST,
    MONTH_FIRST,
    clean_instant,
    elect,
)

ZONE = "Asia/Shanghai"


def text(*cells: str | None) -> pl.Series:
    return pl.Series("cell", cells, dtype=pl.String)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-10-31 08:00:00", utc(2026, 10, 31)),
        ("2026-10-31T08:00:00", utc(2026, 10, 31)),
        ("2016/5/23 22:02", utc(2016, 5, 23, 14, 2)),
        ("2026.10.31", utc(2026, 10, 30, 16)),
        ("1997年1月1日", utc(1996, 12, 31, 16)),
        ("1997年12月31日 8:05", utc(1997, 12, 31, 0, 5)),
        ("20261031", utc(2026, 10, 30, 16)),
        ("20261031080000", utc(2026, 10, 31)),
        ("1761868800", utc(2025, 10, 31)),
        ("1761868800000", utc(2025, 10, 31)),
        ("1761868800000000", utc(2025, 10, 31)),
        ("2026-05-14 11:23:45 +0100", utc(2026, 5, 14, 10, 23, 45)),
        ("2026-05-14T11:23:45Z", utc(2026, 5, 14, 11, 23, 45)),
        ("31/10/2026", utc(2026, 10, 30, 16)),
        ("10/31/2026 1:05 PM", utc(2026, 10, 31, 5, 5)),
        ("14 May 2026", utc(2026, 5, 13, 16)),
        ("2026-10-31 08", utc(2026, 10, 31)),
    ],
)
def test_a_time_is_read_in_the_ways_exports_write_it(
    cell: str, expected: datetime
) -> None:
    cells = text(cell)

    cleaned = clean_instant(cells, elect(cells), ZONE)

    assert cleaned.values.to_list() == [expected]
    assert not cleaned.unread.any()


def test_one_date_that_reads_one_way_only_decides_for_the_column() -> None:
    assert elect(text("1/02/2021", "28/02/2021")) == DAY_FIRST
    assert elect(text("1/02/2021", "2/28/2021")) == MONTH_FIRST


def test_dates_that_read_both_ways_are_ambiguous() -> None:
    assert elect(text("1/02/2021", "3/04/2021")) == AMBIGUOUS


@pytest.mark.parametrize(
    "cell", ["2026-02-30", "2026-10-31 25:00:00", "0021-01-01", "yesterday", "99999"]
)
def test_what_is_no_date_is_not_read(cell: str) -> None:
    cleaned = clean_instant(text("2026-10-31", cell), "year first", ZONE)

    assert cleaned.unread.to_list() == [False, True]


def test_a_configured_format_wins() -> None:
    cleaned = clean_instant(text("02-01-21"), "%d-%m-%y", ZONE)

    assert cleaned.values.to_list() == [utc(2021, 1, 1, 16)]


def test_clocks_that_go_back_or_forward_lose_no_row() -> None:
    """01:30 comes twice on one day of the year, 02:30 never on another."""
    cells = text("2026-10-25 02:30:00", "2026-03-29 02:30:00")

    cleaned = clean_instant(cells, "year first", "Europe/Berlin")

    assert cleaned.values.to_list() == [
        utc(2026, 10, 25, 0, 30),
        utc(2026, 3, 29, 1, 30),
    ]


def test_times_of_a_parquet_file_are_taken_as_they_are() -> None:
    naive = pl.Series([datetime(2026, 10, 31, 8)])  # noqa: DTZ001 - that is the case

    assert clean_instant(naive, "", ZONE).values.to_list() == [utc(2026, 10, 31)]
