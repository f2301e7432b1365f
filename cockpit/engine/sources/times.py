"""Dates and times as files write them, to UTC instants.

A column is written in one way; which one is put to the vote of its cells, for
``1/02/2021`` alone says nothing. Families of formats stand for election, and a tie
between day-first and month-first is reported, never guessed.
"""

from types import MappingProxyType
from typing import Final

import polars as pl

from cockpit.engine.sources.cells import Cleaned, tidy, where
from cockpit.engine.sources.wall_clocks import to_local, to_utc
from cockpit.engine.tables import INSTANT
from cockpit.text.notes import note

AMBIGUOUS: Final = "ambiguous"
EPOCH: Final = "epoch"
DAY_FIRST: Final = "day first"
MONTH_FIRST: Final = "month first"
SERIAL: Final = "spreadsheet serial"
"""Days since the end of 1899, as spreadsheets keep them: 46323.5 is a noon in 2026."""

_CLOCKS: Final = (
    "",
    " %H:%M:%S",
    " %H:%M",
    " %H:%M:%S%.f",
    " %I:%M:%S %p",
    " %I:%M %p",
)


def _family(*days: str) -> tuple[str, ...]:
    return tuple(day + clock for day in days for clock in _CLOCKS)


FAMILIES: Final = MappingProxyType(
    {
        "year first": (
            "%Y-%m-%d %H:%M:%S", *_family("%Y-%m-%d"),
            "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M%z",
        ),
        DAY_FIRST: _family("%d-%m-%Y"),
        MONTH_FIRST: _family("%m-%d-%Y"),
        "compact": ("%Y%m%d", "%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d %H:%M:%S"),
        "named": _family("%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y"),
        EPOCH: (),
        SERIAL: (),
    }
)  # fmt: skip
"""Name -> strptime formats, tried in this order."""

_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2199
_EPOCH: Final = r"^\d{10}(\.\d+)?$|^\d{13}$|^\d{16}$"
_SERIAL: Final = r"^[2-7]\d{4}(\.\d+)?$"
_SERIAL_OF_1970: Final = 25_569
_DAY_SECONDS: Final = 86_400


def elect(cells: pl.Series) -> str:
    """Return the family that reads most of the cells.

    Returns:
        A key of :data:`FAMILIES`, :data:`AMBIGUOUS` if day-first and month-first read
        equally many, or empty if none reads any.
    """
    if cells.dtype != pl.String:
        return (
            EPOCH if cells.dtype.is_integer() and not _is_compact(cells) else "compact"
        )
    text = tidy(cells).drop_nulls().unique()
    votes: dict[str, int] = {}
    for name in FAMILIES:
        votes[name] = _count_read(text, name)
        if votes[name] == text.len() and name != DAY_FIRST:
            break  # nobody can do better, and only month first could do as well
    best = max(votes.values(), default=0)
    if not best:
        return ""
    winners = [name for name, count in votes.items() if count == best]
    if DAY_FIRST in winners and MONTH_FIRST in winners:
        return AMBIGUOUS
    return winners[0]


def clean_instant(cells: pl.Series, how: str, zone: str) -> Cleaned:
    """Read times to UTC.

    Args:
        cells: Text, or dates and times of a Parquet file.
        how: A family, or a strptime format of the configuration.
        zone: IANA zone of times that name none.
    """
    expected = note("a date or time, {how}", how=how or "2026-10-31 08:00")
    if cells.dtype == pl.Date or isinstance(cells.dtype, pl.Datetime):
        values = _typed(cells, zone)
        return Cleaned(values, cells.is_not_null() & values.is_null(), expected)
    text = tidy(cells)
    values = _plausible(_read(text, how, zone))
    return Cleaned(values, text.is_not_null() & values.is_null(), expected)


def has_clock(instants: pl.Series, zone: str) -> bool:
    """Whether any of the instants is not midnight on the wall."""
    local = to_local(instants.drop_nulls(), zone)
    return bool((local.dt.truncate("1d") != local).any())


def _count_read(text: pl.Series, how: str) -> int:
    values = _plausible(_read(text, how, "UTC"))
    return values.len() - values.null_count()


def _read(text: pl.Series, how: str, zone: str) -> pl.Series:
    if how == EPOCH:
        return _from_epoch(text)
    if how == SERIAL:
        return _from_serial(text, zone)
    formats = FAMILIES.get(how, (how,))
    if how in FAMILIES:
        # Where one format reads all, there is nothing to bring into one form.
        values = _strptime(text, _likely_first(formats, text)[0], zone)
        if values.null_count() == text.null_count():
            return values
        text = _in_one_form(text, how)
    values = pl.Series(text.name, [None], dtype=INSTANT).new_from_index(0, text.len())
    for form in _likely_first(formats, text):
        if values.null_count() == text.null_count():
            break
        rest = values.is_null() & text.is_not_null()
        if rest.all():
            values = _strptime(text, form, zone)
        else:
            found = _strptime(text.filter(rest), form, zone)
            values = values.scatter(rest.arg_true(), found)
    return values


