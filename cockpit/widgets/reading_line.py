"""One line while files are read: how far, how fast, how long still, and how to stop."""

from typing import Final

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import reading_words as words
from cockpit.text import cells, glyphs
from cockpit.text.i18n import _
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.status import WAITING, Status

_BAR: Final = 12


class ReadingLine(Widget):
    """Draws a bar of all files, and the file that is being read; hidden without one."""

    DEFAULT_CSS = """
    ReadingLine { height: 1; }
    ReadingLine.-silent { display: none; }
    """

    status: reactive[Status] = reactive(WAITING)

    def watch_status(self) -> None:
        """Take the line only while files are read."""
        self.set_class(self.status.reading is None, "-silent")

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, reading = self.size.width, self.status.reading
        if reading is None or y > 0:
            return Strip.blank(width)
        gone, left = glyphs.progress(words.share(reading), cells=_BAR)
        hint = f"{_('X stops it')} "
        room = width - _BAR - cells.width(hint) - 5
        said = cells.joined(room, *words.pace_words(reading), words.file_words(reading))
        return line(
            width,
            [
                piece(f" {gone}", ink("accent")),
                piece(f"{left}  ", ink("dim")),
                piece(said, ink("text")),
            ],
            [piece(hint, ink("dim"))],
            fill=ink("dim"),
        )
