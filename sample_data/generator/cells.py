"""How a cell is written: expressions from numbers to the text of an export."""

from datetime import UTC, date, datetime, time

import polars as pl

NOTHING = "--"


def yuan(fen: str) -> pl.Expr:
    """Money with two decimals: ``1234.50``."""
    value = pl.col(fen)
    return pl.concat_str(value // 100, pl.lit("."), _padded(value % 100, 2))


def short_yuan(fen: str) -> pl.Expr:
    """Money as a spreadsheet leaves it: ``1234.5``, ``79``."""
    return yuan(fen).str.replace(r"\.?0+$", "").replace("", "0")


def grouped_yuan(fen: str) -> pl.Expr:
    """Money with thousands separators, quoted where it has one; nothing is ``--``."""
    value = pl.col(fen)
    whole = value // 100
    cents = pl.concat_str(pl.lit("."), _padded(value % 100, 2))
    thousands = pl.concat_str(
        pl.lit('"'), whole // 1000, pl.lit(","), _padded(whole % 1000, 3), cents,
        pl.lit('"'),
    )  # fmt: skip
    millions = pl.concat_str(
        pl.lit('"'), whole // 1_000_000, pl.lit(","),
        _padded(whole // 1000 % 1000, 3), pl.lit(","), _padded(whole % 1000, 3), cents,
        pl.lit('"'),
    )  # fmt: skip
    return (
        pl.when(value == 0).then(pl.lit(NOTHING))
        .when(whole >= 1_000_000).then(millions)
        .when(whole >= 1000).then(thousands)
        .otherwise(yuan(fen))
    )  # fmt: skip


def quoted(column: str) -> pl.Expr:
    """Text with commas and quotes in it, as a spreadsheet reads it back."""
    inside = pl.col(column).str.replace_all('"', '""', literal=True)
    return pl.concat_str(pl.lit('"'), inside, pl.lit('"'))


def count(column: str) -> pl.Expr:
    """A whole number."""
    return pl.col(column).cast(pl.String)


def count_or_nothing(column: str) -> pl.Expr:
    """A whole number; 0 is ``--``."""
    return pl.when(pl.col(column) == 0).then(pl.lit(NOTHING)).otherwise(count(column))


def percent(part: str, whole: str) -> pl.Expr:
    """A share with two decimals and its sign: ``4.21%``."""
    hundredths = (pl.col(part) * 10_000 + pl.col(whole) // 2) // pl.col(whole)
    return pl.concat_str(
        hundredths // 100, pl.lit("."), _padded(hundredths % 100, 2), pl.lit("%")
    )


def moment(first: date, second: str) -> pl.Expr:
    """The naive local time of seconds since the first midnight."""
    start = int(datetime.combine(first, time(), tzinfo=UTC).timestamp())
    return pl.from_epoch(pl.col(second) + start, time_unit="s")


def stamp(first: date, second: str, form: str) -> pl.Expr:
    """A local time in ``form`` of seconds since the first midnight."""
    return moment(first, second).dt.strftime(form)


def day_stamp(first: date, day: str, form: str) -> pl.Expr:
    """A day in ``form`` of days since the first one."""
    return (pl.lit(first) + pl.duration(days=pl.col(day))).dt.strftime(form)


def _padded(value: pl.Expr, width: int) -> pl.Expr:
    return value.cast(pl.String).str.zfill(width)
