"""Figures of a file that others in it should give: ratios, sums, amounts said twice.

None of them is ever used; they are held against what the rows say. The unit of a
figure is that of its header, so that an amount in fen is held against one in yuan.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources.figures import (
    PERCENT,
    holds_figures,
    last_digit,
    loosely,
)
from cockpit.engine.sources.headers import header
from cockpit.engine.sources.numbers import UNITS
from cockpit.engine.sources.ratios import Formula, formula_of, parts_of
from cockpit.engine.tables import LINE
from cockpit.text.notes import Note, note

_TOLERANCE: Final = 0.01
_HALF_A_FEN: Final = 0.005
_FLOAT: Final = 1e-9
_ROW: Final = "row"

_Read = Callable[[int, float], pl.Series]
"""Place and unit -> the figures of a column."""


class Check(msgspec.Struct, frozen=True):
    """A column that others of the file should give.

    Attributes:
        code: ``ratio_mismatch``, ``parts_disagree`` or ``columns_disagree``.
        place: Of the column.
        top: Places of the columns that are added up.
        bottom: Place of the column that they are divided by; -1 for none.
        units: Place -> what one of it is.
        column: Its own name.
        formula: How it is computed, in the file's own names.
        factor: What the quotient is multiplied by.
        is_share: Whether the column may be written times 100 without a mark.
    """

    code: str
    place: int
    top: tuple[int, ...]
    bottom: int
    units: dict[int, float]
    column: str
    formula: str
    factor: float = 1.0
    is_share: bool = False


class Checked(msgspec.Struct, frozen=True):
    """What became of a check.

    Attributes:
        check: Which one.
        rows: Rows that could be checked.
        wrong: Rows that say something else; ``wrong_as_percent`` if what the column
            says is taken for percent.
        line: Of the first that is wrong both ways, 0 if there is none.
        said: What it says; ``given`` what the others give.
    """

    check: Check
    rows: int = 0
    wrong: int = 0
    wrong_as_percent: int = 0
    line: int = 0
    said: float = 0.0
    given: float = 0.0


def checks_of(
    table: str,
    names: Sequence[str],
    feeds: Mapping[str, int],
    twins: Sequence[tuple[str, int]],
) -> tuple[Check, ...]:
    """Return what can be checked in a file.

    Args:
        table: Canonical table.
        names: The file's own names.
        feeds: Canonical column -> place.
        twins: (canonical, place) of columns that say its amount in another unit.
    """
    header_of = _Header(names, feeds)
    found: list[Check] = []
    for place, name in enumerate(names):
        if (formula := formula_of(table, name)) is not None:
            found += header_of.ratio(place, formula)
        found += header_of.parts(place, parts_of(table, name))
    found += [
        header_of.check("columns_disagree", place, (feeds[canonical],), names[place])
        for canonical, place in twins
    ]
    return tuple(found)


class _Header:
    """The names of a file, and where the figures are that a check needs."""

    def __init__(self, names: Sequence[str], feeds: Mapping[str, int]) -> None:
        self._names = names
        self._feeds = feeds
        self._plain = {header(n).plain: p for p, n in reversed([*enumerate(names)])}

    def ratio(self, place: int, formula: Formula) -> list[Check]:
        tops = [self._plain[n] for n in formula.top_names if n in self._plain]
        if not formula.top_names and formula.top in self._feeds:
            tops = [self._feeds[formula.top]]
        if not tops or formula.bottom not in self._feeds:
            return []
        top, bottom = tops[0], self._feeds[formula.bottom]
        words = f"{self._names[top]} / {self._names[bottom]}"
        if formula.factor != 1:
            words = f"{words} * {formula.factor:.0f}"
        check = self.check("ratio_mismatch", place, (top,), words, bottom=bottom)
        is_open = formula.is_share and header(self._names[place]).unit != "percent"
        return [msgspec.structs.replace(check, factor=formula.factor, is_share=is_open)]

    def parts(self, place: int, names: Sequence[str]) -> list[Check]:
        places = tuple(self._plain[name] for name in names if name in self._plain)
        if len(places) < len(names) or not names:
            return []
        words = " + ".join(self._names[part] for part in places)
        return [self.check("parts_disagree", place, places, words)]

    def check(
        self, code: str, place: int, top: tuple[int, ...], words: str, bottom: int = -1
    ) -> Check:
        used = (place, *top, *([bottom] if bottom >= 0 else []))
        units = {each: float(UNITS[header(self._names[each]).unit]) for each in used}
        if code == "columns_disagree":
            words = self._names[top[0]]
        return Check(code, place, top, bottom, units, self._names[place], words)


def run(
    checks: Sequence[Check], rows: pl.DataFrame, kept: pl.DataFrame, *, is_comma: bool
) -> dict[str, Checked]:
    """Check the rows of a block that were kept.

    A ratio may differ by a hundredth of itself and by half of its last digit; an
    amount by half a fen for each amount that it is made of.

    Args:
        checks: Of the plan.
        rows: Cells, columns ``c0`` ... and ``_line``.
        kept: Cleaned rows, of which only ``_line`` is looked at.
        is_comma: Whether the comma is the decimal sign.

    Returns:
        Code and column -> what became of the check.
    """
    if not checks or not kept.height:
        return {}
    if kept.height < rows.height:
        rows = rows.join(kept.select(LINE), on=LINE, how="semi", maintain_order="left")

    @cache  # the spend is part of most ratios
    def read(place: int, unit: float) -> pl.Series:
        return loosely(rows.to_series(place), unit, is_comma=is_comma)

    return {
        _key(check): _checked(check, rows, read)
        for check in checks
        if all(holds_figures(rows.to_series(place).dtype) for place in check.units)
    }


def merged(
    first: Mapping[str, Checked], second: Mapping[str, Checked]
) -> dict[str, Checked]:
    """Add up what became of checks, the first rows first."""
    return {key: _added(first.get(key), second.get(key)) for key in {**first, **second}}


def told(checked: Mapping[str, Checked]) -> list[tuple[str, Note]]:
    """Return (code, sentence) of the checks that failed."""
    found = []
    for each in checked.values():
        check = each.check
        wrong = min(each.wrong, each.wrong_as_percent)
        if not wrong:
            continue
        said = note(
            "{column} is not {formula} in {wrong} of {rows} rows ({share} %): first in "
            "line {line}, {said} and not {given}",
            column=check.column,
            formula=check.formula,
            wrong=wrong,
            rows=each.rows,
            share=f"{100 * wrong / each.rows:.1f}",
            line=each.line,
            said=f"{each.said:.10g}",
            given=f"{each.given:.6g}",
        )
        found.append((check.code, said))
    return found


def _key(check: Check) -> str:
    return f"{check.code}:{check.column}:{check.place}"


def _added(first: Checked | None, second: Checked | None) -> Checked:
    if first is None or second is None:
        only = first or second
        assert only is not None
        return only
    shown = first if first.line else second
    return msgspec.structs.replace(
        shown,
        rows=first.rows + second.rows,
        wrong=first.wrong + second.wrong,
        wrong_as_percent=first.wrong_as_percent + second.wrong_as_percent,
    )


def _checked(check: Check, rows: pl.DataFrame, read: _Read) -> Checked:
    figures = _figures(check, rows.get_column(LINE), read)
    raw = rows.to_series(check.place).cast(pl.String)
    is_marked = bool(raw.str.ends_with("%").any())
    is_open = check.is_share and not is_marked
    unit = PERCENT if is_marked else check.units[check.place]
    given, said = pl.col("given"), pl.col("said")
    if check.code == "ratio_mismatch":
        slack = _TOLERANCE * given.abs() + _FLOAT
        digit = pl.col("digit") * (unit / 2)
    else:
        slack = pl.lit(_HALF_A_FEN * len(check.top) + _FLOAT)
        digit = pl.lit(0.0)
    off, off_too = (said - given).abs(), (said * PERCENT - given).abs()
    # Looking at the digits of a cell is slow: only where it may matter.
    is_suspect = (off > slack) | (off_too > slack) if is_open else off > slack
    suspects = figures.filter(is_suspect)
    cells = raw.gather(suspects.get_column(_ROW))
    suspects = suspects.with_columns(last_digit(cells).alias("digit")).select(
        LINE,
        "said",
        "given",
        off=off > slack + digit,
        off_too=off_too > slack + digit if is_open else pl.lit(value=True),
    )
    wrong = int(suspects.get_column("off").sum())
    as_percent = int(suspects.get_column("off_too").sum()) if is_open else wrong
    bad = suspects.filter(pl.col("off") & pl.col("off_too"))
    bad = bad if bad.height else suspects.filter(pl.col("off"))
    found = Checked(check, figures.height, wrong, as_percent)
    if not bad.height:
        return found
    line, said_there, given_there = bad.select(LINE, "said", "given").row(0)
    return msgspec.structs.replace(found, line=line, said=said_there, given=given_there)


def _figures(check: Check, lines: pl.Series, read: _Read) -> pl.DataFrame:
    """Return what the column says and what the others give, where both are told."""

    def figures(place: int) -> pl.Series:
        return read(place, check.units[place])

    top = pl.sum_horizontal(figures(place) for place in check.top)
    frame = pl.select(said=figures(check.place), given=top * check.factor).with_columns(
        lines, pl.int_range(pl.len()).alias(_ROW)
    )
    if check.bottom >= 0:
        frame = frame.with_columns(figures(check.bottom).alias("below"))
        frame = frame.filter(pl.col("below") != 0)
        frame = frame.with_columns(given=pl.col("given") / pl.col("below"))
    is_told = pl.col("said").is_finite() & pl.col("given").is_finite()
    return frame.filter(is_told)
