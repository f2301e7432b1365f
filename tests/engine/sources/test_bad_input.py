"""Whatever is wrong with a file is said in a sentence, and the rest goes on."""

import os

import pytest

from cockpit.text.notes import note
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import ORDERS, SPEND, Desk, spec

GOOD = "2026-10-29,抖音,1,10\n"


@pytest.fixture
def desk(spend_desk: Desk) -> Desk:
    """A desk on which one good file lies."""
    spend_desk.lay("good.csv", SPEND + "2026-09-01,抖音,1,10\n")
    return spend_desk


def codes(desk: Desk, path: str) -> tuple[str, ...]:
    return desk.record(path).codes


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "empty"),
        (b",,,\n,,,\n", "empty"),
        (b'\n"\n\n', "empty"),
        (SPEND.encode(), "header_only"),
        ("日期;渠道;计划ID;消耗\n1;2;3;4\n".encode(), "ok"),
        (b"just one word\nand another\n", "wrong_separator"),
        ("日期,渠道,费\n2026-10-29,抖音,3\n".encode(), "missing_column"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "unreadable"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    desk: Desk, content: bytes, code: str
) -> None:
    desk.lay("bad.csv", content)

    record = desk.record("bad.csv")

    if code != "ok":
        assert code in record.codes
        assert record.messages[0].text()
    assert desk.rows("good.csv").height == 1


def test_the_wrong_separator_is_named_with_a_better_one(make_desk: MakeDesk) -> None:
    desk = make_desk(spec(separator=","))
    desk.lay("a.csv", "date;channel;spend\n2026-10-29;x;1\n")

    assert codes(desk, "a.csv") == ("wrong_separator",)
    assert "; gives 3 columns" in desk.said("a.csv")


def test_a_file_of_nothing_but_another_separator_has_one_column(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec(separator=";"))
    desk.lay("a.csv", ",,,\n,,,\n")

    assert codes(desk, "a.csv") == ("wrong_separator",)


def test_a_missing_column_is_named_with_the_nearest_and_never_guessed(
    desk: Desk,
) -> None:
    desk.lay("a.csv", "日期,渠道,消费额\n2026-10-29,抖音,3\n")

    assert codes(desk, "a.csv") == ("missing_column",)
    assert desk.said("a.csv") == "line 1 has no column for spend; nearest: 消费额"
    assert not desk.record("a.csv").parts


@pytest.mark.parametrize("header", ["auto", True, False])
def test_a_file_without_a_header_is_told_from_one_with_other_names(
    make_desk: MakeDesk, header: object
) -> None:
    desk = make_desk(spec("orders", separator="whitespace", header=header))
    desk.lay("a.csv", "00001 19970101 1 11.77\n00002 19970112 1 12.00\n")

    assert desk.said("a.csv") == (
        "line 1 holds data and no names: which column is pay_time / order_time? "
        "Set header = false and columns = { pay_time = 1 }, counted from 1"
    )


def test_a_file_of_one_channel_is_told_how_to_say_so(desk: Desk) -> None:
    desk.lay("a.csv", "日期,消耗\n2026-10-29,3\n")

    assert desk.said("a.csv") == (
        "line 1 has no column for channel; nearest: 日期, 消耗; if it is the same for "
        'all rows: constants = { channel = "..." }'
    )


def test_the_message_names_the_first_row_that_was_rejected(desk: Desk) -> None:
    desk.lay("a.csv", f"{SPEND}{GOOD}2026-10-30,抖音,1,-5\n")
    first = "line 3, 消耗 '-5', expected an amount of 0 or more"
    assert first in desk.said("a.csv")

    desk.append("a.csv", "2026-10-30,抖音,1,abc\n")

    assert desk.said("a.csv").startswith("2 rows")
    assert first in desk.said("a.csv")


def test_a_total_row_that_is_appended_is_held_against_all_rows(desk: Desk) -> None:
    desk.lay("a.csv", SPEND + GOOD)
    desk.look()
    desk.append("a.csv", "2026-10-30,抖音,1,5\n合计,,,15\n")
    assert codes(desk, "a.csv") == ("total_row",)

    desk.append("a.csv", "2026-10-31,抖音,1,5\n")

    assert codes(desk, "a.csv") == ("total_row", "total_mismatch")


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("NaN", "消耗"), ("inf", "消耗"), ("1e308", "消耗"), ("-5", "消耗"),
        ("--", "消耗"), ("abc", "消耗"), ("12.5%", "消耗"),
    ],
)  # fmt: skip
def test_a_spend_that_is_none_is_rejected_with_its_place(
    desk: Desk, cell: str, column: str
) -> None:
    desk.lay("a.csv", f"{SPEND}{GOOD}2026-10-30,抖音,1,{cell}\n")

    record = desk.record("a.csv")
    (row,) = desk.rejected("a.csv")

    assert (record.rows, record.rejected) == (1, 1)
    assert (row.line, row.column) == (3, column)
    assert row.expected
    assert row.cell in {cell, ""}


