"""The last line of an evidence: the verdict in words, the figure that answers."""

from typing import Final

from rich.segment import Segment

from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import StepView
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats
from cockpit.text.safe import safe
from cockpit.widgets.incident.evidence_brief import has_verdict
from cockpit.widgets.incident.evidence_layout import told, totals
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece

WIDE: Final = 60


def foot_line(
    evidence: Evidence, currency: str, width: int, indent: int
) -> tuple[list[Segment], list[Segment]]:
    """Return what stands at the left and at the right of the last line.

    Where both do not fit, figures that the verdict tells anyway are left out.
    """
    dim, reading = ink("dim"), safe(evidence.reading)
    right = _headlines(evidence, currency, width) or _sums(evidence, currency)
    is_tight = _cells(right) + cells.width(reading) + indent + 3 > width
    if is_tight and evidence.headlines:
        right = _headlines(evidence, currency, width, untold=reading)
    room = max(width - _cells(right) - indent - 3, 0)
    left = piece(" " * indent + cells.cut(reading, room), dim)
    return [left], [*right, piece(" ", dim)]


def is_split(step: StepView | None, evidence: Evidence, width: int) -> bool:
    """Whether the verdict takes a line of its own: it is one, and it would be cut."""
    is_verdict = step is not None and has_verdict(step)
    return is_verdict and width < cells.width(safe(evidence.reading)) + 2


def verdict_line(evidence: Evidence, width: int, at: int) -> list[Segment]:
    """Return the verdict, or in the line below it what it rests on."""
    verdict, _blank, facts = safe(evidence.reading).partition(" (")
    style = ink("dim") if at else ink("text", "bg", "bold")
    text = facts.removesuffix(")") if at else verdict
    return [piece(f" {cells.cut(text, width - 2)}", style)]


def _cells(parts: list[Segment]) -> int:
    return sum(part.cell_length for part in parts)


def _headlines(
    evidence: Evidence, currency: str, width: int, *, untold: str = ""
) -> list[Segment]:
    """Return the first headlines; with ``untold`` those that this text leaves out."""
    parts: list[Segment] = []
    is_wide = width >= WIDE
    for headline in evidence.headlines[: 2 if is_wide else 1]:
        called, value, ends = told(headline, currency)
        if untold and value in untold:
            continue
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
