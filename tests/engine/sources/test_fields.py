"""Rows of text to cells: separators, quotes, odd rows, and their lines."""

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.sources.blocks import Block, BlockReader
from cockpit.engine.sources.fields import Rows, split
from cockpit.engine.sources.rejects import no_rejects


def rows(data: str, *, width: int = 3, mark: str = ",", first: int = 1) -> Rows:
    return split(Block(data.encode(), first, no_rejects()), mark, width)


def lines(read: Rows) -> list[int]:
    return read.frame.get_column("_line").to_list()


def test_rows_know_their_lines() -> None:
    read = rows("1,2,3\n\n4,5,6\n", first=2)

    assert lines(read) == [2, 4]


def test_lines_are_right_after_a_cell_of_several_lines() -> None:
    read = rows('x,"y\nz",w\nq,r,s\n')

    assert read.frame.rows() == [("x", "y\nz", "w", 1), ("q", "r", "s", 3)]


@pytest.mark.parametrize("row", ["1,2", "1,2,3,4", "1"])
def test_a_row_with_another_number_of_fields_is_rejected(row: str) -> None:
    read = rows(f"a,b,c\n{row}\nd,e,f\n")

    assert lines(read) == [1, 3]
    assert read.rejected.get_column("line").to_list() == [2]


def test_a_short_and_a_long_row_do_not_hide_each_other() -> None:
    """Together they have as many separators as two good rows."""
    read = rows("1,2\n3,4,5,6\n7,8,9\n")

    assert lines(read) == [3]
    assert read.rejected.height == 2


def test_a_quote_inside_a_cell_is_a_character() -> None:
    read = rows('5" pipe,6,7\n="12",x,y\n')

    assert read.frame.row(0) == ('5" pipe', "6", "7", 1)
    assert read.frame.row(1) == ('="12"', "x", "y", 2)


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    read = rows('a,b,c\n"d,e,f\ng,h,i\nj,k,l\n')

    assert lines(read) == [1, 3, 4]
    assert read.rejected.get_column("line").to_list() == [2]


def test_blanks_separate_and_lead() -> None:
    read = rows(" 00004 0001  29.33\n 5 6 7\n", mark="whitespace")

    assert read.frame.row(0) == ("00004", "0001", "29.33", 1)


def test_a_carriage_return_inside_a_line_is_part_of_its_cell() -> None:
    """Beside a quote, too: one odd cell must not make the whole file unreadable."""
    read = rows('1,"a"\rb\n2,x\ry\n3,"c",d\n', width=2)

    assert read.frame.rows() == [("1", "a\rb", 1), ("2", "x\ry", 2)]
    assert read.rejected.get_column("line").to_list() == [3]


CELL = st.text(st.characters(codec="utf-8", exclude_characters='",\n\r\0'), max_size=8)


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), max_size=12))
def test_every_row_is_kept_or_rejected(table: list[list[str]]) -> None:
    filled = [row for row in table if any(cell.strip() for cell in row)]
    data = "".join(",".join(row) + "\n" for row in filled)

    read = rows(data)

    assert read.frame.height + read.rejected.height == len(filled)


@given(st.text(alphabet='a",\n', max_size=60))
def test_any_arrangement_of_quotes_is_read_to_the_end(data: str) -> None:
    """Whatever the marks do, no line is lost: it is kept, rejected or blank."""
    read = rows(data + "\n")

    marked = {*lines(read), *read.rejected.get_column("line").to_list()}
    assert len(marked) == read.frame.height + read.rejected.height
    assert all(1 <= line <= data.count("\n") + 1 for line in marked)


def test_reading_stops_at_the_last_whole_row() -> None:
    reader = _reader(b'a,b\n1,"x\ny"\n2,"to')

    assert b"".join(block.data for block in reader) == b'a,b\n1,"x\ny"\n'
    assert (reader.torn, reader.offset, reader.line) == (b'2,"to', 12, 4)


def test_a_stray_quote_holds_no_row_back() -> None:
    reader = _reader(b'a,b\n1,5" pipe\n2,3\n')

    assert b"".join(block.data for block in reader) == b'a,b\n1,5" pipe\n2,3\n'


def test_a_stray_quote_above_many_quoted_lines_is_found_at_once() -> None:
    """All lines are given back, one after the other, and each is looked at once."""
    data = b'5" pipe,x\n' + b'"a","b"\n' * 100_000

    begun = time.perf_counter()
    blocks = list(_reader(data))

    assert sum(block.data.count(b"\n") for block in blocks) == 100_001
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_of_three_ways(end: str) -> None:
    reader = _reader(f"a,b{end}1,2{end}".encode())

    assert b"".join(block.data for block in reader) == b"a,b\n1,2\n"


def _reader(data: bytes) -> BlockReader:
    return BlockReader(io.BytesIO(data), codec="", offset=0, line=1, separator=",")
