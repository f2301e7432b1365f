"""Files of one shape get one glob that names them, the next one, and no other."""

import polars as pl
import pytest

from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.recognition.groups import Member, grouped
from cockpit.engine.sources.recognition.samples import Sample
from cockpit.engine.sources.rejects import no_rejects

A = ("日期", "消耗")
B = ("日期", "订单编号")


def member(path: str, names: tuple[str, ...] = A) -> Member:
    layout = Dialect(",", names, 1, 2)
    return Member(path, Sample(layout, "utf-8", Rows(pl.DataFrame(), no_rejects())))


def globs(*members: Member, others: tuple[str, ...] = ()) -> list[str]:
    paths = {each.path for each in members} | set(others)
    return [group.glob for group in grouped(members, paths)]


@pytest.mark.parametrize(
    ("paths", "glob"),
    [
        (["ads/抖音_202609.csv", "ads/抖音_202610.csv"], "ads/抖音_*.csv"),
        (["ads/抖音_202610.csv"], "ads/抖音_*.csv"),
        (["calendar.csv"], "calendar.csv"),
        (["20261031.csv"], "20261031.csv"),
        (["plans/q4.csv"], "plans/q4.csv"),
        (["a/report 2026-10-01 至 2026-10-31.xlsx"], "a/report *.xlsx"),
        (["1761800000_3f1c0d9e5b7a.csv"], "*_3f1c0d9e5b7a.csv"),
        (["e/events_202610.parquet", "e/events_20261031.csv"], "e/events_*"),
        (["x/一月.csv", "x/二月.csv"], "x/*月.csv"),
        (["x/oct.csv", "x/nov.csv"], "x/*.csv"),
        (["export[1].csv"], "export?1?.csv"),
        (["z/orders_20261031.csv.gz"], "z/orders_*.csv.gz"),
    ],
)
def test_the_glob_of_some_files(paths: list[str], glob: str) -> None:
    assert globs(*(member(path) for path in paths)) == [glob]


def test_a_glob_never_names_a_file_of_another_group() -> None:
    members = [member("x/a_202610.csv"), member("x/b_202610.csv", B)]
    assert globs(*members) == ["x/a_*.csv", "x/b_*.csv"]
    mixed = [member("x/oct.csv"), member("x/nov.csv", B), member("x/dec.csv")]
    assert globs(*mixed) == ["x/dec.csv", "x/nov.csv", "x/oct.csv"]
    assert globs(member("x/a_202610.csv"), others=("x/a_202609.csv",)) == [
        "x/a_202610.csv"
    ]


def test_files_about_different_channels_are_different_groups() -> None:
    members = [member("抖音_202610.csv"), member("小红书_202610.csv")]
    assert globs(*members) == ["小红书_*.csv", "抖音_*.csv"]


def test_the_order_of_columns_makes_no_other_group() -> None:
    members = [member("s_202609.csv"), member("s_202610.csv", A[::-1])]
    assert globs(*members) == ["s_*.csv"]


def test_a_unit_makes_another_group() -> None:
    """花费(元) and 花费(分) are not one column."""
    members = [
        member("yuan.csv", ("日期", "花费(元)")),
        member("fen.csv", ("日期", "花费(分)")),
    ]
    assert len(globs(*members)) == 2
