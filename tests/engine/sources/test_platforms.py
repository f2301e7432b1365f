"""A platform is told by what only it writes; names that could be two are named."""

from datetime import date

import pytest

from cockpit.engine.sources.aliases import by_alias
from cockpit.engine.sources.platforms import candidates, platform_of
from cockpit.snapshot.sources import ColumnUse
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import ORDERS, Desk, spec
from tests.engine.sources.exports import entered


def use_of(desk: Desk, column: str, path: str = "a.csv") -> ColumnUse:
    record = desk.record(path)
    return next(use for use in record.columns if use.column == column)


@pytest.mark.parametrize(
    ("names", "platform"),
    [
        (("日期", "消耗", "展示次数", "点击次数"), None),
        (("日期", "花费", "场景名字"), "alimama"),
        (("日期", "消费", "7日下单金额"), "xiaohongshu_juguang"),
        (("日期", "消耗", "直接支付ROI", "转化数(计费时间)", "消耗(实)"), "qianchuan"),
        (("日期", "消耗", "推广单元"), None),
        (("日期", "消耗", "推广单元", "平均点击价格"), "baidu_sem"),
        (("日期", "场景名字", "7日下单金额"), None),
    ],
)
def test_one_sure_name_tells_a_platform_or_two_others(
    names: tuple[str, ...], platform: str | None
) -> None:
    found = platform_of(names)

    assert (found.id if found else None) == platform


def test_every_platform_that_something_speaks_for_is_named() -> None:
    found = candidates(("场景名字", "7日下单金额", "rgmv"))

    assert [each.id for each in found] == ["xiaohongshu_juguang", "alimama"]
    assert found[1].marks == ("场景名字",)


def test_a_channel_that_nothing_tells_is_asked_for(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "日期,消耗\n2026-10-28,1\n")

    assert spend_desk.record("a.csv").codes == ("missing_column",)
    assert "constants" in spend_desk.said("a.csv")


def test_what_is_configured_comes_before_the_platform(make_desk: MakeDesk) -> None:
    desk = make_desk(spec(constants={"channel": "kol"}))
    desk.lay("a.csv", "日期,花费,场景名字\n2026-10-28,1,拉新\n")

    assert desk.rows("a.csv")["channel"].to_list() == ["kol"]


def test_a_channel_from_the_platform_says_why(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "日期,花费,场景名字\n2026-10-28,1,拉新\n")

    (use,) = [use for use in spend_desk.record("a.csv").columns if not use.column]

    assert (use.canonical, use.by) == ("channel", "platform")
    assert use.note == "tmall: only Alimama writes 场景名字"


def test_a_name_means_what_its_platform_means_by_it() -> None:
    assert by_alias("ad_spend", "计划名称") != by_alias(
        "ad_spend", "计划名称", "qianchuan"
    )
    generic = by_alias("ad_spend", "消耗", "oceanengine")
    rebated = by_alias("ad_spend", "消耗(实)", "oceanengine")
    assert generic is not None
    assert rebated is not None
    assert generic < rebated


def test_a_rival_is_named_on_both_sides(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", "日期,渠道,消耗(实),消耗\n2026-10-28,抖音,9,10\n")

    taken, other = use_of(spend_desk, "消耗"), use_of(spend_desk, "消耗(实)")

    assert (taken.canonical, taken.rivals) == ("spend", ("消耗(实)",))
    assert (other.canonical, other.note) == (
        "",
        "could be spend too: 消耗 is taken; "
        "spend after rebates: never added to the other",
    )
    assert spend_desk.rows("a.csv")["spend"].to_list() == [100_000]


@pytest.mark.parametrize("order", [("花费(分)", "花费(元)"), ("花费(元)", "花费(分)")])
def test_of_two_units_the_finer_one_is_read(
    spend_desk: Desk, order: tuple[str, str]
) -> None:
    cells = {"花费(分)": "12345", "花费(元)": "123.45"}
    row = ",".join(cells[name] for name in order)
    spend_desk.lay("a.csv", f"日期,渠道,{','.join(order)}\n2026-10-28,抖音,{row}\n")

    assert use_of(spend_desk, "花费(分)").canonical == "spend"
    assert use_of(spend_desk, "花费(元)").canonical == ""
    assert spend_desk.rows("a.csv")["spend"].to_list() == [1_234_500]


def test_what_overlaps_spend_elsewhere_says_why_it_is_not_read(
    make_desk: MakeDesk,
) -> None:
    shape = next(each for each in entered() if each.name == "compass_live")
    desk = make_desk(spec(shape.table, "a.csv"))
    desk.lay("a.csv", shape.build())

    assert "never added" in use_of(desk, "投放消耗(店铺绑定)").note
    assert use_of(desk, "直播间用户支付金额").rivals == ("直播间成交金额",)
    assert "platform adds" in use_of(desk, "直播间成交金额").note


def test_an_order_is_dated_by_its_number_only_where_it_has_no_time(
    orders_desk: Desk,
) -> None:
    rows = (
        "261028-401259871650473,u,,10\n"
        "261027-401259871650474,u,2026-10-29 08:00:00,10\n"
        "no number,u,,10\n"
    )
    orders_desk.lay("a.csv", ORDERS + rows)

    frame = orders_desk.rows("a.csv")

    assert orders_desk.record("a.csv").rejected == 2, "one in three is of no such kind"
    assert frame["biz_date"].to_list() == [date(2026, 10, 29)]


def test_an_order_dated_by_its_number_has_a_day_and_no_hour(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec("orders", day_starts_minutes=240))
    rows = "261028-401259871650473,u,,10\n261027-401259871650474,u,2026-10-29 08:00,5\n"
    desk.lay("a.csv", ORDERS + rows)

    frame = desk.rows("a.csv").select("biz_date", "hour")

    assert frame.rows() == [(date(2026, 10, 28), None), (date(2026, 10, 29), 4)]
    told = [use for use in desk.record("a.csv").columns if use.by == "number"]
    assert [use.note for use in told] == [
        "订单编号: the day, from the order number, where no time is given"
    ]


def test_numbers_that_look_like_days_are_left_alone_where_times_are_given(
    orders_desk: Desk,
) -> None:
    orders_desk.lay("a.csv", ORDERS + "261028-401259871650473,u,2026-10-29,10\n")

    uses = orders_desk.record("a.csv").columns

    assert not [use for use in uses if use.by == "number"]


def test_what_is_due_stands_in_for_what_was_paid_and_says_so(
    orders_desk: Desk,
) -> None:
    header = "主订单编号,订单应付金额,支付完成时间,订单状态\n"
    rows = "1,10,2026-10-29,已完成\n2,20,2026-10-29,待支付\n"
    orders_desk.lay("a.csv", header + rows)

    uses = [u for u in orders_desk.record("a.csv").columns if u.by == "stand_in"]

    assert [(u.column, u.canonical) for u in uses] == [("订单应付金额", "paid_amount")]
    assert "no column says what was paid" in uses[0].note
    paid = orders_desk.rows("a.csv").filter("is_paid")
    assert paid["paid_amount"].to_list() == [100_000]


def test_what_is_due_is_not_taken_for_paid_without_a_status(orders_desk: Desk) -> None:
    header = "主订单编号,订单应付金额,支付完成时间\n"
    orders_desk.lay("a.csv", header + "1,10,2026-10-29\n")

    assert orders_desk.record("a.csv").codes == ("missing_column",)
