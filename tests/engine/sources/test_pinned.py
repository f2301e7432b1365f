"""A file whose header changes is held; what was read of it before stays."""

from dataclasses import replace
from typing import Any

import pytest

from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.pinned import CHANGED, check_header
from cockpit.engine.sources.records import SourceSpec
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import Desk, spec

NAMES = ("日期", "渠道", "计划ID", "消耗", "备注")
HEADER = ",".join(NAMES) + "\n"
ROW = "2026-10-30,抖音,1,10.00,x\n"
PATH = "spend.csv"


def pinned(*headers: tuple[str, ...], **more: Any) -> SourceSpec:
    return spec(pinned_headers=headers or (NAMES,), **more)


def held(of: SourceSpec, *names: str) -> str:
    """Return what is said of a header; empty if it is accepted."""
    try:
        check_header(of, names)
    except UnreadableError as fault:
        return fault.note.text()
    return ""


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A file that was read with its pinned header."""
    desk = make_desk(pinned())
    desk.lay(PATH, HEADER + ROW)
    assert desk.record(PATH).state == "ok"
    return desk


def change(desk: Desk, header: str, row: str = ROW) -> None:
    desk.seconds += 600
    desk.lay(PATH, header + row)


@pytest.mark.parametrize(
    "names",
    [
        NAMES,
        tuple(reversed(NAMES)),
        (*NAMES, "新列"),
        ("日期", "渠道", "计划ID", "消耗"),
        ("日期 ", "渠道", "计划 id", "消耗"),
    ],
)
def test_a_header_that_feeds_the_same_is_accepted(names: tuple[str, ...]) -> None:
    assert held(pinned(), *names) == ""


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("日期", "渠道", "计划ID", "消耗金额A"), "消耗 = 消耗金额A"),
        (("日期", "渠道", "计划ID", "花费"), "gone 消耗, 备注; new 花费"),
        (("日期", "渠道", "计划ID", "消耗(分)"), "new 消耗(分)"),
        (("日期", "渠道", "消耗"), "gone 计划ID"),
        ((*NAMES, "展现"), "new 展现"),
    ],
)
def test_another_header_is_held_and_says_what_differs(
    names: tuple[str, ...], said: str
) -> None:
    assert said in held(pinned(), *names)


def test_columns_by_position_may_not_move() -> None:
    by_place = pinned(columns={"spend": 4})
    assert held(by_place, *NAMES) == ""
    assert held(by_place, "日期", "渠道", "消耗", "计划ID", "备注")


def test_one_of_several_pinned_headers_is_enough() -> None:
    newer = ("日期", "渠道", "花费")
    assert held(pinned(NAMES, newer), *newer) == ""


def test_a_new_dimension_of_a_metric_is_held() -> None:
    series = spec("metric_series", pinned_headers=(("metric", "time", "value"),))
    assert held(series, "metric", "time", "value", "城市")


def test_the_last_good_rows_of_a_held_file_count(desk: Desk) -> None:
    before = desk.rows(PATH)
    change(desk, "日期,渠道,计划ID,花了多少\n")

    record = desk.record(PATH)

    assert (record.state, record.codes[0]) == ("held", CHANGED)
    assert desk.rows(PATH).equals(before)
    assert "花了多少" in desk.said(PATH)
    assert "--accept" in desk.said(PATH)


def test_a_file_is_held_after_a_restart_too(desk: Desk) -> None:
    before = desk.rows(PATH)
    change(desk, "日期,渠道,计划ID,花费\n")
    desk.look()
    desk.restart()

    assert desk.record(PATH).state == "held"
    assert desk.rows(PATH).equals(before)


def test_a_held_file_is_read_when_its_header_is_accepted(desk: Desk) -> None:
    change(desk, "日期,渠道,计划ID,花费\n", "2026-10-30,抖音,1,99.00\n")
    assert desk.record(PATH).state == "held"

    desk.restart(pinned(NAMES, ("日期", "渠道", "计划ID", "花费")))

    assert desk.record(PATH).state == "ok"
    assert desk.rows(PATH)["spend"].to_list() == [990_000]


def test_a_held_file_that_is_put_back_counts_again(desk: Desk) -> None:
    change(desk, "日期,渠道,计划ID,花费\n")
    assert desk.record(PATH).state == "held"
    change(desk, HEADER)
    assert desk.record(PATH).state == "ok"


def test_a_new_file_with_another_header_is_held_alone(desk: Desk) -> None:
    desk.lay("later.csv", "日期,渠道,计划ID,花费\n" + ROW)

    assert desk.record("later.csv").state == "held"
    assert desk.record("later.csv").rows == 0
    assert desk.record(PATH).state == "ok"


def test_pinning_does_not_read_a_file_again(make_desk: MakeDesk) -> None:
    desk = make_desk(spec())
    desk.lay(PATH, HEADER + ROW)
    identity = desk.record(PATH).identity

    desk.restart(pinned())
    assert desk.record(PATH).identity == identity

    desk.restart(pinned(("日期", "渠道", "花费")))
    record = desk.record(PATH)
    assert (record.state, record.rows) == ("held", 1)

    desk.restart(spec())
    assert desk.record(PATH).state == "ok"


def test_appended_rows_of_a_file_with_its_header_are_read(desk: Desk) -> None:
    desk.seconds += 600
    desk.append(PATH, "2026-10-30,抖音,2,20.00,y\n", age=60)
    assert desk.record(PATH).rows == 2


def test_columns_that_feed_nothing_are_told_and_hold_nothing(desk: Desk) -> None:
    change(desk, HEADER.replace("备注", "附注"))

    record = desk.record(PATH)

    assert (record.state, record.rows) == ("ok", 1)
    assert "header_differs" in record.codes
    assert "附注" in desk.said(PATH)


def test_a_rebuilt_spec_without_pins_holds_nothing() -> None:
    assert held(replace(pinned(), pinned_headers=()), "whatever") == ""


def side_by_side(*names: str) -> SourceSpec:
    columns = {"date": "week", "channel": "*", "spend": "*_cost"}
    return pinned(names, columns=columns, constants={})


def test_a_channel_more_beside_others_is_held_and_a_note_is_not() -> None:
    of = side_by_side("week", "meta_cost", "google_cost")
    assert held(of, "google_cost", "week", "meta_cost", "remark") == ""
    assert "total_cost" in held(of, "week", "meta_cost", "google_cost", "total_cost")
