"""The data view: every file, what was read from it and what was not."""

from typing import Final, TypeVar

import msgspec

from cockpit.snapshot.envelope import Envelope
from cockpit.snapshot.health import SourceState
from cockpit.text.i18n import _


class ColumnUse(msgspec.Struct, frozen=True, eq=False):
    """What a column of the file was taken for.

    Attributes:
        column: The file's own name, or its position if it has no header.
        canonical: Column of the table; empty if the column is not used.
        by: Evidence: ``config``, ``alias``, ``name``, ``parts``, ``constant``,
            ``derived``, ``platform``, ``number`` (of an order), ``stand_in`` (for
            want of a column of its own); empty if not used.
        note: Unit, date format, "personal: not read" ...
        rivals: Other columns of the file that could feed it, the surest first.
    """

    column: str
    canonical: str
    by: str = ""
    note: str = ""
    rivals: tuple[str, ...] = ()


class SourceRow(msgspec.Struct, frozen=True, eq=False):
    """One source file.

    Attributes:
        table: Canonical table, empty for a file that no source names.
        path: Relative to the workspace.
        rows: Rows kept. Read = kept + rejected, always.
        rejected: Rows in quarantine.
        first: Earliest business day, ISO; None without rows.
        last: Latest business day.
        age: Seconds from the newest row to ``now``; None without rows.
        encoding: As read, e.g. ``utf-8``, ``utf-8-sig``, ``gb18030``, ``parquet``,
            ``xlsx``, ``utf-8+gzip``.
        state: Verdict on the file.
        codes: Problem codes, e.g. ``missing_column``, ``repeats``, ``overlap``.
        repeats: Exact repeats of other rows in the file: kept, counted, shown.
        replaced: Rows that a newer file replaces.
        message: The first problem as a sentence; empty if there is none.
        messages: All of them.
        separator: As read; empty for Parquet.
        size_bytes: Of the file when it was read.
        columns: What each column of the file was taken for.
        faults: Fault codes, e.g. ``R101``: ``codes`` as docs/faults.md has them, and
            those that other files or the clock tell.
    """

    table: str
    path: str
    rows: int
    rejected: int
    first: str | None
    last: str | None
    age: float | None
    encoding: str
    state: SourceState
    codes: tuple[str, ...] = ()
    repeats: int = 0
    replaced: int = 0
    message: str = ""
    messages: tuple[str, ...] = ()
    separator: str = ""
    size_bytes: int = 0
    source: int = 0
    """Position of the ``[[source]]`` in cockpit.toml, from 1; 0 if none names it."""
    columns: tuple[ColumnUse, ...] = ()
    unverified: bool = False
    """True until the prefix of an appended file has been hashed again."""
    faults: tuple[str, ...] = ()


class SourcesSnapshot(Envelope, frozen=True, eq=False, tag="sources"):
    """Answer of ``cockpit show sources`` and all that the data screen shows."""

    rows: tuple[SourceRow, ...] = ()
    problem: str = ""


V = TypeVar("V", bound=Envelope)
_HAS_LOST: Final = frozenset({"error", "held", "partial", "waiting"})
_MOST: Final = 20


def with_troubles(view: V, files: SourcesSnapshot) -> V:
    """Add to a view's warnings a sentence for each file of which not every row counts.

    Of very many such files the first are named.
    """
    told = [
        f"{row.path}: {'; '.join(row.messages)}"
        for row in files.rows
        if row.state in _HAS_LOST and row.messages
    ]
    if len(told) > _MOST:
        more = _("and {count} more: cockpit show sources")
        told = [*told[:_MOST], more.format(count=len(told) - _MOST)]
    return msgspec.structs.replace(view, warnings=(*view.warnings, *told))


NO_SOURCES: Final = SourcesSnapshot()
