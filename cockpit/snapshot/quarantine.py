"""Rejected rows, a page at a time: they may be many, so they stay in the worker."""

from typing import Final

import msgspec


class Only(msgspec.Struct, frozen=True):
    """Which rejected rows are meant; the defaults leave none out.

    Attributes:
        code: Stable code of the reason.
        column: The file's own name of the column; counts only beside a code.
        needle: Part of the names of the files, in any case; counts only where no
            single file is meant.
    """

    code: str = ""
    column: str = ""
    needle: str = ""


EVERY: Final = Only()


class RejectedRow(msgspec.Struct, frozen=True, eq=False):
    """One row that could not be read.

    Attributes:
        line: Line in the file, from 1 (row number in a Parquet file).
        column: The file's own name of the column.
        expected: What would have been right, as a sentence.
        cell: The failing cell; masked in a personal column.
        code: Stable code of the reason.
        path: The file, relative to the workspace.
    """

    line: int
    column: str
    expected: str
    cell: str
    code: str = ""
    path: str = ""


class RejectedReason(msgspec.Struct, frozen=True, eq=False):
    """Rows that were rejected for one reason in one column.

    Attributes:
        code: Stable code of the reason.
        column: The file's own name of the column; empty: the whole row.
        expected: What would have been right, of the first of them, as a sentence.
        rows: How many.
        files: In how many files.
    """

    code: str
    column: str
    expected: str
    rows: int
    files: int


class RejectedPage(msgspec.Struct, frozen=True, eq=False):
    """Rows ``first ..`` of the quarantine of ``path`` (empty: of all files).

    Attributes:
        total: How many there are as they are narrowed by ``only``.
        reasons: Of all rows of these files, whatever their code, the most first.
    """

    path: str = ""
    first: int = 0
    total: int = 0
    rows: tuple[RejectedRow, ...] = ()
    only: Only = EVERY
    reasons: tuple[RejectedReason, ...] = ()


NO_REJECTED: Final = RejectedPage()
