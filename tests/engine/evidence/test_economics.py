"""LTV against CAC by channel and month."""

from pathlib import Path

from cockpit.engine.evidence.economics import ltv_cac_grid
from tests.engine.evidence.stories import case_of, shop
from tests.engine.tables import order, spend


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
    assert rows["tmall|2026-09"].excluded == "matures on 2026-12-30"
    assert rows["baidu|2026-06"].excluded == "only 0 customers"
    assert found.rows[0].key == "tmall|2026-06"
    assert found.n == 100
