"""``cockpit show`` on real files: a small workspace, read by the real session."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.text import i18n

CONFIG = """\
[workspace]
name = "shop"
now = 2026-10-03T10:00:00+08:00
currency = "CNY"
[[source]]
table = "ad_spend"
path = "ads.csv"
[[source]]
table = "orders"
path = "orders.csv"
"""
ADS = """\
日期,渠道,消耗,展示数,点击数,转化数,成交金额
2026-10-01,抖音,100.10,1000,100,10,300
2026-10-02,抖音,200.20,2000,100,20,500
2026-10-02,小红书,50,500,25,5,100
2026-10-02,小红书,oops,500,25,5,100
"""
ORDERS = """\
order_id,user_id,pay_time,paid_amount,channel
1,a,2026-10-01 09:00:00,120.50,抖音
2,b,2026-10-02 09:00:00,80.25,抖音
3,a,2026-10-02 10:00:00,10,小红书
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "ads.csv").write_bytes(ADS.encode("gb18030"))
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    yield folder
    i18n.speak("en")


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words, prog_name="cockpit")


def answer(*words: str) -> dict[str, Any]:
    result = run("show", *words, "--format", "json")
    assert result.exit_code == Exit.OK, result.stderr
    return dict(json.loads(result.stdout))


def value(rows: list[dict[str, Any]], metric: str, day: str, entity: str | None) -> Any:
    (row,) = (
        row
        for row in rows
        if (row["metric"], row["date"], row["entity"]) == (metric, day, entity)
    )
    return row["value"]


def test_metrics_are_the_sums_of_the_files(shop: Path) -> None:
    """By hand: 200.20 + 50; 80.25 + 10; 300 / 100.10."""
    rows = answer("metrics", "-w", str(shop))["rows"]
    assert value(rows, "spend", "2026-10-02", None) == 250.2
    assert value(rows, "spend", "2026-10-02", "xiaohongshu") == 50
    assert value(rows, "gmv_paid", "2026-10-02", None) == 90.25
    assert value(rows, "roi", "2026-10-01", "douyin") == pytest.approx(300 / 100.1)


def test_metrics_are_narrowed_by_every_option(shop: Path) -> None:
    rows = answer(
        "metrics", "-w", str(shop), "--metric", "spend", "--metric", "clicks",
        "--by", "channel", "--where", "channel=douyin",
        "--from", "2026-10-02", "--to", "2026-10-02",
    )["rows"]  # fmt: skip
    found = {(r["metric"], r["dimension"], r["entity"], r["date"]) for r in rows}
    assert found == {
        (metric, "channel", "douyin", "2026-10-02") for metric in ("spend", "clicks")
    }


def test_nothing_after_the_as_of_day_is_known(shop: Path) -> None:
    snapshot = answer("metrics", "-w", str(shop), "--as-of", "2026-10-01")
    assert snapshot["as_of"] == "2026-10-01"
    assert max(row["date"] for row in snapshot["rows"]) == "2026-10-01"


def test_a_limit_cuts_and_says_so(shop: Path) -> None:
    whole = answer("metrics", "-w", str(shop))
    cut = answer("metrics", "-w", str(shop), "--limit", "3")
    assert (len(cut["rows"]), cut["truncated"]) == (3, True)
    assert cut["rows"] == whole["rows"][:3]
    assert whole["truncated"] is False


def test_health_has_the_newest_figure_of_each_metric(shop: Path) -> None:
    snapshot = answer("health", "-w", str(shop))
    assert snapshot["view"] == "health"
    assert snapshot["workspace"] == "shop"
    assert value(snapshot["rows"], "spend", "2026-10-02", None) == 250.2
    assert {"state", "reason", "unit", "previous", "change"} <= set(snapshot["rows"][0])


def test_health_takes_base_and_range(shop: Path) -> None:
    query = answer("health", "-w", str(shop), "--base", "prev", "--range", "7d")[
        "query"
    ]
    assert (query["base"], query["range"]) == ("prev", "7d")


def test_sources_account_for_every_row(shop: Path) -> None:
    rows = {row["path"]: row for row in answer("sources", "-w", str(shop))["rows"]}
    assert (rows["ads.csv"]["rows"], rows["ads.csv"]["rejected"]) == (3, 1)
    assert rows["ads.csv"]["encoding"] == "gb18030"
    assert (rows["orders.csv"]["rows"], rows["orders.csv"]["rejected"]) == (3, 0)


