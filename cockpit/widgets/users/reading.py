"""One sentence: what an operator should see first on a tab; below it what is wrong."""

from typing import Final, Literal

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.studies import Answer
from cockpit.text import cells
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

Lead = Literal["plain", "named"]
MOST: Final = 2
"""Lines of the sentence; what is longer is cut."""
MOST_NAMED: Final = 3
"""The same after its lead word: such sentences end with what they are not."""


class Reading(Widget):
    """Draws what the answer says, and its first warning on a line of its own."""

    DEFAULT_CSS = "Reading { height: auto; min-height: 1; }"

    answer: reactive[Answer | None] = reactive(None, layout=True)

    def __init__(self, *, named: Lead = "plain", **options: str) -> None:
        """Make one: ``named`` says first that what follows is how to read numbers."""
        super().__init__(**options)  # type: ignore[arg-type]
        self.is_named = named == "named"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what the answer warns of; raw."""
        return tuple(getattr(self.answer, "warnings", ()))

    def watch_answer(self) -> None:
        """Let the style sheet keep room for a warning where there is little."""
        self.set_class(bool(self.warnings), "-warned")

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines there are."""
        return len(self._sentence(width)) + bool(self.warnings)

    def render_line(self, y: int) -> Strip:
        """Draw a line of the sentence, or the warning below it."""
        width = self.size.width
        said = self._sentence(width)
        if y == len(said) and self.warnings:
            return self._warning(width)
        text = said[y] if y < len(said) else ""
        lead = self._lead() if y == 0 and text else " " * cells.width(self._lead())
        parts = [piece(f" {lead}", ink("dim")), piece(text, ink("text"))]
        return line(width, parts, fill=ink("dim"))

    def _lead(self) -> str:
        """Return the word before the sentence; without one the sentence is first."""
        return f"{_('Reading')}  " if self.is_named else ""

    def _sentence(self, width: int) -> list[str]:
        """Return the lines of what the answer says; none where it says nothing."""
        room = max(width - 2 - cells.width(self._lead()), 1)
        said = safe(getattr(self.answer, "reading", ""))
        most = MOST_NAMED if self.is_named else MOST
        return cells.wrapped(said, room, most=most) if said else []

    def _warning(self, width: int) -> Strip:
        """Draw the first warning, and how many more the help lists."""
        mark = STATES["unknown"].mark
        more = len(self.warnings) - 1
        rest = _("{count} more: press ?").format(count=more) if more else ""
        room = max(width - 5 - (cells.width(rest) + 3) * bool(rest), 1)
        text = cells.cut(safe(self.warnings[0]), room)
        left: list[Segment] = [
            piece(f" {mark} ", ink("unknown")),
            piece(text, ink("text")),
        ]
        return line(width, left, [piece(f"{rest} ", ink("dim"))], fill=ink("dim"))
