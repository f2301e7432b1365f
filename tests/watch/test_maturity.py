"""Rules judge LTV/CAC once it is known, and never what is predicted of it."""

from datetime import date
from pathlib import Path

from cockpit.engine.views import metrics
from cockpit.rulebook import default_rules
from cockpit.snapshot.metrics import MetricsQuery
from cockpit.watch.feeds import feeds
from tests.engine.views.scenes import scene
from tests.engine.views.test_unit_economics import grown_shop


def test_a_predicted_ratio_is_shown_and_judged_by_nobody(tmp_path: Path) -> None:
    seen = scene(tmp_path / "cache", grown_shop(tmp_path), now="2026-08-01T10:00")
    shown = metrics(seen, MetricsQuery(metrics=("ltv_cac",))).rows
    predicted = [one for one in shown if one.entity == "kuaishou" and one.value]
    assert predicted
    assert {one.maturity for one in predicted} == {"provisional"}
    assert min(one.value or 9 for one in predicted) < 1.5, "the rule would fire"
    rule = next(one for one in default_rules().rules if one.id == "ltv-cac-low")
    (feed,) = feeds(seen, [rule])[rule.id]
    assert feed.newest == date(2026, 8, 1).toordinal() - 91
    young = feed.instances[("channel", "kuaishou"),]
    assert min(young) > feed.newest
    assert min(feed.instances[("channel", "douyin"),]) <= feed.newest
