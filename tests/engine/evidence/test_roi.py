"""The change of ROI split into CPC, CVR and the size of an order."""

from fractions import Fraction
from pathlib import Path

import pytest

from cockpit.engine.evidence.roi import Factors, factors_of, roi_decomposition
from cockpit.engine.evidence.sums import Sums
from cockpit.engine.why.rounding import total
from cockpit.snapshot.evidence import Evidence
from tests.engine.evidence.stories import ad, before, case_of, shop
from tests.engine.tables import Row


def day_of(on: str, paid: int, clicks: int, orders: int, value: int) -> Row:
    return ad(on, None, "A", paid, clicks, conversions=orders, value=value)


def fall() -> list[Row]:
    """CPC 1 to 1.3425, CVR 3 % to 2.8 %, AOV 100 to 105: ROI 3 to 392/179."""
    usual = [day_of(before(n), 20_000, 20_000, 600, 60_000) for n in range(4, 32)]
    bad = [day_of(before(n), 26_850, 20_000, 560, 58_800) for n in range(1, 4)]
    return [*usual, *bad]


def parts(found: Evidence, key: str) -> list[float]:
    at = [column.key for column in found.columns].index(key)
    return [cell for row in found.rows if isinstance(cell := row.cells[at], float)]


def test_parts_of_both_methods_are_those_of_exact_arithmetic(tmp_path: Path) -> None:
    """The golden split of 3 to 392/179."""
    found = roi_decomposition(
        case_of(shop(tmp_path, ad_spend=fall()), metric="roi", onset=None)
    )
    assert [row.key for row in found.rows] == ["cpc", "cvr", "aov"]
    assert parts(found, "lmdi") == pytest.approx(
        [-0.7580589277720983, -0.1775711549493932, 0.12557421679970376], abs=1e-9
    )
    assert parts(found, "shapley") == pytest.approx(
        [-0.7581346989447548, -0.1786374922408442, 0.1267163252638113], abs=1e-9
    )
    change = round(float(Fraction(-145, 179)), 9)
    assert total(parts(found, "lmdi")) == change
    assert total(parts(found, "shapley")) == change
    assert found.n == 3 * 560
    assert "mostly price of a click (CPC) -0.76" in found.reading


def test_weekday_is_held_against_weekday(tmp_path: Path) -> None:
    """Other weekdays at a tenth of the ROI change nothing."""
    days = {before(n + 7 * week) for n in (1, 2, 3) for week in range(1, 5)}
    noise = [day_of(before(n), 20_000, 20_000, 60, 600) for n in range(4, 32)]
    rows = [row for row in noise if row["date"].isoformat() not in days]
    rows += [row for row in fall() if row["date"].isoformat() in days]
    rows += fall()[-3:]
    found = roi_decomposition(
        case_of(shop(tmp_path, ad_spend=rows), metric="roi", onset=None)
    )
    assert {one.key: one.value for one in found.headlines}["roi_before"] == 3.0


def test_without_a_conversion_there_is_no_split(tmp_path: Path) -> None:
    rows = [day_of(before(n), 100, 100, 0, 0) for n in range(1, 32)]
    found = roi_decomposition(case_of(shop(tmp_path, ad_spend=rows), onset=None))
    assert found.rows == ()
    assert "conversions" in found.refusal


def test_figures_of_today_and_of_restating_sources_are_provisional(
    tmp_path: Path,
) -> None:
    settled = roi_decomposition(case_of(shop(tmp_path, ad_spend=fall()), onset=None))
    assert not settled.provisional


def test_factors_multiply_to_the_roi() -> None:
    sums = Sums(
        spend=700, clicks=30, conversions=3, impressions=9, value=2100, roi_spend=700
    )
    factors = factors_of(sums)
    assert isinstance(factors, Factors)
    assert factors.roi == 3
