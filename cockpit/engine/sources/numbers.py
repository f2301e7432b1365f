"""Numbers as files write them, to exact integers and decimals."""

from decimal import Decimal
from types import MappingProxyType
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import Cleaned, tidy, where
from cockpit.engine.tables import EXACT, MONEY_SCALE
from cockpit.text.notes import Note, note

NUMBER: Final = pl.Decimal(38, 8)
"""What a cell is before it becomes money or a count."""

UNITS: Final = MappingProxyType(
    {
        "yuan": Decimal(1), "jiao": Decimal("0.1"), "fen": Decimal("0.01"),
        "wan": Decimal(10_000), "yi": Decimal(100_000_000),
        "micros": Decimal("0.000001"), "cents": Decimal("0.01"), "unit": Decimal(1),
        "thousand": Decimal(1_000), "percent": Decimal("0.01"), "": Decimal(1),
    }
)  # fmt: skip
"""Unit -> what one of it is in units of the currency."""

_PLAIN_MONEY: Final = r"^-?[0-9]{1,10}(?:\.[0-9]{1,4})?$"
_NUMBER: Final = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$"
_GROUPED: Final = r"^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$"
_DOTTED: Final = r"^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$"
_DECORATION: Final = r"[¥￥$€£元\s\u00a0\u202f\u2009]"
_SUFFIX: Final = r"(万|亿|[kKwW])$"
_SUFFIXES: Final = {
    "万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000, "k": 1_000, "K": 1_000,
}  # fmt: skip
_COMMA_DECIMAL: Final = r"\d,\d{1,2}(\s*[€%])?$|\d\.\d{3},\d+"
_POINT_DECIMAL: Final = r"\d\.\d{1,2}$|\d,\d{3}(\D|$)|\.\d{4,}"
_LARGEST: Final = 10**16
"""Of one cell: a trillion in money. Sums of such cells stay within 64 bits."""
_HOUR: Final = r"^(\d{1,2})(?:[:：]\d{2}.*|\s*[时點点].*|-\d{1,2})?$"


def has_decimal_comma(cells: pl.Series) -> bool:
    """Whether numbers such as ``1.240,50`` and ``48,20`` speak for a decimal comma."""
    text = cells.drop_nulls()
    commas = text.str.contains(_COMMA_DECIMAL).sum()
    return bool(commas) and not has_decimal_point(text)


def has_decimal_point(cells: pl.Series) -> bool:
    """Whether numbers such as ``1,240`` and ``48.20`` speak for a decimal point."""
    return bool(cells.str.contains(_POINT_DECIMAL).any())


def has_dotted_thousands(counts: pl.Series) -> bool:
    """Whether counts such as ``1.240`` speak for a decimal comma: none has parts."""
    text = counts.drop_nulls()
    dotted = text.filter(text.str.contains(_DOTTED))
    return bool(dotted.len()) and not dotted.str.contains(r"^[^.]*\.0+$").all()


def clean_money(
    cells: pl.Series, *, unit: str = "", is_comma: bool = False, is_signed: bool = True
) -> Cleaned:
    """Read money to Int64 in 1/10,000 of the currency unit, without a float error.

    Args:
        cells: As the file has them.
        unit: A key of :data:`UNITS`.
        is_comma: True where the comma is the decimal sign.
        is_signed: False where less than zero cannot be true.
    """
    expected = _expected_money(is_signed=is_signed)
    if not is_comma and cells.dtype == pl.String and UNITS[unit] == 1:
        values, is_filled = _mostly_plain_money(cells, unit)
    else:
        values, is_filled = _any_money(cells, unit, is_comma=is_comma)
    return _bounded(values, is_filled, expected, is_signed=is_signed)


def to_money(numbers: pl.Series, unit: str = "") -> pl.Series:
    """Scale decimals to Int64 in 1/10,000; null where they do not fit.

    What is finer than 1/10,000 is rounded half to even, once, here.
    """
    scaled = numbers * (UNITS[unit] * MONEY_SCALE)
    return scaled.round(0).cast(pl.Int64, strict=False)


def clean_whole(
    cells: pl.Series, *, is_comma: bool = False, is_signed: bool = True
) -> Cleaned:
    """Read counts: ``1,234`` and ``12.0`` are whole numbers, ``12.5`` is none."""
    expected = note("a whole number") if is_signed else note("a count of 0 or more")
    direct = cells.cast(pl.Int64, strict=False) if not cells.dtype.is_float() else None
    if direct is not None and direct.null_count() == cells.null_count():
        return _bounded(direct, cells.is_not_null(), expected, is_signed=is_signed)
    text = tidy(cells)
    truth = {"true": "1", "false": "0", "True": "1", "False": "0", "是": "1", "否": "0"}
    values = to_whole(decimals(text.replace(truth), is_comma=is_comma))
    return _bounded(values, text.is_not_null(), expected, is_signed=is_signed)


def to_whole(numbers: pl.Series) -> pl.Series:
    """Turn decimals into Int64; null where they are not whole or do not fit."""
    rounded = numbers.round(0)
    return where(numbers == rounded, rounded.cast(pl.Int64, strict=False))


