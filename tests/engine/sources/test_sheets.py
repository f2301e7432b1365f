"""Sheets that people keep by hand: campaigns as they are set up, competitors seen."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from cockpit.engine.sources.cells import clean_flag
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec

CAMPAIGNS = (
    "计划ID,计划名称,平台,推广目的,开始日期,结束日期,日预算(元),负责人,"
    "是否备用,就绪度,测试上限\n"
)


def test_campaigns_are_read_with_budgets_and_backups(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("campaigns"))
    desk.lay(
        "a.csv",
        CAMPAIGNS
        + '="1790532268123456789",信息流,抖音,转化,2026/1/1,,"1,200.50",周敏,否,,\n'
        + "K-1,试投,快手,拉新,2026-11-05,2026-11-30,0,周敏,是,4,500\n",
    )

    first, second = desk.rows("a.csv").drop("_line").rows()

    assert first == (
        "1790532268123456789", "信息流", "douyin", "转化", date(2026, 1, 1), None,
        12_005_000, "周敏", False, None, None,
    )  # fmt: skip
    assert second[2:7] == (
        "kuaishou", "拉新", date(2026, 11, 5), date(2026, 11, 30), 0,
    )  # fmt: skip
    assert second[8:] == (True, 4, 5_000_000)
    assert desk.record("a.csv").state == "ok", "a start in the future is no mistake"


def test_english_campaign_sheets_are_read_too(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("campaigns", constants={"channel": "Google"}))
    desk.lay("a.csv", "Campaign ID,Campaign,Daily budget,Backup\n9,Brand,$50.00,yes\n")

    row = desk.rows("a.csv").row(0, named=True)

    assert (row["campaign_id"], row["campaign_name"]) == ("9", "Brand")
    assert (row["channel"], row["daily_budget"]) == ("google", 500_000)
    assert row["is_backup"] is True


@pytest.mark.parametrize(
    ("budget", "is_backup", "readiness"), [("-5", "否", "3"), ("5", "也许", "3"), ("5", "是", "6")]
)  # fmt: skip
def test_what_cannot_be_is_in_quarantine(
    make_desk: MakeDesk, budget: str, is_backup: str, readiness: str
) -> None:
    desk = make_desk(spec("campaigns"))
    row = f"a,x,抖音,,,,{budget},,{is_backup},{readiness},\n"
    desk.lay("a.csv", CAMPAIGNS + row + "b,x,抖音,,,,5,,是,5,\n")

    assert desk.rows("a.csv")["campaign_id"].to_list() == ["b"]
    assert len(desk.rejected("a.csv")) == 1


def test_a_newer_list_of_campaigns_replaces_what_it_names(make_desk: MakeDesk) -> None:
    """Whatever days they begin on: a list is of no day."""
    desk = make_desk(spec("campaigns"))
    desk.lay(
        "a.csv", "计划ID,日预算,开始日期\n1,10,2026-01-01\n2,20,2026-01-01\n", age=90
    )
    desk.lay("b.csv", "计划ID,日预算,开始日期\n1,15,2026-09-01\n", age=60)

    assert desk.rows("a.csv")["campaign_id"].to_list() == ["2"]
    assert desk.rows("b.csv")["daily_budget"].to_list() == [150_000]


def test_competitors_are_read(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("competitors"))
    desk.lay(
        "a.csv",
        "记录日期,竞品,投放渠道,主推商品,到手价,促销活动,卖点,在投素材数,投放指数,变化,来源\n"
        "2026-10-30,贝亲亲,抖音,纸尿裤M,89.9,满199减50,透气,34,1.85,晚间加价,巨量创意\n",
    )

    assert desk.rows("a.csv").drop("_line").rows() == [
        (
            date(2026, 10, 30), "贝亲亲", "douyin", "纸尿裤M", 899_000, "满199减50",
            "透气", 34, Decimal("1.85"), "晚间加价", "巨量创意",
        )
    ]  # fmt: skip


def test_a_newer_note_on_the_same_competitor_and_day_replaces_the_older(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec("competitors"))
    header = "日期,竞品,渠道,备注\n"
    desk.lay("a.csv", header + "2026-10-30,甲,抖音,旧\n2026-10-30,乙,抖音,在\n", age=90)
    desk.lay("b.csv", header + "2026-10-30,甲,抖音,新\n", age=60)

    assert desk.rows("a.csv")["note"].to_list() == ["在"]
    assert desk.rows("b.csv")["note"].to_list() == ["新"]


def test_flags_are_read_from_words_figures_and_ticks() -> None:
    cells = pl.Series(["是", "No", " √ ", "0", "TRUE", "--", "maybe", None])
    found = clean_flag(cells)
    assert found.values.to_list() == [True, False, True, False, True, None, None, None]
    assert found.unread.to_list() == [False] * 6 + [True, False]
    typed = clean_flag(pl.Series([True, None]))
    assert typed.values.to_list() == [True, None]
    assert not typed.unread.any()
