"""How an evidence becomes a table: which columns, how wide, what stands in a cell."""

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Final, NamedTuple

from cockpit.snapshot.evidence import (
    Cell,
    Evidence,
    EvidenceColumn,
    EvidenceRow,
    Headline,
)
from cockpit.snapshot.steps import PERCENTAGES, decimals, figure, percent
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats
from cockpit.text.safe import safe

LEAST_NAME: Final = 12
MOST_NAME: Final = 30
MOST_CELL: Final = 20
MEASURED: Final = 1_000
"""Rows whose texts count; wider ones further down are cut, numbers never."""
NEEDED: Final = {1: 0, 2: 60, 3: 70}
"""Cells of a table from which on columns of a rank are shown."""
BAR: Final = 18


class Column(NamedTuple):
    """One column that there is room for: its place in the evidence and its cells."""

    at: int
    column: EvidenceColumn
    scale: formats.Scale
    width: int


class Layout(NamedTuple):
    """Cells of the name, the columns, and of the gap between them."""

    name: int
    columns: tuple[Column, ...]
    gap: int


def measure(evidence: Evidence, width: int) -> Layout:
    """Choose the columns that fit: the first ranks first, in their own order.

    Args:
        evidence: Whose rows are measured, once for an evidence and a width.
        width: Cells for names, columns and gaps.
    """
    known = [_column(evidence, at) for at in range(len(evidence.columns))]
    first = evidence.rows[:MEASURED]
    longest = max((cells.width(safe(row.label)) for row in first), default=0)
    called = min(max(longest, LEAST_NAME), MOST_NAME)
    kept: list[Column] = []
    for rank, least_width in NEEDED.items():
        ranked = (one for one in known if one.column.rank == rank)
        for column in ranked if width >= least_width else ():
            taken = sum(other.width + 1 for other in kept) + column.width + 1
            least = LEAST_NAME if rank == 1 else called
            if least + taken <= width:
                kept.append(column)
    kept.sort(key=lambda column: column.at)
    sizes = sum(column.width for column in kept)
    gap = 2 if called + sizes + 2 * len(kept) <= width else 1
    return Layout(max(width - sizes - gap * len(kept), 4), tuple(kept), gap)


def written(cell: Cell, column: EvidenceColumn, scale: formats.Scale) -> str:
    """Write one cell; a number that is none is missing."""
    if isinstance(cell, str):
        return safe(cell)
    if cell is None or not isfinite(cell):
        return formats.MISSING
    return _number(cell, column, scale)


def _number(cell: float, column: EvidenceColumn, scale: formats.Scale) -> str:
    match column.kind:
        case "money":
            return formats.in_column(cell, scale)
        case "multiple":
            return formats.in_column(cell)
        case "rate" | "change" | "points":
            return percent(cell, column.kind, scale.decimals)
        case "text":
            return formats.count(cell)
        case _:
            return figure(cell, column.kind, "")


def cell_of(row: EvidenceRow, at: int) -> Cell:
    """Return a cell; a row that is too short has none."""
    return row.cells[at] if at < len(row.cells) else None


def before_reason(row: EvidenceRow, layout: Layout) -> int:
    """Return how many columns are drawn before the reason why a row is left out.

    It takes the place of the last figures, of as many as it needs but for the first.
    """
    kept = list(layout.columns)
    while kept and cell_of(row, kept[-1].at) is None:
        kept.pop()
    shown = min(len(kept), max(len(layout.columns) - 1, 0))
    needed = cells.width(safe(row.excluded))
    while shown > 1 and needed > reason_room(layout, shown):
        shown -= 1
    return shown


def reason_room(layout: Layout, shown: int) -> int:
    """Return the cells that are left for a reason behind so many columns."""
    rest = sum(column.width + layout.gap for column in layout.columns[shown:])
    return max(rest - layout.gap, 0)


def head_of(column: Column) -> str:
    """Return the head of a column with the unit of its money."""
    called = safe(short(column.column.name)) or safe(column.column.key)
    word = column.scale.word
    return f"{called} {word}" if word else called


def totals(evidence: Evidence) -> dict[int, float]:
    """Add up the columns that have a total, over what is proposed."""
    proposed = [row for row in evidence.rows if not row.excluded]
    found: dict[int, float] = {}
    for at, column in enumerate(evidence.columns):
        if column.is_total:
            found[at] = sum(_numbers(cell_of(row, at) for row in proposed))
    return found


def told(headline: Headline, currency: str) -> tuple[str, str, str]:
    """Return name, figure and interval of a headline."""
    value = figure(headline.value, headline.kind, currency)
    if headline.low is None or headline.high is None:
        return safe(name(headline.name)), value, ""
    ends = (
        figure(end, headline.kind, currency) for end in (headline.low, headline.high)
    )
    return safe(name(headline.name)), value, formats.interval(*ends)


def _column(evidence: Evidence, at: int) -> Column:
    column = evidence.columns[at]
    values = [cell_of(row, at) for row in evidence.rows]
    numbers, scale = _numbers(values), scale_of(evidence, at)
    draft = Column(at, column, scale, 0)
    widest: list[Cell] = [min(numbers), max(numbers)] if numbers else []
    shown = (*widest, *values[:MEASURED])
    texts = [head_of(draft), *(written(value, column, scale) for value in shown)]
    width = min(max(map(cells.width, texts)), MOST_CELL)
    return draft._replace(width=width + (BAR + 1 if column.has_bar else 0))


def scale_of(evidence: Evidence, at: int) -> formats.Scale:
    """Return how all figures of a column are written: one unit, one precision."""
    kind = evidence.columns[at].kind
    numbers = _numbers(cell_of(row, at) for row in evidence.rows)
    if kind == "money":
        return _scale(numbers)
    if kind in PERCENTAGES:
        return formats.Scale("", 1.0, decimals(numbers, kind))
    return formats.WHOLE


def _scale(values: Sequence[float]) -> formats.Scale:
    """Choose the unit of money: whole figures with commas read best up to a million."""
    largest = max(map(abs, values), default=0.0)
    if largest < 1_000_000:
        return formats.Scale("", 1.0, 0 if largest >= 100 else 2)
    return formats.scale(values)


def _numbers(values: Iterable[Cell]) -> list[float]:
    return [
        float(value)
        for value in values
        if isinstance(value, int | float) and isfinite(value)
    ]
