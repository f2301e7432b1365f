"""A short list to choose from, for dialogs."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.message import Message

from cockpit.text import cells, glyphs
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece
from cockpit.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: what comes back, what it is called, what stands behind it."""

    id: str
    label: str
    hint: str = ""


class Choices(Rows):
    """Draws the choices; Enter or a double click takes one."""

    DEFAULT_CSS = "Choices { height: auto; max-height: 16; }"
    HEAD_LINES = 0
    GROUND = "raised"

    @dataclass
    class Turned(Message):
        """The cursor is on another choice."""

        choices: "Choices"

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        chosen: str = "",
        id: str = "",  # noqa: A002 - Textual's own name
    ) -> None:
        options = {"id": id} if id else {}
        super().__init__(**options)
        self._choices = list(choices)
        self._kept = chosen

    def on_mount(self) -> None:
        """Put the cursor on what is in force."""
        self.offer(self._choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Show other choices."""
        self._choices = list(choices)
        self.styles.height = max(len(self._choices), 1)
        self.renew()

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view, and tell where it is."""
        super().watch_cursor(cursor)
        self.post_message(self.Turned(self))

    @property
    def current(self) -> str:
        """Return what the cursor is on; empty without choices."""
        return self.selected

    def count(self) -> int:
        """Return how many there are."""
        return len(self._choices)

    def key_of(self, index: int) -> str:
        """Return what comes back."""
        return self._choices[index].id

    def table(self) -> Table:
        """Return the choices as plain cells."""
        return Table(
            ("choice", "hint"), tuple((c.label, c.hint) for c in self._choices)
        )

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw nothing: there is no head."""
        return [], [piece(" " * (width * y), ink("dim"))]

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one choice."""
        choice = self._choices[index]
        is_current = index == self.cursor
        on = "sel" if is_current else "raised"
        is_marked = is_current and not self.has_focus  # with it there is one already
        mark = glyphs.focus_bar() if is_marked else " "
        hint = cells.cut(safe(choice.hint), width // 2)
        room = width - cells.width(hint) - 4
        label = cells.left(safe(choice.label), max(room, 0))
        return [
            piece(f"{mark}{label} ", ink("text", on)),
            piece(f"{hint} ", ink("dim", on)),
        ]
