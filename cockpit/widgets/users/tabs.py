"""The tabs of a screen, and at the right what the shown one is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Final

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


class TabLine(Widget):
    """Draws a tab a word; a click shows it."""

    DEFAULT_CSS = "TabLine { height: 1; }"
    NAMES: ClassVar[Mapping[str, Note]] = MappingProxyType({})
    """By tab, in their order."""

    chosen: reactive[str] = reactive("")
    asides: reactive[tuple[str, ...]] = reactive(())
    """What to say at the right, the longest form first: the first that fits."""

    @dataclass
    class Chosen(Message):
        """This tab is to be shown."""

        tab: str

    def __init__(self) -> None:
        super().__init__()
        self._spans: list[tuple[int, int, str]] = []

    def stamp(self) -> str:
        """Return what is said at the right end whatever the width; empty: nothing."""
        return ""

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
        stamp = self.stamp()
        left = self._names(width - self._kept)
        right = [piece(f"{safe(self._fitting(left))} ", ink("dim"))]
        if stamp:
            right.append(piece(f" {stamp} ", ink("info", "bg", "bold")))
        return line(width, left, right, fill=ink("dim"))

    def has_said(self) -> bool:
        """Return whether there is room for any of the asides."""
        return bool(self._fitting(self._names(self.size.width - self._kept)))

    @property
    def _kept(self) -> int:
        """Return the cells of the stamp."""
        return cells.width(self.stamp()) + 2 if self.stamp() else 0

    def _fitting(self, left: list[Segment]) -> str:
        """Return the first aside that fits beside the names; raw."""
        at = sum(part.cell_length for part in left)
        room = self.size.width - self._kept - at - 3
        return next((s for s in self.asides if cells.width(safe(s)) <= room), "")

    def _names(self, width: int) -> list[Segment]:
        """Draw the names; only the chosen one and its place where not all fit."""
        names = {tab: name.text() for tab, name in self.NAMES.items()}
        total = sum(map(cells.width, names.values()))
        gap = max(min(GAP, (width - 2 - total) // max(len(names) - 1, 1)), 1)
        place = ""
        if total + len(names) + 1 > width and self.chosen in names:
            place = f"  {list(names).index(self.chosen) + 1}/{len(names)}"
            names = {self.chosen: names[self.chosen]}
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
        return [*pieces, piece(place, ink("dim"))]


class UserTabs(TabLine):
    """The tabs of the screen of users."""

    NAMES = NAMES
    chosen: reactive[str] = reactive("lifecycle")
