"""How sources stand: age, what can still change, what replaces what."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from cockpit.engine.facts.book import Facts
from cockpit.engine.faults.arrivals import doubles, freshness, overlaps
from cockpit.engine.views.scene import Scene
from tests.engine.tables import Row, day, order, record, spec, spend
from tests.engine.views.scenes import scene


def made(folder: Path, rows: list[Row], *, now: str, **more: object) -> Scene:
    source = spec("ad_spend", **more)
    files = [record(folder, "ad_spend", rows, source=source)]
    return scene(folder / "facts", files, now=now)


@pytest.mark.parametrize(
    ("settle", "last", "first", "until"),
    [
        (0, "2026-10-31", "2026-10-31", "2026-11-01"),
        (0, "2026-10-30", "", ""),
        (3, "2026-10-30", "2026-10-28", "2026-11-03"),
        (3, "2026-10-27", "", ""),
    ],
)
def test_days_are_provisional_until_they_have_settled(
    tmp_path: Path, settle: int, last: str, first: str, until: str
) -> None:
    rows = [spend("2026-10-01", "douyin", 1), spend(last, "douyin", 1)]
    now = made(tmp_path, rows, now="2026-10-31T12:00:00", settle_days=settle)
    (row,) = freshness(now)
    assert (row.provisional_from, row.provisional_until) == (first, until)


def test_age_is_told_in_cadences(tmp_path: Path) -> None:
    rows = [spend("2026-10-29", "douyin", 1)]
    now = made(tmp_path, rows, now="2026-10-31T12:00:00", cadence_hours=12)
    (row,) = freshness(now)
    assert row.lag == pytest.approx(3.0, abs=0.001)
    assert row.state == "stale"
    assert row.due.startswith("2026-10-30T11:59:59")
    assert (row.rows, row.rows_before, row.files) == (1, None, 1)


def test_a_closed_source_is_never_late(tmp_path: Path) -> None:
    rows = [spend("2020-01-01", "douyin", 1)]
    now = made(tmp_path, rows, now="2026-10-31T12:00:00", cadence_hours=1_000_000)
    (row,) = freshness(now)
    assert (row.cadence_hours, row.lag, row.due) == (None, None, "")


def test_rows_are_held_against_the_import_before(tmp_path: Path) -> None:
    now = made(tmp_path, [spend("2026-10-30", "douyin", 1)], now="2026-10-31T12:00:00")
    shrunk = replace(now.records[0], rows_before=4)
    (row,) = freshness(replace(now, records=(shrunk,)))
    assert (row.rows, row.rows_before, row.change) == (1, 4, -0.75)


def test_overlaps_name_the_newer_files_that_share_days(tmp_path: Path) -> None:
    def month(path: str, *days: str) -> list[Row]:
        return [order(f"{path}{at}", "u", f"{at}T12:00", 1) for at in days]

    source = spec("orders", path="*.csv")
    spans = {
        "a.csv": ("2026-10-01", "2026-10-10"),
        "b.csv": ("2026-10-10", "2026-10-20"),
        "c.csv": ("2026-10-21", "2026-10-30"),
    }
    files = [
        replace(
            record(tmp_path, "orders", month(path, *days), path=path, source=source),
            modified_ns=at,
            replaced_rows=1 if path == "a.csv" else 0,
        )
        for at, (path, days) in enumerate(spans.items())
    ]
    now = scene(tmp_path / "facts", files, now="2026-10-31T12:00:00")
    (row,) = overlaps(now)
    assert (row.older, row.newer, row.rows, row.of) == ("a.csv", ("b.csv",), 1, 2)
    assert (row.first, row.last) == ("2026-10-10", "2026-10-10")


def test_two_grains_of_one_spend_show_both_sums(tmp_path: Path) -> None:
    now = made(tmp_path, [spend("2026-10-30", "douyin", 1)], now="2026-10-31T12:00:00")
    frame = pl.DataFrame(
        {
            "channel": ["douyin", "tmall"],
            "date": [day("2026-10-29"), day("2026-10-30")],
            "finest": [1_000_000, 500_000],
            "coarser": [1_200_000, 250_000],
        }
    )
    facts = Facts("r", {**now.facts.frames, "double_grains": frame})
    first, second = doubles(replace(now, facts=facts))
    assert (first.channel, first.difference) == ("tmall", -0.5)
    assert (second.finest, second.coarser, second.difference) == (100.0, 120.0, 0.2)
