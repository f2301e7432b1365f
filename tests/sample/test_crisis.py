"""What a crisis needs is in the sample: budgets, backups, rivals, reasons, people."""

import csv
import io
import json
import tomllib
from datetime import date, timedelta
from statistics import median

import polars as pl
import pytest

from tests.sample.reading import (
    ADS,
    COMPLAINTS,
    LABELS,
    SAMPLE,
    WORKSPACE,
    ads,
    money,
    orders,
    plans,
    sightings,
    tickets,
    truth,
)

TODAY = date(2026, 10, 31)


def test_every_campaign_that_spends_has_a_budget_above_its_usual_day() -> None:
    """By the id and the channel of the ad exports; none is more than twice as high."""
    listed = {row["计划ID"]: row for row in plans() if row["是否备用"] == "否"}
    week = pl.col("day").is_between(
        TODAY - timedelta(days=7), TODAY - timedelta(days=1)
    )
    seen = set()
    for channel in ADS:
        recent = ads(channel).filter(week)
        days = recent["day"].n_unique()
        for campaign, spent in (
            recent.group_by("campaign").agg(pl.col("spend").sum()).iter_rows()
        ):
            row = listed[campaign]
            assert LABELS[row["投放平台"]] == channel
            assert spent / days < money(row["日预算(元)"]) < 2 * spent / days + 500_000
            seen.add(campaign)
    assert seen == set(listed)


def test_budgets_are_as_the_truths_say() -> None:
    said = truth()["budgets"]
    found = {row["计划ID"]: money(row["日预算(元)"]) for row in plans()}
    assert found == said["campaigns"]
    assert sum(found.values()) == said["total"] == sum(said["channels"].values())


def test_backups_are_ready_to_a_degree_and_capped() -> None:
    """Some of them are on channels that the shop knows."""
    backups = {row["计划ID"]: row for row in plans() if row["是否备用"] == "是"}
    for key, said in truth()["backups"]["campaigns"].items():
        row = backups.pop(key)
        assert row["日预算(元)"] == "0"
        assert int(row["就绪度"]) == said["readiness"] <= 5
        assert money(row["测试上限(元)"]) == said["test_cap"] > 0
        assert row["投放平台"] == said["channel"]
    assert not backups
    names = {each["channel"] for each in truth()["backups"]["campaigns"].values()}
    assert names & set(LABELS)
    assert names - set(LABELS)


def test_what_backups_are_ranked_by_follows_from_the_files() -> None:
    last = TODAY - timedelta(days=1)
    for channel, said in truth()["backups"]["channels"].items():
        day = pl.col("day")
        now = ads(channel).filter(day.is_between(last - timedelta(days=27), last))
        middle = last - timedelta(days=28)
        then = ads(channel).filter(day.is_between(middle - timedelta(days=27), middle))
        assert (now["spend"].sum(), now["value"].sum()) == (
            said["spend"],
            said["value"],
        )
        before = then["spend"].sum(), then["value"].sum()
        assert before == (said["spend_before"], said["value_before"])


def test_the_two_hot_campaigns_waste_most() -> None:
    """Twice their own usual price; together nine tenths of what is paid too much."""
    said = truth()["pause_list"]
    hours = pl.col("hour").is_in(said["hours"])
    excess = {}
    for each in said["campaigns"]:
        mine = ads("douyin").filter((pl.col("campaign") == each["id"]) & hours)
        by_day = mine.group_by("day").agg(pl.col("spend", "clicks").sum())
        prices = {day: spend / clicks for day, spend, clicks in by_day.iter_rows()}
        usual = median(prices[TODAY - timedelta(days=n)] for n in range(1, 8))
        now = mine.filter(pl.col("day") == TODAY)
        assert (now["spend"].sum(), now["clicks"].sum()) == (
            each["spend"],
            each["clicks"],
        )
        assert prices[TODAY] / usual == pytest.approx(each["cpc_by_usual"])
        assert (prices[TODAY] / usual >= 1.5) == each["is_hot"]
        assert each["clicks"] >= 30 or not each["is_hot"]
        excess[each["id"]] = each["excess_per_hour"]
    hot = sum(excess[key] for key in said["hot"])
    assert said["hot"] == truth()["cpc_spike"]["campaigns"]
    assert hot > 0.9 * sum(excess.values())


