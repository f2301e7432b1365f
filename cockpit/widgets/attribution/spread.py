"""An interval on an axis that rows share: from least to most, and its centre. Pure."""

from collections.abc import Sequence
from math import isfinite
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style

from cockpit.text import cells, glyphs
from cockpit.widgets.ink import ink, is_mono, muted, stroke
from cockpit.widgets.lines import piece
from cockpit.widgets.users.braille import ticks

HEADROOM: Final = 1.02


class Axis(NamedTuple):
    """From which value to which, on so many cells."""

    low: float
    high: float
    cells: int

    def at(self, value: float) -> int:
        """Return the cell of a value, kept inside."""
        span = self.high - self.low or 1.0
        share = min(max((value - self.low) / span, 0.0), 1.0)
        return round(share * (self.cells - 1))


def axis_of(values: Sequence[float | None], size: int, *, most: int = 5) -> Axis:
    """Return an axis from 0 to a round value beyond the greatest one.

    Args:
        values: What is to lie on it; what is not finite is left out.
        size: In cells.
        most: How many steps there are at most.
    """
    have = [value for value in values if value is not None and isfinite(value)]
    top = max(have, default=0.0) * HEADROOM or 1.0
    marks = ticks(0.0, top, most=most)
    step = marks[1] - marks[0] if len(marks) > 1 else top
    return Axis(0.0, max(marks[-1] + step, step) if marks[-1] < top else top, size)


def head(axis: Axis, *, percent: bool = False) -> str:
    """Write round values above an axis."""
    text = ""
    for mark in ticks(axis.low, axis.high, most=max(axis.cells // 7, 1)):
        label = f"{mark * 100:g}" if percent else f"{mark:g}"
        start = min(axis.at(mark), axis.cells - cells.width(label))
        if start > cells.width(text) or not text:
            text += " " * (start - cells.width(text)) + label
    return text


def unit(label: str, word: str) -> str:
    """Write the unit of a column behind its name; Latin ones apart: ``spend k``."""
    return f"{label} {word}".rstrip() if word.isascii() else label + word


class Span(NamedTuple):
    """One interval; ``is_thin`` draws it dashed and dim, whatever it says."""

    low: float | None
    centre: float | None
    high: float | None
    is_thin: bool = False


def bar(
    axis: Axis,
    span: Span,
    *,
    on: str = "bg",
    ground: str = "",
    base: float | None = None,
) -> list[Segment]:
    """Draw one interval.

    Args:
        axis: The one that is common to all rows.
        span: What to draw.
        on: Background role of the row.
        ground: What stands in cells without anything, one cell wide.
        base: A reference that all rows are read against.
    """
    blank = ground or " "
    faint = _drawn("faint", on)
    found = [(blank, faint)] * axis.cells
    if base is not None:
        found[axis.at(base)] = (glyphs.base_mark(), _drawn("dim", on))
    centre, low, high = span.centre, span.low, span.high
    if centre is not None and isfinite(centre):
        low = centre if low is None or not isfinite(low) else low
        high = centre if high is None or not isfinite(high) else high
        inner = glyphs.gap_mark() if span.is_thin else glyphs.thin(is_bold=True)
        style = _drawn("dim" if span.is_thin else "accent", on)
        for at in range(axis.at(low), axis.at(high) + 1):
            found[at] = (inner, style)
        mark = glyphs.thin_mark() if span.is_thin else glyphs.due_mark()
        role = "dim" if span.is_thin else "text"
        found[axis.at(centre)] = (mark, ink(role, on, "" if span.is_thin else "bold"))
    return _joined(found, on)


def _drawn(role: str, on: str) -> Style:
    """Return the style of strokes; without colour the row as a whole is reversed."""
    if is_mono():
        return ink("text", on)
    return muted(role, on) if role == "accent" else stroke(role, on)


def _joined(found: Sequence[tuple[str, object]], on: str) -> list[Segment]:
    pieces: list[Segment] = []
    for char, style in found:
        if pieces and pieces[-1].style == style:
            pieces[-1] = piece(
                pieces[-1].text + char, pieces[-1].style or ink("dim", on)
            )
        else:
            pieces.append(piece(char, style))  # type: ignore[arg-type]
    return pieces
