"""The sample's files look like what platforms export, and fit into the repository."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import msgspec
import polars as pl
import pytest

from cockpit.settings.model import Config
from tests.sample.reading import SAMPLE, WORKSPACE, truth

GBK = ("ads/抖音_千川_hourly_202610.csv", "ads/天猫_万相台_202610.csv",
       "ads/百度推广_202610.csv", "orders/订单_202610.csv", "users/用户_202610.csv",
       "plans/投放计划.csv")  # fmt: skip
BOM = b"\xef\xbb\xbf"


def text_files() -> list[Path]:
    return sorted(WORKSPACE.rglob("*.csv"))


def live() -> list[dict[str, str]]:
    lines = (SAMPLE / "live.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_sample_is_at_most_twelve_megabytes() -> None:
    """Everything that was generated, together."""
    files = [*WORKSPACE.rglob("*"), SAMPLE / "truth.json", SAMPLE / "live.ndjson"]
    assert sum(path.stat().st_size for path in files if path.is_file()) <= 12_000_000


@pytest.mark.parametrize("path", GBK)
def test_chinese_platforms_write_gbk(path: str) -> None:
    """The bytes are no UTF-8, and GBK reads them."""
    content = (WORKSPACE / path).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert content.decode("gbk")


def test_others_write_utf8_with_and_without_a_mark() -> None:
    """Juguang and the service desk begin with a byte-order mark, Tencent does not."""
    assert (WORKSPACE / "ads/小红书_聚光_202610.csv").read_bytes().startswith(BOM)
    assert (WORKSPACE / "service/工单_202610.csv").read_bytes().startswith(BOM)
    tencent = (WORKSPACE / "ads/腾讯广告_hourly_202610.csv").read_bytes()
    assert not tencent.startswith(BOM)
    assert "推广计划" in tencent.decode("utf-8")


def test_ids_would_be_destroyed_by_a_number_type() -> None:
    """One campaign id has 19 digits, one leading zeros; order ids are ="…"."""
    douyin = (WORKSPACE / GBK[0]).read_bytes().decode("gb18030")
    assert ",1790532268123456789," in douyin
    assert ",0087612345," in (WORKSPACE / GBK[1]).read_bytes().decode("gb18030")
    assert '\r\n="69527184' in (WORKSPACE / GBK[3]).read_bytes().decode("gb18030")


def test_one_campaign_has_a_hostile_name() -> None:
    """It looks like the closing tag of a markup language."""
    assert ",x [/closing]," in (WORKSPACE / GBK[2]).read_bytes().decode("gb18030")


def test_every_file_has_the_rows_that_the_truths_say() -> None:
    """Header and line of totals left out; no file is missing from the list."""
    found = {}
    for path in text_files():
        encoding = "utf-8-sig" if path.read_bytes().startswith(BOM) else "gb18030"
        if path.name.startswith(("腾讯", "events", "calendar", "触点")):
            encoding = "utf-8"
        rows = list(
            csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline=""))
        )
        assert len({len(row) for row in rows}) == 1, path
        totals = sum(row[0] == "合计" for row in rows)
        found[path.relative_to(WORKSPACE).as_posix()] = len(rows) - 1 - totals
    for path in WORKSPACE.rglob("*.parquet"):
        name = path.relative_to(WORKSPACE).as_posix()
        found[name] = pl.scan_parquet(path).select(pl.len()).collect().item()
    assert found == truth()["files"]


def test_every_source_of_the_configuration_finds_files_and_every_file_a_source() -> (
    None
):
    """``cockpit.toml`` is valid and complete, its clock pinned."""
    text = (WORKSPACE / "cockpit.toml").read_text("utf-8")
    config = msgspec.toml.decode(text, type=Config)
    assert config.workspace.now == datetime.fromisoformat(truth()["now"])
    named = [path for source in config.source for path in WORKSPACE.glob(source.path)]
    assert all(any(WORKSPACE.glob(source.path)) for source in config.source)
    files = [*text_files(), *WORKSPACE.rglob("*.parquet")]
    assert sorted(path for path in named if path.is_file()) == sorted(files)


def test_rest_of_the_day_comes_in_order_until_midnight() -> None:
    """One piece or more a minute, from ten o'clock on, each for a CSV file."""
    times = [datetime.fromisoformat(piece["at"]) for piece in live()]
    assert times == sorted(times)
    assert times[0] > datetime.fromisoformat(truth()["now"])
    assert times[-1] < datetime.fromisoformat("2026-11-01T00:00:00+08:00")
    assert len(times) > 14 * 60


def test_each_piece_fits_the_end_of_its_file() -> None:
    """Whole lines with as many cells as the header, in the encoding of the file."""
    for piece in live():
        path = WORKSPACE / piece["path"]
        content = path.read_bytes()
        assert content.endswith(b"\n")
        encoding = "utf-8-sig" if content.startswith(BOM) else piece["encoding"]
        header = content.decode(encoding).split("\n")[0].strip()
        assert piece["text"].encode(piece["encoding"]).endswith(b"\n")
        for row in csv.reader(io.StringIO(piece["text"], newline="")):
            assert len(row) == len(header.split(","))


def test_price_of_a_click_stays_high_until_the_two_campaigns_are_paused() -> None:
    """Above 1.6 yuan until one o'clock, around one yuan afterwards."""
    spike = truth()["cpc_spike"]
    seen = {}
    for piece in live():
        if "千川" not in piece["path"]:
            continue
        rows = list(csv.reader(io.StringIO(piece["text"], newline="")))
        hour = int(rows[0][1])
        spend, clicks = (
            sum(float(row[4]) for row in rows),
            sum(int(row[6]) for row in rows),
        )
        seen[hour] = spend / clicks
        running = {row[2] for row in rows}
        assert running.isdisjoint(spike["campaigns"]) == (hour >= 13)
        assert clicks >= 100 or hour == 23
    assert sorted(seen) == list(range(10, 23))
    assert all(seen[hour] > 1.6 for hour in (10, 11, 12))
    assert all(0.9 < seen[hour] < 1.2 for hour in range(13, 23))
