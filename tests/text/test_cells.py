"""Widths are measured as the terminal library measures them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from cockpit.text import cells
from cockpit.text.safe import safe

LETTERS = st.text(
    st.sampled_from("abc 木木母婴ｗﾊ½①…‖한█▁é\u0301¥万亿，。") , max_size=30
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["", "abc", "木木母婴", "抖音 CPC", "e\u0301", "한글", "ﾊｗ", "¥38.4万", "▁█╌⠿"],
)
def test_width_is_what_rich_measures(text: str) -> None:
    assert cells.width(text) == cell_len(text)


@given(LETTERS)
def test_width_is_what_rich_measures_of_any_text(text: str) -> None:
    assert cells.width(safe(text)) == cell_len(safe(text))


@given(LETTERS, st.integers(0, 40))
def test_a_fitted_text_has_exactly_its_width(text: str, room: int) -> None:
    for fit in (cells.left, cells.right, cells.centre):
        assert cells.width(fit(text, room)) == room
    assert cells.width(cells.cut(text, room)) <= room
    assert cells.width(cells.tail(text, room)) <= room


@given(LETTERS, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: int) -> None:
    lines = cells.wrap(text, room)
    assert all(cells.width(line) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_cut_inside_a_wide_character_leaves_a_blank() -> None:
    assert cells.crop("木木", 3) == "木 "


def test_a_cut_says_so() -> None:
    assert cells.cut("木木母婴", 5) == "木木…"
    assert cells.tail("exports/orders.csv", 8) == "…ers.csv"


def test_the_first_name_that_fits_is_taken() -> None:
    assert cells.fitting(6, "单次点击成本", "CPC") == "CPC"
    assert cells.fitting(12, "单次点击成本", "CPC") == "单次点击成本"


@given(LETTERS, st.integers(2, 40), st.integers(1, 4))
def test_of_what_is_wrapped_into_too_few_lines_the_last_is_cut(
    text: str, room: int, most: int
) -> None:
    text = " ".join(text.split())
    lines = cells.wrap(text, room)
    kept = cells.wrapped(text, room, most=most)
    assert len(kept) == min(len(lines), most)
    assert kept[:-1] == lines[: len(kept) - 1]
    assert all(cells.width(line) <= room for line in kept)


def test_a_cut_line_keeps_the_blanks_between_its_words() -> None:
    assert cells.wrapped("one two three four", 9, most=2) == ["one two", "three fo…"]
