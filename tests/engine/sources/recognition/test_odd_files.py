"""Whatever lies in a folder: it is recognised, or it is told why not. Nothing hangs."""

import os
from pathlib import Path

import msgspec
import pytest

from cockpit import beginning
from cockpit.settings.load import parse

SPEND = "日期,渠道,消耗\n2026-10-28,抖音,1\n".encode()
ODD = {
    "empty.csv": b"",
    "noise.csv": bytes(range(1, 32)) * 200,
    "wide.csv": b",".join(b"c%d" % i for i in range(900)) + b"\n" + b"1," * 899 + b"1",
    "one.csv": "订单编号\n1\n".encode(),
    "bad.csv.gz": b"nothing",
    "bad.xlsx": b"PK nothing",
    "bad.parquet": b"PAR1 nothing",
    "cut.ndjson": b'{"a": 1\n',
    "old.xls": b"\xd0\xcf\x11\xe0",
    "quote.csv": '日期,渠道,消耗\n"2026-10-28,抖音,1\n'.encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in ODD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.csv").write_bytes(SPEND)
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe.csv")
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff\xfe.csv")).write_bytes(SPEND)
    return tmp_path


def test_odd_files_are_told_and_left_out(folder: Path) -> None:
    found = beginning.recognise(folder, {})
    by_path = {row.path: row for row in found.rows}

    assert len(found.rows) == len(ODD) + 4
    assert [row.path for row in found.rows if row.toml] == ["good.csv"]
    for path, row in by_path.items():
        if path != "good.csv":
            assert (row.state, bool(row.message)) == ("unread", True), path
    assert by_path["pipe.csv"].code == "not_a_file"
    assert by_path["link.csv"].code == "outside"
    assert by_path[r"\udcff\udcfe.csv"].code == "bad_name"
    assert parse(found.toml.encode()).problems == ()
    assert msgspec.json.encode(found)


def test_a_header_without_rows_is_recognised_by_its_names(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes("日期,渠道,消耗\n".encode())
    (row,) = beginning.recognise(tmp_path, {}).rows
    assert (row.table, row.rows, row.sure) == ("ad_spend", 0, True)


def test_files_below_hidden_folders_and_our_own_are_not_looked_at(
    tmp_path: Path,
) -> None:
    for name in (".cockpit/x.csv", ".git/y.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(SPEND)
    assert beginning.recognise(tmp_path, {}).rows == ()