def clean_exact(cells: pl.Series, *, is_comma: bool = False) -> Cleaned:
    """Read values computed elsewhere; a percentage becomes a share."""
    text = tidy(cells)
    values = decimals(text, is_comma=is_comma, dtype=EXACT)
    return Cleaned(values, text.is_not_null() & values.is_null(), note("a number"))


def clean_hour(cells: pl.Series) -> Cleaned:
    """Read hours 0 to 23: ``8``, ``08:00``, ``08:00-08:59``, ``8时``."""
    text = tidy(cells)
    hours = text.str.extract(_HOUR, 1).cast(pl.Int8, strict=False)
    values = where(hours.is_between(0, 23), hours)
    unread = text.is_not_null() & values.is_null()
    return Cleaned(values, unread, note("an hour from 0 to 23"))


def decimals(
    text: pl.Series, *, is_comma: bool = False, dtype: pl.Decimal = NUMBER
) -> pl.Series:
    """Read numbers with thousands separators, currency signs and 万 / 亿 / k / w / %.

    Args:
        text: Tidied cells.
        is_comma: True where the comma is the decimal sign.
        dtype: Decimal type of the result.

    Returns:
        Decimals; null where blank, not a number, not finite or too large.
    """
    bare = text.str.replace_all(_DECORATION, "").str.replace_all(
        "，", ",", literal=True
    )
    percent = bare.str.ends_with("%")
    if percent.any() and dtype == NUMBER:
        bare = where(~percent, bare)  # a share is neither money nor a count
    suffix = bare.str.extract(_SUFFIX, 1)
    bare = bare.str.strip_suffix("%").str.replace(_SUFFIX, "")
    if is_comma:
        # 48.20 beside 48,20 is neither: taken for thousands it would be 4820.
        odd = bare.str.contains(".", literal=True) & ~bare.str.contains(_DOTTED)
        if odd.any():
            bare = where(~odd, bare)
        bare = bare.str.replace_all(".", "", literal=True)
        bare = bare.str.replace(",", ".", literal=True)
    else:
        grouped = bare.str.contains(_GROUPED)
        ungrouped = bare.str.replace_all(",", "", literal=True)
        bare = ungrouped.zip_with(grouped.fill_null(value=False), bare)
    numbers = where(bare.str.contains(_NUMBER), bare).cast(dtype, strict=False)
    numbers = within_reach(numbers)
    if suffix.null_count() < suffix.len():
        factor = suffix.replace_strict(_SUFFIXES, default=1, return_dtype=pl.Int64)
        numbers = numbers * factor.fill_null(1).cast(pl.Decimal(38, 0))
        numbers = within_reach(numbers.cast(dtype))
    if percent.any():
        share = (numbers * Decimal("0.01")).cast(dtype)
        numbers = share.zip_with(percent.fill_null(value=False), numbers)
    return numbers.rename(text.name)


def within_reach(numbers: pl.Series) -> pl.Series:
    """Return numbers that can still be multiplied by a unit; null for larger ones.

    Decimals raise where a product does not fit. No business counts that far.
    """
    if numbers.dtype == EXACT:
        is_near = numbers.abs() < Decimal(10**11)
    else:
        is_near = numbers.abs() < Decimal(10**14)
    return numbers if is_near.all() else where(is_near, numbers)


def _any_money(
    cells: pl.Series, unit: str, *, is_comma: bool
) -> tuple[pl.Series, pl.Series]:
    """Return amounts, null where there is none, and which cells are not blank."""
    text = tidy(cells)
    values = to_money(decimals(text, is_comma=is_comma), unit)
    return values, text.is_not_null()


def _mostly_plain_money(cells: pl.Series, unit: str) -> tuple[pl.Series, pl.Series]:
    """Do the same through floats where that is exact, as it is for most cells.

    With at most ten digits before and four after the point, the nearest float times
    10,000 is less than a thousandth away from the integer.
    """
    is_plain = cells.str.contains(_PLAIN_MONEY).fill_null(value=False)
    if is_plain.all():
        return _through_floats(cells), is_plain
    others = ~is_plain
    if 2 * int(others.sum()) > cells.len():
        return _any_money(cells, unit, is_comma=False)
    odd, is_filled = _any_money(cells.filter(others), unit, is_comma=False)
    places = others.arg_true()
    values = _through_floats(where(is_plain, cells)).scatter(places, odd)
    return values, is_plain.scatter(places, is_filled)


def _through_floats(cells: pl.Series) -> pl.Series:
    return (cells.cast(pl.Float64) * MONEY_SCALE).round(0).cast(pl.Int64)


def _bounded(
    values: pl.Series, is_filled: pl.Series, expected: Note, *, is_signed: bool
) -> Cleaned:
    lowest = -_LARGEST if is_signed else 0
    is_sound = values.is_between(lowest, _LARGEST)
    if not is_sound.all():
        values = where(is_sound, values)
    return Cleaned(values, is_filled & values.is_null(), expected)


def _expected_money(*, is_signed: bool) -> Note:
    return note("an amount of money") if is_signed else note("an amount of 0 or more")
