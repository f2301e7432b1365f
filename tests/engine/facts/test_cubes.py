"""One spend counts once, however often it was exported."""

from pathlib import Path

import polars as pl

from cockpit.engine.facts.book import FactBook, Facts
from cockpit.engine.sources.records import FileRecord
from tests.engine.tables import day, record, spend


def facts(tmp_path: Path, *records: FileRecord) -> Facts:
    return FactBook(tmp_path / "cache").update_cubes(records)


def test_the_finest_export_of_a_spend_counts(tmp_path: Path) -> None:
    by_hour = [
        spend("2026-03-01", "douyin", 4, hour=8, campaign_id="c1"),
        spend("2026-03-01", "douyin", 6, hour=9, campaign_id="c1"),
    ]
    by_day = [
        spend("2026-03-01", "douyin", 10, campaign_id="c1"),
        spend("2026-03-02", "douyin", 7, campaign_id="c1"),
        spend("2026-03-01", "tmall", 3, campaign_id="c9"),
    ]
    merged = facts(
        tmp_path,
        record(tmp_path, "ad_spend", by_hour, path="hours.csv", id_level="campaign"),
        record(tmp_path, "ad_spend", by_day, path="days.csv", id_level="campaign"),
    )
    days = merged.frames["spend"].group_by("date", "channel").agg(pl.col("spend").sum())
    assert sorted(days.rows()) == [
        (day("2026-03-01"), "douyin", 100_000),
        (day("2026-03-01"), "tmall", 30_000),
        (day("2026-03-02"), "douyin", 70_000),
    ]
    assert merged.frames["hourly"]["spend"].sum() == 100_000
    assert merged.frames["double_grains"].is_empty()


def test_exports_of_one_spend_that_disagree_are_reported(tmp_path: Path) -> None:
    fine = [spend("2026-03-01", "douyin", 100, creative_id="k1")]
    coarse = [spend("2026-03-01", "douyin", 102)]
    merged = facts(
        tmp_path,
        record(tmp_path, "ad_spend", fine, path="fine.csv", id_level="creative"),
        record(tmp_path, "ad_spend", coarse, path="coarse.csv", id_level="channel"),
    )
    assert merged.frames["double_grains"].rows() == [
        ("douyin", day("2026-03-01"), 1_000_000, 1_020_000)
    ]
    assert merged.frames["spend"]["spend"].sum() == 1_000_000


def test_two_accounts_of_a_channel_are_two_spends(tmp_path: Path) -> None:
    fine = [spend("2026-03-01", "douyin", 5, account="a", campaign_id="c")]
    coarse = [spend("2026-03-01", "douyin", 7, account="b")]
    merged = facts(
        tmp_path,
        record(tmp_path, "ad_spend", fine, path="a.csv", id_level="campaign"),
        record(tmp_path, "ad_spend", coarse, path="b.csv", id_level="account"),
    )
    assert merged.frames["spend"]["spend"].sum() == 120_000