def test_a_rejected_row_is_a_warning_and_not_a_failure(shop: Path) -> None:
    (shop / "notes.txt").write_text("hello\n", encoding="utf-8")
    said = (
        "1 rows hold a cell that cannot be read: "
        "first in line 5, 消耗 'oops', expected an amount of 0 or more"
    )
    (line,) = (
        line
        for line in run("show", "sources", "-w", str(shop)).stdout.splitlines()
        if "ads.csv" in line
    )
    assert line.endswith(said)
    for view in ("health", "metrics"):
        assert answer(view, "-w", str(shop))["warnings"] == [
            f"ads.csv: {said}",
            "notes.txt: no source in cockpit.toml names this file",
        ]


def test_of_very_many_broken_files_the_first_are_named(shop: Path) -> None:
    for number in range(30):
        (shop / f"{number}.csv").write_text("", encoding="utf-8")
    warnings = answer("health", "-w", str(shop))["warnings"]
    assert len(warnings) == 21
    assert "and 11 more" in warnings[-1]


@pytest.mark.parametrize("view", ["health", "metrics", "sources"])
def test_every_form_has_the_same_rows(shop: Path, view: str) -> None:
    count = len(answer(view, "-w", str(shop))["rows"])
    as_csv = run("show", view, "-w", str(shop), "--format", "csv").stdout
    as_markdown = run("show", view, "-w", str(shop), "--format", "md").stdout
    assert len(list(csv.DictReader(io.StringIO(as_csv)))) == count > 0
    assert len(as_markdown.splitlines()) == count + 2


def test_the_health_table_fits_80_columns(shop: Path) -> None:
    result = run("show", "health", "-w", str(shop))
    assert result.exit_code == Exit.OK
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_a_workspace_without_sources_is_valid_and_says_what_is_missing(
    shop: Path,
) -> None:
    (shop / "cockpit.toml").write_text("[workspace]\n", encoding="utf-8")
    result = run("show", "health", "-w", str(shop), "--format", "json")
    assert result.exit_code == Exit.OK
    assert json.loads(result.stdout)["rows"] == []


def test_a_broken_source_is_named_and_the_others_are_shown(shop: Path) -> None:
    text = CONFIG.replace('table = "orders"', 'table = "order"')
    (shop / "cockpit.toml").write_text(text, encoding="utf-8")
    snapshot = answer("metrics", "-w", str(shop), "--metric", "spend")
    assert snapshot["rows"]
    assert any("cockpit.toml:9" in warning for warning in snapshot["warnings"])


def test_copies_of_the_data_are_private(shop: Path, tmp_path: Path) -> None:
    run("show", "health", "-w", str(shop))
    (folder,) = (tmp_path / "cache").iterdir()
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_doctor_is_content_with_it(shop: Path) -> None:
    result = run("doctor", "-w", str(shop))
    assert result.exit_code == Exit.OK, result.stdout
    assert "1 files, 3 rows, 1 rejected" in result.stdout


def test_without_a_terminal_open_prints_the_health_view(shop: Path) -> None:
    opened = run("open", str(shop))
    assert opened.exit_code == Exit.OK
    assert opened.stdout == run("show", "health", "-w", str(shop)).stdout


def test_an_as_of_day_is_taken_by_open_and_by_sources_too(shop: Path) -> None:
    opened = run("open", str(shop), "--as-of", "2026-10-02")
    assert "2026-10-02" in opened.stdout
    snapshot = answer("sources", "-w", str(shop), "--as-of", "2026-10-02")
    assert snapshot["as_of"] == "2026-10-02"


def test_a_warm_cache_prints_what_a_cold_one_does(
    shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an append in the middle of a line, an append, a rewrite, a deletion."""

    def printed(cache: str) -> list[dict[str, Any]]:
        monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / cache))
        views = ("health", "metrics", "sources")
        found = [answer(view, "-w", str(shop)) for view in views]
        return [view | {"data_revision": ""} for view in found]

    def rewritten() -> None:
        file = shop / "ads.csv"
        file.write_bytes(file.read_bytes().replace(b"100.10", b"700.10"))

    changes = (
        lambda: append(shop / "orders.csv", "4,c,2026-10-03 08:00:00,5"),
        lambda: append(shop / "orders.csv", "5.75,抖音\n5,d,2026-10-03,1,抖音\n"),
        rewritten,
        (shop / "ads.csv").unlink,
    )
    printed("warm")
    for number, change in enumerate(changes):
        change()

        assert printed("warm") == printed(f"cold{number}")


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as out:
        out.write(text)
