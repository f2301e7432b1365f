"""One export in any kind of file gives the same rows."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

import polars as pl
import pytest

from cockpit.engine.sources import blocks, sink
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import Desk, spec
from tests.engine.sources.exports.workbooks import Cell, Sheet, workbook

HEADER = ["订单编号", "买家ID", "支付时间", "实付金额"]
ROWS: list[list[str]] = [
    ["0012345", "u1", "2026-10-28 23:30:00", "1,234.50"],
    ["1930681234567890123", "u2", "2026-10-29 08:05:00", "-12.5"],
    ["A-3", "", "2026-10-29 09:00:00", "88"],
]
LINES = [HEADER, *ROWS]


def separated(mark: str) -> bytes:
    return "".join(
        mark.join(_quoted(c, mark) for c in r) + "\n" for r in LINES
    ).encode()


def _quoted(cell: str, mark: str) -> str:
    return f'"{cell}"' if mark in cell else cell


def json_lines() -> bytes:
    return "".join(
        json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) + "\n"
        for row in ROWS
    ).encode()


def parquet() -> bytes:
    file = io.BytesIO()
    pl.DataFrame(ROWS, schema=HEADER, orient="row").write_parquet(file)
    return file.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.csv": lambda: separated(","),
    "a.tsv": lambda: separated("\t"),
    "a.txt": lambda: separated("|"),
    "le.csv": lambda: separated(",").decode().encode("utf-16-le"),
    "be.tsv": lambda: separated("\t").decode().encode("utf-16-be"),
    "bom-le.csv": lambda: b"\xff\xfe" + separated(",").decode().encode("utf-16-le"),
    "bom-be.csv": lambda: b"\xfe\xff" + separated(",").decode().encode("utf-16-be"),
    "a.xlsx": lambda: workbook({"订单": Sheet(LINES)}),
    "a.ndjson": json_lines,
    "a.jsonl": json_lines,
    "a.parquet": parquet,
    "a.csv.gz": lambda: gzip.compress(separated(",")),
    "b.tsv.gz": lambda: gzip.compress(separated("\t")),
    "c.txt.gz": lambda: gzip.compress(separated(";").decode().encode("gb18030")),
    "d.ndjson.gz": lambda: gzip.compress(json_lines()),
    "export.gz": lambda: gzip.compress(json_lines()),
}


def _changed(book: bytes, old: bytes, new: bytes, *, part: str = "sheet1.xml") -> bytes:
    """Change the XML of a part of a workbook."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as before,
        zipfile.ZipFile(changed, "w") as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name.endswith(part):
                data = data.replace(old, new)
            after.writestr(name, data)
    return changed.getvalue()


