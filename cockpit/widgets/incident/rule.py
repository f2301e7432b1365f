"""The one stroke between two columns that have no room for space between them."""

from textual.strip import Strip
from textual.widget import Widget

from cockpit.text import glyphs
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class VerticalRule(Widget):
    """Draws a stroke from top to bottom."""

    DEFAULT_CSS = "VerticalRule { width: 1; height: 100%; }"

    def render_line(self, y: int) -> Strip:
        """Draw one cell of it."""
        is_inside = y < self.size.height
        parts = [piece(glyphs.side(), ink("faint"))] if is_inside else []
        return line(self.size.width, parts, fill=ink("dim"))
