"""The points of a course as a list, the newest first: numbers for the curious."""

from datetime import datetime, timedelta

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import words
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece
from cockpit.widgets.trend_chart import NOTHING, Shown

BAR = 30


class DayList(Widget):
    """Draws the course of :class:`Shown` with its baseline and the calendar."""

    DEFAULT_CSS = "DayList { height: 1fr; }"

    shown: reactive[Shown] = reactive(NOTHING)

    def render_line(self, y: int) -> Strip:
        """Draw the heading, the names of the columns, or one point."""
        width = self.size.width
        values = self.shown.trend.values
        if y == 0:
            return line(width, self._heading(), fill=ink("dim"))
        index = len(values) - y
        if index < 0:
            return line(width, (), fill=ink("dim"))
        return line(width, self._point(index), fill=ink("dim"))

    def _heading(self) -> list[Segment]:
        trend = self.shown.trend
        by = _("by hour") if trend.grain == "hour" else _("by day")
        compared = words.base(trend.baseline_base) if trend.baseline else ""
        return [
            piece(f" {safe(self.shown.name)} {by}", ink("text", "bg", "bold")),
            piece(f"  {compared}", ink("dim")),
        ]

    def _point(self, index: int) -> list[Segment]:
        shown, trend = self.shown, self.shown.trend
        value = trend.values[index]
        is_open = index >= len(trend.values) - trend.provisional
        mark = formats.PROVISIONAL if is_open and value is not None else ""
        text = formats.show(value, shown.unit, currency=shown.currency, mark=mark)
        base = trend.baseline[index] if index < len(trend.baseline) else None
        change = _difference(value, base, is_rate=shown.unit == "rate")
        known = [point for point in trend.values if point is not None]
        share = (value or 0.0) / (max(known, default=0.0) or 1.0)
        drawn = glyphs.rule(share, cells=BAR)
        notes = "  ".join(safe(text) for at, text in trend.notes if at == index)
        return [
            piece(f" {self._when(index)}", ink("dim")),
            piece(cells.right(text, 11), ink("dim" if is_open else "text")),
            piece(cells.right(formats.change(change, shown.unit), 9), ink("dim")),
            piece(f"  {cells.left(drawn, BAR)}", muted("accent")),
            piece(f"  {notes}", ink("dim")),
        ]

    def _when(self, index: int) -> str:
        trend = self.shown.trend
        try:
            start = datetime.fromisoformat(trend.start)
        except ValueError:
            return " " * 11
        if trend.grain == "hour":
            return f"{start + timedelta(hours=index):%m-%d %H:%M}"
        return f"{start + timedelta(days=index):%m-%d}" + " " * 6


def _difference(
    value: float | None, base: float | None, *, is_rate: bool
) -> float | None:
    if value is None or base is None:
        return None
    if is_rate:
        return value - base
    return value / base - 1 if base else None
