"""Which campaigns are paused first, and what that saves."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cockpit.engine.evidence.waste import SAVING, inefficient_campaigns
from cockpit.snapshot.evidence import Evidence
from tests.conftest import few
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
from tests.engine.tables import order


def savings(found: Evidence) -> list[tuple[str, float]]:
    return [
        (row.key, saving)
        for row in found.rows
        if isinstance(saving := row.cells[SAVING], float) and not row.excluded
    ]


def test_a_campaign_at_twice_its_own_price_saves_the_excess(tmp_path: Path) -> None:
    """A pays 200 for 100 clicks worth 1 each and earns 300 in two hours.

    Without a cost of goods break-even is 1: it loses nothing, but pays 100 too much.
    """
    found = inefficient_campaigns(surge(tmp_path))
    assert savings(found) == [("A", 50.0)]
    assert found.rows[0].label == "name of A"
    assert found.rows[0].cells[:5] == (100.0, 2.0, 1.0, 10, 1.5)
    assert [(row.key, row.excluded) for row in found.rows[1:]] == [("B", "kept")]
    assert "saving an hour = spend - attributed revenue" in found.method


def test_a_campaign_without_a_conversion_saves_all_its_spend(tmp_path: Path) -> None:
    barren = [ad(TODAY, hour, "C", 40, 40, value=0.0, conversions=0) for hour in (8, 9)]
    rows = [*usual(), *spike(), *barren]
    found = inefficient_campaigns(case_of(shop(tmp_path, ad_spend=rows)))
    assert savings(found) == [("A", 50.0), ("C", 40.0)]
    assert found.rows[1].cells[-1] == "no conversion from 80 clicks"
    assert [row.cells[6] for row in found.rows[:2]] == [50 / 90, 1.0]


def test_below_thirty_clicks_nobody_is_accused(tmp_path: Path) -> None:
    few_clicks = [ad(TODAY, 9, "C", 400, 29, conversions=0)]
    enough = [ad(TODAY, 9, "D", 300, 30, conversions=0)]
    rows = [*usual(), *spike(), *few_clicks, *enough]
    found = inefficient_campaigns(case_of(shop(tmp_path, ad_spend=rows)))
    kept = {row.key: row.excluded for row in found.rows if row.excluded}
    assert kept["C"] == "kept: only 29 clicks"
    assert "D" not in kept


def test_break_even_follows_from_the_cost_of_goods(tmp_path: Path) -> None:
    """Goods for 60 of 100: margin 40 %, break-even 2.5.

    B earns 300 on 60, which is 5.0; at a value of 100 it is 1.67, below: it loses
    60 - 100 / 2.5 = 20 in two hours.
    """
    cost = [order("o1", "u1", f"{before(2)}T12:00", 100, cogs=600_000)]
    rows = [*usual(), *spike()]
    good = inefficient_campaigns(
        case_of(shop(tmp_path / "good", ad_spend=rows, orders=cost))
    )
    assert [key for key, _ in savings(good)] == ["A"]
    poor = [dict(row) for row in rows]
    for row in poor:
        if row["campaign_id"] == "B":
            row["conv_value"] = 500_000
    found = inefficient_campaigns(
        case_of(shop(tmp_path / "poor", ad_spend=poor, orders=cost))
    )
    assert dict(savings(found))["B"] == 10.0
    assert found.rows[1].cells[-1] == "ROI 1.67 < break-even 2.50 (n 10)"


def test_a_price_of_exactly_one_and_a_half_times_counts(tmp_path: Path) -> None:
    rows = [*usual(), ad(TODAY, 9, "A", 75, 50, conversions=5, value=900)]
    found = inefficient_campaigns(case_of(shop(tmp_path, ad_spend=rows)))
    assert savings(found) == [("A", 12.5)]
    cheaper = [*usual(), ad(TODAY, 9, "A", 74.99, 50, conversions=5, value=900)]
    found = inefficient_campaigns(case_of(shop(tmp_path / "b", ad_spend=cheaper)))
    assert savings(found) == []
    assert "no campaign is inefficient" in found.reading


def test_exports_without_campaigns_are_refused(tmp_path: Path) -> None:
    nameless = [
        {**row, "campaign_id": None, "campaign_name": None}
        for row in [*usual(), *spike()]
    ]
    found = inefficient_campaigns(case_of(shop(tmp_path, ad_spend=nameless)))
    assert found.rows == ()
    assert "name no campaigns" in found.refusal


@settings(
    max_examples=few(15), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 500),
            st.integers(0, 90),
            st.integers(0, 5),
            st.integers(0, 900),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_ranking_is_sorted_and_nobody_appears_twice(
    tmp_path_factory: object, rows: list[tuple[int, int, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("shop")  # type: ignore[attr-defined]
    today = [
        ad(TODAY, 9, f"C{n}", paid, clicks, conversions=conversions, value=value)
        for n, (paid, clicks, conversions, value) in enumerate(rows)
    ]
    found = inefficient_campaigns(case_of(shop(folder, ad_spend=[*usual(), *today])))
    keys = [row.key for row in found.rows]
    assert len(set(keys)) == len(keys)
    ranked = [saving for _, saving in savings(found)]
    assert ranked == sorted(ranked, reverse=True)
    excluded = [bool(row.excluded) for row in found.rows]
    assert excluded == sorted(excluded), "kept ones are listed at the end"
    headline = {one.key: one.value for one in found.headlines}.get("saving_hour", 0.0)
    assert abs((headline or 0.0) - sum(ranked)) < 1e-9
