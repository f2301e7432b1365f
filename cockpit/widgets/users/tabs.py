"""The tabs of the screen of users, and at the right what the shown one is about."""

from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.text import cells
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

NAMES: Final[dict[str, Note]] = {
    "lifecycle": note("Lifecycle"),
    "retention": note("Retention"),
    "rfm": note("RFM"),
    "needs": note("Needs"),
    "demand": note("Demand curve"),
    "value": note("LTV"),
}
GAP: Final = 3


class UserTabs(Widget):
    """Draws a tab a word; a click shows it."""

    DEFAULT_CSS = "UserTabs { height: 1; }"

    chosen: reactive[str] = reactive("lifecycle")
    asides: reactive[tuple[str, ...]] = reactive(())
    """What to say at the right, the longest form first: the first that fits."""

    @dataclass
    class Chosen(Message):
        """This tab is to be shown."""

        tab: str

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []

    def on_click(self, event: events.Click) -> None:
        """Show the tab that was clicked."""
        for start, end, tab in self._spans:
            if start <= event.x < end:
                self.post_message(self.Chosen(tab))

    def render_line(self, y: int) -> Strip:
        """Draw the line; names come closer before one of them is cut."""
        width = self.size.width
        if y > 0:
            return Strip.blank(width)
        names = {tab: name.text() for tab, name in NAMES.items()}
        total = sum(map(cells.width, names.values()))
        gap = max(min(GAP, (width - 2 - total) // max(len(names) - 1, 1)), 1)
        pieces: list[Segment] = []
        at = 0
        self._spans.clear()
        for tab, text in names.items():
            before = " " * (gap if pieces else 1)
            is_chosen = tab == self.chosen
            style = ink("text", "bg", "bold underline") if is_chosen else ink("dim")
            pieces += [piece(before, ink("dim")), piece(text, style)]
            at += len(before)
            self._spans.append((at, at + cells.width(text), tab))
            at += cells.width(text)
        room = width - at - 3
        said = next((s for s in self.asides if cells.width(safe(s)) <= room), "")
        return line(
            width, pieces, [piece(f"{safe(said)} ", ink("dim"))], fill=ink("dim")
        )
