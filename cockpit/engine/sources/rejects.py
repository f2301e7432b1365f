"""Quarantine: rows that could not be read, each with its place and the reason."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from cockpit.engine.sources.free_text import masked_texts
from cockpit.snapshot.quarantine import (
    EVERY,
    Only,
    RejectedPage,
    RejectedReason,
    RejectedRow,
)
from cockpit.text.notes import Note

LINE: Final = "line"
SCHEMA: Final[dict[str, pl.DataType]] = {
    LINE: pl.Int64(),
    "code": pl.String(),
    "column": pl.String(),
    "note": pl.String(),
    "cell": pl.String(),
}
"""``note`` is one as JSON: it is put into words when it is read, in the language that
is spoken then."""

_LONGEST_CELL: Final = 200
_LONGEST_EXAMPLE: Final = 40
_MOST_REASONS: Final = 200
_PATH: Final = "path"


class Example(msgspec.Struct, frozen=True):
    """One row of a quarantine, to be told in a sentence."""

    line: int
    column: str
    expected: Note
    cell: str


def no_rejects() -> pl.DataFrame:
    """Return a quarantine without rows."""
    return pl.DataFrame(schema=SCHEMA)


def rejects(
    lines: pl.Series,
    expected: Note,
    *,
    code: str,
    column: str = "",
    cells: pl.Series | None = None,
) -> pl.DataFrame:
    """Put rows into quarantine for one reason.

    Args:
        lines: Their lines in the file.
        expected: What would have been right.
        code: Stable problem code.
        column: The file's own name of the column, empty if it is the whole row.
        cells: What the file has there; left out where it must not be shown. Telephone
            numbers, e-mails and the like in it are masked.
    """
    shown = None if cells is None else masked_texts(cells.cast(pl.String))
    return pl.select(line=lines.cast(pl.Int64)).select(
        LINE,
        code=pl.lit(code),
        column=pl.lit(column),
        note=pl.lit(msgspec.json.encode(expected).decode()),
        cell=pl.lit(shown, dtype=pl.String).fill_null("").str.slice(0, _LONGEST_CELL),
    )


def first_of_each_line(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Join quarantines so that a row counts once, for the first reason given."""
    filled = [frame for frame in frames if frame.height]
    if not filled:
        return no_rejects()
    return pl.concat(filled).unique(LINE, keep="first", maintain_order=True)


def examples(frame: pl.DataFrame) -> dict[str, Example]:
    """Return the first row of each code, in the order of the file."""
    firsts = frame.sort(LINE, maintain_order=True).unique(
        "code", keep="first", maintain_order=True
    )
    return {
        row["code"]: Example(
            row[LINE],
            row["column"],
            msgspec.json.decode(row["note"], type=Note),
            row["cell"][:_LONGEST_EXAMPLE],
        )
        for row in firsts.iter_rows(named=True)
    }


def page(
    path: str,
    quarantines: Mapping[str, Sequence[Path]],
    *,
    first: int,
    count: int,
    only: Only = EVERY,
) -> RejectedPage:
    """Read rows ``first ..`` of quarantines, in the order of the files and their lines.

    Args:
        path: The one file that is meant; empty: all of them.
        quarantines: By the path of a file, the parts of its quarantine.
        first: Of the rows that are left, from 0.
        count: How many at most.
        only: What to keep.

    Returns:
        The rows, and the reasons of all rows of these files.
    """
    frames = [
        pl.scan_parquet(list(parts)).select(pl.lit(known).alias(_PATH), *SCHEMA)
        for known, parts in sorted(quarantines.items())
        if parts
    ]
    if not frames:
        return RejectedPage(path=path, first=first, only=only)
    frame = pl.concat(frames).sort(_PATH, LINE, maintain_order=True).collect()
    reasons = _reasons(frame)
    if only.code:
        is_meant = (pl.col("code") == only.code) & (pl.col("column") == only.column)
        frame = frame.filter(is_meant)
    rows = frame.slice(max(first, 0), max(count, 0)).iter_rows(named=True)
    return RejectedPage(
        path=path,
        first=first,
        total=frame.height,
        rows=tuple(
            RejectedRow(
                line=row[LINE],
                column=row["column"],
                expected=_told(row["note"]),
                cell=row["cell"],
                code=row["code"],
                path=row[_PATH],
            )
            for row in rows
        ),
        only=only,
        reasons=reasons,
    )


def _reasons(frame: pl.DataFrame) -> tuple[RejectedReason, ...]:
    """Count rows by code and column, the most first; at most a few hundred of them."""
    counted = (
        frame.group_by("code", "column", maintain_order=True)
        .agg(pl.len(), pl.col(_PATH).n_unique(), pl.col("note").first())
        .sort("len", descending=True, maintain_order=True)
        .head(_MOST_REASONS)
    )
    return tuple(
        RejectedReason(code, column, _told(said), rows, files)
        for code, column, rows, files, said in counted.iter_rows()
    )


def _told(said: str) -> str:
    return msgspec.json.decode(said, type=Note).text()


def masked(cells: pl.Series) -> pl.Series:
    """Hide all but the first character of personal cells."""
    return cells.cast(pl.String).str.replace(r"^(.).*$", "$1***")
