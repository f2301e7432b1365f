"""The change of CPC split into price and mix."""

from pathlib import Path

import pytest

from cockpit.engine.evidence.compute import compute
from cockpit.engine.evidence.cpc import cpc_decomposition
from cockpit.engine.why.rounding import total
from cockpit.snapshot.evidence import Evidence
from tests.engine.evidence.stories import (
    TODAY,
    ad,
    before,
    case_of,
    shop,
    spike,
    surge,
    usual,
)


def column(found: Evidence, key: str) -> dict[str, object]:
    at = [one.key for one in found.columns].index(key)
    return {row.key: row.cells[at] for row in found.rows}


def test_price_and_mix_of_each_campaign_sum_to_the_change(tmp_path: Path) -> None:
    """A doubles on 100 of 160 clicks: the mean goes from 1 to 260/160, all of it A."""
    found = cpc_decomposition(surge(tmp_path))
    assert column(found, "price_effect") == {"A": 0.625, "B": 0.0}
    assert column(found, "mix_effect") == {"A": 0.0, "B": 0.0}
    figures = {one.key: one.value for one in found.headlines}
    assert figures["cpc_before"] == 1.0
    assert figures["cpc"] == 1.625
    assert figures["change"] == 0.625
    assert found.n == 160
    assert found.provisional
    assert "became dearer" in found.reading


def test_clicks_that_move_to_a_dear_campaign_are_mix(tmp_path: Path) -> None:
    """B pays 3 a click as ever and wins clicks; no price has changed."""
    rows = [
        ad(on, 8, name, clicks * price, clicks)
        for on, share in [*((before(n), 20) for n in range(1, 8)), (TODAY, 60)]
        for name, price, clicks in (("A", 1, 100 - share), ("B", 3, share))
    ]
    found = cpc_decomposition(case_of(shop(tmp_path, ad_spend=rows)))
    assert set(column(found, "price_effect").values()) == {0.0}
    mix = column(found, "mix_effect").values()
    assert total([cell for cell in mix if isinstance(cell, float)]) == 0.8  # 1.4 to 2.2
    assert "moved between campaigns" in found.reading


def test_effects_are_ranked_by_size_and_no_campaign_appears_twice(
    tmp_path: Path,
) -> None:
    found = cpc_decomposition(surge(tmp_path))
    effects = [
        abs(cell)
        for cell in column(found, "effect").values()
        if isinstance(cell, float)
    ]
    assert effects == sorted(effects, reverse=True)
    assert len({row.key for row in found.rows}) == len(found.rows)


def test_days_of_the_calendar_are_not_usual(tmp_path: Path) -> None:
    """A promotion at nine times the price the day before changes nothing."""
    promotion = [ad(before(1), hour, "A", 900, 100) for hour in (8, 9)]
    others = [row for row in usual(days=8) if row["date"].isoformat() != before(1)]
    calm = shop(
        tmp_path,
        ad_spend=[*others, *promotion, *spike()],
        calendar=[{"date": promotion[0]["date"], "kind": "promo", "name": "sale"}],
    )
    found = cpc_decomposition(case_of(calm))
    assert {one.key: one.value for one in found.headlines}["cpc_before"] == 1.0


def test_a_source_without_hours_is_read_by_day(tmp_path: Path) -> None:
    rows = [*usual(hours=(None,), days=8)]
    yesterday = [row for row in rows if row["date"].isoformat() != before(1)]
    dear = [ad(before(1), None, "A", 100, 50), ad(before(1), None, "B", 30, 30)]
    found = cpc_decomposition(
        case_of(shop(tmp_path, ad_spend=[*yesterday, *dear]), onset=None)
    )
    assert column(found, "cpc")["A"] == 2.0
    assert before(1) in found.reading


def test_too_few_usual_days_are_refused(tmp_path: Path) -> None:
    found = compute(
        "cpc_decomposition",
        case_of(shop(tmp_path, ad_spend=[*usual(days=4), *spike()])),
    )
    assert found.rows == ()
    assert "5 usable days" in found.refusal
    assert "4" in found.refusal


@pytest.mark.parametrize("hour", [7, 9])
def test_only_complete_hours_since_the_onset_count(tmp_path: Path, hour: int) -> None:
    """Seven is before the onset; at half past nine, nine is in progress."""
    noise = ad(TODAY, hour, "A", 9000, 10)
    rows = [row for row in [*usual(), *spike()] if row["hour"] == 8]
    found = cpc_decomposition(
        case_of(shop(tmp_path, "2026-10-31T09:30", ad_spend=[*rows, noise]))
    )
    assert column(found, "cpc")["A"] == 2.0
