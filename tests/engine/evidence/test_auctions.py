"""Competition against fatigue, and the matrix of competitors."""

from math import log
from pathlib import Path

import pytest

from cockpit.engine.evidence.auctions import auction_overlap
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
from tests.engine.tables import day


def figures(found: Evidence) -> dict[str, float]:
    return {one.key: one.value for one in found.headlines if one.value is not None}


def test_cpm_up_with_ctr_flat_is_competition(tmp_path: Path) -> None:
    """Only prices moved: all of the change is CPM."""
    found = auction_overlap(surge(tmp_path))
    said = figures(found)
    assert said["cpc"] == pytest.approx(0.625)
    assert said["ctr"] == pytest.approx(0, abs=1e-12)
    assert said["cpm"] == pytest.approx(0.625)
    assert said["cpm_share"] == pytest.approx(1)
    assert found.reading.startswith("CPM up with CTR flat: competitors bid up")
    assert "not causation" in found.reading


def test_ctr_down_is_fatigue(tmp_path: Path) -> None:
    """Twice the impressions for the same clicks at the same CPM: CTR halves."""
    tired = [
        ad(TODAY, hour, name, 2 * clicks, clicks, impressions=100 * clicks)
        for hour in (8, 9)
        for name, clicks in (("A", 50), ("B", 30))
    ]
    found = auction_overlap(case_of(shop(tmp_path, ad_spend=[*usual(), *tired])))
    said = figures(found)
    assert said["ctr"] == pytest.approx(-0.5)
    assert said["cpm"] == pytest.approx(0, abs=1e-12)
    assert said["ctr_share"] == pytest.approx(1)
    assert found.reading.startswith("CTR down with CPM flat: our creatives tire")


def test_a_fall_of_ctr_that_so_few_clicks_cannot_prove_is_flat(tmp_path: Path) -> None:
    """Nine clicks instead of ten are no fatigue."""
    rows = [ad(before(n), 9, "A", 10, 10, impressions=500) for n in range(1, 8)]
    rows.append(ad(TODAY, 9, "A", 18, 9, impressions=500))
    found = auction_overlap(case_of(shop(tmp_path, ad_spend=rows)))
    assert figures(found)["ctr"] == pytest.approx(-0.1)
    assert "CTR flat" in found.reading


def test_factors_multiply_to_the_change_and_shares_sum_to_one(tmp_path: Path) -> None:
    mixed = [
        ad(TODAY, 8, "A", 130, 70, impressions=4000),
        ad(TODAY, 9, "B", 90, 45, impressions=1500),
        ad(TODAY, 9, "new", 30, 10, impressions=200),
    ]
    found = auction_overlap(case_of(shop(tmp_path, ad_spend=[*usual(), *mixed])))
    said = figures(found)
    whole = (1 + said["cpm"]) * (1 + said["mix"]) / (1 + said["ctr"])
    assert whole == pytest.approx(1 + said["cpc"], rel=1e-12)
    shares = [said[f"{key}_share"] for key in ("cpm", "ctr", "mix")]
    assert sum(round(share * 1e9) for share in shares) == 10**9
    assert shares[0] == pytest.approx(log(1 + said["cpm"]) / log(1 + said["cpc"]))


def seen(name: str, on: str, **more: object) -> dict[str, object]:
    return {"date": day(on), "competitor": name, "channel": "douyin", **more}


def test_the_matrix_is_prefilled_with_what_was_seen_last(tmp_path: Path) -> None:
    notes = [
        seen("Rival", before(3), price=990_000, note="old"),
        seen("Rival", TODAY, price=890_000, note="bids up"),
        seen("Elsewhere", TODAY, note="not here") | {"channel": "tmall"},
        seen("Gone", before(31), note="too old"),
        seen("=HYPERLINK(1)", before(1), promotion="-20 %"),
    ]
    here = shop(tmp_path, ad_spend=[*usual(), *spike()], competitors=notes)
    found = auction_overlap(case_of(here))
    assert [row.label for row in found.rows] == ["Rival", "=HYPERLINK(1)", ""]
    keys = [one.key for one in found.columns]
    rival = dict(zip(keys, found.rows[0].cells, strict=True))
    assert (rival["price"], rival["note"]) == (89.0, "bids up")
    assert "seen-1.promotion" in found.blanks
    assert "seen-1.price" not in found.blanks
    assert {blank for blank in found.blanks if blank.startswith("blank-3.")} == {
        f"blank-3.{key}"
        for key in ("channel", "price", "promotion", "creative", "note")
    }


def test_without_notes_three_empty_lines_wait(tmp_path: Path) -> None:
    found = auction_overlap(surge(tmp_path))
    assert [row.key for row in found.rows] == ["blank-1", "blank-2", "blank-3"]
    assert len(found.blanks) == 15
