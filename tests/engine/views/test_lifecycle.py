"""The lifecycle view: stages, effort, windows, and the warning."""

from pathlib import Path

import pytest

from cockpit.engine.users.effort import Trial
from cockpit.engine.views.lifecycle import lifecycle
from cockpit.engine.views.study import StudyTerms
from cockpit.snapshot.lifecycle import STAGES, LifecycleQuery, LifecycleRow
from tests.engine.tables import Row, day, event, instant, order, spend
from tests.engine.users.books import bought, study_of

QUERY = LifecycleQuery(dormant_days=6, churned_days=13)


def shop() -> dict[str, list[Row]]:
    """Four customers, seen on Monday 2026-02-02.

    ada comes every week, bob and cyd once in January; dee was seen before she bought.
    """
    return {
        "orders": bought(
            ("ada", "2026-01-05", 10), ("ada", "2026-01-12", 20),
            ("ada", "2026-01-19", 30), ("ada", "2026-01-26", 40),
            ("bob", "2026-01-18", 5), ("cyd", "2026-01-17", 5), ("dee", "2026-01-20", 7),
        ),
        "events": [event("dee", "2026-01-12T10:00"), event("eve", "2026-01-12T10:00")],
        "ad_spend": [
            spend("2026-01-26", "douyin", 80, campaign_id="1", campaign_name="拉新"),
            spend("2026-01-27", "douyin", 20, campaign_id="2", campaign_name="x"),
        ],
    }  # fmt: skip


def told(rows: tuple[LifecycleRow, ...], period: str) -> dict[str, int]:
    return {row.stage: row.users for row in rows if row.period == period and row.users}


def test_every_week_has_every_stage_and_the_flows_sum(tmp_path: Path) -> None:
    found = lifecycle(study_of(tmp_path, "2026-02-02", **shop()), QUERY)
    assert len(found.rows) == 5 * len(STAGES)
    assert told(found.rows, "2026-01-12") == {"returning": 1, "new": 2}
    assert told(found.rows, "2026-01-19") == {
        "returning": 1, "activated": 1, "dormant": 2,
    }  # fmt: skip
    assert told(found.rows, "2026-01-26") == {
        "returning": 1, "dormant": 1, "churned": 2,
    }  # fmt: skip
    active = 0
    for stock in found.stocks:
        rows = [row for row in found.rows if row.period == stock.period]
        assert stock.net == sum(row.flow * row.users for row in rows)
        active += stock.net
        assert stock.active == active
    assert [s.existing_share for s in found.stocks] == [
        0.0, pytest.approx(20 / 30), pytest.approx(30 / 37), 1.0, None,
    ]  # fmt: skip


def test_stages_carry_revenue_the_week_before_and_maturity(tmp_path: Path) -> None:
    found = lifecycle(study_of(tmp_path, "2026-02-02", **shop()), QUERY)
    rows = {(row.period, row.stage): row for row in found.rows}
    week = rows["2026-01-12", "returning"]
    assert (week.revenue, week.previous, week.maturity) == (20.0, 0, "mature")
    assert rows["2026-01-05", "new"].previous is None
    assert rows["2026-01-26", "dormant"].revenue is None
    assert rows["2026-01-26", "dormant"].maturity == "mature"
    assert rows["2026-02-02", "new"].maturity == "provisional"


def test_effort_is_the_share_of_spend_and_harvest_alone_is_a_warning(
    tmp_path: Path,
) -> None:
    found = lifecycle(study_of(tmp_path, "2026-02-02", **shop()), QUERY)
    effort = {row.stage: row.effort for row in found.rows if row.period == "2026-01-26"}
    assert effort == dict.fromkeys(STAGES, 0.0) | {"new": pytest.approx(0.8)}
    assert {row.effort for row in found.rows if row.period < "2026-01-26"} == {None}
    assert found.reading.startswith("100% of the spend that says what it aims at")
    assert "churned +2" in found.reading
    assert "20.0% of it does not say" in found.reading


