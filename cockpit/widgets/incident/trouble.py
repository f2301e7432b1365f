"""What is wrong with the log itself: not saved, only watching, an uncertain clock."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.incidents import (
    NO_INCIDENTS,
    NOTHING_UNSAVED,
    IncidentsSnapshot,
    Unsaved,
)
from cockpit.text import cells
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class Trouble(Widget):
    """Takes a line only while something is wrong; what was typed is not lost."""

    DEFAULT_CSS = "Trouble { height: 1; } Trouble.-silent { display: none; }"

    incidents: reactive[IncidentsSnapshot] = reactive(NO_INCIDENTS)
    unsaved: reactive[Unsaved] = reactive(NOTHING_UNSAVED)

    def watch_incidents(self) -> None:
        """Come and go with the trouble."""
        self.set_class(not self._said()[1], "-silent")

    def watch_unsaved(self) -> None:
        """Come and go with the trouble."""
        self.watch_incidents()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        is_red, text, keys = self._said()
        if y > 0:
            return Strip.blank(width)
        role, ground = ("on_red", "red_fill") if is_red else ("yellow", "bg")
        style = ink(role, ground, "bold")
        mark = STATES["red" if is_red else "yellow"].mark
        room = width - cells.width(keys) - 6
        right: list[Segment] = [piece(f"{keys} ", style)] if keys else []
        said = f" {mark}  {cells.cut(text, max(room, 8))}"
        return line(width, [piece(said, style)], right, fill=style)

    def _said(self) -> tuple[bool, str, str]:
        """Return whether it is red, the sentence, and the keys that help."""
        snapshot, unsaved = self.incidents, self.unsaved
        if unsaved.acts:
            said = _("NOT SAVED: {what}").format(what=safe(unsaved.text))
            return True, f"{said}  {safe(unsaved.why)}", _("r tries again")
        if snapshot.trouble:
            return True, safe(snapshot.trouble), ""
        if not snapshot.is_evaluating:
            return True, _("nobody judges alarms: the worker is silent"), ""
        return False, safe(snapshot.clock_note), ""
