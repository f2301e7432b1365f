"""Cells as files write them: marks off, blanks to null, ids and words."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from cockpit.text.notes import Note, note

_BLANKS: Final = (
    "", "-", "--", "---", "—", "——", "–", "/", "n/a", "N/A", "#N/A", "null", "NULL",
    "(null)", "(空)", "空", "\\N", "None",
)  # fmt: skip
_LONGEST_BLANK: Final = max(len(word.encode()) for word in _BLANKS)
_EDGES: Final = " \t\r\n\u00a0\u3000\ufeff"
_YES: Final = (
    "1", "1.0", "true", "yes", "y", "t", "on", "是", "有", "对", "√", "✓", "✔", "备用",
)  # fmt: skip
_NO: Final = (
    "0", "0.0", "false", "no", "n", "f", "off", "否", "无", "不是", "×", "✗", "✘", "x",
)  # fmt: skip
_SPREADSHEET_ID: Final = r"^\d(\.\d+)?[eE]\+\d+$"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A column after cleaning.

    Attributes:
        values: Typed, null where blank or unread.
        unread: True where the cell says something that could not be read.
        expected: What would have been right.
    """

    values: pl.Series
    unread: pl.Series
    expected: Note


def tidy(cells: pl.Series) -> pl.Series:
    """Strip what spreadsheets put around a cell; blanks of any kind become null.

    Leading TABs, a leading ``'`` and ``="…"`` are there to keep digits from being
    read as a number. A blank is not a zero.
    """
    text = cells if cells.dtype == pl.String else cells.cast(pl.String)
    text = text.str.strip_chars(_EDGES)
    if text.str.starts_with("'").any():
        text = text.str.strip_prefix("'")
    if text.str.starts_with("=").any():
        text = text.str.replace(r'^="(.*)"$', "$1").str.strip_chars(_EDGES)
    short = text.str.len_bytes() <= _LONGEST_BLANK
    if not short.any():
        return text
    frame = pl.select(cell=text, blank=short & text.is_in(_BLANKS))
    kept = pl.when(~pl.col("blank")).then(pl.col("cell"))
    return frame.select(kept.alias(cells.name)).to_series()


def clean_text(cells: pl.Series) -> Cleaned:
    """Read words; every one of them is good."""
    text = tidy(_as_json(cells) if cells.dtype.is_nested() else cells)
    return Cleaned(text, nothing_unread(text), note("a text"))


def clean_id(cells: pl.Series) -> Cleaned:
    """Read ids as text, whatever digits they are made of.

    ``1.93068E+18`` is what a spreadsheet makes of a 19-digit id: the digits are gone
    for good, so it is not read.
    """
    if cells.dtype.is_float():
        cells = _whole_floats(cells)
    text = tidy(cells)
    lost = text.str.contains(_SPREADSHEET_ID).fill_null(value=False)
    values = text if not lost.any() else where(~lost, text)
    expected = note("all digits of the id: a spreadsheet has rounded this one")
    return Cleaned(values, lost, expected)


def clean_user(cells: pl.Series) -> Cleaned:
    """Read ids of users; one that is masked or a cipher is nobody's.

    ``小**`` is many people, and ``##aGVsbG8=##`` another text for the same person each
    time: as ids they would count users that there are not.
    """
    cleaned = clean_id(cells)
    masked = cleaned.values.str.contains("**", literal=True)
    is_nobody = (masked | cleaned.values.str.starts_with("##")).fill_null(value=False)
    if not is_nobody.any():
        return cleaned
    values = where(~is_nobody, cleaned.values)
    expected = note("an id that is whole: this one is masked")
    return Cleaned(values, cleaned.unread | is_nobody, expected)


def clean_flag(cells: pl.Series) -> Cleaned:
    """Read a yes or a no, in Chinese, English, figures or ticks."""
    expected = note("yes or no")
    if cells.dtype == pl.Boolean:
        return Cleaned(cells, nothing_unread(cells), expected)
    text = tidy(cells)
    words = text.str.to_lowercase()
    is_yes, is_no = words.is_in(_YES), words.is_in(_NO)
    values = where(is_yes | is_no, is_yes)
    unread = text.is_not_null() & values.is_null()
    return Cleaned(values, unread, expected)


def nothing_unread(cells: pl.Series) -> pl.Series:
    """Return a column of False, as long as another one."""
    return pl.repeat(value=False, n=cells.len(), eager=True)


def _as_json(cells: pl.Series) -> pl.Series:
    """A Parquet file may hold properties as a structure or a list of them."""
    value = pl.col("value")
    if not isinstance(cells.dtype, pl.Struct):
        # Polars writes structures only: the list is cut out of one that holds it.
        whole = pl.struct(value).struct.json_encode()
        value = pl.when(value.is_not_null()).then(
            whole.str.strip_prefix('{"value":').str.head(-1)
        )
    else:
        value = pl.when(value.is_not_null()).then(value.struct.json_encode())
    return pl.DataFrame({"value": cells}).select(value.alias(cells.name)).to_series()


def _whole_floats(cells: pl.Series) -> pl.Series:
    """A Parquet file may hold ids as floats, because some of them are missing."""
    as_whole = cells.cast(pl.Int64, strict=False)
    is_whole = (as_whole.cast(pl.Float64) == cells).fill_null(value=True)
    return as_whole if is_whole.all() else cells


def where(keep: pl.Series, cells: pl.Series) -> pl.Series:
    """Return the cells where a condition holds, null elsewhere."""
    frame = pl.select(keep=keep, cell=cells)
    kept = pl.when(pl.col("keep")).then(pl.col("cell"))
    return frame.select(kept.alias(cells.name)).to_series()
