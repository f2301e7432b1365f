"""The planted truths of the sample, read through the whole engine."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import adjusted_rand_score

from cockpit import paths
from cockpit.engine.users.needs.blind import Blind
from cockpit.engine.users.needs.model import Segmentation
from cockpit.engine.views.demand import demand
from cockpit.engine.views.needs import blind_segments, found_segments
from cockpit.engine.views.people import people, person
from cockpit.engine.views.segments import segment_users, segments
from cockpit.engine.views.study import Study
from cockpit.session import Session
from cockpit.snapshot.demand import DemandQuery
from cockpit.snapshot.health import HealthQuery
from cockpit.snapshot.metrics import MetricRow, MetricsQuery
from cockpit.snapshot.people import PeopleQuery, PersonQuery
from cockpit.snapshot.segments import SegmentSpec, SegmentsQuery

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data"
TRUTH: dict[str, Any] = json.loads((SAMPLE / "truth.json").read_text("utf-8"))
COUNTED = {
    "impressions",
    "clicks",
    "conversions",
    "paid_orders",
    "new_customers",
    "dau",
}


@pytest.fixture(scope="module")
def session(sample_cache: Path) -> Iterator[Session]:
    """The sample where it lies, read once for all; nobody here changes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COCKPIT_CACHE_DIR", str(sample_cache))
        opened = Session(paths.sample_folder())
        opened.read()
        yield opened


def measured(session: Session, **query: Any) -> list[MetricRow]:
    return list(session.metrics(MetricsQuery(**query)).rows)


def test_every_row_of_every_file_is_accounted_for(session: Session) -> None:
    """The truth counts the rows that say something; totals of Baidu are set aside."""
    rows = {row.path: row for row in session.sources().rows}
    assert set(rows) == set(TRUTH["files"])
    for path, count in TRUTH["files"].items():
        assert rows[path].rows == count, path
        assert rows[path].rejected == (1 if "百度" in path else 0), path
        assert rows[path].state == "ok", (path, rows[path].message)


@pytest.mark.parametrize("day", sorted(TRUTH["days"]))
def test_daily_totals_are_exact(session: Session, day: str) -> None:
    found = {
        row.metric: row.numerator
        for row in measured(session, first=day, last=day, dimensions=("whole",))
    }
    for metric, truth in TRUTH["days"][day].items():
        if metric == "conv_value":
            continue  # no metric of its own: the numerator of ROI
        expected = truth if metric in COUNTED else truth / 10_000
        assert found[metric] == expected, metric


def test_totals_of_each_channel_are_exact(session: Session) -> None:
    for period, channels in TRUTH["channels"].items():
        first, last = period.split(":")
        rows = measured(session, first=first, last=last, dimensions=("channel",))
        for channel, truths in channels.items():
            for metric in ("spend", "clicks", "paid_orders", "gmv_paid", "gmv_net"):
                total = sum(
                    round((row.numerator or 0) * (1 if metric in COUNTED else 10_000))
                    for row in rows
                    if (row.entity, row.metric) == (channel, metric)
                )
                assert total == truths[metric], (channel, metric)


def test_douyin_roi_fell_by_27_per_cent_against_last_year(session: Session) -> None:
    truth = TRUTH["year_of_roi"]

    def roi(days: list[str]) -> float:
        rows = measured(
            session, metrics=("roi",), where=(("channel", "douyin"),),
            dimensions=("whole",), first=days[0], last=days[-1],
        )  # fmt: skip
        return sum(r.numerator or 0 for r in rows) / sum(
            r.denominator or 0 for r in rows
        )

    base, now = roi(truth["base_days"]), roi(truth["now_days"])
    assert now - base == pytest.approx(truth["change"], abs=1e-9)
    assert now / base - 1 == pytest.approx(-0.27, abs=0.0005)


def test_the_hourly_cpc_spike_is_seen_at_its_hour(session: Session) -> None:
    rows = measured(
        session, metrics=("cpc",), where=(("channel", "douyin"),), grain="hour",
        dimensions=("whole",), first="2026-10-31",
    )  # fmt: skip
    by_hour = {row.hour: row.value for row in rows}
    for hour in TRUTH["cpc_spike"]["hours"]:
        assert by_hour[hour["hour"]] == pytest.approx(hour["cpc"], abs=1e-12)
    shown = session.health(HealthQuery(where=(("channel", "douyin"),)))
    cpc = next(row for row in shown.rows if row.metric == "cpc")
    truth = TRUTH["cpc_spike"]["hours"][-1]
    assert (cpc.hour, cpc.base) == (truth["hour"], "median:7")
    assert cpc.change is not None
    assert cpc.change == pytest.approx(truth["cpc_change"], abs=1e-9)
    assert cpc.change > 0.5


