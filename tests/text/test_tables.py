"""Tables as CSV, Markdown and text are safe for whoever reads them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.text import cells
from cockpit.text.tables import Cell, Table, render_csv, render_markdown, render_plain
from tests.builders import HOSTILE


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx",
        "＝1", "＋1", "－1", "＠x",
    ],
)  # fmt: skip
def test_no_spreadsheet_runs_a_text(text: str) -> None:
    _head, row = _read(render_csv(Table(("a",), ((text,),))))
    assert row == [f"'{text}"]


def test_numbers_stay_numbers() -> None:
    """A negative number is no formula."""
    table = Table(("a", "b", "c"), ((-1.5, -2, None),))
    assert render_csv(table) == "a,b,c\n-1.5,-2,\n"


def test_markdown_shows_text_as_it_is() -> None:
    shown = render_markdown(Table(("name", "n"), (("a|b *c*", 3), (None, None))))
    assert shown == ("| name | n |\n| --- | ---: |\n| a\\|b \\*c\\* | 3 |\n| - | - |\n")


def test_no_form_hands_escapes_to_a_terminal() -> None:
    table = Table(("name",), ((HOSTILE,),))
    for shown in (render_markdown(table), render_plain(table)):
        assert not set("\x1b\u202e\x07") & set(shown)


def test_plain_text_is_aligned_by_cells() -> None:
    table = Table(("渠道", "n"), (("抖音", 1_386), ("abc", 2)))
    lines = render_plain(table).splitlines()
    assert lines == ["渠道     n", "抖音  1386", "abc      2"]
    assert len({cells.width(line) for line in lines}) == 1


@given(st.lists(st.tuples(st.text() | st.none(), st.integers() | st.none())))
def test_csv_can_be_read_back(rows: list[tuple[Cell, Cell]]) -> None:
    """Whatever is in the cells: as many rows, the numbers unchanged."""
    table = Table(("a", "b"), tuple(rows))
    read = _read(render_csv(table))[1:]
    assert [row[1] for row in read] == ["" if b is None else str(b) for _a, b in rows]


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))
