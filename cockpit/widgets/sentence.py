"""Texts that are drawn as they are: wrapped where they are long, never markup."""

from collections.abc import Sequence

from textual.strip import Strip
from textual.widget import Widget

from cockpit.text import cells
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

Spoken = tuple[str, str]
"""A text and its role, e.g. ``dim`` or ``text bold``."""


class Sentence(Widget):
    """Draws texts one under the other on a dialog. One widget, however many."""

    DEFAULT_CSS = "Sentence { height: auto; width: 100%; }"

    def __init__(
        self,
        text: str | Sequence[Spoken],
        *,
        role: str = "text",
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self._role = role
        self._texts = [(text, role)] if isinstance(text, str) else list(text)
        self._wrapped: tuple[int, list[Spoken]] = (-1, [])

    def say(self, text: str | Sequence[Spoken]) -> None:
        """Say something else."""
        self._texts = [(text, self._role)] if isinstance(text, str) else list(text)
        self._wrapped = (-1, [])
        self.refresh(layout=True)

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines the texts need."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self._lines(width)
        text, spoken = lines[y] if y < len(lines) else ("", "dim")
        role, _blank, extra = spoken.partition(" ")
        style = ink(role, "raised", extra)
        return line(width, [piece(text, style)], fill=ink("dim", "raised"))

    def _lines(self, width: int) -> list[Spoken]:
        if self._wrapped[0] != width:
            lines = [
                (part, role)
                for text, role in self._texts
                for part in cells.wrap(safe(text), max(width, 1))
            ]
            self._wrapped = (width, lines)
        return self._wrapped[1]
