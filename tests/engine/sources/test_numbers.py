"""Numbers: exact, whatever is written around them."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit.engine.sources.numbers import (
    clean_exact,
    clean_hour,
    clean_money,
    clean_whole,
    has_decimal_comma,
    has_dotted_thousands,
)


def text(*cells: str | None) -> pl.Series:
    return pl.Series("cell", cells, dtype=pl.String)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("12.34", 123_400),
        ("10,095.00", 100_950_000),
        ("1，234", 12_340_000),
        ("¥ 1,234.50", 12_345_000),
        ("￥88", 880_000),
        ("$3", 30_000),
        ("12元", 120_000),
        ("3万", 300_000_000),
        ("1.5亿", 1_500_000_000_000),
        ("2k", 20_000_000),
        ("-5.5", -55_000),
        ('="7.10"', 71_000),
        ("'7", 70_000),
        ("\t7 ", 70_000),
    ],
)
def test_money_is_read_whatever_is_written_around_it(cell: str, amount: int) -> None:
    cleaned = clean_money(text(cell))

    assert cleaned.values.to_list() == [amount]
    assert not cleaned.unread.any()


@pytest.mark.parametrize(
    "cell",
    ["NaN", "nan", "inf", "-Infinity", "1e308", "abc", "(5)", "1,23", "12.5%", "1.2.3"],
)
def test_what_is_no_amount_is_not_read(cell: str) -> None:
    cleaned = clean_money(text(cell))

    assert cleaned.values.to_list() == [None]
    assert cleaned.unread.to_list() == [True]


@pytest.mark.parametrize("cell", ["", "--", "-", "—", "N/A", "空", "  ", None])
def test_a_blank_is_neither_zero_nor_an_error(cell: str | None) -> None:
    cleaned = clean_money(text(cell, "1.5元"))

    assert cleaned.values.to_list() == [None, 15_000]
    assert not cleaned.unread.any()


def test_a_negative_spend_is_not_read_and_a_negative_refund_is() -> None:
    assert clean_money(text("-5"), is_signed=False).unread.to_list() == [True]
    assert clean_money(text("-5"), is_signed=True).values.to_list() == [-50_000]


@pytest.mark.parametrize(
    ("unit", "amount"), [("fen", 123_400), ("wan", 123_400_000_000), ("micros", 12)]
)
def test_money_has_the_unit_that_is_said_of_it(unit: str, amount: int) -> None:
    assert clean_money(text("1234"), unit=unit).values.to_list() == [amount]


def test_a_decimal_comma_is_told_by_the_cells() -> None:
    """The same sign means two things; digits behind it tell which."""
    assert has_decimal_comma(text("1.240", "48,20"))
    assert has_decimal_comma(text("1 234,56"))
    assert not has_decimal_comma(text("1,240", "48.20"))
    assert clean_money(text("1.240,50"), is_comma=True).values.to_list() == [12_405_000]


@given(
    st.lists(
        st.decimals(min_value=-(10**11), max_value=10**11, allow_nan=False, places=4),
        min_size=1,
    )
)
def test_money_survives_writing_and_reading_to_the_last_digit(
    amounts: list[Decimal],
) -> None:
    cells = text(*(f"{amount:.4f}" for amount in amounts))

    assert clean_money(cells).values.to_list() == [
        int(amount * 10_000) for amount in amounts
    ]


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=2))
def test_thousands_separators_change_nothing(amount: Decimal) -> None:
    plain, grouped = f"{amount:.2f}", f"{amount:,.2f}"

    assert clean_money(text(plain, grouped)).values.n_unique() == 1


def test_whole_numbers_have_no_fraction() -> None:
    cleaned = clean_whole(text("1,234", "12.0", "12.5", "x", "7"))

    assert cleaned.values.to_list() == [1_234, 12, None, None, 7]
    assert cleaned.unread.to_list() == [False, False, True, True, False]


def test_yes_and_no_count_as_one_and_zero() -> None:
    assert clean_whole(text("是", "否", "true")).values.to_list() == [1, 0, 1]


def test_hours_are_read_in_the_ways_platforms_write_them() -> None:
    cells = text("8", "08:00", "08:00-08:59", "8时", "23", "24", "25", "-1", "x")

    cleaned = clean_hour(cells)

    assert cleaned.values.to_list() == [8, 8, 8, 8, 23, None, None, None, None]
    assert cleaned.unread.sum() == 4


def test_values_computed_elsewhere_keep_every_digit() -> None:
    cleaned = clean_exact(text("0.0819647355164", "12.5%", "x"))

    assert cleaned.values.to_list() == [
        Decimal("0.0819647355164"),
        Decimal("0.125"),
        None,
    ]


@pytest.mark.parametrize(
    "cell", ["9" * 30, "1e17", "100000000000000亿", "-6.68e+16", "2000000000000"]
)
def test_numbers_beyond_all_business_are_not_read(cell: str) -> None:
    """They must not make the decimals of a whole column overflow."""
    for unit in ("", "wan"):
        assert clean_money(text(cell, "1元"), unit=unit).unread.to_list() == [
            True,
            False,
        ]
    assert clean_exact(text("9" * 25)).values.to_list() == [None]


def test_counts_with_points_tell_a_decimal_comma_too() -> None:
    assert has_dotted_thousands(text("1.240", "48"))
    assert not has_dotted_thousands(text("12.000", "3.000"))
    assert not has_dotted_thousands(text("1,240", "48"))


def test_a_point_that_parts_no_thousands_is_not_read_where_commas_part() -> None:
    """48.20 beside 48,20: taken for thousands it would be a hundred times as much."""
    cells = text("48,20", "48.20", "1.234.567,8", "1.240")

    cleaned = clean_money(cells, is_comma=True)

    assert cleaned.values.to_list() == [482_000, None, 12_345_678_000, 12_400_000]
    assert cleaned.unread.to_list() == [False, True, False, False]


def test_amounts_that_look_plain_are_read_by_the_sign_of_their_file() -> None:
    assert clean_money(text("1.240", "48"), is_comma=True).values.to_list() == [
        12_400_000, 480_000,
    ]  # fmt: skip


def test_a_few_odd_amounts_among_plain_ones_are_read_as_they_are_alone() -> None:
    odd = ["634.8400000000001", "1,240.50", "¥3.2万", "x", "", "5%", "-0.00005", "１２"]
    alone = [clean_money(text(cell)) for cell in odd]
    among = clean_money(text(*["12.34", "7"] * 8, *odd))
    assert among.values.to_list()[16:] == [c.values[0] for c in alone]
    assert among.unread.to_list()[16:] == [c.unread[0] for c in alone]
    assert among.values.to_list()[:2] == [123_400, 70_000]
