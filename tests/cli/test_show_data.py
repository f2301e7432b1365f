"""Faults and requests from the command line, in every form."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.text import i18n

CONFIG = """\
[workspace]
name = "shop"
now = 2026-10-31T10:00:00+08:00
[[source]]
table = "ad_spend"
path = "spend.csv"
name = "投放"
[[source]]
table = "orders"
path = "orders.csv"
[[source]]
table = "requests"
path = "requests.csv"
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Nine of thirty orders have no buyer; two lines of spend are no numbers."""
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(CONFIG)
    days = [date(2026, 10, 1) + timedelta(days=at) for at in range(30)]
    spends = [f"{at},douyin,c1,{n}.5" for n, at in enumerate(days)]
    bad = ["2026-10-03,douyin,c2,many", "2026-10-04,douyin,c2,few"]
    orders = [
        f"o{n},{f'u{n}' if n >= 9 else ''},{at} 10:00:00,{90 + n}"
        for n, at in enumerate(days)
    ]
    asked = [f"r{n},{at} 08:00:00,{at} {9 + n % 4}:00:00" for n, at in enumerate(days)]
    tables = {
        "spend": ["date,channel,campaign_id,spend", *spends, *bad],
        "orders": ["order_id,user_id,pay_time,paid_amount", *orders],
        "requests": ["request_id,asked_time,answered_time", *asked],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    yield folder
    i18n.speak("en")


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["show", *words, "-w", str(folder)])


def test_csv_has_the_fields_of_the_contract_first(shop: Path) -> None:
    result = run(shop, "faults", "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0])[:5] == ["code", "source", "share", "text", "fix"]
    found = {row["code"]: (row["severity"], row["n"], row["of"]) for row in rows}
    assert found["T101"] == ("yellow", "9", "30")
    assert found["R101"] == ("yellow", "2", "32")
    assert found["M101"] == ("yellow", "30", "30")


def test_json_has_everything_that_screens_draw(shop: Path) -> None:
    answer = json.loads(run(shop, "faults", "--format", "json").stdout)
    assert answer["view"] == "faults"
    assert {"rows", "coverage", "questions", "gauges", "freshness", "overlaps"} <= set(
        answer
    )
    spend = next(row for row in answer["coverage"] if row["table"] == "ad_spend")
    assert {c["grain"]: c["state"] for c in spend["covers"]} == {
        "date": "full", "hour": "none", "channel": "full", "campaign": "full",
        "creative": "none", "user": "never",
    }  # fmt: skip


def test_people_read_faults_fixes_and_the_grid(shop: Path) -> None:
    result = run(shop, "faults")
    assert "9 of 30 paid orders (30.0%) have no user id" in result.stdout
    assert "T101: Export the orders with the buyer's id" in result.stdout
    assert "creative" in result.stdout
    assert "T103: needs the table events" in result.stderr
    assert "Do new users come back the next day? cannot be answered" in result.stderr


def test_markdown_is_a_table_of_all_fields(shop: Path) -> None:
    lines = run(shop, "faults", "--format", "md").stdout.splitlines()
    assert lines[0].startswith("| code | source | share | text | fix | severity |")


def test_chinese_says_the_same(shop: Path) -> None:
    result = CliRunner().invoke(
        cli, ["show", "faults", "-w", str(shop)], env={"LANG": "zh_CN.UTF-8"}
    )
    assert "30 笔已支付订单中 9 笔（30.0%）没有用户编号" in result.stdout


def test_sources_have_the_codes_of_each_file(shop: Path) -> None:
    rows = json.loads(run(shop, "sources", "--format", "json").stdout)["rows"]
    assert {row["path"]: row["faults"] for row in rows} == {
        "orders.csv": [],
        "requests.csv": [],
        "spend.csv": ["R101"],
    }


def test_requests_are_printed_with_their_intervals(shop: Path) -> None:
    answer = json.loads(run(shop, "requests", "--format", "json").stdout)
    whole = answer["rows"][0]
    assert (whole["by"], whole["requests"], whole["p50"], whole["p90"]) == (
        "whole",
        30,
        2,
        4,
    )
    assert (whole["within_fast"], whole["fast_n"]) == (1.0, 30)
    result = run(shop, "requests", "--from", "2026-10-11")
    assert "half of 20 requests are answered within" in result.stderr


def test_days_the_wrong_way_round_are_refused(shop: Path) -> None:
    result = run(shop, "requests", "--from", "2026-10-11", "--to", "2026-10-01")
    assert result.exit_code == Exit.USAGE