def _likely_first(formats: tuple[str, ...], text: pl.Series) -> list[str]:
    """Begin with the format that reads the first cell: most files hold one only."""
    sample = text.drop_nulls().head(1)
    for place, form in enumerate(formats):
        if not _strptime(sample, form, "UTC").null_count():
            return [form, *formats[:place], *formats[place + 1 :]]
    return list(formats)


def _strptime(text: pl.Series, form: str, zone: str) -> pl.Series:
    if "%z" in form:
        return text.str.to_datetime(form, strict=False, time_unit="us").cast(INSTANT)
    has_no_clock = not any(code in form for code in ("%H", "%I", "%s", "%T", "%c"))
    if has_no_clock:
        naive = text.str.to_date(form, strict=False).cast(pl.Datetime("us"))
    else:
        naive = text.str.to_datetime(form, strict=False, time_unit="us")
    return _on_the_wall(naive, zone)


def _on_the_wall(naive: pl.Series, zone: str) -> pl.Series:
    """Take wall-clock times for instants.

    A time that comes twice, when clocks go back, is the first of the two. One that
    never comes, when they go forward, is as far into the next hour.
    """
    quickly = to_utc(naive, zone)
    if quickly is not None:
        return quickly.cast(INSTANT)
    instants = naive.dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    if instants.null_count() > naive.null_count():
        later = naive.dt.offset_by("1h").dt.replace_time_zone(
            zone, ambiguous="earliest", non_existent="null"
        )
        instants = instants.zip_with(instants.is_not_null(), later)
    return instants.dt.convert_time_zone("UTC").cast(INSTANT)


def _typed(cells: pl.Series, zone: str) -> pl.Series:
    """Take the dates and times that a Parquet file holds as such."""
    if isinstance(cells.dtype, pl.Datetime) and cells.dtype.time_zone:
        return _plausible(cells.dt.convert_time_zone("UTC").cast(INSTANT))
    return _plausible(_on_the_wall(cells.cast(pl.Datetime("us")), zone))


def _in_one_form(text: pl.Series, how: str) -> pl.Series:
    """Bring the ways to write one thing together: ``2016/5/23``, ``1997年1月1日``."""
    if how == "year first" and not _needs_form(text):
        return text
    if text.str.contains("年", literal=True).any():
        text = text.str.replace(r"年\s*", "-").str.replace(r"月\s*", "-")
        text = text.str.replace(r"日\s*", " ")
        text = text.str.replace(r"(\d)[时点]\s*(\d+)分\s*(\d+)秒?", "$1:$2:$3")
        text = text.str.replace(r"(\d)[时点]\s*(\d+)分", "$1:$2")
    text = text.str.replace_all("/", "-", literal=True)
    text = text.str.replace(r"^(\d{1,4})\.(\d{1,2})\.(\d{1,4})", "$1-$2-$3")
    text = text.str.replace(r"(\d)T(\d)", "$1 $2")
    text = text.str.replace(r"\s*(Z|UTC|GMT)$", "+00:00")
    text = text.str.replace(r"\s+([+-]\d\d:?\d\d)$", "$1")
    text = text.str.replace(r"^(\d+-\d+-\d+ \d\d?)$", "$1:00")
    return text.str.replace_all(r"\s+", " ").str.strip_chars()


def _needs_form(text: pl.Series) -> bool:
    """Most files write ``2026-10-31 08:00:00`` already; looking is cheaper."""
    return not text.str.contains(r"^\d{4}-\d\d?-\d\d?( \d\d?:\d\d(:\d\d)?)?$").all()


def _from_epoch(text: pl.Series) -> pl.Series:
    """Seconds, milliseconds or microseconds since 1970, told apart by magnitude."""
    digits = where(text.str.contains(_EPOCH), text)
    numbers = digits.cast(pl.Float64, strict=False)
    whole = digits.cast(pl.Int64, strict=False)
    micros = pl.select(
        pl.when(whole.is_null())
        .then((numbers * 1_000_000).round(0).cast(pl.Int64, strict=False))
        .when(whole < 10**11)
        .then(whole * 1_000_000)
        .when(whole < 10**14)
        .then(whole * 1_000)
        .otherwise(whole)
    ).to_series()
    instants = micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return instants.rename(text.name)


def _from_serial(text: pl.Series, zone: str) -> pl.Series:
    """Read the days that a spreadsheet counts; its fractions are good to the second."""
    days = where(text.str.contains(_SERIAL), text).cast(pl.Float64, strict=False)
    seconds = ((days - _SERIAL_OF_1970) * _DAY_SECONDS).round(0).cast(pl.Int64)
    naive = (seconds * 1_000_000).cast(pl.Datetime("us"))
    return _on_the_wall(naive, zone).rename(text.name)


def _is_compact(cells: pl.Series) -> bool:
    """Whether integers of a Parquet file are dates such as 20261031."""
    filled = cells.drop_nulls()
    return bool(filled.is_between(19_700_101, 21_991_231).all())


def _plausible(instants: pl.Series) -> pl.Series:
    """Years out of all reason are typing errors or another format."""
    years = instants.dt.year()
    good = years.is_between(_FIRST_YEAR - 1, _LAST_YEAR)
    if (good | good.is_null()).all():
        return instants
    return where(good, instants)
