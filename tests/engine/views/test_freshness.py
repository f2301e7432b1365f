"""The badge and the ages come from data time, never from a mode."""

from dataclasses import replace
from pathlib import Path

import pytest

from cockpit.engine.sources.records import FileRecord, Stray
from cockpit.engine.views import health, sources
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.health import ClockState, HealthQuery
from cockpit.text.notes import note
from tests.engine.tables import instant, order, record, spec, spend
from tests.engine.views.scenes import scene


def file(
    folder: Path, name: str, last: str, *, cadence_hours: float = 24.0
) -> FileRecord:
    source = spec("orders", path=f"{name}.csv", name=name, cadence_hours=cadence_hours)
    rows = [order("1", "a", last, 10)]
    read = record(folder, "orders", rows, path=f"{name}.csv", source=source)
    return replace(read, last_time=instant(last))


def shown(folder: Path, *files: FileRecord, now: str, **more: object) -> Scene:
    return scene(folder / "cache", files, now=now, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2026-03-02T09:00", "live"),
        ("2026-03-02T12:00", "late"),  # 27 hours after the newest row
        ("2026-03-03T12:00", "stale"),  # and nothing else either
    ],
)
def test_the_badge_follows_the_age_of_the_data(
    tmp_path: Path, now: str, state: ClockState
) -> None:
    seen = shown(tmp_path, file(tmp_path, "orders", "2026-03-01T09:00"), now=now)
    clock = health(seen, HealthQuery()).clock
    assert clock.state == state
    assert clock.data_to.startswith("2026-03-01T09:00")


def test_one_late_source_makes_late_and_is_named(tmp_path: Path) -> None:
    fresh = file(tmp_path, "fresh", "2026-03-02T08:00")
    late = file(tmp_path, "late", "2026-03-01T08:00", cadence_hours=1)
    late = replace(late, spec=replace(late.spec, position=2))
    clock = health(
        shown(tmp_path, fresh, late, now="2026-03-02T09:00"), HealthQuery()
    ).clock
    assert (clock.state, clock.reason) == ("late", "late")


def test_a_pinned_clock_and_an_earlier_day_say_as_of(tmp_path: Path) -> None:
    seen = shown(
        tmp_path, file(tmp_path, "orders", "2026-03-01T09:00"), now="2026-03-09T09:00"
    )
    assert health(replace(seen, is_pinned=True), HealthQuery()).clock.state == "as_of"
    assert health(seen, HealthQuery(as_of="2026-03-01")).clock.state == "as_of"


def test_a_source_without_news_is_stale_in_both_views(tmp_path: Path) -> None:
    seen = shown(
        tmp_path, file(tmp_path, "orders", "2026-03-01T09:00"), now="2026-03-09T09:00"
    )
    assert [row.state for row in sources(seen).rows] == ["stale"]
    assert [brief.state for brief in health(seen, HealthQuery()).sources] == ["stale"]


def test_what_is_not_read_is_told_as_well(tmp_path: Path) -> None:
    stray = Stray("x.csv", "unknown_file", note("no source names this file"))
    row = sources(shown(tmp_path, now="2026-03-09T09:00", strays=(stray,))).rows[0]
    assert (row.path, row.state, row.codes) == ("x.csv", "error", ("unknown_file",))
    assert row.message == "no source names this file"


def test_two_exports_that_disagree_are_told_where_they_are(tmp_path: Path) -> None:
    fine = [spend("2026-03-01", "douyin", 100, campaign_id="c")]
    coarse = [spend("2026-03-01", "douyin", 120), spend("2026-03-02", "douyin", 5)]
    other = [spend("2026-03-02", "tmall", 5)]
    files = [
        record(tmp_path, "ad_spend", fine, path="fine.csv", id_level="campaign"),
        record(tmp_path, "ad_spend", coarse, path="coarse.csv"),
        record(tmp_path, "ad_spend", other, path="other.csv"),
    ]
    rows = {
        row.path: row
        for row in sources(shown(tmp_path, *files, now="2026-03-02T23:00")).rows
    }
    assert "double_grain" in rows["fine.csv"].codes
    assert "1 days" in rows["coarse.csv"].message
    assert "double_grain" not in rows["other.csv"].codes


def test_a_row_of_today_does_not_promise_the_rest_of_the_day(tmp_path: Path) -> None:
    """A daily export of today counts until midnight; the badge says: until now."""
    rows = file(tmp_path, "spend", "2026-03-03T00:00")
    clock = health(shown(tmp_path, rows, now="2026-03-02T10:00"), HealthQuery()).clock
    assert clock.data_to.startswith("2026-03-02T10:00")
