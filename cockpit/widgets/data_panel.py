"""The sources in short: may this morning's numbers be believed?"""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.messages import ScreenRequested
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot, SourceBrief
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

ROLES = {
    "ok": "green",
    "waiting": "info",
    "stale": "stale",
    "partial": "unknown",
    "held": "unknown",
    "error": "unknown",
}


class DataPanel(Widget):
    """Draws one line a source, troubled ones first; a click opens the data screen."""

    DEFAULT_CSS = "DataPanel { height: 5; }"

    snapshot: reactive[HealthSnapshot] = reactive(NOTHING_YET)

    def on_click(self) -> None:
        """Open the data screen."""
        self.post_message(ScreenRequested("data"))

    def render_line(self, y: int) -> Strip:
        """Draw the heading or one source."""
        width, height = self.size
        sources = sorted(self.snapshot.sources, key=lambda source: source.state == "ok")
        if y == 0:
            return line(width, self._heading(len(sources), height - 1), fill=ink("dim"))
        if y > len(sources):
            return line(width, (), fill=ink("dim"))
        return self._source(sources[y - 1], width)

    @staticmethod
    def _heading(total: int, room: int) -> list[Segment]:
        text = _("9 for detail")
        if total > room:
            text = _("{shown} of {total}, 9 for detail").format(shown=room, total=total)
        return [
            piece(f" {_('Data')}", ink("text", "bg", "bold")),
            piece(f"  {text}", ink("dim")),
        ]

    @staticmethod
    def _source(source: SourceBrief, width: int) -> Strip:
        sign = glyphs.SOURCES[source.state]
        age = f"{formats.age(source.age_seconds)} "
        text = safe(source.name)
        if source.text:
            text += f"  {safe(source.text)}"
        room = width - 3 - cells.width(age) - 2
        is_calm = source.state == "ok"
        parts = [
            piece(f" {sign.mark} ", ink(ROLES[source.state])),
            piece(cells.cut(text, room), ink("dim" if is_calm else "text")),
        ]
        role = "stale" if source.state == "stale" else "dim"
        return line(width, parts, [piece(age, ink(role))], fill=ink("dim"))
