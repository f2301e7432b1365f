"""A metric taken apart adds up to the whole."""

from pathlib import Path

import pytest

from cockpit.engine.sources.records import FileRecord
from cockpit.engine.views import drill
from cockpit.snapshot.drill import DrillQuery, DrillSnapshot
from cockpit.snapshot.health import HealthQuery
from tests.engine.tables import event, record, spend
from tests.engine.views.scenes import scene

NOW = "2026-03-09T10:00"


def spending(folder: Path) -> FileRecord:
    rows = [
        spend(
            f"2026-03-0{d}", channel, amount, hour=hour, clicks=10,
            campaign_id=campaign, campaign_name=f"{campaign} [/closing]",
        )
        for d in range(1, 9)
        for channel, campaign, amount in (("a", "a1", 30), ("a", "a2", 10), ("b", "b1", 20))
        for hour in (8, 9)
    ]  # fmt: skip
    return record(folder, "ad_spend", rows, id_level="campaign")


def taken_apart(folder: Path, *records: FileRecord, **query: object) -> DrillSnapshot:
    given = DrillQuery(**query)  # type: ignore[arg-type]
    return drill(scene(folder / "cache", records, now=NOW), given)


def test_channels_come_by_size_and_their_shares_add_up(tmp_path: Path) -> None:
    found = taken_apart(tmp_path, spending(tmp_path), metric="spend")
    assert [(r.entity, r.value) for r in found.rows] == [("a", 80), ("b", 40)]
    assert [r.share for r in found.rows] == pytest.approx([2 / 3, 1 / 3])
    assert found.total is not None
    assert found.total.value == 120
    assert found.deeper == ("campaign", "day")


def test_campaigns_of_one_channel_have_their_raw_names(tmp_path: Path) -> None:
    look = HealthQuery(where=(("channel", "a"),))
    found = taken_apart(
        tmp_path, spending(tmp_path), metric="spend", level="campaign", look=look
    )
    assert [(r.entity, r.name.en) for r in found.rows] == [
        ("a1", "a1 [/closing]"),
        ("a2", "a2 [/closing]"),
    ]


def test_days_come_newest_first_and_hours_in_order(tmp_path: Path) -> None:
    file = spending(tmp_path)
    days = taken_apart(tmp_path, file, metric="spend", level="day")
    assert [r.entity for r in days.rows][:2] == ["2026-03-08", "2026-03-07"]
    assert days.deeper == ("hour",)
    hours = taken_apart(tmp_path, file, metric="spend", level="hour", day="2026-03-08")
    assert [(r.entity, r.value) for r in hours.rows] == [("8", 60), ("9", 60)]


def test_a_level_that_is_not_known_says_why(tmp_path: Path) -> None:
    file = record(tmp_path, "events", [event("u", "2026-03-08T08:00")])
    found = taken_apart(tmp_path, file, metric="dau", level="campaign")
    assert found.rows == ()
    assert "campaign" in found.reason
    unknown = taken_apart(tmp_path, file, metric="cpx")
    assert "cpx" in unknown.reason
