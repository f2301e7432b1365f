"""The campaigns view: sums, what is claimed in which window, what orders say."""

from pathlib import Path

import pytest

from cockpit.engine.views.campaigns import campaigns
from cockpit.engine.views.study import Study
from cockpit.snapshot.campaigns import CampaignsQuery
from tests.engine.tables import order, spend
from tests.engine.users.books import study_of
from tests.engine.views.unexplained import unexplained

AS_OF = "2026-07-10"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Douyin names its campaigns but once; WeChat's orders name theirs."""
    folder: Path = tmp_path_factory.mktemp("shop")
    feed = {"campaign_id": "c1", "campaign_name": "信息流", "clicks": 50}
    feed |= {"impressions": 1_000, "conversions": 4, "conv_value": 300 * 10_000}
    feed |= {"attribution_window": "7d click"}
    rows = [
        spend("2026-07-01", "douyin", 100, **feed),
        spend("2026-07-02", "douyin", 60, **{**feed, "clicks": 30}),
        spend("2026-07-02", "douyin", 300, campaign_id="c2"),
        spend("2026-07-02", "douyin", 40),
        spend("2026-06-01", "douyin", 999, **feed),
        spend("2026-07-01", "wechat", 50, campaign_id="w1"),
        spend("2026-07-01", "wechat", 50, campaign_id="w2"),
    ]
    bought = {"channel": "wechat", "campaign_id": "w1"}
    orders = [
        order("o1", "ann", "2026-07-01T12:00", 70, **bought),
        order("o2", "ann", "2026-07-02T12:00", 50, refund_amount=20 * 10_000, **bought),
    ]
    return study_of(folder, AS_OF, ad_spend=rows, orders=orders)


def asked(channel: str) -> CampaignsQuery:
    return CampaignsQuery(first="2026-07-01", last="2026-07-05", channel=channel)


def test_spend_clicks_and_claims_are_added_up_by_campaign(study: Study) -> None:
    found = campaigns(study, asked("douyin"))
    assert [row.campaign for row in found.rows] == ["c2", "c1", ""]
    feed = found.rows[1]
    assert (feed.name.zh, feed.spend, feed.days, feed.n) == ("信息流", 160.0, 2, 80)
    assert feed.cpc == pytest.approx(2.0)
    assert feed.ctr == pytest.approx(80 / 2_000)
    assert feed.claimed is not None
    assert (feed.claimed.conversions, feed.claimed.value) == (8.0, 600.0)
    assert feed.claimed.roi == pytest.approx(600 / 160)
    assert feed.claimed.window == "7d click"
    assert (found.rows[0].cpc, found.rows[0].claimed) == (None, None)


def test_the_rows_sum_to_the_channel_and_shares_to_one(study: Study) -> None:
    found = campaigns(study, asked("douyin"))
    assert found.total is not None
    assert found.total.spend == sum(row.spend for row in found.rows) == 500.0
    assert sum(row.share or 0 for row in found.rows) == pytest.approx(1.0)
    assert (found.first, found.last) == ("2026-07-01", "2026-07-02")


def test_what_orders_say_is_of_the_campaign_that_they_name(study: Study) -> None:
    found = campaigns(study, asked("wechat"))
    by = {row.campaign: row for row in found.rows}
    assert (by["w1"].orders, by["w1"].revenue, by["w1"].roi) == (2, 100.0, 2.0)
    assert (by["w2"].orders, by["w2"].revenue, by["w2"].roi) == (0, 0.0, 0.0)
    assert found.total is not None
    assert found.total.roi == pytest.approx(1.0)
    nobody = campaigns(study, asked("douyin")).rows[0]
    assert (nobody.orders, nobody.roi) == (None, None)


def test_the_total_has_no_return_where_some_spend_names_no_campaign(
    tmp_path: Path,
) -> None:
    """What was bought of it is not known: all spend would be held against a part."""
    day = "2026-07-01"
    rows = [spend(day, "wechat", 50, campaign_id="w1"), spend(day, "wechat", 50)]
    bought = order("o1", "ann", f"{day}T12:00", 70, channel="wechat", campaign_id="w1")
    found = campaigns(
        study_of(tmp_path, AS_OF, ad_spend=rows, orders=[bought]), asked("wechat")
    )
    assert [row.roi for row in found.rows] == [1.4, None]
    assert found.total is not None
    assert (found.total.spend, found.total.orders, found.total.roi) == (100, None, None)


def test_a_channel_without_spend_says_so(study: Study) -> None:
    found = campaigns(study, asked("baidu"))
    assert not found.rows
    assert "no spend of this channel" in found.missing


def test_every_number_is_explained(study: Study) -> None:
    found = campaigns(study, asked("douyin"))
    assert not unexplained(found)
    assert "--where channel=douyin" in found.how["cpc"].query
