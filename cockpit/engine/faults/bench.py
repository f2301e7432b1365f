"""What checks have in common: a study, names of sources, and what is missing."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from cockpit.engine.faults.finding import Checked, Finding
from cockpit.engine.sources.records import FileRecord
from cockpit.engine.tables import DAY_COLUMN
from cockpit.engine.views.study import Study
from cockpit.text.notes import Note, note

Check = Callable[[Study], Iterable[Checked]]
MOST_WORDS: Final = 5
WINDOW_DAYS: Final = 90
"""Tracking is judged by so many days up to the newest: what was mended long ago is no
fault of today.
"""


def window_start(study: Study) -> date:
    """Return the first day that tracking is judged by."""
    return study.scene.last_day - timedelta(days=WINDOW_DAYS - 1)


def recent(study: Study, table: str) -> pl.LazyFrame:
    """Return the rows of a table by which tracking is judged."""
    return study.rows(table).filter(pl.col(DAY_COLUMN[table]) >= window_start(study))


def needs(study: Study, *wanted: str) -> Note | None:
    """Say what is missing of tables (``orders``) and columns (``orders.cogs``)."""
    tables = [one for one in wanted if "." not in one and one not in study.scene.tables]
    if tables:
        return note("needs the table {tables}", tables=", ".join(tables))
    columns = [one for one in wanted if "." in one and one not in study.scene.columns]
    if columns:
        return note("needs the column {columns}", columns=", ".join(columns))
    return None


def sources_of(study: Study, table: str) -> str:
    """Return the names of the sources that feed a table, in their order."""
    return named(record for record in study.scene.records if record.table == table)


def named(records: Iterable[FileRecord]) -> str:
    """Return the names of the sources of some files, each once."""
    return ", ".join(dict.fromkeys(record.spec.name for record in records))


def one(code: str, finding: Finding) -> Checked:
    """Return what a check came to that found one thing, or nothing wrong."""
    return Checked(code, (finding,) if finding.n else ())


def missing(note_: Note, *codes: str) -> list[Checked]:
    """Return the same for checks that could not be made."""
    return [Checked(code, missing=note_) for code in codes]


def listed(words: Sequence[str]) -> str:
    """Name the first of some words, and how many more there are."""
    shown = ", ".join(words[:MOST_WORDS])
    more = len(words) - MOST_WORDS
    return f"{shown}, … (+{more})" if more > 0 else shown


def count_where(condition: pl.Expr) -> pl.Expr:
    """Count the rows of which something is known to be true."""
    return condition.fill_null(value=False).sum().cast(pl.Int64)
