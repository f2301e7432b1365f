"""What data say about a claim."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cockpit.engine.evidence.case import Case
from cockpit.engine.evidence.sensing import sense
from cockpit.engine.evidence.waste import inefficient_campaigns
from cockpit.snapshot.condition import Sense
from cockpit.snapshot.incidents import Sensed
from tests.engine.evidence.stories import (
    OPENED,
    TODAY,
    ad,
    before,
    case_of,
    shop,
    spike,
    usual,
)
from tests.engine.tables import Row, campaign, complaint

AT_ZERO = Sense(
    metric="spend",
    by=("campaign",),
    where="auto:inefficient_campaigns",
    op="<=",
    than="0",
    since="done",
)
CLAIMED = datetime(2026, 10, 31, 10, 20, tzinfo=UTC)


def at(hour: int, *rows: Row, folder: Path, **more: Any) -> Case:
    """The incident at a later hour, with what was proposed at ten frozen."""
    barren = [ad(TODAY, hour_, "C", 40, 40, conversions=0) for hour_ in (8, 9)]
    first = [*usual(), *spike(), *barren]
    frozen = inefficient_campaigns(case_of(shop(folder / "ten", ad_spend=first)))
    assert [row.key for row in frozen.rows if not row.excluded] == ["A", "C"]
    now = shop(folder / "now", f"2026-10-31T{hour:02}:00", ad_spend=[*first, *rows])
    return case_of(now, frozen={"inefficient_campaigns": frozen}, **more)


def looked(case: Case, since: datetime = CLAIMED, **opened: float) -> Sensed:
    return sense(AT_ZERO, case, since=since, at_opened=opened)


def test_every_campaign_of_the_list_has_to_stand_still(tmp_path: Path) -> None:
    rows = [ad(TODAY, 11, "A", 0, 0), ad(TODAY, 11, "C", 7, 3)]
    found = looked(at(12, *rows, folder=tmp_path))
    assert (found.verdict, found.met, found.of) == ("false", 1, 2)
    assert found.text == "1/2 Spend at zero; not yet: name of C"
    both = [ad(TODAY, 11, "A", 0, 0), ad(TODAY, 11, "C", 0, 0)]
    assert looked(at(12, *both, folder=tmp_path / "b")).verdict == "true"


def test_what_is_stamped_before_the_claim_does_not_count(tmp_path: Path) -> None:
    """Zero at ten: that hour had begun when the pause was claimed at 10:20."""
    rows = [ad(TODAY, 10, "A", 0, 0), ad(TODAY, 10, "C", 0, 0)]
    found = looked(at(11, *rows, folder=tmp_path))
    assert (found.verdict, found.met) == ("unknown", 0)
    assert found.text == "no complete data since 2026-10-31 10:20"


def test_an_hour_in_progress_proves_nothing(tmp_path: Path) -> None:
    rows = [ad(TODAY, 11, "A", 0, 0), ad(TODAY, 11, "C", 0, 0)]
    assert looked(at(11, *rows, folder=tmp_path)).verdict == "unknown"


def test_a_late_export_is_unknown_and_never_true(tmp_path: Path) -> None:
    assert looked(at(14, folder=tmp_path)).verdict == "unknown"


def test_a_campaign_left_out_of_an_hour_that_its_channel_reports_spent_nothing(
    tmp_path: Path,
) -> None:
    """Platforms write no rows of nothing; C is in the export, A is not."""
    found = looked(at(12, ad(TODAY, 11, "C", 7, 3), folder=tmp_path))
    assert (found.met, found.text) == (1, "1/2 Spend at zero; not yet: name of C")


def test_where_the_rest_is_kept_for_a_reason_only_the_picked_ones_count(
    tmp_path: Path,
) -> None:
    rows = [ad(TODAY, 11, "A", 0, 0), ad(TODAY, 11, "C", 7, 3)]
    picked = {"pause-inefficient.paused": ["A"]}
    without = at(12, *rows, folder=tmp_path, entered=picked)
    assert looked(without).of == 2
    kept = {**picked, "pause-inefficient.kept_why": "its conversions come late"}
    found = looked(at(12, *rows, folder=tmp_path / "b", entered=kept))
    assert (found.verdict, found.of) == ("true", 1)


def test_a_list_that_was_not_computed_is_unknown(tmp_path: Path) -> None:
    case = case_of(shop(tmp_path, ad_spend=[*usual(), *spike()]))
    assert looked(case).verdict == "unknown"
    assert "has not been computed" in looked(case).text


def back(price: float) -> list[Row]:
    """At eleven each click of A and B costs so much; usually it is 1."""
    hours = usual(hours=(11,))
    return [
        *hours,
        ad(TODAY, 11, "A", 50 * price, 50),
        ad(TODAY, 11, "B", 30 * price, 30),
    ]


@pytest.mark.parametrize(("price", "verdict"), [(1.24, "true"), (1.25, "false")])
def test_a_change_is_judged_as_a_rule_does(
    tmp_path: Path, price: float, verdict: str
) -> None:
    """Strictly below +25 % of the median of the same hour."""
    recovery = Sense(
        metric="cpc", by=("channel",), where="affected", of="change", vs="median:7",
        op="<", than="+25%",
    )  # fmt: skip
    rows = [*usual(), *spike(), *back(price)]
    case = case_of(shop(tmp_path, "2026-10-31T12:00", ad_spend=rows))
    found = sense(recovery, case, since=OPENED, at_opened={})
    assert (found.verdict, found.of) == (verdict, 1)


def test_two_grains_in_a_row_must_hold_where_two_are_asked(tmp_path: Path) -> None:
    """CPC below 1.5 for two hours; of ten and eleven only eleven is."""
    two = Sense(metric="cpc", by=("channel",), where="all", op="<", than="1.5", for_=2)
    rows = [*usual(), *spike(), ad(TODAY, 10, "A", 90, 50), ad(TODAY, 11, "A", 50, 50)]
    twelve = case_of(shop(tmp_path, "2026-10-31T12:00", ad_spend=rows))
    assert sense(two, twelve, since=OPENED, at_opened={}).verdict == "false"
    rows.append(ad(TODAY, 12, "A", 50, 50))
    later = case_of(shop(tmp_path / "b", "2026-10-31T13:00", ad_spend=rows))
    assert sense(two, later, since=OPENED, at_opened={}).verdict == "true"
    eleven = datetime(2026, 10, 31, 12, tzinfo=UTC)
    assert sense(two, later, since=eleven, at_opened={}).verdict == "unknown"


def test_a_raised_budget_is_named(tmp_path: Path) -> None:
    """The guard: met means violated. Of A 200 became 300, B is as it was."""
    guard = Sense(
        metric="daily_budget",
        by=("campaign",),
        where="affected",
        op=">",
        than="at:opened",
    )
    plans = [
        campaign("A", daily_budget=3_000_000),
        campaign("B", daily_budget=1_000_000),
        campaign("T", daily_budget=9_000_000, channel="tmall"),
    ]
    scene = shop(tmp_path, ad_spend=[*usual(), *spike()], campaigns=plans)
    opened = {"A": 200.0, "B": 100.0, "T": 1.0}
    found = sense(guard, case_of(scene), since=OPENED, at_opened=opened)
    assert (found.met, found.of) == (1, 2)
    assert found.above == {"A": 100.0, "B": 0.0}
    assert found.text == "1/2 Budget > at opening: name of A 200 -> 300"
    calm = sense(
        guard, case_of(scene), since=OPENED, at_opened={"A": 300.0, "B": 100.0}
    )
    assert (calm.verdict, calm.met) == ("false", 0)
    total = Sense(metric="daily_budget", op=">", than="at:opened")
    whole = sense(total, case_of(scene), since=OPENED, at_opened={"": 1200.0})
    assert whole.met == 1, "300 + 100 + 900"


def test_a_budget_nobody_saw_at_the_opening_is_unknown(tmp_path: Path) -> None:
    guard = Sense(
        metric="daily_budget",
        by=("campaign",),
        where="affected",
        op=">",
        than="at:opened",
    )
    plans = [campaign("A", daily_budget=3_000_000)]
    scene = shop(tmp_path, ad_spend=[*usual(), *spike()], campaigns=plans)
    found = sense(guard, case_of(scene), since=OPENED, at_opened={})
    assert (found.verdict, found.met) == ("unknown", 0)


def test_unanswered_tickets_are_those_of_now(tmp_path: Path) -> None:
    empty = Sense(metric="complaints_unanswered", op="<=", than="0")
    waiting = [complaint("t", TODAY, "o", is_open=True, is_unanswered=True)]
    answered = [complaint("t", TODAY, "o", is_open=True, is_unanswered=False)]
    for tickets, verdict in ((waiting, "false"), (answered, "true")):
        scene = shop(tmp_path / verdict, complaints=tickets)
        found = sense(empty, case_of(scene), since=OPENED, at_opened={})
        assert found.verdict == verdict


def test_a_day_metric_waits_for_complete_days_after_the_opening(tmp_path: Path) -> None:
    """ROI of the day of the opening says nothing of what was done since."""
    rising = Sense(
        metric="roi", by=("channel",), where="affected", of="change", vs="prev",
        op=">=", than="0%",
    )  # fmt: skip
    rows = [
        ad(before(n), None, "A", 100, 100, value=300 - 10 * n, conversions=9)
        for n in range(1, 9)
    ]
    case = case_of(shop(tmp_path, ad_spend=rows), metric="roi", onset=None)
    day_of_opening = datetime.fromisoformat(f"{before(1)}T09:00+00:00")
    assert sense(rising, case, since=day_of_opening, at_opened={}).verdict == "unknown"
    earlier = datetime.fromisoformat(f"{before(2)}T09:00+00:00")
    assert sense(rising, case, since=earlier, at_opened={}).verdict == "true"


def test_what_was_entered_says_where_to_look(tmp_path: Path) -> None:
    runs = Sense(
        metric="spend", by=("channel",), where="evidence:channel", op=">", than="0"
    )
    rows = [*usual(), *spike(), ad(TODAY, 11, "W", 5, 5, channel="wechat")]
    scene = shop(tmp_path, "2026-10-31T12:00", ad_spend=rows)
    chosen = case_of(scene, entered={"backup-test.channel": "wechat"})
    assert sense(runs, chosen, since=OPENED, at_opened={}).verdict == "true"
    assert sense(runs, case_of(scene), since=OPENED, at_opened={}).verdict == "unknown"
