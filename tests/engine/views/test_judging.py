"""Which number a gauge shows, and what it is held against."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views import health
from cockpit.snapshot.health import HealthQuery, HealthRow, HealthSnapshot
from tests.engine.tables import Row, order, record, spend
from tests.engine.views.scenes import scene


def days(first: str, count: int) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(days=i)).isoformat() for i in range(count)]


def seen(
    folder: Path, records: list[FileRecord], *, now: str, **query: object
) -> HealthSnapshot:
    given = HealthQuery(**query)  # type: ignore[arg-type]
    return health(scene(folder / "cache", records, now=now), given)


def row_of(
    snapshot: HealthSnapshot, metric: str, entity: str | None = None
) -> HealthRow:
    return next(r for r in snapshot.rows if (r.metric, r.entity) == (metric, entity))


def two_channels(upto: dict[str, str]) -> list[Row]:
    """Daily spend of 10 a channel from 1 March up to a day of its own."""
    return [
        spend(day, channel, 10, clicks=10)
        for channel, last in upto.items()
        for day in days("2026-03-01", 20)
        if day <= last
    ]


def test_the_newest_complete_day_is_read(tmp_path: Path) -> None:
    file = record(
        tmp_path, "ad_spend", two_channels({"a": "2026-03-09", "b": "2026-03-09"})
    )
    row = row_of(seen(tmp_path, [file], now="2026-03-10T10:00"), "spend")
    assert (row.date, row.value, row.maturity) == ("2026-03-09", 20, "mature")


def test_a_day_on_which_a_usual_channel_is_missing_is_passed_over(
    tmp_path: Path,
) -> None:
    file = record(
        tmp_path, "ad_spend", two_channels({"a": "2026-03-09", "b": "2026-03-08"})
    )
    shown = seen(tmp_path, [file], now="2026-03-10T10:00")
    assert row_of(shown, "spend").date == "2026-03-08"
    assert row_of(shown, "spend", "a").date == "2026-03-09"


def test_after_some_days_the_gauge_goes_on_and_says_who_is_missing(
    tmp_path: Path,
) -> None:
    file = record(
        tmp_path, "ad_spend", two_channels({"a": "2026-03-09", "b": "2026-03-06"})
    )
    row = row_of(seen(tmp_path, [file], now="2026-03-10T10:00"), "spend")
    assert (row.date, row.value) == ("2026-03-09", 10)
    assert "b" in row.reason


def hourly_orders(today_amount: int) -> list[Row]:
    """Ten orders a day, at 00:00 .. 09:00, of 10 each; today of another amount."""
    rows = []
    for day in days("2026-03-01", 10):
        amount = today_amount if day == "2026-03-10" else 10
        for hour in range(10):
            rows.append(
                order(f"{day}-{hour}", "u", f"{day}T{hour:02}:00", amount, channel="a")
            )
        if day != "2026-03-10":
            rows.append(order(f"{day}-late", "u", f"{day}T20:00", 500, channel="a"))
    return rows


def test_a_day_in_progress_is_compared_with_the_same_hours(tmp_path: Path) -> None:
    """Half a day against a whole one would be a fall of 80 %; it is a rise of 50 %."""
    file = record(tmp_path, "orders", hourly_orders(15))
    row = row_of(seen(tmp_path, [file], now="2026-03-10T10:00"), "gmv_paid")
    assert (row.date, row.value, row.maturity) == ("2026-03-10", 150, "provisional")
    assert row.previous == 100
    assert row.change == pytest.approx(0.5)


def test_only_complete_hours_are_compared(tmp_path: Path) -> None:
    file = record(tmp_path, "orders", hourly_orders(15))
    row = row_of(seen(tmp_path, [file], now="2026-03-10T08:30"), "gmv_paid")
    assert row.previous == 80
    assert row.change == pytest.approx(0.5)


def test_an_hourly_metric_reads_the_last_complete_hour(tmp_path: Path) -> None:
    rows = [
        spend(
            day,
            "a",
            20 if (day, hour) == ("2026-03-10", 8) else 10,
            hour=hour,
            clicks=10,
        )
        for day in days("2026-03-01", 10)
        for hour in range(24)
        if (day, hour) <= ("2026-03-10", 9)
    ]
    file = record(tmp_path, "ad_spend", rows)
    row = row_of(seen(tmp_path, [file], now="2026-03-10T09:20"), "cpc")
    assert (row.date, row.hour, row.value, row.previous) == ("2026-03-10", 8, 2, 1)
    assert row.change == pytest.approx(1)
    assert row.base == "median:7"


def test_the_operator_chooses_the_base_and_the_range(tmp_path: Path) -> None:
    rows = [
        spend(day, "a", i, clicks=1) for i, day in enumerate(days("2026-03-01", 20))
    ]
    file = record(tmp_path, "ad_spend", rows)
    shown = seen(tmp_path, [file], now="2026-03-21T10:00", base="prev", range="7d")
    row = row_of(shown, "spend")
    assert row.value == sum(range(13, 20))
    assert row.previous == sum(range(6, 13))
    assert row.base == "prev"


def test_one_channel_can_be_looked_at_alone(tmp_path: Path) -> None:
    file = record(
        tmp_path, "ad_spend", two_channels({"a": "2026-03-09", "b": "2026-03-09"})
    )
    shown = seen(tmp_path, [file], now="2026-03-10T10:00", where=(("channel", "a"),))
    assert row_of(shown, "spend", "a").value == 10
    assert "mer" not in {row.metric for row in shown.rows}


def test_a_filter_keeps_what_contains_it(tmp_path: Path) -> None:
    file = record(
        tmp_path, "ad_spend", two_channels({"douyin": "2026-03-09", "b": "2026-03-09"})
    )
    shown = seen(tmp_path, [file], now="2026-03-10T10:00", needle="抖")
    assert {row.entity for row in shown.rows} == {"douyin"}
    assert [row.entity for row in shown.channels] == ["douyin", None]


def test_every_tile_has_its_course_and_says_how_it_was_computed(tmp_path: Path) -> None:
    file = record(
        tmp_path, "ad_spend", two_channels({"a": "2026-03-05", "b": "2026-03-05"})
    )
    shown = seen(tmp_path, [file], now="2026-03-06T10:00")
    tile = next(tile for tile in shown.tiles if tile.row.metric == "spend")
    assert tile.spark[-5:] == (20, 20, 20, 20, 20)
    assert tile.spark[0] is None
    assert tile.trend.values == (20, 20, 20, 20, 20)
    assert tile.how.window == "2026-03-05"
    assert tile.how.rows == 2
    assert tile.row.state == "neutral"


def test_an_empty_workspace_says_which_table_unlocks_what(tmp_path: Path) -> None:
    shown = seen(tmp_path, [], now="2026-03-06T10:00")
    assert shown.rows == ()
    assert shown.absent["cpc"] == "needs the table ad_spend"
    assert shown.clock.state == "stale"