def test_the_roi_slide_of_xiaohongshu_is_seen(session: Session) -> None:
    rows = measured(
        session,
        metrics=("roi",),
        where=(("channel", "xiaohongshu"),),
        dimensions=("whole",),
    )
    by_day = {row.date: row.value for row in rows}
    for day in TRUTH["roi_slide"]["days"]:
        assert by_day[day["day"]] == pytest.approx(day["roi"], abs=1e-12)


def test_the_weak_cohorts_are_seen_and_no_others(session: Session) -> None:
    rows = measured(session, metrics=("retention_d1",), dimensions=("whole",))
    mature = {row.date: row for row in rows if row.maturity == "mature"}
    truth = TRUTH["retention_d1"]
    for cohort in truth["cohorts"]:
        row = mature.pop(cohort["day"])
        assert (row.denominator, row.numerator) == (cohort["n"], cohort["returned"])
    assert len(mature) == truth["other_cohorts"]["days"]
    assert all((row.value or 0) > 0.15 for row in mature.values())


def test_the_complaint_rate_crosses_its_limit_on_the_known_day(
    session: Session,
) -> None:
    rows = measured(session, metrics=("complaint_rate",), dimensions=("whole",))
    by_day = {row.date: row for row in rows}
    truth = TRUTH["complaint_rate"]
    for day in truth["days"]:
        row = by_day[day["day"]]
        assert (row.numerator, row.denominator) == (
            day["complained"],
            day["paid_orders"],
        )
    before = [row for row in rows if row.date < truth["first_day"]]
    assert max(row.numerator or 0 for row in before) == 1


def test_ltv_against_cac_is_that_of_the_newest_ripe_cohorts(session: Session) -> None:
    """Read off the channels' newest figures that can be known; two are too low."""
    truth = TRUTH["ltv_cac"]
    rows = measured(
        session, metrics=("ltv_cac",), dimensions=("channel",), first="2026-07-01"
    )
    ripe = {row.entity: row for row in rows if row.maturity != "immature"}
    assert {row.date for row in ripe.values()} == {truth["last_day"]}
    for channel, said in truth["channels"].items():
        row = ripe[channel]
        assert row.n == said["customers"]
        assert row.numerator == said["revenue_90"] / 10_000
        assert row.denominator == said["spend"] / 10_000
        assert row.value == pytest.approx(said["ratio"], rel=1e-12)
    low = {channel for channel, row in ripe.items() if (row.value or 0) < 1.5}
    assert low == set(truth["below"])


def test_budgets_and_unanswered_complaints_are_those_of_now(session: Session) -> None:
    names = ("daily_budget", "complaints_unanswered")
    rows = measured(session, metrics=names)
    assert {row.date for row in rows} == {TRUTH["as_of"]}
    found = {(row.metric, row.dimension, row.entity): row.value for row in rows}
    budgets = TRUTH["budgets"]
    assert found["daily_budget", None, None] == budgets["total"] / 10_000
    for campaign, budget in budgets["campaigns"].items():
        assert found["daily_budget", "campaign", campaign] == budget / 10_000
    assert found["daily_budget", "channel", "kuaishou"] == 0
    waiting = found["complaints_unanswered", None, None]
    assert waiting == TRUTH["complaint_pareto"]["unanswered"]
    earlier = session.metrics(MetricsQuery(metrics=names, as_of="2026-10-01"))
    assert not earlier.rows
    assert set(earlier.absent) == set(names)


def test_reasons_and_rivals_are_facts(session: Session) -> None:
    """The pareto of a week, and the three competitors that were seen this morning."""
    tickets = session.facts.frames["tickets"]
    week = tickets.filter(
        tickets["is_complaint"] & (tickets["date"] > date(2026, 10, 24))
    )
    for said in TRUTH["complaint_pareto"]["reasons"]:
        mine = week.filter(week["reason"] == said["reason"])
        assert (mine.height, mine["order"].n_unique()) == (
            said["tickets"],
            said["orders"],
        )
    seen = session.facts.frames["competitors"]
    today = seen.filter(seen["date"] == date(2026, 10, 31))
    assert today["competitor"].n_unique() == 3
    assert set(today["channel"]) == {"douyin"}


@pytest.fixture(scope="module")
def study(session: Session) -> Study:
    """Studies of users on the sample's day; segments are found once for all."""
    return Study(session.scene())


def test_the_planted_needs_are_found_and_named(study: Study) -> None:
    """By behaviour alone: who has which need is nowhere in the files."""
    shown = segments(study, SegmentsQuery())
    planted = planted_needs()
    assert {row.segment for row in shown.rows} == set(planted.values())
    assert shown.models["segments"]["stability"] >= 0.8
    users = segment_users(study, SegmentsQuery())
    truth = [planted.get(user, "") for user in users["user_id"]]
    assert users.height >= 0.99 * len(planted)
    assert adjusted_rand_score(truth, users["segment"].to_list()) >= 0.9