def test_an_hour_of_25_and_half_a_click_are_rejected(desk: Desk) -> None:
    desk.lay(
        "a.csv",
        "日期,小时,渠道,消耗,点击数\n"
        '2026-10-29,25,抖音,1,1\n2026-10-29,2,抖音,1,12.5\n2026-10-29,2,抖音,1,"1,234"\n',
    )

    assert desk.rows("a.csv").get_column("clicks").to_list() == [1_234]
    assert [(r.line, r.column) for r in desk.rejected("a.csv")] == [
        (2, "小时"),
        (3, "点击数"),
    ]


def test_an_id_that_a_spreadsheet_has_rounded_is_rejected(desk: Desk) -> None:
    desk.lay("a.csv", f"{SPEND}2026-10-29,抖音,1.93068E+18,1\n")

    (row,) = desk.rejected("a.csv")

    assert (row.column, row.cell) == ("计划ID", "1.93068E+18")


def test_days_to_come_are_rejected_until_they_come(desk: Desk) -> None:
    desk.lay("a.csv", f"{SPEND}{GOOD}2026-11-02,抖音,1,5\n")

    assert codes(desk, "a.csv") == ("future",)
    assert desk.rows("a.csv").height == 1
    first = desk.record("a.csv")

    desk.now = desk.now.replace(month=11, day=1)

    assert desk.rows("a.csv").height == 2
    assert desk.record("a.csv").identity != first.identity


def test_total_rows_are_left_out_and_held_against_the_sum(desk: Desk) -> None:
    desk.lay("a.csv", f"{SPEND}{GOOD}2026-10-30,抖音,1,5\n合计,,,15\n")
    desk.lay("b.csv", f"{SPEND}2026-10-01,抖音,1,5\n合计,,,99\n")

    assert codes(desk, "a.csv") == ("total_row",)
    assert codes(desk, "b.csv") == ("total_row", "total_mismatch")
    assert "消耗" in desk.said("b.csv")


def test_lines_in_another_encoding_are_named_and_no_character_is_replaced(
    desk: Desk,
) -> None:
    good, bad = SPEND + GOOD, "2026-10-30,小红书,1,5\n"
    desk.lay("a.csv", good.encode() + bad.encode("gb18030") + GOOD.encode())

    record = desk.record("a.csv")

    assert (record.rows, record.rejected) == (2, 1)
    assert record.codes[0] == "mixed_encoding"
    assert [row.line for row in desk.rejected("a.csv")] == [3]


def test_utf8_lines_in_a_gb18030_file_are_not_read_as_nonsense(desk: Desk) -> None:
    """They decode without an error, to other characters."""
    stray = "2026-10-30,小红书聚光投放,1,5\n"
    text = (SPEND + GOOD + "2026-10-29,天猫,7,10\n").encode("gb18030")
    desk.lay("a.csv", text + stray.encode() + GOOD.encode("gb18030"))

    record = desk.record("a.csv")

    assert record.encoding == "gb18030"
    assert [row.line for row in desk.rejected("a.csv")] == [4]


def test_a_short_utf8_name_among_gb18030_lines_is_no_nonsense_either(
    desk: Desk,
) -> None:
    """A channel's name is two characters, six bytes: three others in GB18030."""
    text = (SPEND + "2026-10-29,天猫,7,10\n" * 9).encode("gb18030")
    desk.lay("a.csv", text + GOOD.encode())

    record = desk.record("a.csv")

    assert (record.encoding, record.rows, record.rejected) == ("gb18030", 9, 1)
    assert [row.line for row in desk.rejected("a.csv")] == [11]


def test_a_file_that_ends_in_nuls_is_not_taken_for_utf16(desk: Desk) -> None:
    """A crash of the machine leaves them where the last blocks should be."""
    desk.lay("a.csv", (SPEND + GOOD).encode() + bytes(500))

    assert desk.said("a.csv") == "not a text file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_encoding_gives_the_same_rows(desk: Desk, encoding: str) -> None:
    desk.lay("a.csv", SPEND + GOOD, encoding=encoding)

    record = desk.record("a.csv")

    assert record.encoding == encoding
    assert desk.rows("a.csv").get_column("channel").to_list() == ["douyin"]


