"""The table of channels adds up whole days, never a part of one."""

from pathlib import Path

import pytest

from cockpit.session import Session
from cockpit.snapshot.health import HealthQuery

CONFIG = """
[workspace]
timezone = "UTC"
now = 2026-03-10T03:00:00Z
[[source]]
table = "ad_spend"
path = "ads.csv"
"""


def test_a_day_in_progress_is_not_held_against_whole_days(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "cockpit.toml").write_text(CONFIG, encoding="utf-8")
    lines = ["date,hour,channel,spend,conv_value"]
    for day in range(1, 11):
        hours = 3 if day == 10 else 24  # the tenth is in progress
        lines += [
            f"2026-03-{day:02},{hour},douyin,10,{100 if day == 10 else 20}"
            for hour in range(hours)
        ]
    (folder / "ads.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    session = Session(folder)
    session.read()

    view = session.health(HealthQuery(base="prev:7", where=(("channel", "douyin"),)))

    assert view.channel_days == ("2026-03-09", "2026-03-09")
    (row,) = [each for each in view.channels if each.entity == "douyin"]
    assert (row.spend, row.roi, row.change) == (240, 2, 0)