def test_the_planted_needs_are_found_without_what_users_bought(study: Study) -> None:
    """Else curves of buying would be of groups that were chosen by buying."""
    found = found_segments(study, SegmentSpec())
    assert isinstance(found, Segmentation)
    blind = blind_segments(study, SegmentSpec(), found)
    assert isinstance(blind, Blind)
    planted = planted_needs()
    truth = [planted.get(user, "") for user in blind.members["user_id"]]
    assert blind.members.height >= 0.99 * len(planted)
    assert blind.lost == ()
    assert adjusted_rand_score(truth, blind.members["segment"].to_list()) >= 0.9


def test_the_planted_responses_to_prices_are_within_the_intervals(
    study: Study,
) -> None:
    """Of the segments as they were found, from views and orders alone."""
    shown = demand(study, DemandQuery())
    assert shown.product == TRUTH["price_test"]["product_id"]
    assert "by what they did besides buying" in shown.how["elasticity"].note
    assert shown.models["demand"]["agreement"] >= 0.95
    curves = {curve.segment: curve for curve in shown.curves}
    for need, said in TRUTH["price_test"]["segments"].items():
        curve = curves.pop(need)
        if said["views"] < 200:
            assert curve.needed > 100
            assert curve.best_price is None
            continue
        assert curve.n == pytest.approx(said["views"], rel=0.02)
        assert curve.method == "logit"
        assert curve.low is not None
        assert curve.high is not None
        assert curve.low < said["elasticity"] < curve.high
        assert curve.best_low is not None
        assert curve.best_high is not None
        assert curve.best_low < said["best_price"] < curve.best_high
        assert curve.best_price == pytest.approx(said["best_price"], abs=15)
        for price, (views, buys) in said["by_price"].items():
            row = next(
                row
                for row in shown.rows
                if (row.segment, row.price) == (need, float(price))
            )
            assert row.low < buys / views < row.high
    assert curves == {}


def test_users_of_a_need_are_listed_and_each_can_be_looked_at(study: Study) -> None:
    planted = planted_needs()
    query = PeopleQuery(SegmentsQuery(), segment="prenatal-safety", sort="revenue")
    page = people(study, query)
    assert page.total == pytest.approx(
        sum(need == "prenatal-safety" for need in planted.values()), rel=0.02
    )
    ids = [column.id for column in page.columns]
    revenue = [row[ids.index("revenue")] for row in page.rows]
    assert revenue == sorted(revenue, reverse=True, key=float)  # type: ignore[arg-type]
    user = str(page.rows[0][0])
    assert planted[user] == "prenatal-safety"
    found = person(study, PersonQuery(user))
    assert found.total == len(found.deeds) > 20
    kinds = {deed.kind for deed in found.deeds}
    assert {"order", "visit", "view_item"} <= kinds
    assert [deed.at for deed in found.deeds] == sorted(
        (deed.at for deed in found.deeds), reverse=True
    )
    facts = {name.en: text for name, text in found.facts}
    assert "safe ingredients" in facts["Segment"]
    assert {"RFM", "P(alive)", "Orders", "First paid"} <= set(facts)


def planted_needs() -> dict[str, str]:
    """Return the need of every user who has one, as the truth keeps them."""
    found: dict[str, str] = {}
    for need, said in TRUTH["needs"]["segments"].items():
        number = int(said["first"].removeprefix("U"))
        for step in [0, *map(int, said["steps"].split())]:
            number += step
            found[f"U{number:07d}"] = need
    return found


def test_the_half_year_target_is_behind_pace(session: Session) -> None:
    target = session.health(HealthQuery()).targets[0]
    truth = TRUTH["target"]
    assert target.actual == pytest.approx(truth["actual"] / 10_000)
    assert target.pace == pytest.approx(truth["pace"], abs=0.002)
    assert target.projected is not None


def test_an_earlier_day_is_seen_as_it_was(session: Session) -> None:
    shown = session.health(HealthQuery(as_of="2026-06-18"))
    assert shown.as_of == "2026-06-18"
    assert shown.clock.state == "as_of"
    assert max(row.date for row in shown.rows) <= "2026-06-18"
    gmv = next(row for row in shown.rows if row.metric == "gmv_paid" and not row.entity)
    assert gmv.value == TRUTH["days"]["2026-06-18"]["gmv_paid"] / 10_000


def test_a_restart_shows_the_same_numbers(session: Session) -> None:
    """What the cache kept is what was computed."""
    again = Session(session.folder)
    again.read()

    assert measured_values(again) == measured_values(session)


def measured_values(session: Session) -> list[tuple[object, ...]]:
    return [
        (row.metric, row.entity, row.date, row.value, row.n)
        for row in measured(session, first="2026-10-01")
    ]
