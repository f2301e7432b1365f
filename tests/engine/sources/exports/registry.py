"""Shapes of real exports: how each platform writes a file, and what is in it.

A shape is a function that returns the bytes of one file, exactly as the platform writes
them: encoding, marks around ids, lines above the header, totals. What a reader must
find in it is said beside it, computed by hand.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Build = Callable[[], bytes]


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a reader must find in a file.

    Attributes:
        rows: Rows kept.
        columns: The file's own name -> canonical column, of all columns that are used.
        stands_in: Canonical column -> a column of the file that feeds another one too.
        given: Canonical column -> value that all rows get because of the platform.
        sums: Canonical column -> sum as stored: money in 1/10,000, counts as they are.
        values: Canonical column -> values in the order of the file.
        days: First and last business day, ISO.
        currencies: Of the rows; empty where the table has no currency.
        rejected: Code of the quarantine -> rows.
        codes: What is told of the file, besides the codes of the quarantine.
        encoding: As it is shown.
        personal: Columns that must not be read.
        secrets: Texts in the file that must be nowhere in what is kept of it.
    """

    rows: int
    columns: Mapping[str, str]
    stands_in: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    days: tuple[str, str]
    currencies: frozenset[str] = frozenset()
    rejected: Mapping[str, int] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    encoding: str = "utf-8"
    personal: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """One kind of file.

    Attributes:
        name: Of the shape.
        table: Canonical table.
        platform: As in the column ``platform`` of the alias table.
        file: Name under which the platform saves it.
        build: Makes its bytes; the same ones each time.
        expected: What is in it.
        settings: Keys of its ``[[source]]`` besides table and path. Empty for all that
            the file itself tells.
    """

    name: str
    table: str
    platform: str
    file: str
    build: Build
    expected: Expected
    settings: Mapping[str, Any]


_SHAPES: dict[str, Shape] = {}


def export(
    name: str,
    *,
    table: str,
    platform: str,
    file: str,
    expected: Expected,
    settings: Mapping[str, Any] | None = None,
) -> Callable[[Build], Build]:
    """Enter a shape into the registry."""

    def enter(build: Build) -> Build:
        assert name not in _SHAPES, name
        _SHAPES[name] = Shape(
            name, table, platform, file, build, expected, settings or {}
        )
        return build

    return enter


def entered() -> tuple[Shape, ...]:
    """Return the shapes that have been entered, by name."""
    return tuple(_SHAPES[name] for name in sorted(_SHAPES))


def separated(
    rows: Iterable[Sequence[str]],
    *,
    separator: str = ",",
    line_end: str = "\r\n",
    quoting: int = csv.QUOTE_MINIMAL,
) -> str:
    """Write rows as a text with separators."""
    text = io.StringIO()
    # mypy and typeshed want a literal here; the csv module takes its own constants.
    writer = csv.writer(
        text,
        delimiter=separator,
        lineterminator=line_end,
        quoting=quoting,  # type: ignore[arg-type]
    )
    writer.writerows(rows)
    return text.getvalue()
