"""The open incidents side by side, the most urgent at the left."""

from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentRow, IncidentsSnapshot
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

LEAST: Final = 18
SPARE: Final = 16
"""Cells for how many there is no room for."""


class IncidentTabs(Widget):
    """Draws a tab an incident; takes its line only where there are several."""

    DEFAULT_CSS = "IncidentTabs { height: 1; } IncidentTabs.-single { display: none; }"

    incidents: reactive[IncidentsSnapshot] = reactive(NO_INCIDENTS)
    chosen: reactive[str] = reactive("")
    passed: reactive[float] = reactive(0.0)

    @dataclass
    class Chosen(Message):
        """This incident is to be shown."""

        incident: str

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []

    def watch_incidents(self, snapshot: IncidentsSnapshot) -> None:
        """Take no line for a single incident."""
        self.set_class(len(snapshot.incidents) < 2, "-single")

    def on_click(self, event: events.Click) -> None:
        """Show the incident whose tab was clicked."""
        for start, end, incident in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(incident))

    def render_line(self, y: int) -> Strip:
        """Draw the tabs; those there is no room for are counted."""
        width = self.size.width
        if y > 0:
            return Strip.blank(width)
        known = {view.incident for view in self.incidents.incidents}
        rows = [row for row in self.incidents.rows if row.incident in known]
        most = max((width - SPARE) // LEAST, 1)
        at = next((n for n, row in enumerate(rows) if row.incident == self.chosen), 0)
        first = max(at - most + 1, 0)
        shown = rows[first : first + most]
        size = min((width - SPARE) // max(len(shown), 1), 36)
        pieces, column = [piece(" ", ink("dim"))], 1
        self._spans.clear()
        for row in shown:
            pieces += self._tab(row, size)
            self._spans.append((column, column + size, row.incident))
            column += size
        hidden = len(rows) - len(shown)
        more = _("and {count} more").format(count=hidden) if hidden else ""
        return line(width, pieces, [piece(f"  {more} ", ink("dim"))], fill=ink("dim"))

    def _tab(self, row: IncidentRow, size: int) -> list[Segment]:
        is_chosen = row.incident == self.chosen
        on = "sel" if is_chosen else "bg"
        role, clock = "dim", ""
        if row.next_seconds is not None:
            left = row.next_seconds - self.passed
            clock = steps.over(left) + formats.countdown(left)
            is_close = left <= row.next_warn_seconds
            role = "red" if left < 0 else "yellow" if is_close else "dim"
        mark = STATES["red" if row.severity == "red" else "yellow"].mark
        room = max(size - cells.width(clock) - 5, 3)
        title = cells.left(safe(row.title), room)
        ready = ink("text", on, "bold") if is_chosen else ink("dim", on)
        return [
            piece(f" {mark} ", ink("red" if row.severity == "red" else "yellow", on)),
            piece(title, ready),
            piece(f" {clock} ", ink(role, on)),
        ]
