"""One alarm in detail, as lines that scroll."""

from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cockpit import keys
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.widgets import alarm_lines
from cockpit.widgets.alarm_lines import Line, ShownAlarm
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.trend_chart import TrendChart

HEAD_LINES = 1


class AlarmCourse(TrendChart):
    """Draws the course that an alarm is about."""


class AlarmFacts(ScrollView, can_focus=True):
    """Draws a :class:`~cockpit.widgets.alarm_lines.ShownAlarm`; its head stays."""

    DEFAULT_CSS = """
    AlarmFacts { height: 1fr; overflow-x: hidden; scrollbar-size: 0 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings("alarm"),
        *keys.bindings("queue"),
    ]

    shown: var[ShownAlarm | None] = var(None)

    class Followed(Message):
        """The operator wants to see the incident that holds the alarm."""

    class ByHand(Message):
        """An incident is to be opened by hand for this alarm."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []

    def watch_shown(self) -> None:
        """Write the lines anew."""
        self._rewrite()

    def on_resize(self) -> None:
        """Write the lines for another width."""
        self._rewrite()

    def _rewrite(self) -> None:
        width = max(self.size.width - 2, 1)
        self._lines = alarm_lines.lines(self.shown, width) if self.shown else []
        self.virtual_size = Size(self.size.width, len(self._lines) + HEAD_LINES)
        self.refresh()

    def action_follow(self) -> None:
        """Go to its incident."""
        self.post_message(self.Followed())

    def action_open_by_hand(self) -> None:
        """Ask to open an incident by hand."""
        self.post_message(self.ByHand())

    @property
    def text(self) -> str:
        """Return all lines as plain text, for the clipboard."""
        if self.shown is None:
            return ""
        every = (alarm_lines.head(self.shown.row, 80), *self._lines)
        written = ("".join(text for text, _role in runs).rstrip() for runs in every)
        return "\n".join(written).strip() + "\n"

    def render_line(self, y: int) -> Strip:
        """Draw the head or a line; what is below is said at the head's end."""
        width, fill = self.size.width, ink("dim")
        if self.shown is None:
            return line(width, (), fill=fill)
        if y < HEAD_LINES:
            more = self._more()
            room = width - cells.width(more) - 3
            runs = alarm_lines.head(self.shown.row, room)
            parts = [piece(text, _ink(role)) for text, role in runs]
            parts.insert(0, piece(" ", fill))
            return line(width, parts, [piece(more, fill)], fill=fill)
        at = round(self.scroll_offset.y) + y - HEAD_LINES
        runs = self._lines[at] if at < len(self._lines) else ()
        parts = [piece(" ", fill), *(piece(text, _ink(role)) for text, role in runs)]
        return line(width, parts, fill=fill)

    def _more(self) -> str:
        """Say how many lines are below."""
        seen = self.size.height - HEAD_LINES + round(self.scroll_offset.y)
        below = len(self._lines) - seen
        text = _("{count} more lines").format(count=below)
        return f"{text} " if below > 0 else ""


def _ink(role: str) -> Style:
    if role == "chip_red":
        return ink("on_red", "red_fill", "bold")
    known, _blank, extra = role.partition(" ")
    return ink(known, "bg", extra)
