"""The last line of an evidence: the verdict in words, the figure that answers."""

from typing import Final

from rich.segment import Segment

from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats
from cockpit.text.safe import safe
from cockpit.widgets.incident.evidence_layout import told, totals
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece

WIDE: Final = 60


def foot_line(
    evidence: Evidence, currency: str, width: int, indent: int
) -> tuple[list[Segment], list[Segment]]:
    """Return what stands at the left and at the right of the last line."""
    right = _headlines(evidence, currency, width) or _sums(evidence, currency)
    used = sum(part.cell_length for part in right)
    reading = cells.cut(safe(evidence.reading), max(width - used - indent - 3, 0))
    dim = ink("dim")
    return [piece(" " * indent + reading, dim)], [*right, piece(" ", dim)]


def _headlines(evidence: Evidence, currency: str, width: int) -> list[Segment]:
    parts: list[Segment] = []
    is_wide = width >= WIDE
    for headline in evidence.headlines[: 2 if is_wide else 1]:
        called, value, ends = told(headline, currency)
        parts += _figure(called, value)
        if ends and is_wide:
            parts.append(piece(f" {ends}", ink("dim")))
    return parts


def _sums(evidence: Evidence, currency: str) -> list[Segment]:
    parts: list[Segment] = []
    for at, total in totals(evidence).items():
        column = evidence.columns[at]
        is_money = column.kind == "money"
        shown = formats.money(total, currency) if is_money else formats.count(total)
        parts += _figure(safe(name(column.name)), shown)
    return parts


def _figure(called: str, value: str) -> list[Segment]:
    return [
        piece(f"  {called} ", ink("dim")),
        piece(value, ink("text", "bg", "bold")),
    ]
