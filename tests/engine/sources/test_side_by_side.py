"""Figures of several channels side by side in columns, and times from numbers."""

from datetime import datetime

import polars as pl
import pytest

from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import Desk, spec

WIDE = "day,douyin_cost,red_cost,douyin_show,orders\n"
COLUMNS: dict[str, str | int] = {
    "date": "day",
    "channel": "*",
    "spend": "*_cost",
    "impressions": "*_show",
}


@pytest.fixture
def wide(make_desk: MakeDesk) -> Desk:
    """A desk for spend of which each channel has its own columns."""
    return make_desk(spec(columns=COLUMNS))


def shown(desk: Desk, *columns: str) -> list[tuple[object, ...]]:
    return desk.rows("a.csv").select(pl.col(columns)).rows()


def test_each_channel_of_a_line_becomes_a_row(wide: Desk) -> None:
    wide.lay("a.csv", WIDE + "2026-10-01,1.5,2,300,9\n2026-10-02,3,4,600,8\n")

    assert shown(wide, "channel", "spend", "impressions", "_line") == [
        ("douyin", 15_000, 300, 2),
        ("xiaohongshu", 20_000, None, 2),
        ("douyin", 30_000, 600, 3),
        ("xiaohongshu", 40_000, None, 3),
    ]


def test_a_channel_without_a_figure_on_a_day_has_no_row(wide: Desk) -> None:
    wide.lay("a.csv", WIDE + "2026-10-01,,2,--,9\n")

    assert shown(wide, "channel", "spend") == [("xiaohongshu", 20_000)]
    assert wide.record("a.csv").rejected == 0


def test_a_line_without_any_figure_is_rejected_and_not_lost(wide: Desk) -> None:
    wide.lay("a.csv", WIDE + "2026-10-01,,--,,9\n2026-10-02,3,4,600,8\n")

    record = wide.record("a.csv")
    assert (record.rows, record.rejected) == (2, 1)
    assert [row.line for row in wide.rejected("a.csv")] == [2]


def test_a_figure_of_the_whole_line_is_not_counted_for_each_channel(
    wide: Desk,
) -> None:
    wide.lay("a.csv", WIDE + "2026-10-01,1,2,300,9\n")

    assert wide.rows("a.csv")["orders"].null_count() == 2
    uses = {(use.column, use.canonical) for use in wide.record("a.csv").columns}
    assert {("red_cost", "spend"), ("orders", ""), ("day", "date")} <= uses
    assert not any("*" in column for column, _ in uses)


def test_a_figure_that_is_told_for_the_whole_line_is_refused(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec(columns={**COLUMNS, "orders": "orders"}))
    desk.lay("a.csv", WIDE + "2026-10-01,1,2,300,9\n")

    assert desk.record("a.csv").state == "error"
    assert "orders: one figure a line" in desk.said("a.csv")


def test_names_that_lack_what_the_table_needs_are_no_channels(wide: Desk) -> None:
    wide.lay("a.csv", WIDE.replace("red_cost", "tv_show") + "2026-10-01,1,2,3,9\n")

    assert shown(wide, "channel") == [("douyin",)]


def test_no_column_of_that_shape_names_the_nearest(wide: Desk) -> None:
    wide.lay("a.csv", "day,douyin-cost\n2026-10-01,1\n")

    assert "no columns stand side by side as *_cost" in wide.said("a.csv")
    assert "douyin-cost" in wide.said("a.csv")


def test_what_is_appended_is_stacked_as_well(wide: Desk) -> None:
    wide.lay("a.csv", WIDE + "2026-10-01,1,2,300,9\n")
    wide.look()
    wide.append("a.csv", "2026-10-02,3,4,600,8\n")
    wide.look()

    assert wide.rows("a.csv")["spend"].to_list() == [10_000, 20_000, 30_000, 40_000]


def test_series_may_stand_side_by_side_under_their_bare_names(
    make_desk: MakeDesk,
) -> None:
    columns: dict[str, str | int] = {"time": "day", "metric": "*", "value": "*"}
    desk = make_desk(spec(table="metric_series", columns=columns))
    desk.lay("a.csv", "day,visits,gmv\n2026-10-01,5,7.5\n")

    assert shown(desk, "metric", "labels") == [("visits", None), ("gmv", None)]
    assert [float(value) for (value,) in shown(desk, "value")] == [5.0, 7.5]  # type: ignore[arg-type]


def test_a_column_that_is_called_star_is_that_column(make_desk: MakeDesk) -> None:
    desk = make_desk(spec(columns={"channel": "*"}))
    desk.lay("a.csv", "date,*,spend\n2026-10-01,douyin,5\n")

    assert shown(desk, "channel", "spend") == [("douyin", 50_000)]


def test_a_time_is_derived_in_seconds_since_1970(make_desk: MakeDesk) -> None:
    source = spec(
        table="users",
        columns={"user_id": "id"},
        derive={"register_time": "1577836800 - months * 2629746"},
    )
    desk = make_desk(source)
    desk.lay("a.csv", "id,months\na,2\nb,\nc,99999999999\n")

    (first, blank, far) = desk.rows("a.csv")["register_time"].to_list()
    assert isinstance(first, datetime)
    assert first.isoformat() == "2019-11-01T03:01:48+00:00"
    assert (blank, far) == (None, None)
