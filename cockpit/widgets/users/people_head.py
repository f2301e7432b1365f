"""Above a list of users: of what it is, how many, in which order."""

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class PeopleHead(Widget):
    """One line; a second one where there is trouble."""

    DEFAULT_CSS = "PeopleHead { height: auto; }"

    total: reactive[int | None] = reactive(None)
    order: reactive[str] = reactive("")
    needle: reactive[str] = reactive("")
    trouble: reactive[str] = reactive("", layout=True)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._said = title

    def get_content_height(
        self, _container: object, _viewport: object, _width: int
    ) -> int:
        """Return how many lines there are."""
        return 2 if self.trouble else 1

    def render_line(self, y: int) -> Strip:
        """Draw title, number, filter and order; below it why there is no list."""
        width, dim = self.size.width, ink("dim")
        if y > 0:
            mark = STATES["unknown"].mark
            text = cells.cut(safe(self.trouble), max(width - 4, 1))
            parts = [piece(f" {mark} ", ink("unknown")), piece(text, ink("text"))]
            return line(width, parts, fill=dim)
        title = cells.cut(safe(self._said) or _("Users"), max(width // 2, 8))
        known = "" if self.total is None else formats.count(self.total)
        users = _("{count} users").format(count=known) if known else ""
        needle = ""
        if self.needle:
            needle = _("filter: {text}").format(text=safe(self.needle))
        room = max(width - cells.width(title) - 5, 0)
        rest = cells.joined(room, users, needle, self.order)
        left = [piece(f" {title}", ink("text", "bg", "bold")), piece(f"  {rest}", dim)]
        return line(width, left, fill=dim)
