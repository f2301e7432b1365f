"""Files in the shape of real exports are read as they are."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from cockpit.engine.private_days import by_day
from cockpit.engine.sources.records import FileRecord
from tests.engine.sources.conftest import MakeDesk
from tests.engine.sources.desk import ORDERS, Desk, rows_of, spec
from tests.engine.sources.exports import Shape, entered
from tests.engine.sources.exports.registry import separated


@pytest.fixture(scope="module", params=entered(), ids=lambda shape: shape.name)
def shape(request: pytest.FixtureRequest) -> Shape:
    """Every shape in its turn."""
    found: Shape = request.param
    return found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, shape: Shape) -> Desk:
    """A desk with the file on it; nothing is said of it but its table and path."""
    folder = tmp_path_factory.mktemp(shape.name)
    desk = Desk(folder, spec(shape.table, shape.file, **shape.settings))
    desk.lay(shape.file, shape.build())
    return desk


@pytest.fixture(scope="module")
def record(desk: Desk, shape: Shape) -> FileRecord:
    """The file as it was read."""
    return desk.record(shape.file)


def test_every_row_is_kept_or_in_quarantine_for_the_reason_it_should(
    desk: Desk, record: FileRecord, shape: Shape
) -> None:
    assert record.rows == shape.expected.rows, desk.said(shape.file)
    counts: dict[str, int] = {}
    folder = desk.cache / "files"
    for place in folder.glob("*/*-rejected.parquet"):
        for code in pl.read_parquet(place).get_column("code"):
            counts[code] = counts.get(code, 0) + 1
    assert counts == dict(shape.expected.rejected)
    assert record.rejected == sum(counts.values())
    assert set(record.codes) == set(counts) | shape.expected.codes
    assert record.encoding == shape.expected.encoding


def test_every_column_is_taken_for_what_it_is(record: FileRecord, shape: Shape) -> None:
    used = [use for use in record.columns if use.canonical]
    own = {(use.canonical, use.column) for use in used if use.column}
    expected = {(meant, name) for name, meant in shape.expected.columns.items()}
    told = {use.canonical: use.note for use in used if use.by == "platform"}
    rows = rows_of(record)
    given = {name: rows.get_column(name).unique().to_list() for name in told}

    assert own == expected | set(shape.expected.stands_in.items())
    assert given == {name: [value] for name, value in shape.expected.given.items()}
    assert all(why.startswith(shape.expected.given[name]) for name, why in told.items())


def test_sums_and_values_are_those_of_the_file(
    record: FileRecord, shape: Shape
) -> None:
    rows = rows_of(record)

    sums = {name: rows.get_column(name).sum() for name in shape.expected.sums}
    assert sums == dict(shape.expected.sums)
    values = {name: rows.get_column(name).to_list() for name in shape.expected.values}
    assert values == {n: list(v) for n, v in shape.expected.values.items()}


def test_days_and_currencies_are_those_of_the_file(
    record: FileRecord, shape: Shape
) -> None:
    days = (str(record.first), str(record.last))
    assert days == shape.expected.days
    rows = rows_of(record)
    if "currency" in rows.columns:
        found = set(rows.get_column("currency").drop_nulls())
        assert found == shape.expected.currencies


def test_what_is_personal_is_not_kept(
    desk: Desk, record: FileRecord, shape: Shape
) -> None:
    unused = {use.column for use in record.columns if not use.canonical}
    assert set(shape.expected.personal) <= unused
    kept = "".join(
        _text_of(place) for place in desk.cache.rglob("*") if place.is_file()
    )
    assert not [secret for secret in shape.expected.secrets if secret in kept]


def test_a_shape_is_the_same_bytes_each_time(shape: Shape) -> None:
    assert shape.build() == shape.build()


def _text_of(place: Path) -> str:
    if place.suffix != ".parquet":
        return place.read_text("utf-8")
    frame = pl.read_parquet(place)
    return frame.select(pl.col(pl.String)).write_ndjson()


def built(name: str) -> tuple[Shape, bytes]:
    """Return a shape and its file."""
    shape = next(each for each in entered() if each.name == name)
    return shape, shape.build()


def test_there_is_a_shape_for_each_platform_and_kind_of_file() -> None:
    assert len(entered()) >= 20
    kinds = {shape.file.rpartition(".")[2] for shape in entered()}
    assert {"csv", "xlsx", "ndjson"} <= kinds


def test_an_amount_that_ends_in_its_unit_is_read(make_desk: MakeDesk) -> None:
    shape, data = built("taobao_orders")
    desk = make_desk(spec("orders", derive={"cogs": "打款商家金额 / 2"}))
    desk.lay("a.csv", data)

    assert desk.rows("a.csv")["cogs"].sum() == 1_342_500
    assert shape.expected.rows == desk.record("a.csv").rows


def test_counters_to_date_are_differenced_by_owner(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("private_domain_daily"))
    desk.lay("a.csv", built("wecom_groups")[1])

    days = by_day(desk.rows("a.csv"))

    told = days.select("owner", "msgs").rows()
    assert told == [
        ("lisi", None), ("lisi", 15), ("lisi", 0),
        ("zhangsan", None), ("zhangsan", 240), ("zhangsan", 360),
    ]  # fmt: skip


def test_a_week_of_a_shop_is_not_taken_for_a_day(make_desk: MakeDesk) -> None:
    desk = make_desk(spec("shop_daily"))
    desk.lay("a.csv", "统计日期,支付金额\n2026-10-19 ~ 2026-10-25,1\n2026-10-28,2\n")

    record = desk.record("a.csv")

    assert (record.rows, record.rejected) == (1, 1)
    assert record.state == "partial"


@pytest.mark.parametrize("cell", ["小**", "t***1", "##aGVsbG8=##1##"])
def test_a_masked_buyer_is_nobody(orders_desk: Desk, cell: str) -> None:
    orders_desk.lay("a.csv", f"{ORDERS}1,{cell},2026-10-29,10\n2,u,2026-10-29,5\n")

    rows = orders_desk.rows("a.csv")

    assert rows["user_id"].to_list() == [None, "u"]
    assert rows["paid_amount"].sum() == 150_000
    assert orders_desk.record("a.csv").codes == ("left_blank",)


def test_merchant_income_can_be_added_up_from_what_is_kept(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(spec("orders"))
    desk.lay("a.csv", built("douyin_shop_orders")[1])

    rows = desk.rows("a.csv").filter("is_paid")
    income = pl.col("payable_amount") + pl.col("platform_discount")

    assert rows.select(income.sum()).item() == 5_940_000


CODECS = {"utf-8-sig": "utf-8-sig", "gb18030": "gb18030"}
SEPARATED = [shape for shape in entered() if shape.file.endswith(".csv")]


def text_of(shape: Shape) -> str:
    codec = CODECS.get(shape.expected.encoding, "utf-8")
    if shape.expected.encoding.startswith("utf-16"):
        codec = "utf-16"
    return shape.build().decode(codec)


@pytest.mark.parametrize("shape", SEPARATED, ids=lambda shape: shape.name)
def test_neither_encoding_nor_line_ends_change_what_is_read(
    make_desk: MakeDesk, shape: Shape
) -> None:
    text = text_of(shape)
    files = {
        shape.file: shape.build(),
        "unix.csv": text.replace("\r\n", "\n").encode("gb18030"),
        "wide.csv": b"\xff\xfe" + text.encode("utf-16-le"),
    }
    specs = [
        spec(shape.table, name, position=place, **shape.settings)
        for place, name in enumerate(files, 1)
    ]
    desk = make_desk(*specs)
    for name, data in files.items():
        desk.lay(name, data)

    first, *others = [rows_of(desk.record(name)) for name in files]

    assert first.height == shape.expected.rows
    for other in others:
        assert_frame_equal(first, other)


@pytest.mark.parametrize("shape", SEPARATED, ids=lambda shape: shape.name)
def test_the_order_of_the_columns_changes_nothing(
    make_desk: MakeDesk, shape: Shape
) -> None:
    text = text_of(shape)
    mark = max(",;\t", key=text.split("\n")[-2].count)
    lines = list(csv.reader(io.StringIO(text), delimiter=mark))
    width = max(len(line) for line in lines)
    turned = [line[::-1] if len(line) == width else line for line in lines]
    desk = make_desk(spec(shape.table, "a.csv", **shape.settings))
    desk.lay("a.csv", separated(turned, separator=mark))

    record = desk.record("a.csv")

    assert record.rows == shape.expected.rows, desk.said("a.csv")
    used = {(u.canonical, u.column) for u in record.columns if u.column and u.canonical}
    expected = {(meant, name) for name, meant in shape.expected.columns.items()}
    assert used == expected | set(shape.expected.stands_in.items())
    rows = rows_of(record)
    sums = {name: rows.get_column(name).sum() for name in shape.expected.sums}
    assert sums == dict(shape.expected.sums)
