"""Rejected rows, a page at a time: they may be many, so they stay in the worker."""

from typing import Final

import msgspec


class RejectedRow(msgspec.Struct, frozen=True, eq=False):
    """One row that could not be read.

    Attributes:
        line: Line in the file, from 1 (row number in a Parquet file).
        column: The file's own name of the column.
        expected: What would have been right, as a sentence.
        cell: The failing cell; masked in a personal column.
    """

    line: int
    column: str
    expected: str
    cell: str


class RejectedPage(msgspec.Struct, frozen=True, eq=False):
    """Rows ``first ..`` of the quarantine of ``path``; ``total`` in all."""

    path: str = ""
    first: int = 0
    total: int = 0
    rows: tuple[RejectedRow, ...] = ()


NO_REJECTED: Final = RejectedPage()
