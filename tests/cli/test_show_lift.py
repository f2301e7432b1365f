"""The lift of the private domain from the command line, on files of a small shop."""

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
now = 2026-04-11T10:00:00+08:00
day_starts = "04:00"
[[source]]
table = "orders"
path = "orders.csv"
[[source]]
table = "users"
path = "users.csv"
"""
MEMBERS, OTHERS = 120, 130


def orders() -> str:
    """Everybody buys on 5 January, members thrice more, every second other once."""
    rows = ["order_id,user_id,pay_time,paid_amount,channel"]
    for number in range(MEMBERS + OTHERS):
        is_member = number < MEMBERS
        months = (2, 3, 4) if is_member else ((3,) if number % 2 else ())
        rows.append(f"a{number},u{number:03},2026-01-05 09:00:00,100,抖音")
        rows += [
            f"b{number}-{month},u{number:03},2026-{month:02}-08 09:00:00,50,抖音"
            for month in months
        ]
    return "\n".join(rows) + "\n"


def users() -> str:
    """Members joined on 10 January, an hour before the business day of the 10th."""
    joined = ["2026-01-10 03:00:00"] * MEMBERS + [""] * OTHERS
    rows = [
        f"u{number:03},2026-01-01 08:00:00,{at}" for number, at in enumerate(joined)
    ]
    return "\n".join(["用户ID,注册时间,加企微时间", *rows]) + "\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "orders.csv").write_text(orders(), encoding="utf-8")
    (folder / "users.csv").write_text(users(), encoding="utf-8")
    cache = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        patch.setenv("COCKPIT_CACHE_DIR", str(cache))
        yield folder
    i18n.speak("en")


def run(shop: Path, *words: str) -> Result:
    given = ("show", "lift", "-w", str(shop), *words)
    result = CliRunner().invoke(cli, given, prog_name="cockpit")
    assert result.exit_code == Exit.OK, result.stderr
    return result


def test_the_json_has_the_comparison_and_its_caveat(shop: Path) -> None:
    found = json.loads(run(shop, "--format", "json").stdout)
    assert (found["view"], found["as_of"], found["n"]) == ("lift", "2026-04-11", 120)
    assert found["lift"] == pytest.approx(6.0)
    assert found["low"] < 6 < found["high"]
    assert found["note"].startswith("association")
    private, matched = found["rows"]
    assert (private["group"], matched["group"]) == ("private", "matched")
    # From the business day after the 9th to 8 April, the last day with an order.
    assert private["years"] == pytest.approx(120 * 89 / 365)


def test_people_read_both_forms_and_the_source(shop: Path) -> None:
    result = run(shop)
    assert "private" in result.stdout
    assert "x6.00 (+500%)" in result.stderr
    assert "not causal" in result.stderr
    assert "Modern Epidemiology" in result.stderr


def test_a_channel_without_members_is_refused_in_words(shop: Path) -> None:
    result = run(shop, "--channel", "tmall")
    assert result.stdout == ""
    assert "needs 100 more members to compare: 0 of 100" in result.stderr