def test_the_bad_batch_leads_the_reasons() -> None:
    said = truth()["complaint_pareto"]
    first = TODAY - timedelta(days=said["days"] - 1)
    real = tickets().filter(
        pl.col("category").is_in(COMPLAINTS) & (pl.col("day") >= first)
    )
    for each in said["reasons"]:
        mine = real.filter(pl.col("reason") == each["reason"])
        assert mine.height == each["tickets"]
        assert mine["order_id"].n_unique() == each["orders"]
    assert sum(each["tickets"] for each in said["reasons"]) == real.height
    assert said["reasons"][0]["reason"] == "纸尿裤红屁屁"
    assert said["reasons"][0]["tickets"] > real.height / 2


def test_some_complaints_wait_for_their_first_answer() -> None:
    said = truth()["complaint_pareto"]
    real = tickets().filter(pl.col("category").is_in(COMPLAINTS))
    is_open = real.filter(pl.col("closed") == "")
    assert is_open.height == said["open"]
    waiting = is_open.filter(pl.col("replied") == "")
    assert waiting.height == said["unanswered"] >= 3
    assert set(waiting["status"]) == {"待处理"}
    assert set(is_open.filter(pl.col("replied") != "")["status"]) == {"处理中"}
    assert waiting["day"].min() == TODAY


def test_ltv_against_cac_is_low_where_the_truths_say() -> None:
    """Net revenue within 90 days of customers of 28 days, by what was spent then."""
    said = truth()["ltv_cac"]
    first, last = (date.fromisoformat(said[key]) for key in ("first_day", "last_day"))
    assert (last - first).days == 27
    assert last == TODAY - timedelta(days=91)
    paid = orders().filter("is_paid")
    won = paid.unique("user_id", keep="first", maintain_order=True).select(
        "user_id", first="day", won_by="channel"
    )
    age = (pl.col("day") - pl.col("first")).dt.total_days()
    brought = (
        paid.join(won, on="user_id")
        .filter(pl.col("first").is_between(first, last) & age.is_between(0, 90))
        .group_by("won_by")
        .agg(pl.col("paid").sum(), pl.col("refund").sum(), pl.col("user_id").n_unique())
    )
    found = {name: rest for name, *rest in brought.iter_rows()}
    low = []
    for channel, each in said["channels"].items():
        spend = int(
            ads(channel).filter(pl.col("day").is_between(first, last))["spend"].sum()
        )
        gross, refunds, customers = found[channel]
        assert (customers, spend) == (each["customers"], each["spend"])
        assert gross - refunds == each["revenue_90"]
        assert each["ratio"] == pytest.approx((gross - refunds) / spend, rel=1e-12)
        assert customers >= 100
        low += [channel] if each["ratio"] < 1.5 else []
    assert low == said["below"]
    assert "douyin" in low


def test_a_competitor_got_louder_on_the_morning_of_the_spike() -> None:
    """Three of them were looked at that day, before the clock is pinned."""
    today = [row for row in sightings() if row["记录日期"] == TODAY.isoformat()]
    assert len({row["竞品"] for row in today}) == 3
    loudest = max(today, key=lambda row: float(row["投放指数"] or 0))
    before = [
        float(row["投放指数"])
        for row in sightings()
        if (row["竞品"], row["投放渠道"]) == (loudest["竞品"], "抖音")
        and row["记录日期"] < TODAY.isoformat()
    ]
    assert float(loudest["投放指数"]) > 2 * max(before)
    assert any("" in row.values() for row in today), "something is left to find out"


def test_the_sheet_on_competitors_goes_on_with_the_day() -> None:
    lines = (SAMPLE / "live.ndjson").read_text("utf-8").splitlines()
    pieces = [json.loads(line) for line in lines]
    later = [piece for piece in pieces if piece["path"] == "competitors.csv"]
    rows = [next(csv.reader(io.StringIO(piece["text"]))) for piece in later]
    header = list(sightings()[0])
    indices = [float(row[header.index("投放指数")]) for row in rows]
    assert indices == sorted(indices, reverse=True)
    assert len(indices) == 2


def test_four_people_share_the_roles() -> None:
    """Every role that the procedures that ship name has somebody."""
    text = (WORKSPACE / "cockpit.toml").read_text("utf-8")
    people = tomllib.loads(text)["person"]
    assert len({person["name"] for person in people}) == 4
    roles = {role for person in people for role in person["roles"]}
    assert roles == {"commander", "buyer", "analyst", "scribe", "growth-lead"}
