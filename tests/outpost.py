"""A small workspace of advertising, so plain that every alarm can be told by hand.

Every day a channel has 100 clicks; what they cost is what a test says. The rule calls a
click of 2 yuan or more an alarm, and below 1.50 its end.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from cockpit.cli.main import cli

FIRST = date(2026, 3, 1)
TOML = """\
[workspace]
name = "outpost"
timezone = "Asia/Shanghai"
now = {now}T10:00:00+08:00
currency = "CNY"
[[source]]
table = "ad_spend"
path = "ads.csv"
settle_days = {settle_days}
"""
EMPTY = '[workspace]\nname = "empty"\n'
RULES = """\
schema = 1
[[rule]]
id = "dear-clicks"
title = "dear clicks"
metric = "cpc"
by = ["channel"]
fire = { of = "value", op = ">=", than = "2" }
clear = { of = "value", op = "<", than = "1.5" }
sample = { min = 50, on = "clicks" }
severity = "red"
incident = { sop = "stop-the-bleeding", group_by = ["channel"] }
"""
HEAD = "date,channel,campaign_id,spend,impressions,clicks,conversions\n"
CLICKS = 100

Costs = Mapping[str, Sequence[float]]
"""Yuan a click by channel, or channel/campaign, one a day; 0 is a day without."""


def write(
    folder: Path,
    costs: Costs,
    *,
    rules: str = RULES,
    settle_days: int = 0,
    clicks: int = CLICKS,
) -> Path:
    """Write the workspace as it is at ten in the morning after the last day."""
    folder.mkdir(parents=True, exist_ok=True)
    days = max(map(len, costs.values()))
    now = FIRST + timedelta(days=days)
    toml = TOML.format(now=now, settle_days=settle_days)
    (folder / "cockpit.toml").write_text(toml, encoding="utf-8")
    (folder / "rules.toml").write_text(rules, encoding="utf-8")
    lines = [HEAD]
    for place, course in costs.items():
        channel, _slash, campaign = place.partition("/")
        name = campaign or f"{channel}-1"
        for back, cost in enumerate(course):
            day, spend = FIRST + timedelta(days=back), cost * clicks
            seen = f"1000,{clicks},5" if cost else "0,0,0"
            lines.append(f"{day},{channel},{name},{spend:.2f},{seen}\n")
    (folder / "ads.csv").write_text("".join(lines), encoding="utf-8")
    return folder


def write_empty(folder: Path) -> Path:
    """Write a workspace without any source."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cockpit.toml").write_text(EMPTY, encoding="utf-8")
    return folder


def run(*words: object) -> Result:
    """Run ``cockpit`` with these words."""
    return CliRunner().invoke(cli, [str(word) for word in words], prog_name="cockpit")


def told(*words: object) -> Any:
    """Run ``cockpit`` and read the JSON that it prints."""
    return json.loads(run(*words, "--format", "json").stdout)


def files(folder: Path) -> dict[str, bytes]:
    """Return all that is in a folder, to see that nothing has changed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
