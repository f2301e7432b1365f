"""Rows that are no day, results that are no purchases, lines that go on."""

import pytest

from cockpit.engine.sources import blocks, sink
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import Desk, spec
from tests.engine.sources.exports.meta import ad_sets

META = "Reporting starts,Reporting ends,Campaign name,Amount spent (USD),Results\n"
SHOP = "Name,Financial Status,Paid at,Total,Currency,Lineitem quantity\n"


@pytest.fixture
def meta(make_desk: MakeDesk) -> Desk:
    """A desk for spend in dollars."""
    return make_desk(spec(currency="USD"))


def test_rows_of_several_days_are_never_taken_for_one(meta: Desk) -> None:
    meta.lay("a.csv", META + "2026-10-01,2026-10-28,x,280,1\n")

    record = meta.record("a.csv")

    assert (record.rows, record.state) == (0, "partial")
    assert "many_days" in record.codes
    assert "break the report down by day" in meta.said("a.csv")
    (row,) = meta.rejected("a.csv")
    assert (row.column, row.cell) == ("Reporting starts", "2026-10-28")


def test_columns_that_say_how_a_row_is_taken_are_shown_with_it(meta: Desk) -> None:
    meta.lay("a.csv", ad_sets())

    notes = {use.column: use.note for use in meta.record("a.csv").columns}

    assert notes["Reporting ends"].startswith("the last day of a row")
    assert notes["Result indicator"].startswith("says what results are")


def test_a_row_without_a_last_day_is_not_taken_for_one_day(meta: Desk) -> None:
    meta.lay("a.csv", META + "2026-10-01,,x,280,1\n")

    assert "many_days" in meta.record("a.csv").codes


def test_a_day_column_beside_the_range_of_the_report_is_the_day(meta: Desk) -> None:
    meta.lay(
        "a.csv",
        "Day,Campaign name,Amount spent (USD),Reporting starts,Reporting ends\n"
        "2026-10-02,x,1,2026-10-01,2026-10-28\n",
    )

    assert str(meta.rows("a.csv")["date"][0]) == "2026-10-02"


def test_results_without_a_word_on_what_they_are_are_read(meta: Desk) -> None:
    meta.lay("a.csv", META + "2026-10-01,2026-10-01,x,280,7\n")

    assert meta.rows("a.csv")["conversions"].to_list() == [7]


def test_what_is_exported_again_counts_once(meta: Desk) -> None:
    meta.lay("old.csv", ad_sets(), age=90)
    meta.lay("new.csv", ad_sets(), age=30)
    meta.look()

    assert meta.rows("old.csv").height == 0
    assert meta.rows("new.csv").height == 3
    assert "overlap" in meta.record("old.csv").codes


def test_a_comment_between_rows_is_counted_and_no_row(spend_desk: Desk) -> None:
    spend_desk.lay(
        "a.csv",
        "# Start date: 20261028\n# All, users\n\n日期,渠道,消耗\n2026-10-28,抖音,1\n"
        "# note, with, commas, inside\n2026-10-29,抖音,2\n# Ende\n",
    )

    record = spend_desk.record("a.csv")

    assert (record.rows, record.rejected, record.state) == (2, 2, "ok")
    assert spend_desk.said("a.csv").startswith("2 comment lines are left out")
    assert [row.line for row in spend_desk.rejected("a.csv")] == [6, 8]


def test_an_order_number_with_a_hash_is_no_comment(orders_desk: Desk) -> None:
    orders_desk.lay("a.csv", SHOP + "#1001,paid,2026-10-28 09:00:00 +0800,9,CNY,1\n")

    assert orders_desk.rows("a.csv")["order_id"].to_list() == ["#1001"]


class TestLinesOfOneOrder:
    FIRST = "#{0},paid,2026-10-28 09:00:00 +0800,9.50,CNY,1\n"
    NEXT = "#{0},,,,,2\n"

    def test_its_amount_counts_once_wherever_blocks_are_cut(
        self, orders_desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(blocks, "BLOCK_BYTES", 90)
        monkeypatch.setattr(sink, "_PART_ROWS", 1)
        text = SHOP + "".join(
            self.FIRST.format(n) + self.NEXT.format(n) * (n % 4) for n in range(20)
        )
        orders_desk.lay("a.csv", text)

        frame = orders_desk.rows("a.csv")

        assert len(orders_desk.record("a.csv").parts) > 3
        assert orders_desk.record("a.csv").rejected == 0
        assert frame.height == 20 + 30
        assert frame["paid_amount"].sum() == 20 * 95_000
        assert frame["is_paid"].all()
        assert frame["pay_time"].null_count() == 0

    def test_lines_that_are_appended_to_the_last_order_belong_to_it(
        self, orders_desk: Desk
    ) -> None:
        orders_desk.lay("a.csv", SHOP + self.FIRST.format(1) + self.NEXT.format(1))
        orders_desk.look()

        orders_desk.append("a.csv", self.NEXT.format(1) + self.FIRST.format(2))

        frame = orders_desk.rows("a.csv")
        assert frame["order_id"].to_list() == ["#1", "#1", "#1", "#2"]
        assert "3 lines" not in orders_desk.said("a.csv")
        assert "2 lines continue the order above them" in orders_desk.said("a.csv")

    def test_an_order_without_any_amount_stays_unread(self, orders_desk: Desk) -> None:
        orders_desk.lay("a.csv", SHOP + self.NEXT.format(1) * 2)

        record = orders_desk.record("a.csv")

        assert (record.rows, record.rejected) == (0, 2)

    def test_amounts_that_each_line_has_are_all_counted(
        self, orders_desk: Desk
    ) -> None:
        orders_desk.lay("a.csv", SHOP + self.FIRST.format(1) * 2)

        assert orders_desk.rows("a.csv")["paid_amount"].to_list() == [95_000, 95_000]
