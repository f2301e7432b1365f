"""Rows as CSV, Markdown or aligned text. The only writer of tables in the program.

Text is made safe for the reader of each form: a spreadsheet must not take it for a
formula, Markdown must not take it for markup, a terminal must not obey it.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from cockpit.text import cells, formats
from cockpit.text.safe import safe

Cell = str | int | float | bool | None

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings of a text that some spreadsheet would run, full-width ones too."""
_SPECIAL: Final = re.compile(r'[",\r\n]')
_MARKUP: Final = re.compile(r"([\\`*{}\[\]<>|~#]|\b_|_\b)")
_GAP: Final = "  "


class Table(NamedTuple):
    """A head and rows of cells; every row is as long as the head."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def render_csv(table: Table) -> str:
    """Write CSV with line feeds; a missing value is an empty cell.

    A text cell that begins with ``= + - @`` (or their full-width forms), a tab or an
    end of line gets a leading ``'``, so that no spreadsheet runs it; numbers never do.
    """
    lines = (",".join(map(_quoted, row)) for row in (table.header, *table.rows))
    return "\n".join(lines) + "\n"


def render_markdown(table: Table) -> str:
    """Write a Markdown table; numbers are aligned to the right."""
    numeric = _numeric_columns(table)
    rule = ("---:" if right else "---" for right in numeric)
    lines = [
        _markdown_line(map(_markdown, table.header)),
        _markdown_line(rule),
        *(_markdown_line(map(_markdown, row)) for row in table.rows),
    ]
    return "\n".join(lines) + "\n"


def render_plain(table: Table, *, widest: int = 40, right: Collection[str] = ()) -> str:
    """Write aligned text for a terminal.

    Cells wider than ``widest`` are cut, but for those of the last column: behind them
    nothing has to line up. Columns of numbers stand at the right, and those named in
    ``right``: figures that were written already.
    """
    numeric = [
        is_numeric or name in right
        for is_numeric, name in zip(_numeric_columns(table), table.header, strict=True)
    ]
    rows = [table.header, *([_plain(cell) for cell in row] for row in table.rows)]
    rows = [[safe(cell) for cell in row] for row in rows]
    widths = [
        max(cells.width(row[at]) for row in rows) for at in range(len(table.header))
    ]
    widths = [*(min(width, widest) for width in widths[:-1]), *widths[-1:]]
    lines = (
        _GAP.join(
            (cells.right if is_figure else cells.left)(cell, width)
            for cell, width, is_figure in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"


def _quoted(cell: Cell) -> str:
    """Write one cell; the csv module of older Pythons leaves a lone return bare."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = "'" + cell if cell.startswith(FORMULA) else cell
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if _SPECIAL.search(text) else text


def _markdown_line(parts: Iterable[str]) -> str:
    return "| " + " | ".join(parts) + " |"


def _markdown(cell: Cell) -> str:
    text = safe(_plain(cell))
    return _MARKUP.sub(r"\\\1", text) if isinstance(cell, str) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return formats.MISSING
    if isinstance(cell, float):
        return f"{cell:.6g}" if abs(cell) < 1e6 else f"{cell:.2f}"
    return str(cell)


def _numeric_columns(table: Table) -> Sequence[bool]:
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
    return [_is_numeric(column) for column in columns]


def _is_numeric(column: Sequence[Cell]) -> bool:
    values = [cell for cell in column if cell is not None]
    return bool(values) and all(
        isinstance(cell, int | float) and not isinstance(cell, bool) for cell in values
    )
