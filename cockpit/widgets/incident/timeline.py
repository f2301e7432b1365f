"""The axis of deadlines: where we are, what is behind, what comes when."""

from datetime import datetime
from typing import Final, NamedTuple

from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentView, StepView
from cockpit.text import cells, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.canvas import Canvas
from cockpit.widgets.incident.deadlines import running
from cockpit.widgets.ink import ink, stroke
from cockpit.widgets.lines import line, piece

MARGIN: Final = 13
"""Cells before the axis: the time at which it begins."""
EDGE: Final = 8
_DAY: Final = 86_400


class Mark(NamedTuple):
    """A deadline on the axis, in seconds since the incident was opened."""

    at: float
    step: StepView


class DeadlineAxis(Widget):
    """Draws a heading, durations, the axis with what was done, what is due when."""

    DEFAULT_CSS = "DeadlineAxis { height: 4; }"

    view: reactive[IncidentView | None] = reactive(None)
    passed: reactive[float] = reactive(0.0)
    today: reactive[str] = reactive("")
    told: reactive[str] = reactive("")
    """Which events stand below, in words."""

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        if y == 0:
            title = piece(f" {_('Timeline')}", ink("text", "bg", "bold"))
            told = piece(f"  {self.told}", ink("dim"))
            return line(width, [title, told], fill=ink("dim"))
        lines = self._canvas(width).lines()
        parts = [
            piece(text, _style(text, role))
            for text, role in (lines[y - 1] if y < 4 else ())
        ]
        return line(width, parts, fill=ink("dim"))

    def _canvas(self, width: int) -> Canvas:
        canvas = Canvas(max(width, 1), 3)
        view = self.view
        if view is None or width < 60:
            return canvas
        age = view.age_seconds + self.passed
        marks = self._marks(view, age)
        size = width - MARGIN - EDGE
        reach = max([age, 60.0, *(mark.at for mark in marks)]) * 1.07
        now = _column(age, reach, size)
        canvas.put(1, 1, safe(steps.at(view.opened, today=self.today)), "dim")
        self._ticks(canvas, view, reach, size, now)
        label = _("Now")
        canvas.put(1, MARGIN + now, glyphs.here(), "text")
        canvas.put(0, max(MARGIN + now - cells.width(label) + 1, 1), label, "text bold")
        for mark in marks:
            self._mark(canvas, mark, _column(mark.at, reach, size))
        for at in range(size):
            gone = at < now
            canvas.put(
                1, MARGIN + at, glyphs.thin(is_bold=gone), "accent" if gone else "faint"
            )
        return canvas

    def _marks(self, view: IncidentView, age: float) -> list[Mark]:
        """Return the next deadlines of today; days ahead would press all together."""
        found = []
        for step in running(view):
            left = steps.left(step, self.passed)
            if left is not None and age + left < _DAY / 2:
                found.append(Mark(max(age + left, 0.0), step))
        return found[:5]

    @staticmethod
    def _ticks(
        canvas: Canvas, view: IncidentView, reach: float, size: int, now: int
    ) -> None:
        """Mark what people did: each act of a person is a stroke behind us."""
        opened = _seconds(view.opened)
        for entry in view.timeline:
            moment = _seconds(entry.at)
            is_done = entry.kind.startswith("step.") and entry.actor != "system"
            if opened is None or moment is None or not is_done:
                continue
            at = _column(moment - opened, reach, size)
            if 0 <= at < now:
                canvas.put(1, MARGIN + at, glyphs.due_mark(), "accent")

    def _mark(self, canvas: Canvas, mark: Mark, at: int) -> None:
        step, column = mark.step, MARGIN + at
        tone = steps.tone(step, self.passed)
        canvas.put(1, column, glyphs.due_mark(), tone or "dim")
        span = steps.span(step.total_seconds or 0.0)
        due = safe(steps.at(step.due, today=self.today))
        title = cells.cut(safe(step.title), 16)
        _label(canvas, 0, column, (span,), tone or "dim")
        _label(canvas, 2, column, (f"{title} {due}", due), "dim")


def _label(
    canvas: Canvas, row: int, column: int, texts: tuple[str, ...], role: str
) -> None:
    """Write the first text that has room, behind a mark or before it."""
    for text in texts:
        size = cells.width(text)
        for start in (column + 2, column - size - 1):
            if _is_clear(canvas, row, start, size):
                canvas.put(row, start, text, role)
                return


def _is_clear(canvas: Canvas, row: int, at: int, size: int) -> bool:
    """Return whether a label has its room, and a blank before and behind it."""
    start, end = max(at - 1, 0), min(at + size + 1, canvas.width)
    is_inside = at >= 0 and at + size <= canvas.width
    return is_inside and canvas.is_free(row, start, end - start)


def _column(seconds: float, reach: float, size: int) -> int:
    return min(max(round(seconds / reach * (size - 1)), 0), size - 1)


def _seconds(moment: str) -> float | None:
    try:
        return datetime.fromisoformat(moment).timestamp()
    except ValueError:
        return None


def _style(text: str, role: str) -> Style:
    """Write words as they are meant; strokes have no underline of their own."""
    name, _blank, extra = role.partition(" ")
    has_words = any(char.isalnum() for char in text)
    return ink(name, "bg", extra) if has_words else stroke(name, "bg", extra)
