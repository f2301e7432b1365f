"""Views of channels from the command line: figures in their unit, flags, moves."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cockpit.cli.failures import Exit
from cockpit.cli.main import cli
from cockpit.text import i18n
from tests.engine.attribution.spends import START, made

CONFIG = """\
[workspace]
name = "shop"
now = 2026-05-10T10:00:00+08:00
[[source]]
table = "ad_spend"
path = "spend.csv"
[[source]]
table = "events"
path = "events.csv"
[[source]]
table = "orders"
path = "orders.csv"
"""
DAYS = 120


def spends() -> str:
    """Douyin is flat, WeChat is not; Baidu claims nothing and nobody orders by it."""
    lines = ["date,channel,campaign_id,spend,conv_value,conversions"]
    courses = (("douyin", 1, 0.05), ("wechat", 2, 0.9))
    for channel, seed, elasticity in courses:
        days = made(seed, elasticity=elasticity, noise=0.05, days=DAYS)
        lines += [
            f"{START + timedelta(days=at)},{channel},{channel}-1,"
            f"{days.spend[at]:.2f},{days.revenue[at]:.2f},20"
            for at in range(DAYS)
        ]
    lines += [f"{START + timedelta(days=at)},baidu,b-1,500,," for at in range(DAYS)]
    return "\n".join(lines) + "\n"


def touches() -> tuple[str, str]:
    """120 buy after WeChat and Douyin, 130 after WeChat alone."""
    events, orders = (
        ["event_time,user_id,event,channel"],
        ["order_id,user_id,pay_time,paid_amount"],
    )
    for number in range(250):
        path = ("wechat", "douyin") if number < 120 else ("wechat",)
        for at, channel in enumerate(path):
            events.append(f"2026-04-01 1{at}:00:00,u{number},visit,{channel}")
        orders.append(f"o{number},u{number},2026-04-01 20:00:00,{90 + number % 20}")
    return "\n".join(events) + "\n", "\n".join(orders) + "\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "cockpit.toml").write_text(CONFIG, "utf-8")
    (folder / "spend.csv").write_text(spends(), "utf-8")
    events, orders = touches()
    (folder / "events.csv").write_text(events, "utf-8")
    (folder / "orders.csv").write_text(orders, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    spoken = i18n.spoken()
    yield
    i18n.speak(spoken)


def shown(shop: Path, *words: str) -> Result:
    found = CliRunner().invoke(cli, ["show", *words, "--workspace", str(shop)])
    assert found.exit_code == 0, found.output
    return found


def cells(found: Result, first: str) -> list[str]:
    return next(
        line.split() for line in found.stdout.splitlines() if line.startswith(first)
    )


def test_budgets_are_written_in_their_units(shop: Path) -> None:
    found = shown(shop, "budget")
    head = found.stdout.splitlines()[0].split()
    douyin = dict(zip(head, cells(found, "douyin"), strict=False))
    # A ceiling below all spends is a bound; money has no odd digits, ratios have two.
    assert douyin["ceiling"].startswith("<")
    assert douyin["n"] == str(DAYS)
    for field in ("spend", "revenue", "seen"):
        assert douyin[field].replace(",", "").isdigit()
    for field in ("roi", "roi_marginal", "low", "high"):
        assert len(douyin[field].partition(".")[2]) == 2
    assert "Douyin: the ceiling lies below ¥" in found.stderr
    ends = {cells(found, one)[1] for one in ("douyin", "wechat")}
    lines = found.stdout.splitlines()
    at = {len(lines[0].partition("spend")[0]) + len("spend")}
    at |= {one.index(end) + len(end) for one in lines for end in ends if end in one}
    assert len(at) == 1  # figures stand under the right end of their head
    assert "baidu" in found.stdout


def test_the_json_says_of_a_ceiling_why_it_has_no_number(shop: Path) -> None:
    rows = json.loads(shown(shop, "budget", "--format", "json").stdout)["rows"]
    douyin = next(row for row in rows if row["channel"] == "douyin")
    assert douyin["ceiling"] is None
    assert douyin["ceiling_kind"] == "below"
    assert 0 < douyin["lowest"] < douyin["spend"] < douyin["seen"] < douyin["farthest"]


def test_a_move_far_beyond_what_was_seen_says_so_before_its_figures(shop: Path) -> None:
    move = ("budget", "--move", "90000", "--target", "wechat")
    said = shown(shop, *move).stderr
    assert "extrapolated, not known: net revenue ¥" in said
    assert "is more than 1.5 x the most that was ever spent" in said
    tried = json.loads(shown(shop, *move, "--format", "json").stdout)["what_if"]
    assert tried["reach"] == "unknown"
    assert any("not known" in one for one in tried["warnings"])
    small = ("budget", "--move", "10", "--target", "wechat")
    assert "extrapolated" not in shown(shop, *small).stderr.split("response baidu")[0]


def test_a_move_from_a_refused_channel_says_what_is_missing(shop: Path) -> None:
    move = ("budget", "--move", "10", "--source", "baidu", "--target", "wechat")
    said = shown(shop, *move).stderr
    assert "Baidu: no response is known: no revenue of this channel is known" in said


def test_credits_are_written_in_their_units(shop: Path) -> None:
    day = ("--from", "2026-04-01", "--to", "2026-04-01", "--model", "linear")
    found = shown(shop, "attribution", *day)
    head = found.stdout.splitlines()[0].split()
    wechat = dict(zip(head, cells(found, "linear"), strict=True))
    assert wechat["channel"] == "wechat"
    # 130 alone and half of 120: so few are told with the parts of an order.
    assert (wechat["conversions"], wechat["share"], wechat["n"]) == (
        "190.00", "76.0%", "250",
    )  # fmt: skip
    assert wechat["value"].replace(",", "").isdigit()
    assert len(wechat["roi"].partition(".")[2]) == 2
    raw = json.loads(shown(shop, "attribution", *day, "--format", "json").stdout)
    assert raw["rows"][0]["share"] == pytest.approx(0.76)


def test_journeys_are_written_in_their_units(shop: Path) -> None:
    found = shown(shop, "journeys")
    head = found.stdout.splitlines()[0].split()
    douyin = next(one for one in found.stdout.splitlines() if " douyin " in one)
    told = dict(zip(head, douyin.split(), strict=False))
    assert (told["reach"], told["conversion"]) == ("120", "100%")
    assert told["gap_p50"] == "9h"


def test_combinations_are_written_in_their_units(shop: Path) -> None:
    found = shown(shop, "combinations", "--from", "2026-04-01", "--to", "2026-04-01")
    head = found.stdout.splitlines()[0].split()
    line = next(one for one in found.stdout.splitlines() if "wechat > douyin" in one)
    values = line.replace("wechat > douyin", "both").split()
    both = dict(zip(head, values, strict=True))
    assert both["orders"] == "120"
    for field in ("roi", "low", "high", "against"):
        assert len(both[field].partition(".")[2]) == 2
    assert both["cost"].replace(",", "").isdigit()
    assert "n 120" in found.stderr


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("budget", "--move", "10", "--source", "duoyin"), "--source"),
        (("budget", "--move", "10", "--target", "duoyin"), "--target"),
        (("combinations", "--against", "duoyin"), "--against"),
    ],
)
def test_a_mistyped_channel_is_refused_with_the_nearest(
    shop: Path, words: tuple[str, ...], option: str
) -> None:
    found = CliRunner().invoke(cli, ["show", *words, "--workspace", str(shop)])
    assert found.exit_code == Exit.USAGE
    assert option in found.stderr
    assert "did you mean douyin?" in found.stderr
