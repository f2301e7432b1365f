"""What a table holds beyond its columns, and what counts as what."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest

from cockpit.engine.tables import TABLES, schema_of
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import ORDERS, Desk, spec


def test_a_cleaned_frame_has_every_column_of_its_table(orders_desk: Desk) -> None:
    orders_desk.lay("a.csv", ORDERS + "1,u,2026-10-29 08:00:00,10\n")

    frame = orders_desk.rows("a.csv")

    assert dict(frame.schema) == schema_of("orders")
    assert TABLES["orders"].is_valid(frame.drop("_line"))


@pytest.mark.parametrize(
    ("status", "canonical", "is_paid"),
    [
        ("待付款", "created", False),
        ("买家已付款，等待卖家发货", "paid", True),
        ("已发货", "shipped", True),
        ("交易成功", "done", True),
        ("已关闭", "cancelled", False),
        ("退款成功", "refunded", True),
        ("partially_refunded", "part_refunded", True),
        ("天知道", "unknown", False),
        ("", "unknown", False),
    ],
)
def test_an_order_is_paid_by_its_status(
    orders_desk: Desk, status: str, canonical: str, is_paid: bool
) -> None:
    row = f"1,u,2026-10-29 08:00:00,10,{status}\n"
    orders_desk.lay("a.csv", ORDERS.strip() + ",订单状态\n" + row)

    frame = orders_desk.rows("a.csv")

    assert frame.select("status", "is_paid").row(0) == (canonical, is_paid)


def test_a_status_that_is_not_listed_is_asked_about(orders_desk: Desk) -> None:
    row = "1,u,2026-10-29 08:00:00,10,天知道\n"
    orders_desk.lay("a.csv", ORDERS.strip() + ",订单状态\n" + row)

    assert orders_desk.record("a.csv").codes == ("unknown_status",)
    assert "天知道" in orders_desk.said("a.csv")


def test_without_a_status_a_filled_pay_time_is_a_payment(orders_desk: Desk) -> None:
    header = "订单编号,下单时间,支付时间,实付金额\n"
    rows = "1,2026-10-28 23:00:00,2026-10-29 01:00:00,0\n2,2026-10-28 23:00:00,,5\n"
    orders_desk.lay("a.csv", header + rows)

    frame = orders_desk.rows("a.csv")

    assert frame.get_column("is_paid").to_list() == [True, False]
    assert frame.get_column("biz_date").to_list() == [
        date(2026, 10, 29),
        date(2026, 10, 28),
    ]
    assert frame.get_column("created_date").to_list() == [date(2026, 10, 28)] * 2


def test_without_either_every_order_is_paid(orders_desk: Desk) -> None:
    orders_desk.lay("a.csv", "订单编号,下单时间,实付金额\n1,2026-10-28,-5\n")

    frame = orders_desk.rows("a.csv")

    assert frame.select("is_paid", "paid_amount").row(0) == (True, -50_000)


def test_orders_without_numbers_or_buyers_are_orders(orders_desk: Desk) -> None:
    orders_desk.lay("a.csv", ORDERS + ",,2026-10-29,10\n,,2026-10-29,10\n")

    frame = orders_desk.rows("a.csv")

    assert frame.get_column("order_id").to_list() == ["a.csv:2", "a.csv:3"]
    assert frame.get_column("user_id").null_count() == 2


def test_an_optional_cell_of_an_order_costs_the_cell_and_not_the_money(
    orders_desk: Desk,
) -> None:
    header = ORDERS.strip() + ",商品数量\n"
    orders_desk.lay("a.csv", header + "1,u,2026-10-29,10,many\n2,u,x,10,1\n")

    record = orders_desk.record("a.csv")

    assert (record.rows, record.rejected) == (1, 1)
    assert "left_blank" in record.codes


def test_marks_around_ids_are_taken_off(orders_desk: Desk) -> None:
    rows = '="1930000000000000001",\'u1,2026-10-29,10\n"\t0012345",u2,2026-10-29,10\n'
    orders_desk.lay("a.csv", ORDERS + rows)

    frame = orders_desk.rows("a.csv")

    assert frame.get_column("order_id").to_list() == ["1930000000000000001", "0012345"]
    assert frame.get_column("user_id").to_list() == ["u1", "u2"]


def test_the_business_day_begins_when_it_is_said_to(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("orders", day_starts_minutes=240))
    desk.lay("a.csv", ORDERS + "1,u,2026-10-29 03:59:00,1\n2,u,2026-10-29 04:00:00,1\n")

    frame = desk.rows("a.csv").select("biz_date", "hour")

    assert frame.rows() == [(date(2026, 10, 28), 23), (date(2026, 10, 29), 0)]


def test_a_date_with_a_clock_gives_the_hour_of_a_spend(make_desk: MakeDesk) -> None:
    desk = make_desk(spec(constants={"channel": "千川"}))
    desk.lay("a.csv", "时间,消耗\n2026-10-29 00:00,1\n2026-10-29 13:00,2\n")

    record = desk.record("a.csv")
    frame = desk.rows("a.csv")

    assert record.has_hours
    assert frame.get_column("hour").to_list() == [0, 13]
    assert frame.get_column("channel").to_list() == ["douyin"] * 2


def test_the_newest_instant_of_a_spend_is_when_its_hour_or_day_ends(
    spend_desk: Desk,
) -> None:
    """It tells how old the numbers are."""
    spend_desk.lay("a.csv", "日期,渠道,消耗\n2026-10-29,x,1\n")
    spend_desk.lay("b.csv", "日期,小时,渠道,消耗\n2026-10-31,9,x,1\n")

    days, hours = (spend_desk.record(path).last_time for path in ("a.csv", "b.csv"))

    assert days == datetime(2026, 10, 29, 16, tzinfo=UTC)
    assert hours == datetime(2026, 10, 31, 2, tzinfo=UTC)


def test_a_date_at_midnight_has_no_hour(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "日期,渠道,消耗\n2026-10-29 00:00:00,x,1\n")

    assert not spend_desk.record("a.csv").has_hours
    assert spend_desk.rows("a.csv").get_column("hour").to_list() == [None]


def test_the_unit_in_the_header_counts(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "日期,渠道,花费(分)\n2026-10-29,x,12345\n")

    assert spend_desk.rows("a.csv").get_column("spend").to_list() == [1_234_500]


def test_a_channel_that_is_not_listed_is_kept(spend_desk: Desk) -> None:
    rows = "2026-10-29,Facebook,1,1\n2026-10-29,小红书,1,1\n2026-10-29, RED ,1,1\n"
    spend_desk.lay("a.csv", "日期,渠道,计划ID,消耗\n" + rows)

    assert spend_desk.rows("a.csv").get_column("channel").to_list() == [
        "Facebook",
        "xiaohongshu",
        "xiaohongshu",
    ]


def test_the_finest_id_of_a_file_is_known(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "日期,渠道,消耗\n2026-10-29,x,1\n")
    spend_desk.lay("b.csv", "日期,渠道,广告组,计划id,消耗\n2026-10-29,x,g,1,1\n")

    assert spend_desk.record("a.csv").id_level == "channel"
    assert spend_desk.record("b.csv").id_level == "plan"


def test_events_need_somebody_and_their_names_are_brought_together(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec("events"))
    desk.lay(
        "a.csv",
        "user_id,anonymous_id,timestamp,event\n"
        "u,,2026-10-29T00:00:00Z,Order Completed\n"
        ",a,2026-10-29T00:00:00Z,$AppStart\n"
        ",,2026-10-29T00:00:00Z,visit\n"
        "u,,2026-10-29T00:00:00Z,swipe\n",
    )

    assert desk.rows("a.csv").get_column("event_name").to_list() == [
        "pay",
        "visit",
        "swipe",
    ]
    assert [row.line for row in desk.rejected("a.csv")] == [4]


def test_only_complaints_are_complaints(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("complaints", complaint_categories=("投诉", "质量问题")))
    desk.lay(
        "a.csv",
        "工单编号,创建时间,投诉类型,工单状态\n"
        "1,2026-10-29 10:00,质量问题-破损,处理中\n"
        "2,2026-10-29 10:00,退换货,处理中\n"
        "3,2026-10-29 10:00,投诉,售后关闭\n"
        "4,2026-10-29 10:00,,处理中\n",
    )

    assert desk.rows("a.csv").get_column("is_complaint").to_list() == [
        True,
        False,
        False,
        True,
    ]


def test_days_of_a_calendar_may_lie_ahead(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("calendar"))
    desk.lay("a.csv", "日期,类型,名称\n2026-11-11,promo,双11\n")

    assert desk.rows("a.csv").drop("_line").rows() == [
        (date(2026, 11, 11), "promo", "双11")
    ]


def test_further_words_of_a_series_are_its_labels(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("metric_series", constants={"metric": "nps"}))
    desk.lay(
        "a.csv",
        "city,date,numerator,denominator,arm\nSH,2026-10-29,1,3,b\nBJ,2026-10-29,2,4,\n",
    )

    frame = desk.rows("a.csv")

    assert frame.get_column("labels").to_list() == [
        '{"arm":"b","city":"SH"}',
        '{"arm":null,"city":"BJ"}',
    ]
    assert frame.get_column("numerator").to_list() == [Decimal(1), Decimal(2)]


def test_the_configuration_wins_over_names(make_desk: MakeDesk) -> None:
    desk = make_desk(
        spec(
            "orders",
            columns={"user_id": 3, "paid_amount": "应收", "order_time": "day"},
            constants={"channel": "小红书"},
            units={"paid_amount": "fen"},
            formats={"order_time": "%d.%m.%Y"},
        )
    )
    desk.lay("a.csv", "买家ID,day,vip,应收,实付金额\nx,02.01.2026,y,1000,7\n")

    frame = desk.rows("a.csv")

    assert frame.select("user_id", "paid_amount", "channel").row(0) == (
        "y",
        100_000,
        "xiaohongshu",
    )
    assert frame.get_column("biz_date").to_list() == [date(2026, 1, 2)]


def test_names_in_parts_are_understood(orders_desk: Desk) -> None:
    orders_desk.lay(
        "a.csv", "客户编号,下单日期,实际支付金额,购买件数\nu,1997年1月1日,3,2\n"
    )

    record = orders_desk.record("a.csv")

    assert {use.canonical: use.by for use in record.columns if use.canonical} == {
        "user_id": "alias",
        "order_time": "alias",
        "paid_amount": "alias",
        "item_qty": "alias",
    }


def test_a_header_is_found_under_a_preamble(spend_desk: Desk) -> None:
    spend_desk.lay(
        "a.csv",
        "推广报表\n# 2026-10-01 - 2026-10-29\n\n日期,渠道,消耗(元)\n2026-10-29,x,1\n",
    )

    assert spend_desk.rows("a.csv").get_column("_line").to_list() == [5]


def test_a_trailing_separator_is_no_column(spend_desk: Desk) -> None:
    spend_desk.lay(
        "a.csv", "日期\t渠道\t消耗\n2026-10-29\tx\t1\t\n2026-10-29\ty\t1\t\n"
    )

    assert spend_desk.rows("a.csv").height == 2


def test_a_decimal_comma_is_understood(spend_desk: Desk) -> None:
    spend_desk.lay(
        "a.csv", "Jour;channel;Cost\n29/10/2026;x;1 234,56\n28/10/2026;x;7,5\n"
    )

    assert spend_desk.rows("a.csv").get_column("spend").to_list() == [
        12_345_600,
        75_000,
    ]


def test_a_parquet_file_is_read_with_its_types(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("orders", path="*.parquet"))
    frame = pl.DataFrame(
        {
            "order_id": [1, 2],
            "user_id": [17850.0, None],
            "pay_time": pl.Series(
                ["2026-10-29 08:00", "2026-10-29 09:00"]
            ).str.to_datetime(),
            "paid_amount": [2.55, -1.1],
        }
    )
    frame.write_parquet(desk.root / "a.parquet")
    desk.date("a.parquet", age=60)

    read = desk.rows("a.parquet")

    assert read.select("order_id", "user_id", "paid_amount", "_line").rows() == [
        ("1", "17850", 25_500, 1),
        ("2", None, -11_000, 2),
    ]


def test_half_a_parquet_file_waits_and_then_is_an_error(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("orders", path="*.parquet"))
    desk.lay("a.parquet", b"PAR1 and then nothing", age=0)
    assert desk.record("a.parquet").state == "waiting"

    desk.seconds += 3

    assert desk.record("a.parquet").codes == ("unreadable",)


def test_the_currency_of_the_header_wins_over_the_setting(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "Day,channel,Amount spent (USD)\n2026-10-29,x,1\n")
    spend_desk.lay("b.csv", "Day,channel,Amount spent\n2026-10-28,x,1\n")

    assert spend_desk.rows("a.csv").get_column("currency").to_list() == ["USD"]
    assert spend_desk.rows("b.csv").get_column("currency").to_list() == ["CNY"]


def test_a_computed_spend_below_zero_is_rejected(make_desk: MakeDesk) -> None:
    desk = make_desk(spec(derive={"spend": "cost - rebate"}))
    desk.lay("a.csv", "date,channel,cost,rebate\n2026-10-29,x,1,2\n2026-10-29,x,2,1\n")

    assert desk.rows("a.csv").get_column("spend").to_list() == [10_000]
    assert [(row.line, row.column) for row in desk.rejected("a.csv")] == [(2, "spend")]


def test_a_product_called_total_is_no_total_row(orders_desk: Desk) -> None:
    header = ORDERS.strip() + ",商品名称\n"
    orders_desk.lay("a.csv", header + "1,u,never,1,Total Care\n")

    assert orders_desk.record("a.csv").codes == ("bad_cell",)
