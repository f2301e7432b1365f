"""Derived columns: a parser of + - * /, and no more."""

from decimal import Decimal

import polars as pl
import pytest

from cockpit.engine.sources.derive import columns_of, evaluate, parse
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.numbers import NUMBER


def value(text: str, **columns: str) -> Decimal | None:
    given = {name: pl.Series([cell]).cast(NUMBER) for name, cell in columns.items()}
    result: Decimal | None = evaluate(parse(text), given, 1).item()
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a * b", "15.3"),
        ("a + b * 2", "14.55"),
        ("(a + b) * 2", "17.1"),
        ("-a - -b", "3.45"),
        ("b / 4", "1.5"),
        ("1 - 2 - 3", "-4"),
    ],
)
def test_signs_bind_as_in_school(text: str, expected: str) -> None:
    assert value(text, a="2.55", b="6") == Decimal(expected)


def test_a_division_by_zero_is_blank() -> None:
    assert value("a / b", a="1", b="0") is None


def test_names_may_be_chinese_or_stand_in_backquotes() -> None:
    assert columns_of(parse("单价 * `Unit Price (¥)`")) == {"单价", "Unit Price (¥)"}


@pytest.mark.parametrize("text", ["", "a *", "a b", "a ** b", "a; b", "(a", "a[0]"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse(text)


def test_what_looks_like_a_call_is_the_name_of_a_column() -> None:
    """``花费(元)`` is a column; nothing is ever called."""
    assert columns_of(parse("__import__('os') + 花费(元)")) == {
        "__import__('os')",
        "花费(元)",
    }
