"""Two files that tell of the same things: the newer one is believed."""

import pytest

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import ORDERS, SPEND, Desk, spec

OLD_WEEK = "2026-10-20,抖音,1,10\n2026-10-21,抖音,1,20\n2026-10-21,抖音,2,30\n"


def total(desk: Desk) -> int:
    desk.look()
    frames = [desk.rows(record.path) for record in desk.shelf.records]
    column = "spend" if desk.specs[0].table == "ad_spend" else "paid_amount"
    return sum(int(frame.get_column(column).sum()) for frame in frames) // 10_000


def test_a_newer_file_replaces_all_rows_of_its_keys(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", SPEND + OLD_WEEK, age=90)
    spend_desk.lay("b.csv", SPEND + "2026-10-21,抖音,1,21\n", age=10)

    record = spend_desk.record("a.csv")

    assert total(spend_desk) == 10 + 30 + 21
    assert record.replaced_rows == 1
    assert record.codes == ("overlap",)
    assert record.rows == 3


def test_the_newer_file_is_the_one_written_last(spend_desk: Desk) -> None:
    spend_desk.lay("b.csv", SPEND + OLD_WEEK, age=90)
    spend_desk.lay("a.csv", SPEND + "2026-10-21,抖音,1,21\n", age=10)

    assert total(spend_desk) == 61

    spend_desk.date("b.csv", age=1)

    assert total(spend_desk) == 60


def test_files_of_other_days_do_not_meet(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", SPEND + OLD_WEEK, age=90)
    spend_desk.lay("b.csv", SPEND + "2026-10-22,抖音,1,21\n", age=10)

    assert spend_desk.record("a.csv").replaced is None
    assert total(spend_desk) == 81


def test_rows_of_another_account_are_not_replaced(spend_desk: Desk) -> None:
    header = "日期,渠道,账户ID,消耗\n"
    spend_desk.lay("a.csv", header + "2026-10-21,抖音,x,1\n", age=90)
    spend_desk.lay("b.csv", header + "2026-10-21,抖音,,2\n", age=50)
    spend_desk.lay("c.csv", header + "2026-10-21,抖音,,4\n", age=10)

    assert total(spend_desk) == 1 + 4


def test_another_grain_replaces_nothing(spend_desk: Desk) -> None:
    """Of one spend by the day and by the hour the finer one counts: not here."""
    spend_desk.lay("a.csv", "日期,渠道,消耗\n2026-10-21,抖音,24\n", age=90)
    spend_desk.lay("b.csv", "日期,小时,渠道,消耗\n2026-10-21,3,抖音,1\n", age=10)

    assert spend_desk.record("a.csv").replaced is None


def test_an_order_whose_status_has_changed_counts_once(orders_desk: Desk) -> None:
    header = ORDERS.strip() + ",订单状态\n"
    orders_desk.lay(
        "a.csv",
        header
        + "1,u,2026-10-20 08:00:00,10,待付款\n2,u,2026-10-22 08:00:00,5,已完成\n",
        age=90,
    )
    orders_desk.lay("b.csv", header + "1,u,2026-10-21 08:00:00,10,已完成\n", age=10)

    assert orders_desk.rows("a.csv").get_column("order_id").to_list() == ["2"]
    assert total(orders_desk) == 15


def test_orders_without_a_number_are_never_the_same(orders_desk: Desk) -> None:
    header = "买家ID,支付时间,实付金额\n"
    row = "u,2026-10-20 08:00:00,10\n"
    orders_desk.lay("a.csv", header + row, age=90)
    orders_desk.lay("b.csv", header + row, age=10)

    assert total(orders_desk) == 20


def test_sources_do_not_replace_each_other(make_desk: MakeDesk) -> None:
    desk = make_desk(spec(path="a/*.csv"), spec(path="b/*.csv", position=2))
    desk.lay("a/x.csv", SPEND + OLD_WEEK, age=90)
    desk.lay("b/x.csv", SPEND + OLD_WEEK, age=10)

    assert total(desk) == 120


@pytest.mark.parametrize("grows", ["a.csv", "b.csv"])
def test_growing_files_are_compared_on(spend_desk: Desk, grows: str) -> None:
    spend_desk.lay("a.csv", SPEND + OLD_WEEK, age=90)
    spend_desk.lay("b.csv", SPEND + "2026-10-21,抖音,1,21\n", age=50)
    spend_desk.look()

    spend_desk.append(
        grows, "2026-10-21,抖音,2,31\n", age=80 if grows == "a.csv" else 9
    )
    grown = total(spend_desk)
    marks = [record.replaced_identity for record in spend_desk.shelf.records]
    spend_desk.shelf.forget()

    assert total(spend_desk) == grown
    assert [r.replaced_identity for r in spend_desk.shelf.records] == marks


def test_what_is_replaced_comes_back_when_the_newer_file_goes(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", SPEND + OLD_WEEK, age=90)
    spend_desk.lay("b.csv", SPEND + "2026-10-21,抖音,1,21\n", age=10)
    spend_desk.look()

    (spend_desk.root / "b.csv").unlink()

    assert total(spend_desk) == 60
    assert spend_desk.record("a.csv").codes == ()


def test_comparing_survives_a_restart(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", SPEND + OLD_WEEK, age=90)
    spend_desk.lay("b.csv", SPEND + "2026-10-21,抖音,1,21\n", age=10)
    before = spend_desk.record("a.csv")

    spend_desk.restart()

    after = spend_desk.record("a.csv")
    assert after.replaced == before.replaced
    assert after.revision == before.revision
