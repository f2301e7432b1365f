"""The timeline: what happened, the newest first."""

from typing import Final

from rich.segment import Segment
from textual.geometry import clamp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentView, TimelineEntry
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

TWO_COLUMNS: Final = 100
WHO: Final = 8
ACTORS: Final = {"data": note("data"), "system": note("system")}
"""Who is nobody; people are called by their names."""


class EventList(Widget):
    """Draws as many events as there is room for; older ones are a key away."""

    DEFAULT_CSS = "EventList { height: 1fr; }"

    view: reactive[IncidentView | None] = reactive(None)
    today: reactive[str] = reactive("")
    skipped: reactive[int] = reactive(0)
    """How many of the newest are left out."""

    class Fitted(Message):
        """Other events are in view, or there are more of them."""

    def on_resize(self) -> None:
        """Say that other events are in view."""
        self.post_message(self.Fitted())

    def watch_view(self, old: IncidentView | None, new: IncidentView | None) -> None:
        """Show the newest of another incident."""
        if (old.incident if old else "") != (new.incident if new else ""):
            self.skipped = 0
        self.post_message(self.Fitted())

    @property
    def capacity(self) -> int:
        """Return how many events there is room for."""
        return max(self.size.height - self._head_lines, 0) * self._columns

    @property
    def _columns(self) -> int:
        return 2 if self.size.width >= TWO_COLUMNS else 1

    @property
    def _head_lines(self) -> int:
        return int(self.has_class("-headed"))

    def told(self) -> str:
        """Say how many events there are, and which are shown."""
        total = len(self.view.timeline) if self.view else 0
        last = min(self.skipped + self.capacity, total)
        text = _("{first}-{last} of {total} events").format(
            first=min(self.skipped + 1, total), last=last, total=total
        )
        return f"{text}  {_('[ older  ] newer')}"

    def older(self, pages: int) -> bool:
        """Go to older events, or newer ones; False at the end."""
        total = len(self.view.timeline) if self.view else 0
        room = max(self.capacity, 1)
        before = self.skipped
        self.skipped = clamp(self.skipped + pages * room, 0, max(total - room, 0))
        return self.skipped != before

    def render_line(self, y: int) -> Strip:
        """Draw one line: one event, or two side by side."""
        width = self.size.width
        view, first = self.view, self._head_lines
        if view is None:
            return line(width, (), fill=ink("dim"))
        if y < first:
            title = piece(f" {_('Timeline')}", ink("text", "bg", "bold"))
            told = piece(f"  {self.told()}", ink("dim"))
            return line(width, [title, told], fill=ink("dim"))
        lines = max(self.size.height - first, 0)
        newest = newest_first(view)[self.skipped :]
        size = width // self._columns
        pieces: list[Segment] = []
        for column in range(self._columns):
            at = y - first + column * lines
            room = size if column < self._columns - 1 else width - size * column
            entry = newest[at] if at < len(newest) else None
            pieces += self._entry(entry, room)
        return line(width, pieces, fill=ink("dim"))

    def _entry(self, entry: TimelineEntry | None, size: int) -> list[Segment]:
        dim = ink("dim")
        if entry is None:
            return [piece(" " * size, dim)]
        when = safe(steps.at(entry.at, today=self.today))
        who = ACTORS[entry.actor].text() if entry.actor in ACTORS else entry.actor
        called = cells.cut(safe(who), max(WHO, size // 6))
        room = size - cells.width(when) - 3
        # Side by side names stand in line, alone they stand at the far end.
        text_room = min(32, room - cells.width(called) - 3)
        if self._columns == 1:
            text_room = room - cells.width(called) - 2
        text = cells.cut(safe(entry.text), text_room)
        rest = " " * (text_room - cells.width(text) + 1) + called
        if self._columns > 1:
            rest = " " + rest
        return [
            piece(f" {when}  ", dim),
            piece(text, ink(entry.tone or "text")),
            piece(cells.left(rest, room - cells.width(text)), dim),
        ]


def newest_first(view: IncidentView) -> list[TimelineEntry]:
    """Return the events by their number, the newest first."""
    return sorted(view.timeline, key=lambda entry: -entry.seq)
