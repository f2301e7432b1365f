"""A text that is drawn as it is: several lines if it is long, never markup."""

from textual.strip import Strip
from textual.widget import Widget

from cockpit.text import cells
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class Sentence(Widget):
    """Draws one text on a dialog."""

    DEFAULT_CSS = "Sentence { height: auto; }"

    def __init__(self, text: str, *, role: str = "text", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._text = text
        self._role = role

    def say(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.refresh(layout=True)

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines the text needs."""
        return len(self._lines(width))

    def get_content_width(self, container: object, _viewport: object) -> int:
        """Take all the width there is."""
        return int(getattr(container, "width", 0))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the text."""
        width = self.size.width
        lines = self._lines(width)
        role, _blank, extra = self._role.partition(" ")
        text = lines[y] if y < len(lines) else ""
        return line(
            width, [piece(text, ink(role, "raised", extra))], fill=ink("dim", "raised")
        )

    def _lines(self, width: int) -> list[str]:
        return cells.wrap(safe(self._text), max(width, 1))
