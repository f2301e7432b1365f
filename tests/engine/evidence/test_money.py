"""What an alarm costs an hour, who causes it, how near a breach is."""

from pathlib import Path

import pytest

from cockpit.engine.evidence.money import (
    affected_campaigns,
    breach_hours,
    money_per_hour,
)
from tests.engine.evidence.stories import (
    DOUYIN,
    TODAY,
    ad,
    before,
    case_of,
    shop,
    surge,
    usual,
)
from tests.engine.tables import event, order


def test_cpc_costs_what_its_clicks_cost_too_much(tmp_path: Path) -> None:
    """The last hour: 130 for 80 clicks that usually cost 80."""
    scene = surge(tmp_path).scene
    assert money_per_hour("cpc", DOUYIN, scene) == pytest.approx(50)
    assert money_per_hour("cpc", (("campaign", "A"),), scene) == pytest.approx(50)
    assert money_per_hour("cpc", (("campaign", "B"),), scene) == 0.0


def test_a_price_below_the_usual_one_costs_nothing(tmp_path: Path) -> None:
    cheap = [ad(TODAY, 9, "A", 10, 50)]
    scene = shop(tmp_path, ad_spend=[*usual(), *cheap])
    assert money_per_hour("cpc", DOUYIN, scene) == 0.0


def test_roi_costs_the_spend_that_misses_the_target(tmp_path: Path) -> None:
    """Yesterday 480 brought 360: a quarter of 20 an hour is missing to 1.0."""
    rows = [ad(before(1), None, "A", 480, 100, value=360)]
    scene = shop(tmp_path, ad_spend=rows)
    assert money_per_hour("roi", DOUYIN, scene) == pytest.approx(5)
    found = affected_campaigns(case_of(scene, metric="roi", onset=None))
    assert found.rows[0].cells[4] == pytest.approx(5)


def test_lost_users_cost_what_a_customer_brings_in_thirty_days(tmp_path: Path) -> None:
    """Half of 24 used to come back, now none: 12 x 10 over 24 hours."""
    events = [event("new", f"{before(1)}T09:00")]
    for n in range(2, 12):
        for user in range(24):
            events.append(event(f"{n}-{user}", f"{before(n)}T09:00"))
            if user < 12 and n != 2:
                events.append(event(f"{n}-{user}", f"{before(n - 1)}T09:00"))
    orders = [order("o", "u", f"{before(40)}T09:00", 10, channel="tmall")]
    scene = shop(tmp_path, events=events, orders=orders)
    assert money_per_hour("retention_d1", (), scene) == pytest.approx(5)


@pytest.mark.parametrize("metric", ["complaint_rate", "ltv_cac", "nonsense"])
def test_of_other_metrics_nobody_knows_the_cost(tmp_path: Path, metric: str) -> None:
    assert money_per_hour(metric, (), surge(tmp_path).scene) is None


def test_campaigns_behind_an_alarm_come_costliest_first(tmp_path: Path) -> None:
    found = affected_campaigns(surge(tmp_path))
    assert [row.key for row in found.rows] == ["A", "B"]
    assert found.rows[0].cells[4] == pytest.approx(50)
    assert found.headlines[0].value == pytest.approx(50)
    assert found.reading == "1 campaigns cost ¥50.0 an hour too much"


def test_a_line_towards_the_limit_tells_the_hours_left() -> None:
    assert breach_hours([1.0, 2.0, 3.0], 5.0, hours_each=24) == 48.0
    assert breach_hours([3.0, 2.0, 1.0], 0.5, hours_each=1) == 0.5


@pytest.mark.parametrize("values", [[], [1.0, 2.0], [2.0, 2.0, 2.0], [3.0, 2.0, 1.0]])
def test_without_a_trend_towards_the_limit_nothing_is_told(values: list[float]) -> None:
    assert breach_hours(values, 5.0, hours_each=1) is None
