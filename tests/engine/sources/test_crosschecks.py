"""Figures that others of a file should give are held against them, and never used."""

import io
from datetime import date

import polars as pl
import pytest

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import Desk, spec

HEADER = "日期,渠道,计划ID,消耗,展示数,点击数"


def said(desk: Desk, code: str) -> str:
    record = desk.record("a.csv")
    assert code in record.codes, record.codes
    place = record.codes.index(code)
    return record.messages[place].text()


def test_a_ratio_that_disagrees_with_its_parts_is_told_with_its_share(
    spend_desk: Desk,
) -> None:
    rows = "2026-10-28,抖音,1,100,1000,50,5.00%\n2026-10-28,抖音,2,100,1000,50,6.00%\n"
    spend_desk.lay("a.csv", f"{HEADER},点击率\n{rows}")

    assert said(spend_desk, "ratio_mismatch") == (
        "点击率 is not 点击数 / 展示数 in 1 of 2 rows (50.0 %): first in line 3, "
        "0.06 and not 0.05"
    )
    assert spend_desk.record("a.csv").state == "ok"
    assert spend_desk.rows("a.csv").height == 2


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("点击率", ("0.0500", "0.0085")),
        ("点击率", ("5.00", "0.85")),
        ("点击率", ("5.00%", "0.85%")),
        ("点击率(%)", ("5.00", "0.85")),
        ("点击率(%)", ("5.00%", "--")),
        ("平均点击单价(元)", ("2.00", "11.76")),
        ("平均点击单价", ("¥2", "11.8")),
        ("平均千次展现费用(元)", ("100.00", "100.00")),
        ("CPM", ("100", "")),
    ],
)
def test_a_ratio_may_be_written_in_any_way_and_rounded(
    spend_desk: Desk, name: str, cells: tuple[str, str]
) -> None:
    rows = ("2026-10-28,抖音,1,100,1000,50", "2026-10-28,抖音,2,1000,10000,85")
    text = "".join(f"{row},{cell}\n" for row, cell in zip(rows, cells, strict=True))
    spend_desk.lay("a.csv", f"{HEADER},{name}\n{text}")

    assert spend_desk.record("a.csv").codes == ()


def test_a_percentage_without_a_sign_has_one_meaning_in_a_file(
    spend_desk: Desk,
) -> None:
    rows = "2026-10-28,抖音,1,1,1000,50,5\n2026-10-28,抖音,2,1,1000,50,0.05\n"
    spend_desk.lay("a.csv", f"{HEADER},点击率\n{rows}")

    assert "in 1 of 2 rows" in said(spend_desk, "ratio_mismatch")


def test_nothing_is_said_where_nothing_can_be_divided(spend_desk: Desk) -> None:
    spend_desk.lay("a.csv", f"{HEADER},点击率\n2026-10-28,抖音,1,0,0,0,3.00%\n")

    assert spend_desk.record("a.csv").codes == ()


def test_two_units_of_one_amount_must_agree(spend_desk: Desk) -> None:
    header = "日期,渠道,花费(分),花费(元)\n"
    rows = "2026-10-28,抖音,12345,123.45\n2026-10-28,抖音,12345,120\n"
    spend_desk.lay("a.csv", header + rows)

    assert said(spend_desk, "columns_disagree") == (
        "花费(元) is not 花费(分) in 1 of 2 rows (50.0 %): first in line 3, "
        "120 and not 123.45"
    )
    assert spend_desk.rows("a.csv")["spend"].sum() == 2_469_000


def test_direct_and_indirect_make_the_total(spend_desk: Desk) -> None:
    header = "日期,渠道,花费,直接成交金额,间接成交金额,总成交金额\n"
    rows = '2026-10-28,抖音,1,"1,000.10",20.20,1020.30\n2026-10-29,抖音,1,5,5,9\n'
    spend_desk.lay("a.csv", header + rows)

    assert "直接成交金额 + 间接成交金额 in 1 of 2 rows" in said(
        spend_desk, "parts_disagree"
    )


def test_checks_go_on_with_what_is_appended(spend_desk: Desk) -> None:
    good = "2026-10-28,抖音,1,100,1000,50,5.00%\n"
    spend_desk.lay("a.csv", f"{HEADER},点击率\n{good * 3}")
    assert "ratio_mismatch" not in spend_desk.record("a.csv").codes
    spend_desk.append("a.csv", "2026-10-29,抖音,1,100,1000,50,9.00%\n", age=60)

    assert "in 1 of 4 rows (25.0 %): first in line 5" in said(
        spend_desk, "ratio_mismatch"
    )


def test_ratios_of_a_shop_are_checked_too(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("shop_daily"))
    desk.lay(
        "a.csv",
        "统计日期,访客数,支付买家数,支付金额,支付转化率,客单价\n"
        '2026-10-28,"1,200",54,"10,095.00",4.50%,186.94\n'
        '2026-10-29,"1,200",54,"10,095.00",4.50%,206.94\n',
    )

    assert "客单价 is not 支付金额 / 支付买家数 in 1 of 2" in said(
        desk, "ratio_mismatch"
    )


def test_rows_that_are_left_out_are_not_checked(spend_desk: Desk) -> None:
    rows = "2026-10-28,抖音,1,100,1000,50,5.00%\n合计,,,100,1000,50,7.00%\n"
    spend_desk.lay("a.csv", f"{HEADER},点击率\n{rows}")

    assert spend_desk.record("a.csv").codes == ("total_row",)


def test_a_file_that_holds_no_figures_there_is_read_all_the_same(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec(path="*.parquet"))
    frame = pl.DataFrame(
        {
            "日期": [date(2026, 10, 28)] * 2,
            "渠道": ["抖音"] * 2,
            "消耗": [1.5, 2.5],
            "展示数": [100, 200],
            "点击数": [5, None],
            "点击率": [[0.05], None],
            "平均点击单价": [0.3, float("nan")],
        }
    )
    file = io.BytesIO()
    frame.write_parquet(file)
    desk.lay("a.parquet", file.getvalue())

    record = desk.record("a.parquet")

    assert (record.rows, record.codes) == (2, ())


@pytest.mark.parametrize("cell", ["inf", "nan", "1e400", "%", "5%%", "，", "①"])
def test_odd_cells_of_a_ratio_do_no_harm(make_desk: MakeDesk, cell: str) -> None:
    desk = make_desk(spec())
    rows = f"2026-10-28,抖音,1,100,1000,50,{cell}\n2026-10-28,抖音,2,1,1000,50,5%\n"
    desk.lay("a.csv", f"{HEADER},点击率\n{rows}")
    record = desk.record("a.csv")
    desk.restart()

    assert record.rows == 2
    assert desk.record("a.csv").codes == record.codes