def posts(*rows: tuple[str, str]) -> list[Row]:
    """Posts of the week of 2026-01-26, each of a platform and with a scene."""
    at = instant("2026-01-27T10:00")
    return [
        {
            "content_id": f"p{number}", "platform": platform, "scene": scene,
            "publish_time": at, "publish_date": at.date(), "biz_date": at.date(),
        }
        for number, (platform, scene) in enumerate(rows)
    ]  # fmt: skip


TRIALS = StudyTerms(
    trials=(
        Trial("a", "拉新红包"),
        Trial("b", "直播间会员券", start=day("2026-01-28")),
        Trial("c", "按钮颜色"),
        Trial("d", "唤醒短信", end=day("2026-01-25")),
    )
)


def test_spend_posts_and_tests_that_sit_on_harvest_are_warned_of_each(
    tmp_path: Path,
) -> None:
    tables = shop()
    tables["content_posts"] = posts(
        ("xiaohongshu", ""), ("tmall", ""), ("douyin", "新客"), ("douyin", "种草"),
        ("tmall", ""), ("douyin", "育儿"),
    )  # fmt: skip
    found = lifecycle(study_of(tmp_path, "2026-02-02", TRIALS, **tables), QUERY)
    assert found.harvest == ("spend", "posts", "tests")
    assert found.reading == (
        "effort sits on new and returning customers: spend 100% (n 1), posts 100% (n"
        " 5), tests 100% (n 2); on those who stay away 0% at most; churned +2"
    )
    said = "\n".join(found.warnings)
    assert "(campaigns 1; 20.0% of it does not say)" in said
    assert "(posts 5; 16.7% of all do not say)" in said
    assert "(tests 2; 33.3% of all do not say)" in said
    week = {
        (one.kind, one.stage): (one.amount, one.n)
        for one in found.efforts
        if one.period == "2026-01-26"
    }
    assert week == {
        ("spend", "new"): (80.0, 1), ("spend", ""): (20.0, 1),
        ("posts", "new"): (3.0, 3), ("posts", "returning"): (2.0, 2),
        ("posts", ""): (1.0, 1),
        ("tests", "new"): (1.0, 1), ("tests", "returning"): (1.0, 1),
        ("tests", ""): (1.0, 1),
    }  # fmt: skip


def test_a_kind_that_cares_for_those_who_stay_away_is_not_warned_of(
    tmp_path: Path,
) -> None:
    tables = shop()
    tables["content_posts"] = posts(*[("tmall", "")] * 9, ("douyin", "召回"))
    found = lifecycle(study_of(tmp_path, "2026-02-02", TRIALS, **tables), QUERY)
    assert found.harvest == ("spend", "tests")
    few = posts(*[("tmall", "")] * 4)
    tables["content_posts"] = few
    study = study_of(tmp_path / "b", "2026-02-02", **tables)
    assert lifecycle(study, QUERY).harvest == ("spend",)


def test_one_channel_has_its_own_posts_and_no_tests(tmp_path: Path) -> None:
    tables = shop()
    tables["orders"].append(order("z", "zoe", "2026-01-20T10:00", 9, channel="tmall"))
    tables["content_posts"] = posts(*[("tmall", "")] * 5, ("douyin", ""))
    study = study_of(tmp_path, "2026-02-02", TRIALS, **tables)
    query = LifecycleQuery(channel="tmall", dormant_days=6, churned_days=13)
    found = lifecycle(study, query)
    assert {(one.kind, one.n) for one in found.efforts} == {("posts", 5)}
    assert found.harvest == ("posts",)
    assert "tests have no channel" in found.how["amount"].note