def as_json(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk with one source of orders that names any file."""
    return make_desk(spec("orders", path="*"))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_rows(desk: Desk, name: str) -> None:
    desk.lay(name, FORMATS[name]())

    frame = desk.rows(name)
    record = desk.record(name)

    assert (record.state, record.codes, record.rejected) == ("ok", (), 0)
    assert frame["order_id"].to_list() == [row[0] for row in ROWS]
    assert frame["user_id"].to_list() == ["u1", "u2", None]
    assert frame["paid_amount"].to_list() == [12_345_000, -125_000, 880_000]
    assert [str(day) for day in frame["biz_date"]] == [
        "2026-10-28", "2026-10-29", "2026-10-29",
    ]  # fmt: skip
    assert record.first == date(2026, 10, 28)
    desk.look()
    assert not desk.look()


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_configured_holds_in_every_format(
    make_desk: MakeDesk, name: str
) -> None:
    """23:30 in Los Angeles is the afternoon of the next day in Shanghai."""
    desk = make_desk(
        spec(
            "orders",
            path="*",
            timezone="America/Los_Angeles",
            currency="USD",
            units={"paid_amount": "cents"},
            formats={"pay_time": "%Y-%m-%d %H:%M:%S"},
            columns={"cogs": "实付金额", "paid_amount": "实付金额"},
        )
    )
    desk.lay(name, FORMATS[name]())

    frame = desk.rows(name)

    times = frame["pay_time"].dt.strftime("%Y-%m-%dT%H:%M").to_list()
    assert times[0] == "2026-10-29T06:30"
    assert str(frame["biz_date"][0]) == "2026-10-28"
    assert frame["paid_amount"].to_list() == [123_450, -1_250, 8_800]
    assert frame["cogs"].to_list() == [12_345_000, -125_000, 880_000]
    assert set(frame["currency"]) == {"USD"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_changed_file_of_any_format_is_read_again(desk: Desk, name: str) -> None:
    desk.lay(name, FORMATS[name]())
    first = desk.record(name).identity
    desk.lay("z.csv", separated(","))

    desk.restart()
    desk.look()
    assert desk.record(name).identity == first
    desk.date(name, age=30)

    assert desk.record(name).identity == first
    assert desk.record(name).rows == 3


class TestWorkbooks:
    def lay(self, desk: Desk, *rows: Sequence[Cell], **more: object) -> None:
        sheet = Sheet([*rows], **more)  # type: ignore[arg-type]
        desk.lay("a.xlsx", workbook({"订单": sheet}))

    def test_the_first_sheet_that_fits_is_read_and_the_others_are_named(
        self, desk: Desk
    ) -> None:
        sheets = {
            "说明": Sheet([["字段", "含义"], ["订单编号", "订单的编号"]]),
            "十月": Sheet(LINES),
            "九月": Sheet(LINES),
        }
        desk.lay("a.xlsx", workbook(sheets))

        record = desk.record("a.xlsx")

        assert (record.rows, record.encoding, record.state) == (3, "xlsx", "partial")
        assert desk.said("a.xlsx") == (
            "sheet 十月 is read; not read: 说明, 九月\n"
            "九月 could be read as well: write each sheet as a file of its own"
        )

    def test_lines_above_the_header_may_be_merged(self, desk: Desk) -> None:
        title: list[Cell] = ["10月订单明细", None, None, None]
        blank: list[Cell] = [None]
        self.lay(desk, blank, title, blank, *LINES, merged=["A2:D2"])

        assert desk.record("a.xlsx").rows == 3
        assert desk.rows("a.xlsx")["_line"].to_list() == [5, 6, 7]

    def test_days_are_read_as_dates_as_texts_and_as_numbers_of_days(
        self, desk: Desk
    ) -> None:
        whole = datetime(2026, 10, 29, 8, 5, 7)  # noqa: DTZ001 - on the wall
        self.lay(desk, HEADER, ["1", "u", whole, 1], ["2", "u", date(2026, 10, 28), 2])
        assert desk.rows("a.xlsx")["pay_time"].dt.strftime("%d %H:%M:%S").to_list() == [
            "29 00:05:07", "27 16:00:00",
        ]  # fmt: skip

        self.lay(
            desk, HEADER, ["1", "u", 46_324.336886574075, 1], ["2", "u", 46_323, 2]
        )

        assert desk.rows("a.xlsx")["pay_time"].dt.strftime("%d %H:%M:%S").to_list() == [
            "29 00:05:07", "27 16:00:00",
        ]  # fmt: skip

    def test_bare_days_that_are_counted_from_1904_are_not_taken_for_others(
        self, desk: Desk
    ) -> None:
        book = workbook({"a": Sheet([HEADER, ["1", "u", 46_323, 2]])})
        old, new = b"<sheets>", b'<workbookPr date1904="1"/><sheets>'
        desk.lay("a.xlsx", _changed(book, old, new, part="workbook.xml"))

        assert desk.said("a.xlsx").startswith("bare days counted from 1904")

    def test_a_format_that_is_set_is_for_texts_and_dates_stay_what_they_are(
        self, make_desk: MakeDesk
    ) -> None:
        desk = make_desk(spec("orders", path="*", formats={"pay_time": "%d/%m/%Y"}))
        self.lay(
            desk, HEADER, ["1", "u", "05/10/2026", 1], ["2", "u", date(2026, 10, 6), 2]
        )

        days = [str(day) for day in desk.rows("a.xlsx")["biz_date"]]
        assert days == ["2026-10-05", "2026-10-06"]

    def test_amounts_are_read_whether_numbers_or_texts(self, desk: Desk) -> None:
        day = date(2026, 10, 28)
        self.lay(desk, HEADER, ["1", "u", day, 0.1 + 0.2], ["2", "u", day, "1,234.5元"])

        assert desk.rows("a.xlsx")["paid_amount"].to_list() == [3_000, 12_345_000]

    def test_an_id_that_became_a_number_of_over_15_digits_is_rejected(
        self, desk: Desk
    ) -> None:
        day = date(2026, 10, 28)
        self.lay(
            desk,
            HEADER,
            [1_930_681_234_567_890_123, "u", day, 1],
            ["1930681234567890123", "u", day, 2],
            [123_456_789_012_345, "u", day, 3],
        )

        rejected = desk.rejected("a.xlsx")

        assert desk.rows("a.xlsx")["order_id"].to_list() == [
            "1930681234567890123", "123456789012345",
        ]  # fmt: skip
        assert [(r.line, r.column, r.cell) for r in rejected] == [
            (2, "订单编号", "1.93068E+18")
        ]
        assert "a spreadsheet has rounded this one" in rejected[0].expected

    def test_a_hidden_total_row_is_no_row(self, desk: Desk) -> None:
        total: list[Cell] = ["合计", None, None, 1310]
        self.lay(desk, *LINES, total, hidden=frozenset({5}))

        assert desk.record("a.xlsx").codes == ("total_row",)
        assert desk.record("a.xlsx").rows == 3

    def test_a_merged_cell_speaks_for_its_rows_but_an_amount_counts_once(
        self, desk: Desk
    ) -> None:
        header: list[Cell] = [
            None,
            "订单编号",
            "买家ID",
            "支付时间",
            "实付金额",
            "商品数量",
        ]
        day = date(2026, 10, 28)
        self.lay(
            desk,
            header,
            [None, "A1", "u1", day, 30, 1],
            [None, None, None, None, None, 2],
            merged=["B2:B3", "C2:C3", "D2:D3", "E2:E3"],
        )

        frame = desk.rows("a.xlsx")

        assert frame["order_id"].to_list() == ["A1", "A1"]
        assert frame["paid_amount"].to_list() == [300_000, 0]
        assert frame["item_qty"].to_list() == [1, 2]

    @pytest.mark.parametrize("data", [b"PK", b"", workbook({"a": Sheet(LINES)})[:900]])
    def test_what_is_no_whole_workbook_says_so(self, desk: Desk, data: bytes) -> None:
        desk.lay("a.xlsx", data)

        assert desk.record("a.xlsx").codes == ("unreadable",)
        assert "workbook" in desk.said("a.xlsx")

    def test_a_cell_far_out_does_not_make_a_giant_of_a_sheet(self, desk: Desk) -> None:
        """All cells of the rectangle would be held, the blank ones too."""
        rows = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        desk.lay(
            "a.xlsx", _changed(workbook({"a": Sheet(LINES)}), b"</sheetData>", rows)
        )

        assert desk.record("a.xlsx").codes == ("too_large",)
        assert "more than 25 million cells" in desk.said("a.xlsx")

    def test_blank_cells_far_out_do_no_harm(self, desk: Desk) -> None:
        rows = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
        desk.lay(
            "a.xlsx", _changed(workbook({"a": Sheet(LINES)}), b"</sheetData>", rows)
        )

        assert desk.record("a.xlsx").rows == 3

    def test_all_digits_that_a_program_wrote_as_a_number_are_read(
        self, desk: Desk
    ) -> None:
        whole = b"<v>1930681234567890123</v>"
        book = workbook({"a": Sheet([HEADER, [7, "u", date(2026, 10, 28), 1]])})
        desk.lay("a.xlsx", _changed(book, b"<v>7</v>", whole))

        assert desk.rows("a.xlsx")["order_id"].to_list() == ["1930681234567890123"]

    def test_a_workbook_without_a_column_that_is_needed_names_it(
        self, desk: Desk
    ) -> None:
        desk.lay(
            "a.xlsx", workbook({"空": Sheet([]), "b": Sheet([["a", "b"], [1, 2]])})
        )

        assert desk.record("a.xlsx").codes == ("missing_column",)
        assert "line 1 has no column for pay_time" in desk.said("a.xlsx")


class TestJsonLines:
    @pytest.fixture
    def events(self, make_desk: MakeDesk) -> Desk:
        return make_desk(spec("events", path="*"))

    def test_what_lies_in_an_object_is_a_column_of_its_own(
        self, make_desk: MakeDesk
    ) -> None:
        desk = make_desk(
            spec("events", path="*", columns={"price_seen": "properties.price"})
        )
        desk.lay(
            "a.ndjson",
            as_json({"event": "x", "timestamp": "2026-10-28T16:30:00Z", "userId": 12})
            + '{"event":"y","timestamp":"2026-10-28T17:00:00.5Z","userId":'
            '1930681234567890123,"properties":{"price":12.10,"email":"a@b.cn"}}\n',
        )

        frame = desk.rows("a.ndjson")

        assert frame["user_id"].to_list() == ["12", "1930681234567890123"]
        assert frame["price_seen"].to_list() == [None, 121_000]
        kept = b"".join(p.read_bytes() for p in desk.cache.rglob("*") if p.is_file())
        assert b"a@b.cn" not in kept

    def test_a_line_that_holds_no_object_is_rejected_with_its_number(
        self, events: Desk
    ) -> None:
        good = as_json({"event": "x", "timestamp": "2026-10-28T01:00:00Z", "userId": 1})
        events.lay("a.ndjson", f"{good}\n{{not json}}\n[1]\n{good}")

        record = events.record("a.ndjson")

        assert (record.rows, record.rejected, record.codes[0]) == (2, 2, "bad_json")
        assert [row.line for row in events.rejected("a.ndjson")] == [3, 4]

    def test_a_torn_last_line_waits_and_appended_lines_are_read_on_their_own(
        self, events: Desk
    ) -> None:
        rows = [
            as_json({"event": "x", "timestamp": f"2026-10-28T0{h}:00:00Z", "userId": h})
            for h in range(6)
        ]
        events.lay("a.ndjson", "".join(rows[:3]) + rows[3][:20])
        assert (events.record("a.ndjson").rows, events.record("a.ndjson").state) == (
            3, "waiting",
        )  # fmt: skip
        first = events.record("a.ndjson").identity

        events.append("a.ndjson", rows[3][20:] + rows[4])

        record = events.record("a.ndjson")
        assert (record.rows, len(record.parts), record.identity) == (5, 2, first)
        assert record.state == "ok"

    def test_a_key_that_comes_later_is_read_too(self, events: Desk) -> None:
        row = {"event": "x", "timestamp": "2026-10-28T01:00:00Z", "userId": "u"}
        events.lay("a.ndjson", as_json(row))
        events.look()

        events.append("a.ndjson", as_json({**row, "utm_source": "douyin"}))

        assert events.rows("a.ndjson")["source"].to_list() == [None, "douyin"]

    def test_a_list_is_told_from_lines(self, events: Desk) -> None:
        events.lay("a.json", '[{"event": "x"},\n{"event": "y"}]\n')

        assert events.said("a.json").startswith("a list of JSON")

    def test_a_file_without_any_object_says_so(self, events: Desk) -> None:
        events.lay("a.ndjson", "1\n2\n")
        events.lay("b.ndjson", "\n \n")

        assert events.said("a.ndjson") == "no line holds an object of JSON"
        assert events.record("b.ndjson").codes == ("empty",)


class TestPacked:
    def test_an_archive_that_is_cut_off_says_so_and_the_last_data_stay(
        self, desk: Desk
    ) -> None:
        whole = gzip.compress(separated(","))
        desk.lay("a.csv.gz", whole)
        desk.look()

        desk.lay("a.csv.gz", whole[:-20], age=30)

        assert desk.said("a.csv.gz") == "the .gz file is cut off: its end is missing"
        assert desk.rows("a.csv.gz").height == 3

    def test_what_is_no_archive_says_so(self, desk: Desk) -> None:
        damaged = bytearray(gzip.compress(separated(",") * 50))
        damaged[30] ^= 0xFF
        desk.lay("a.csv.gz", separated(","))
        desk.lay("b.csv.gz", bytes(damaged))

        assert desk.said("a.csv.gz") == "not a .gz file, or it is damaged"
        assert desk.record("b.csv.gz").codes == ("unreadable",)

    def test_a_row_without_an_end_is_a_row_for_nothing_will_follow(
        self, desk: Desk
    ) -> None:
        desk.lay("a.csv.gz", gzip.compress(separated(",").rstrip()), age=0)

        assert desk.record("a.csv.gz").rows == 3

    def test_blocks_of_an_archive_stay_bounded(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(blocks, "BLOCK_BYTES", 64)
        monkeypatch.setattr(sink, "_PART_ROWS", 1)
        desk.lay("a.csv.gz", gzip.compress(separated(",")))
        desk.lay("b.ndjson.gz", gzip.compress(json_lines()))

        assert desk.record("a.csv.gz").rows == desk.record("b.ndjson.gz").rows == 3
        assert len(desk.record("a.csv.gz").parts) > 1

    def test_a_line_without_an_end_does_not_fill_the_memory(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(blocks, "BLOCK_BYTES", 1_000)
        monkeypatch.setattr(blocks, "_LONGEST_LINE", 5_000)
        desk.lay("a.csv.gz", gzip.compress(separated(",") + b"x" * 9_000))

        assert desk.said("a.csv.gz") == "a line of more than 64 MB: this is no table"


def test_kinds_of_files_that_are_not_read_say_which_are(desk: Desk) -> None:
    desk.lay("a.xls", b"\xd0\xcf\x11\xe0")
    desk.lay("b.parquet.gz", b"x")
    desk.lay("c.pdf", b"x")

    assert "save as .xlsx" in desk.said("a.xls")
    assert desk.said("b.parquet.gz").startswith(".parquet.gz files are not read")
    assert desk.record("c.pdf").codes == ("unsupported",)
