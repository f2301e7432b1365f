"""``cockpit why``: four forms, both ends inclusive, and names that nothing has."""

import csv
import json
from collections.abc import Iterator
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
"""
ROWS = """\
date,channel,campaign_id,spend,impressions,clicks,conversions,conv_value
2026-10-23,douyin,A,100,2000,100,5,400
2026-10-23,douyin,B,100,2000,100,5,200
2026-10-30,douyin,A,200,2000,100,5,400
2026-10-30,douyin,B,100,2000,100,5,200
"""
DAYS = ("--base", "2026-10-23:2026-10-23", "--now", "2026-10-30:2026-10-30")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "spend.csv").write_text(ROWS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("COCKPIT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield folder
    i18n.speak("en")


def run(shop: Path, *words: str, code: int = Exit.OK) -> Result:
    given = ("why", *words, "-w", str(shop))
    result = CliRunner().invoke(cli, given, prog_name="cockpit")
    assert result.exit_code == code, result.stderr
    return result


def test_the_json_has_flat_rows_that_sum_to_the_change(shop: Path) -> None:
    found = json.loads(run(shop, "roi", *DAYS, "--format", "json").stdout)
    assert (found["view"], found["change"]) == ("why", -1.0)
    tree = [row for row in found["rows"] if row["part"] == "tree"]
    assert [row["factor"] for row in tree] == ["cpm", "ctr", "cvr", "aov"]
    for split in ("lmdi", "shapley"):
        assert sum(row[split] for row in tree) == pytest.approx(-1.0, rel=1e-12)


def test_people_read_the_sentence_first(shop: Path) -> None:
    result = run(shop, "roi", *DAYS)
    assert result.stdout.startswith("Payment ROI (ROAS) fell from 3.00 to 2.00 (-33%)")
    assert "Adtributor" in result.stderr


def test_csv_and_markdown_have_every_column(shop: Path) -> None:
    lines = run(shop, "roi", *DAYS, "--format", "csv").stdout.splitlines()
    head = next(csv.reader(lines))
    assert head[:7] == ["part", "factor", "base", "now", "lmdi", "shapley", "share"]
    assert "| tree" in run(shop, "roi", *DAYS, "--format", "md").stdout


def test_without_days_it_is_what_the_gauge_compares(shop: Path) -> None:
    found = json.loads(run(shop, "spend", "--format", "json").stdout)
    days = "2026-10-23:2026-10-23", "2026-10-30:2026-10-30"
    assert (found["base_days"], found["now_days"]) == days


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rio",), "did you mean roi?"),
        (("roi", "--where", "channel=douyn"), "did you mean douyin?"),
        (("roi", "--where", "campaign=AA"), "did you mean A?"),
        (("roi", "--where", "campaign=zz"), "known: A, B"),
        (("roi", "--where", "chanel=x"), "is not one of channel|"),
        (("roi", "--base", "median:4x"), "or a base: median:4w, median:7"),
        (("roi_marginal",), "slope of a fitted curve, not a ratio of sums"),
        (("roi_marginal",), "cockpit show budget tells it"),
        (("roi_marginal",), "the nearest that can be explained is roi"),
        (("elasticity",), "a number of a model, not a ratio of sums"),
        (("roi", "--base", "2026-10-23:x"), "is not two days"),
        (("roi", "--now", "2026-10-30:2026-10-01"), "ends before it begins"),
    ],
)
def test_names_and_days_that_are_wrong_are_usage_errors(
    shop: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in run(shop, *words, code=Exit.USAGE).stderr


def test_a_base_of_the_gauge_has_a_name(shop: Path) -> None:
    words = ("spend", "--now", DAYS[3], "--format", "json", "--base")
    by_days, by_name = (
        json.loads(run(shop, *words, base).stdout) for base in (DAYS[1], "prev:7")
    )
    assert by_days["base"] == by_name["base"] == 200
    assert by_name["base_text"] == "same weekday last week"


def test_an_element_of_raw_rows_that_is_not_there_is_told_with_the_nearest(
    shop: Path,
) -> None:
    result = run(shop, "roi", *DAYS, "--where", "account=x")
    assert "not known by account" in result.stderr
    result = run(shop, "spend", *DAYS, "--where", "hour=25")
    assert result.stdout == ""


def test_what_cannot_be_explained_says_what_is_missing(shop: Path) -> None:
    result = run(shop, "gmv_paid")
    assert result.stdout == ""
    assert "needs the table orders" in result.stderr
