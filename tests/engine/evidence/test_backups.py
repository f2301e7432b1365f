"""Where the money of paused campaigns can go."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cockpit.engine.evidence.backups import backup_channels, freed_a_day
from cockpit.engine.evidence.waste import inefficient_campaigns
from cockpit.engine.views.scene import Scene
from cockpit.snapshot.evidence import Evidence
from tests.engine.attribution.spends import made, slope
from tests.engine.evidence.stories import ad, before, case_of, shop, spike, usual
from tests.engine.tables import Row, campaign


def weeks(channel: str, earlier: int, recent: int, worth: tuple[int, int]) -> list[Row]:
    """Spend a day in the four earlier and the four recent weeks, and its revenue."""
    return [
        ad(
            before(n), None, f"{channel}-1", paid, paid,
            channel=channel, value=value, conversions=1,
        )
        for n in range(1, 57)
        for paid, value in [(recent, worth[1]) if n <= 28 else (earlier, worth[0])]
    ]  # fmt: skip


def candidates(folder: Path, **tables: list[Any]) -> Scene:
    """Wechat brought 600 for 100 more, Tmall 100; Baidu earns less than it costs."""
    rows = [
        *usual(),
        *spike(),
        *weeks("wechat", 100, 110, (400, 460)),
        *weeks("tmall", 200, 210, (600, 610)),
        *weeks("baidu", 100, 110, (90, 100)),
    ]
    return shop(folder, ad_spend=rows, **tables)


def cells(found: Evidence, key: str) -> dict[str, Any]:
    row = next(row for row in found.rows if row.key == key)
    return {c.key: cell for c, cell in zip(found.columns, row.cells, strict=True)}


def test_channels_are_ranked_by_what_another_yuan_brought(tmp_path: Path) -> None:
    found = backup_channels(case_of(candidates(tmp_path)))
    assert [row.key for row in found.rows] == ["wechat", "tmall", "baidu"]
    assert cells(found, "wechat")["marginal_roi"] == 6.0
    assert cells(found, "tmall")["marginal_roi"] == 1.0
    assert cells(found, "wechat")["roi"] == 460 / 110
    assert found.rows[-1].excluded == "below target 1.00"
    assert cells(found, "baidu")["test_budget"] is None
    assert found.provisional
    assert "season" in found.method


def test_where_days_tell_a_response_its_slope_is_the_marginal_roi(
    tmp_path: Path,
) -> None:
    """Wechat's spend changes from day to day; of Tmall there are two levels only."""
    days = made(elasticity=0.9, noise=0.05)
    wechat = [
        ad(
            before(180 - at), None, "wechat-1", round(days.spend[at]), 1000,
            channel="wechat", value=float(days.revenue[at]), conversions=1,
        )
        for at in range(180)
    ]  # fmt: skip
    rows = [*usual(), *spike(), *wechat, *weeks("tmall", 200, 210, (600, 610))]
    found = backup_channels(case_of(shop(tmp_path, ad_spend=rows)))
    told = cells(found, "wechat")
    assert told["marginal_low"] < told["marginal_roi"] < told["marginal_high"]
    assert told["marginal_roi"] == pytest.approx(
        slope(days.spend[-28:].mean(), "michaelis", 0.9, 180), rel=0.15
    )
    other = cells(found, "tmall")
    assert (other["marginal_roi"], other["marginal_low"]) == (1.0, None)
    assert "at 95 %, fitted" in found.reading


def test_a_test_costs_no_more_than_its_cap_and_what_the_pause_frees(
    tmp_path: Path,
) -> None:
    """A spends 100 a day as a rule: pausing it frees 100."""
    plans = [
        campaign("wechat-1", channel="wechat", daily_budget=1_500_000),
        campaign(
            "new", channel="wechat", is_backup=True, readiness=5, test_cap=300_000
        ),
        campaign("tmall-1", channel="tmall", daily_budget=9_000_000),
        campaign(
            "big", channel="tmall", is_backup=True, readiness=2, test_cap=5_000_000
        ),
    ]
    found = backup_channels(case_of(candidates(tmp_path, campaigns=plans)))
    assert found.headlines[0].value == 100.0
    wechat, tmall = cells(found, "wechat"), cells(found, "tmall")
    assert (wechat["headroom_day"], wechat["readiness"]) == (40.0, 5)
    assert wechat["test_budget"] == 30.0
    assert tmall["test_budget"] == 100.0


def test_a_test_costs_no_more_than_the_budgets_have_room_for(tmp_path: Path) -> None:
    """Wechat may spend 120 a day and spends 110: its own cap of 30 is too much."""
    plans = [
        campaign("wechat-1", channel="wechat", daily_budget=1_200_000),
        campaign("new", channel="wechat", is_backup=True, test_cap=300_000),
    ]
    found = backup_channels(case_of(candidates(tmp_path, campaigns=plans)))
    assert cells(found, "wechat")["test_budget"] == 10.0


def test_a_pause_that_was_left_out_frees_nothing(tmp_path: Path) -> None:
    case = replace(
        case_of(candidates(tmp_path)), skipped=frozenset({"inefficient_campaigns"})
    )
    found = backup_channels(case)
    assert found.headlines[0].value == 0.0
    assert cells(found, "wechat")["test_budget"] == 0.0


def test_money_freed_is_that_of_the_campaigns_that_were_reported(
    tmp_path: Path,
) -> None:
    case = case_of(candidates(tmp_path))
    frozen = {"inefficient_campaigns": inefficient_campaigns(case)}
    both = {"pause-inefficient.paused": ["A", "B"]}
    assert freed_a_day(case_of(case.scene, frozen=frozen)) == 100.0
    assert freed_a_day(case_of(case.scene, frozen=frozen, entered=both)) == 160.0


def test_a_price_that_moved_by_a_tenth_is_not_steady(tmp_path: Path) -> None:
    rows = [
        {**row, "clicks": 100}
        if row["channel"] == "wechat" and row["date"].isoformat() >= before(7)
        else row
        for row in [*usual(), *spike(), *weeks("wechat", 100, 110, (400, 460))]
    ]
    found = backup_channels(case_of(shop(tmp_path, ad_spend=rows)))
    assert found.rows[0].excluded == "CPC moved +10%"


def test_spend_that_hardly_moved_has_no_marginal_roi(tmp_path: Path) -> None:
    rows = [*usual(), *spike(), *weeks("wechat", 1000, 1009, (4000, 9000))]
    found = backup_channels(case_of(shop(tmp_path, ad_spend=rows)))
    assert cells(found, "wechat")["marginal_roi"] is None
    assert not found.rows[0].excluded
    assert "moved too little" in found.reading


def test_a_channel_that_never_ran_is_listed_and_not_proposed(tmp_path: Path) -> None:
    plans = [campaign("ks", channel="kuaishou", is_backup=True, readiness=4)]
    found = backup_channels(case_of(candidates(tmp_path, campaigns=plans)))
    last = next(row for row in found.rows if row.key == "kuaishou")
    assert last.excluded == "no ROI in the last 7 days"
    assert found.rows.index(last) >= 2


def test_the_channel_in_trouble_is_no_backup(tmp_path: Path) -> None:
    found = backup_channels(case_of(candidates(tmp_path)))
    assert "douyin" not in {row.key for row in found.rows}
