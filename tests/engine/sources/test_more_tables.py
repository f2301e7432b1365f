"""Tables of shops, private communities, creatives, exposures, requests and prices."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from cockpit.engine.private_days import by_day
from cockpit.engine.sources.kinds import REQUIRED, kinds_of
from cockpit.engine.sources.row_keys import KEYS
from cockpit.engine.tables import DAY_COLUMN, TABLES
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import spec


def test_a_shop_by_day_is_read_with_numbers_as_text(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("shop_daily"))
    desk.lay(
        "a.csv",
        "统计日期,访客数,支付金额,支付买家数,支付转化率,成功退款金额,客单价\n"
        '2026-10-28,"1,200","10,095.00",54,4.50%,"95.50",186.94\n',
    )

    (row,) = desk.rows("a.csv").rows(named=True)

    assert row["date"] == date(2026, 10, 28)
    assert (row["visitors"], row["buyers_paid"]) == (1200, 54)
    assert (row["paid_amount"], row["refund_amount"]) == (100_950_000, 955_000)


def test_a_newer_export_of_a_shop_replaces_its_days(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("shop_daily"))
    header = "日期,店铺,支付金额\n"
    desk.lay("a.csv", header + "2026-10-27,甲,1\n2026-10-28,甲,1\n", age=90)
    desk.lay("b.csv", header + "2026-10-28,甲,2\n2026-10-28,乙,3\n", age=60)

    assert desk.rows("a.csv")["date"].to_list() == [date(2026, 10, 27)]
    assert desk.rows("b.csv").height == 2


def test_counters_to_date_become_days_by_their_difference(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec("private_domain_daily"))
    midnight = int(datetime(2026, 10, 24, 16, tzinfo=UTC).timestamp())
    rows = [(0, "a", 100), (1, "a", 130), (2, "a", 130), (4, "a", 190), (5, "a", 7)]
    rows += [(0, "b", 5), (1, "b", 6)]
    desk.lay(
        "a.csv",
        "stat_time,owner,msg_total,member_total,reply_percentage\n"
        + "".join(
            f"{midnight + 86_400 * day},{owner},{count},50,12.5%\n"
            for day, owner, count in rows
        ),
    )

    days = by_day(desk.rows("a.csv"))

    found = days.select("date", "owner", "msgs").rows()
    assert found == [
        (date(2026, 10, 25), "a", None),
        (date(2026, 10, 26), "a", 30),
        (date(2026, 10, 27), "a", 0),
        (date(2026, 10, 29), "a", None),  # the 28th is missing
        (date(2026, 10, 30), "a", None),  # the counter was begun anew
        (date(2026, 10, 25), "b", None),
        (date(2026, 10, 26), "b", 1),
    ]
    assert float(days["reply_rate"][0]) == pytest.approx(0.125)


def test_outcomes_of_users_are_every_further_figure(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("exposures", constants={"exp_id": "gate"}))
    desk.lay(
        "a.csv",
        "userid,version,sum_gamerounds,retention_1,retention_7,country\n"
        "116,gate_30,3,False,FALSE,CN\n337,gate_40,38,True,,US\n",
    )

    rows = desk.rows("a.csv")

    assert rows["exp_id"].to_list() == ["gate"] * 2
    assert rows["variant"].to_list() == ["gate_30", "gate_40"]
    decoded = rows["outcomes"].str.json_decode(
        pl.Struct(
            dict.fromkeys(("retention_1", "retention_7", "sum_gamerounds"), pl.Float64)
        )
    )
    assert decoded.to_list() == [
        {"retention_1": 0.0, "retention_7": 0.0, "sum_gamerounds": 3.0},
        {"retention_1": 1.0, "retention_7": None, "sum_gamerounds": 38.0},
    ]


def test_creatives_requests_and_prices_are_read(make_desk: MakeDesk) -> None:
    desk = make_desk(
        spec("creatives", "creatives.csv"),
        spec("requests", "requests.csv", position=2),
        spec("prices", "prices.csv", position=3),
    )
    desk.lay("creatives.csv", "素材ID,素材名称,渠道,制作方式\nc1,开箱,抖音,AI\n")
    desk.lay(
        "requests.csv",
        "需求编号,提出时间,响应时间,续费到期日,是否续费\n"
        "r1,2026-10-28 09:00,2026-10-28 12:30,2026-12-01,是\nr2,2026-10-29 09:00,,,\n",
    )
    desk.lay("prices.csv", "生效日期,商品名称,新价,原价\n2026-10-01,精华,199,259\n")

    (creative,) = desk.rows("creatives.csv").rows(named=True)
    asked = desk.rows("requests.csv").rows(named=True)
    (price,) = desk.rows("prices.csv").rows(named=True)

    assert (creative["channel"], creative["producer_mode"]) == ("douyin", "aigc")
    assert (asked[0]["biz_date"], asked[0]["renewed"]) == (date(2026, 10, 28), True)
    assert asked[0]["renewal_due"] == date(2026, 12, 1)
    assert asked[1]["answered_time"] is None
    assert (price["price"], price["old_price"]) == (1_990_000, 2_590_000)


def test_every_table_says_what_it_needs_what_its_key_is_and_what_its_day() -> None:
    keyed = {*KEYS, "ad_spend", "events"}

    assert set(REQUIRED) == set(TABLES) == keyed == set(DAY_COLUMN)
    for table, groups in REQUIRED.items():
        assert {column for group in groups for column in group} <= set(kinds_of(table))
