"""LTV against CAC by channel and month."""

from datetime import timedelta
from pathlib import Path

import pytest

from cockpit.engine.evidence.economics import ltv_cac_grid
from cockpit.engine.views.ltv import ltv
from cockpit.engine.views.study import Study
from cockpit.snapshot.ltv import LtvQuery
from tests.engine.evidence.stories import case_of, shop
from tests.engine.tables import day, order, spend


def test_grid_sets_ltv_against_the_cac_of_the_same_month(tmp_path: Path) -> None:
    """June: 100 customers bring 150 each within 90 days and cost 100 each."""
    june = [
        order(f"o{n}", f"u{n}", "2026-06-10T12:00", 100, channel="tmall")
        for n in range(100)
    ]
    again = [
        order(f"p{n}", f"u{n}", "2026-09-08T12:00", 50, channel="tmall")
        for n in range(100)
    ]
    late = [
        order(f"q{n}", f"u{n}", "2026-09-09T12:00", 900, channel="tmall")
        for n in range(100)
    ]
    costs = [
        spend("2026-06-30", "tmall", 10_000),
        spend("2026-09-01", "tmall", 500),
        spend("2026-06-01", "baidu", 70),
    ]
    scene = shop(tmp_path, orders=[*june, *again, *late], ad_spend=costs)
    found = ltv_cac_grid(case_of(scene, labels=((),), onset=None))
    rows = {row.key: row for row in found.rows}
    assert rows["tmall|2026-06"].cells[:4] == (1.5, 150.0, 100.0, 100)
    assert rows["tmall|2026-06"].cells[5] == "keep"
    told = str(rows["tmall|2026-06"].cells[9])
    assert told.startswith(
        "the cohort alone: may be old customers: the orders begin on"
    )
    assert rows["tmall|2026-09"].excluded == "matures on 2026-12-30"
    assert rows["baidu|2026-06"].excluded == "only 0 customers"
    assert found.rows[0].key == "tmall|2026-06"
    assert found.n == 100


def test_grid_is_that_of_the_ltv_view_where_it_tells_a_ratio(tmp_path: Path) -> None:
    """Thirty customers a week; each comes back after a month, the youngest may yet."""
    starts = [day("2026-02-02") + timedelta(days=7 * n) for n in range(38)]
    firsts = [
        order(
            f"o{on}{n}", f"u{on}{n}", f"{on}T12:00", 100, channel="tmall", cogs=400_000
        )
        for on in starts
        for n in range(30)
    ]
    seconds = [
        order(f"p{on}{n}", f"u{on}{n}", f"{on + timedelta(days=30)}T12:00", 50, channel="tmall", cogs=200_000)
        for on in starts
        if on + timedelta(days=30) < day("2026-10-31")
        for n in range(0, 30, 2)
    ]  # fmt: skip
    costs = [
        spend((day("2026-02-02") + timedelta(days=n)).isoformat(), "tmall", 500)
        for n in range(272)
    ]
    scene = shop(tmp_path, orders=[*firsts, *seconds], ad_spend=costs)
    found = ltv_cac_grid(case_of(scene, labels=((),), onset=None))
    names = [column.key for column in found.columns]
    cells = {row.key: dict(zip(names, row.cells, strict=True)) for row in found.rows}
    view = ltv(Study(scene), LtvQuery(channel="tmall"))
    told = {row.entity: row for row in view.rows if row.kind == "cohort"}
    for month, basis in (("2026-06", "measured"), ("2026-09", "predicted")):
        cell, row = cells[f"tmall|{month}"], told[month]
        assert row.ltv_cac is not None
        assert (cell["ltv_cac"], cell["low"], cell["high"]) == pytest.approx(
            (row.ltv_cac, row.ratio_low, row.ratio_high)
        )
        assert (cell["customers"], cell["ltv_90"]) == (row.users, row.ltv_90)
        assert cell["margin"] == pytest.approx(0.6)
        assert cell["basis"] == basis
    assert cells["tmall|2026-09"]["advice"] == "lift (predicted)"
    assert str(cells["tmall|2026-02"]["basis"]).startswith("the cohort alone: ")
    assert found.provisional
    assert "cells are predicted" in found.reading