def test_ambiguous_dates_are_reported(desk: Desk) -> None:
    desk.lay("a.csv", f"{SPEND}1/02/2021,抖音,1,1\n3/04/2021,抖音,1,1\n")

    assert codes(desk, "a.csv") == ("ambiguous_dates",)
    assert "formats" in desk.said("a.csv")


def test_a_folder_a_pipe_and_a_link_that_leads_out_are_refused(desk: Desk) -> None:
    (desk.root / "folder.csv").mkdir()
    os.mkfifo(desk.root / "pipe.csv")
    (desk.root / "out.csv").symlink_to("/etc/hostname")
    (desk.root / "loop.csv").symlink_to("loop.csv")
    (desk.root / "round").symlink_to(desk.root, target_is_directory=True)

    assert codes(desk, "folder.csv") == ("not_a_file",)
    assert codes(desk, "pipe.csv") == ("not_a_file",)
    assert codes(desk, "out.csv") == ("outside",)
    assert codes(desk, "loop.csv") == ("unreadable",)
    assert desk.rows("good.csv").height == 1


def test_a_file_that_no_source_names_and_a_source_without_files_are_reported(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec(path="ads/*.csv"), spec(path="../elsewhere/*.csv"))
    desk.lay("notes.txt", "hello\n")
    desk.lay(".hidden.csv", "x\n")
    desk.lay("exports/health-2026-10-31.csv", "written out by the cockpit\n")
    desk.lay("cockpit.toml", "")
    desk.look()

    assert {(s.path, s.code) for s in desk.shelf.strays} == {
        ("ads/*.csv", "unmatched"),
        ("../elsewhere/*.csv", "outside"),
        ("notes.txt", "unknown_file"),
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_says_so(desk: Desk) -> None:
    desk.lay("a.csv", SPEND + GOOD).chmod(0)

    assert codes(desk, "a.csv") == ("no_permission",)


def test_a_key_that_the_table_does_not_have_names_the_nearest(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec(constants={"chanel": "douyin"}))
    desk.lay("a.csv", SPEND + GOOD)

    assert codes(desk, "a.csv") == ("bad_mapping",)
    assert "nearest: channel" in desk.said("a.csv")


def test_a_hostile_name_is_kept_as_it_is(desk: Desk) -> None:
    """Making it safe to show is the work of the edge that shows it."""
    name = "x [/closing]\x1b[31m\u202e"
    desk.lay("a.csv", f"日期,渠道,计划名称,消耗\n2026-10-29,抖音,{name},1\n")

    assert desk.rows("a.csv").get_column("campaign_name").to_list() == [name]


def test_exact_repeats_are_kept_and_counted(desk: Desk) -> None:
    desk.lay("a.csv", SPEND + GOOD * 3)

    record = desk.record("a.csv")

    assert (record.rows, record.repeats) == (3, 2)
    assert "repeats" in record.codes


def test_personal_columns_are_not_read_at_all(orders_desk: Desk) -> None:
    header = ORDERS.strip() + ",收货人手机,收货地址\n"
    row = "1,u1,2026-10-29 08:00:00,10,13800000000,某市某路\n"
    orders_desk.lay("a.csv", header + row)
    record = orders_desk.record("a.csv")

    kept = b"".join(p.read_bytes() for p in orders_desk.cache.rglob("*") if p.is_file())

    assert record.rows == 1
    assert b"13800000000" not in kept
    assert "某路".encode() not in kept
    notes = {use.column: use.note for use in record.columns}
    assert notes["收货人手机"] == note("personal: not read").text()


def test_a_personal_key_is_masked_in_quarantine(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("orders", columns={"user_id": "手机"}))
    desk.lay("a.csv", "订单号,手机,支付时间,实付金额\n1,1.38E+10,2026-10-29,x\n")
    desk.look()

    assert all("38E" not in row.cell for row in desk.rejected("a.csv"))


def test_a_machine_that_fails_for_a_while_is_not_held_against_the_file(
    desk: Desk,
) -> None:
    in_the_way = desk.cache / "files"
    in_the_way.write_text("no folder can be made here", encoding="utf-8")
    desk.lay("a.csv", f"{SPEND}2026-10-28,抖音,1,5\n")
    failed = desk.record("a.csv")
    assert (failed.state, failed.codes) == ("error", ("no_room",))

    in_the_way.unlink()

    assert desk.rows("a.csv")["spend"].to_list() == [50_000]
    assert desk.record("a.csv").state == "ok"
