"""The first line: product, workspace, screens, badge, data time, age."""

from datetime import datetime
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.messages import ScreenRequested
from cockpit.text import cells, formats
from cockpit.text.glyphs import CLOCKS, SOURCES, STATES, Sign
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.status import WAITING, Status

TABS: Final[tuple[tuple[str, str, Note], ...]] = (
    ("1", "health", note("Health")),
    ("2", "segments", note("Users")),
    ("3", "attribution", note("Attribution")),
    ("4", "incidents", note("Incident")),
    ("9", "data", note("Data")),
)
_LIGHTS: Final[dict[str, tuple[Sign, str]]] = {
    "red": (STATES["red"], "red"),
    "error": (SOURCES["error"], "unknown"),
    "held": (SOURCES["held"], "unknown"),
}
"""What the data screen's name is marked with."""
_INKS: Final = {
    "live": "green",
    "as_of": "info",
    "paused": "info",
    "late": "yellow",
    "stale": "stale",
    "waiting": "dim",
}


class Header(Widget):
    """Draws one line; a click on a screen's name asks for that screen."""

    DEFAULT_CSS = "Header { height: 1; dock: top; }"

    status: reactive[Status] = reactive(WAITING)
    active: reactive[str] = reactive("health")

    def __init__(self, active: str) -> None:
        super().__init__()
        self.set_reactive(Header.active, active)
        self._spans: list[tuple[int, int, str]] = []

    def render_line(self, y: int) -> Strip:
        """Draw the line; what is narrow loses names first, the badge never."""
        width = self.size.width
        if y > 0:
            return Strip.blank(width)
        badge = self._badge(width)
        used = sum(part.cell_length for part in badge)
        left = self._left(width, width - used - 1)
        return line(width, left, badge, fill=ink("dim", "panel"))

    def _left(self, width: int, room: int) -> list[Segment]:
        title = f" {_('cockpit')}"
        pieces = [piece(title, ink("text", "panel", "bold"))]
        tabs = self._tabs(is_narrow=width < 80)
        taken = cells.width(title) + sum(cells.width(text) for text, _tab in tabs) + 2
        workspace = safe(self.status.workspace)
        if workspace and width >= 120 and taken + 5 < room:
            shown = " " + cells.cut(workspace, min(24, room - taken - 2))
            pieces.append(piece(shown, ink("dim", "panel")))
        pieces.append(piece("  ", ink("dim", "panel")))
        self._spans.clear()
        at = sum(part.cell_length for part in pieces)
        for text, tab in tabs:
            is_active = tab == self.active
            style = (
                ink("on_accent", "accent", "bold") if is_active else ink("dim", "panel")
            )
            pieces += self._tab(text, tab, style)
            self._spans.append((at, at + cells.width(text), tab))
            at += cells.width(text)
        return pieces

    def _tab(self, text: str, tab: str, style: Style) -> list[Segment]:
        """Draw the name of a screen; that of the data with what is wrong with them."""
        if tab != "data" or not self.status.data:
            return [piece(text, style)]
        sign, role = _LIGHTS[self.status.data]
        return [
            piece(text[:-2], style),
            piece(" ", ink("dim", "panel")),
            piece(f"{sign.mark} ", ink(role, "panel", "bold")),
        ]

    def _tabs(self, *, is_narrow: bool) -> list[tuple[str, str]]:
        shown = [
            (key, tab, label.text())
            for key, tab, label in TABS
            if tab == self.active or not is_narrow or self._is_lit(tab)
        ]
        return [
            (f" {key} {label} {' ' * self._is_lit(tab)}", tab)
            for key, tab, label in shown
        ]

    def _is_lit(self, tab: str) -> bool:
        return tab == "data" and bool(self.status.data)

    def _badge(self, width: int) -> list[Segment]:
        status = self.status
        sign = CLOCKS[status.view]
        word = ink(_INKS[status.view], "panel", "bold")
        pieces = [piece(f"{sign.mark} {sign.word.text()}", word)]
        when = _when(status.data_to, status.today)
        if when and width >= 120:
            pieces.append(piece(f" {_('data to')} {when}", ink("dim", "panel")))
            age = formats.age(status.age_seconds)
            pieces.append(piece(f"  {age}", ink("dim", "panel")))
        elif when:
            pieces.append(piece(f" {when}", ink("dim", "panel")))
        pieces.append(piece(" ", ink("dim", "panel")))
        return pieces

    def on_click(self, event: events.Click) -> None:
        """Ask for the screen whose name was clicked."""
        for start, end, tab in self._spans:
            if start <= event.x < end:
                self.post_message(ScreenRequested(tab))


def _when(data_to: str, today: str) -> str:
    """Return the time of day; of data that is not of today the day as well."""
    try:
        moment = datetime.fromisoformat(data_to)
    except ValueError:
        return safe(data_to)
    is_today = data_to.startswith(today) and bool(today)
    return f"{moment:%H:%M}" if is_today else f"{moment:%m-%d %H:%M}"
