"""The notation of a series, word by word."""

from fractions import Fraction

import pytest

from cockpit.engine.alarms.trials.notation import NotationError
from cockpit.engine.alarms.trials.series import (
    LONGEST,
    Entry,
    Mark,
    Value,
    parse_counts,
    parse_entry,
    parse_series,
)

GAP, ERROR = Mark.GAP, Mark.ERROR


def values(*numbers: str) -> tuple[Entry, ...]:
    return tuple(Value(Fraction(number)) for number in numbers)


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("1.79", values("1.79")),
        ("-3", values("-3")),
        ("1x2", values("1", "1", "1")),
        ("5x0", values("5")),
        ("1+2x3", values("1", "3", "5", "7")),
        ("1-0.5x2", values("1", "0.5", "0")),
        ("-1+0.1x1", values("-1", "-0.9")),
        ("_", (GAP,)),
        ("_x3", (GAP, GAP, GAP)),
        ("err", (ERROR,)),
        ("errx2", (ERROR, ERROR)),
        ("2/20", (Value(Fraction(2), Fraction(20)),)),
        ("140/1000x1", (Value(Fraction(140), Fraction(1000)),) * 2),
        ("12.5/100", (Value(Fraction(25, 2), Fraction(100)),)),
        ("1 _ 2/4", (*values("1"), GAP, Value(Fraction(2), Fraction(4)))),
    ],
)
def test_a_series_says_its_entries(text: str, entries: tuple[Entry, ...]) -> None:
    assert parse_series(text) == entries


def test_decimals_are_exact() -> None:
    """1.1 + 0.1 + 0.1 is 1.3, and no float near it."""
    last = parse_series("1.1+0.1x2")[-1]
    assert last == Value(Fraction(13, 10))


@pytest.mark.parametrize(
    "text",
    ["", "  ", "one", "1x", "x3", "1+2", "1/2/3", "14%", "1/2+3x4", "1e3", "_2", "１"],
)
def test_a_word_that_is_no_series_is_refused(text: str) -> None:
    with pytest.raises(NotationError):
        parse_series(text)


@pytest.mark.parametrize(
    "text", ["1x999999999999", f"_x{LONGEST + 1}", "1x15000 1x15000"]
)
def test_a_series_without_end_is_refused_before_it_is_made(text: str) -> None:
    with pytest.raises(NotationError, match="more than"):
        parse_series(text)


def test_samples_are_whole_numbers() -> None:
    assert parse_counts("30x1 _ 0") == (30, 30, None, 0)
    for text in ("1.5", "-1", "1/2", "err"):
        with pytest.raises(NotationError):
            parse_counts(text)


def test_one_entry_is_one_entry() -> None:
    assert parse_entry("2/20") == Value(Fraction(2), Fraction(20))
    with pytest.raises(NotationError):
        parse_entry("1 2")
