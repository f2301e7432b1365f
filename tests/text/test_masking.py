"""Masking finds all of it, in time that grows with the text and no faster."""

from time import process_time

import polars as pl
import pytest

from cockpit.text.masking import (
    MASK,
    MAY_BE_PERSONAL,
    trace_of,
    without_cells,
    without_personal,
)

PERSONAL = (
    "13800138000", "138 0013 8000", "+86 138-0013-8000", "１３８００１３８０００",
    "010-12345678", "(010) 12345678", "(0571)12345678", "+86 (010) 12345678",
    "+44 20 7946 0958", "(415) 555-2671", "415.555.2671", "a@b.cn", "11010519491231002X",
    "6222021234567890128", "4111 1111 1111 1111", "京A·12345", "粤B12345",
    "微信号：abc_def", "薇信:abc_def", "V信: abc_def", "weixin: abc_def", "QQ 是12345678",
)  # fmt: skip


@pytest.mark.parametrize("sign", ["9", "x", "x.", "+8613", "a@", " "])
def test_a_cell_of_many_letters_is_masked_in_time(sign: str) -> None:
    before = process_time()
    without_cells(sign * (200_000 // len(sign)))

    # Two seconds at most; where letters are looked at again and again it is an hour.
    assert process_time() - before < 60


def test_an_address_is_masked_wherever_it_stands() -> None:
    said = without_personal("联系anna.b+c@mail.example.com，谢谢")

    assert said == f"联系{MASK}，谢谢"


@pytest.mark.parametrize("text", PERSONAL)
def test_what_is_masked_is_found_by_the_quick_look_as_well(text: str) -> None:
    """Cells of files that the quick look passes over are kept as they are."""
    assert without_personal(text).endswith(MASK)
    assert pl.Series([f"a {text} b"]).str.contains(MAY_BE_PERSONAL).all()


@pytest.mark.parametrize("cell", ["a] 张三", "first\nsecond 张三", "it's 张三's"])
def test_a_trace_quotes_no_cell_however_it_is_written(cell: str) -> None:
    with pytest.raises(pl.exceptions.PolarsError) as failed:
        pl.Series([cell]).cast(pl.Int64)
    told = trace_of(failed.value)
    assert "张三" not in told
    assert "pl.Series([cell]).cast(pl.Int64)" in told
    assert "InvalidOperationError" in told