def test_a_test_that_files_know_too_is_the_one_of_the_configuration(
    tmp_path: Path,
) -> None:
    tables = shop()
    tables["experiments"] = [
        {"exp_id": "a", "name": "召回"}, {"exp_id": "e", "hypothesis": "流失客召回"},
    ]  # fmt: skip
    found = lifecycle(study_of(tmp_path, "2026-02-02", TRIALS, **tables), QUERY)
    assert {
        one.stage for one in found.efforts
        if one.kind == "tests" and one.period == "2026-01-26"
    } == {"new", "returning", "churned", ""}  # fmt: skip
    assert "tests" not in found.harvest


def test_spend_on_those_who_stay_away_ends_the_warning(tmp_path: Path) -> None:
    tables = shop()
    tables["ad_spend"].append(
        spend("2026-01-28", "douyin", 10, campaign_id="3", campaign_name="唤醒")
    )
    found = lifecycle(study_of(tmp_path, "2026-02-02", **tables), QUERY)
    assert found.reading == (
        "customers who had bought before brought 100% of the net revenue of the week of"
        " 2026-01-26"
    )


def test_windows_that_nobody_measured_are_said_to_be_the_usual_ones(
    tmp_path: Path,
) -> None:
    found = lifecycle(study_of(tmp_path, "2026-02-02", **shop()), LifecycleQuery())
    assert (found.dormant_days, found.churned_days, found.gaps) == (60, 120, 3)
    assert any("only 3 gaps" in warning for warning in found.warnings)
    assert "only 3 gaps" in found.how["dormant_days"].note
    fields = {"users", "revenue", "effort", "active", "existing_share"}
    assert fields <= set(found.how)


def test_weeks_and_channels_can_be_chosen(tmp_path: Path) -> None:
    tables = shop()
    tables["orders"].append(order("z", "zoe", "2026-01-20T10:00", 9, channel="tmall"))
    study = study_of(tmp_path, "2026-02-02", **tables)
    query = LifecycleQuery(
        channel="tmall", first="2026-01-20", last="2026-01-31",
        dormant_days=6, churned_days=13,
    )  # fmt: skip
    found = lifecycle(study, query)
    assert {row.period for row in found.rows} == {"2026-01-26"}
    assert [(s.period, s.active) for s in found.stocks] == [("2026-01-26", 0)]


def test_days_without_a_week_are_said_to_have_none(tmp_path: Path) -> None:
    study = study_of(tmp_path, "2026-02-02", **shop())
    for query in (
        LifecycleQuery(first="2026-02-03"), LifecycleQuery(last="2025-12-31"),
    ):  # fmt: skip
        found = lifecycle(study, query)
        assert found.missing == "no week with customers begins in these days"
        assert found.rows == ()


def test_the_users_table_knows_who_was_there_before(tmp_path: Path) -> None:
    at = instant("2025-12-01T10:00")
    users: list[Row] = [{"user_id": "ada", "first_seen": at, "biz_date": at.date()}]
    study = study_of(tmp_path, "2026-02-02", orders=shop()["orders"], users=users)
    found = lifecycle(study, QUERY)
    assert told(found.rows, "2026-01-05") == {"activated": 1}


def test_without_buyers_it_says_what_is_missing(tmp_path: Path) -> None:
    none = lifecycle(study_of(tmp_path, "2026-02-02"), LifecycleQuery())
    assert (none.rows, none.missing) == ((), "needs the table orders")
    nameless = [order("o", None, "2026-01-20T10:00", 9)]
    found = lifecycle(study_of(tmp_path / "b", "2026-02-02", orders=nameless), QUERY)
    assert found.missing == "needs the column orders.user_id"


def test_a_channel_that_brought_nobody_is_named(tmp_path: Path) -> None:
    rows = [order("o", "ada", "2026-01-20T10:00", 9, channel="tmall")]
    study = study_of(tmp_path, "2026-02-02", orders=rows)
    found = lifecycle(study, LifecycleQuery(channel="douyin"))
    assert found.missing == "no customer whose first paid order names douyin"
