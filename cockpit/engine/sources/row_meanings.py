"""Columns that say how a row is to be taken: of how many days, of which results.

A report that is not broken down by day has rows of several days, with the first and the
last in columns of their own; taken for the first day, they would be a peak that never
was. And one column of results may count purchases in one row, clicks in the next: what,
another column says.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources import times
from cockpit.engine.sources.cells import tidy, where
from cockpit.engine.sources.feeds import Feed
from cockpit.engine.sources.headers import header
from cockpit.snapshot.sources import ColumnUse
from cockpit.text.notes import Note, note

EXPECTED: Final[Note] = note("one day: this row adds up several")
CODE: Final = "many_days"

_LAST_DAY: Final = note("the last day of a row: a row of several days is not read")
_INDICATOR: Final = note("says what results are: only purchases are conversions")
_SPANS: Final = {
    "Reporting starts": "Reporting ends",
    "Début des rapports": "Fin des rapports",
    "Inicio del informe": "Fin del informe",
    "Berichtsstart": "Berichtsende",
    "报告开始日期": "报告结束日期",
    "开始日期": "结束日期",
    "Start date": "End date",
}
_RESULTS: Final = ("Results", "Résultats", "Resultados", "Ergebnisse", "成效")
_INDICATORS: Final = (
    "Result indicator", "Result type", "Indicateur de résultat", "Type de résultat",
    "Indicador de resultado", "Tipo de resultado", "Ergebnisindikator", "Ergebnistyp",
    "成效类型", "成效指标",
)  # fmt: skip
_PURCHASES: Final = r"(?i)purchase|achat|compra|kauf|购物|购买|成交"


def beside(names: Sequence[str], feeds: Mapping[str, int]) -> tuple[int, int]:
    """Return the places of the last day and of the indicator; -1 for what is not there.

    Args:
        names: The file's own names.
        feeds: Canonical column -> place.
    """
    return last_day_of(names, feeds), indicator_of(names, feeds)


def last_day_of(names: Sequence[str], feeds: Mapping[str, int]) -> int:
    """Return the place of the column with the last day of rows; -1 if there is none.

    Args:
        names: The file's own names.
        feeds: Canonical column -> place.
    """
    if "date" not in feeds:
        return -1
    plain = [header(name).plain for name in names]
    ends = {header(first).plain: header(last).plain for first, last in _SPANS.items()}
    last = ends.get(plain[feeds["date"]], "")
    return plain.index(last) if last and last in plain else -1


def indicator_of(names: Sequence[str], feeds: Mapping[str, int]) -> int:
    """Return the place of the column that says what results are; -1 if none does."""
    if "conversions" not in feeds:
        return -1
    plain = [header(name).plain for name in names]
    if plain[feeds["conversions"]] not in {header(name).plain for name in _RESULTS}:
        return -1
    says = {header(name).plain for name in _INDICATORS}
    return next((place for place, name in enumerate(plain) if name in says), -1)


def with_notes(
    uses: tuple[ColumnUse, ...], names: Sequence[str], last_day: int, indicator: int
) -> tuple[ColumnUse, ...]:
    """Say of columns that feed nothing what they are read for all the same."""
    told = {
        place: said.text()
        for place, said in ((last_day, _LAST_DAY), (indicator, _INDICATOR))
        if place >= 0
    }
    said_of = {names[place]: text for place, text in told.items()}
    return tuple(
        use
        if use.canonical
        else msgspec.structs.replace(use, note=said_of.get(use.column, use.note))
        for use in uses
    )


def of_several_days(
    first: pl.Series, last: pl.Series, feed: Feed, zone: str
) -> pl.Series:
    """Tell rows whose last day is another than their first, or is not to be read.

    Args:
        first: Instants at which the days begin.
        last: Cells of the column with the last day.
        feed: Of the first day: the other is written alike.
        zone: IANA zone of the source.
    """
    ends = times.clean_instant(last, feed.how, zone).values
    return first.is_not_null() & (ends != first).fill_null(value=True)


def purchases_alone(counts: pl.Series, indicator: pl.Series) -> tuple[pl.Series, int]:
    """Keep results that are purchases.

    Args:
        counts: Results.
        indicator: Cells that say what they are.

    Returns:
        The counts, blank where they are of something else, and how many are.
    """
    is_purchase = tidy(indicator).str.contains(_PURCHASES).fill_null(value=False)
    others = int((~is_purchase & counts.is_not_null()).sum())
    return (where(is_purchase, counts) if others else counts), others
