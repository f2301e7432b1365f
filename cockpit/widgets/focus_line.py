"""What the focused gauge leaves out where gauges are small: base, pair, band, why."""

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import words
from cockpit.snapshot.health import Tile
from cockpit.text import cells, formats
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class FocusLine(Widget):
    """Draws one gauge in one line."""

    DEFAULT_CSS = "FocusLine { height: 1; }"

    tile: reactive[Tile | None] = reactive(None)
    currency: reactive[str] = reactive("CNY")
    place: reactive[str] = reactive("")
    """Which gauge of how many, e.g. ``3 / 12``."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        if self.tile is None or y > 0:
            return line(width, (), fill=ink("dim"))
        tile, row = self.tile, self.tile.row
        name = words.tile_name(tile, room=width // 2)
        value = str(words.value(row, self.currency))
        parts = [
            f"{formats.change(row.change, row.unit)} {words.base(row.base)}"
            if row.change is not None
            else "",
            words.pair(tile, self.currency),
            words.band(tile, self.currency),
            f"n {formats.count(row.n)}",
            safe(row.reason),
        ]
        used = cells.width(name) + cells.width(value) + cells.width(self.place)
        room = width - used - 8
        return line(
            width,
            [
                piece(f"  {name} ", ink("dim")),
                piece(value, ink("text", "bg", "bold")),
                piece(f"  {cells.joined(room, *parts)}", ink("dim")),
            ],
            [piece(f"{self.place} ", ink("dim"))],
            fill=ink("dim"),
        )
