"""The dialog in which a table is filled in: prefilled cells, blanks marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.segment import Segment
from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.geometry import clamp
from textual.reactive import reactive
from textual.widgets import Input

from cockpit.screens.dialogs import Dialog
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.choices import Choice, Choices
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece
from cockpit.widgets.rows import Rows
from cockpit.widgets.sentence import Sentence

LEAST_CELL: Final = 12
LONGEST: Final = 400
BLANK: Final = "____"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads and rows of a table that is filled in; every row is as long as the head."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class CellGrid(Rows):
    """Draws the cells; the arrows walk through them."""

    DEFAULT_CSS = "CellGrid { height: auto; max-height: 12; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("left", "across(-1)", ""),
        ("right", "across(1)", ""),
    ]

    column: reactive[int] = reactive(0)

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.heads = sheet.heads
        self.cells = [list(row) for row in sheet.rows]

    def on_mount(self) -> None:
        """Take the height of the rows."""
        self.grow()

    def grow(self) -> None:
        """Take another row in."""
        self.styles.height = len(self.cells) + self.head_lines
        self.renew()

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.cells)

    def table(self) -> Table:
        """Return the cells."""
        return Table(self.heads, tuple(tuple(row) for row in self.cells))

    def action_across(self, columns: int) -> None:
        """Go to the cell beside."""
        self.column = clamp(self.column + columns, 0, len(self.heads) - 1)

    def next_blank(self) -> bool:
        """Go to the next cell that is empty; False if none is."""
        size = len(self.heads)
        here = self.cursor * size + self.column
        order = [*range(here, len(self.cells) * size), *range(here)]
        for at in order:
            row, column = divmod(at, size)
            if not self.cells[row][column]:
                self._go(row)
                self.column = column
                return True
        return False

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw the heads of the columns in view."""
        size, first, last = self._window(width - 1)
        texts = (cells.left(safe(head), size) for head in self.heads[first:last])
        return [piece(" " * (y + 1) + " ".join(texts), ink("dim", "raised"))], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw the cells in view; the one under the cursor is marked."""
        size, first, last = self._window(width)
        pieces: list[Segment] = []
        for column in range(first, last):
            text = safe(self.cells[index][column])
            is_here = index == self.cursor and column == self.column
            ground = "sel" if is_here else "raised"
            role = "text" if text else "yellow"
            extra = "bold" if is_here else ""
            shown = cells.left(text or BLANK, size)
            pieces.append(piece(shown, ink(role, ground, extra)))
            pieces.append(piece(" ", ink("dim", "raised" if on != "sel" else on)))
        return pieces

    def _window(self, width: int) -> tuple[int, int, int]:
        """Return cells of a column, and the first and the last column in view."""
        total = len(self.heads)
        fit = clamp(width // (LEAST_CELL + 1), 1, total)
        first = clamp(self.column - fit + 1, 0, total - fit)
        return max(width // fit - 1, 4), first, first + fit


class GridDialog(Dialog[tuple[tuple[str, ...], ...]]):
    """Fills a table in, cell by cell; the answer are its rows without empty ones."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+s", "save", "")]

    grid = getters.query_one(CellGrid)
    line = getters.query_one(Input)
    buttons = getters.query_one(Choices)
    hint = getters.query_one("#hint", Sentence)

    def __init__(self, title: str, sheet: Sheet, *, least: int) -> None:
        super().__init__()
        self._heading = title
        self._sheet = sheet
        self._least = max(least, 1)

    def compose(self) -> ComposeResult:
        """Lay out the cells, the line to type in and what can be done."""
        offers = [
            Choice("save", _("Save"), "ctrl+s"),
            Choice("add", _("One row more")),
        ]
        with Vertical(classes="dialog"):
            yield Sentence(self._heading, role="text bold")
            yield CellGrid(self._sheet)
            yield Input(max_length=LONGEST, compact=True)
            yield Choices(offers)
            keys = _("Enter edits the cell, Tab goes on to Save, Esc leaves")
            yield Sentence(keys, role="dim", id="hint")

    def on_mount(self) -> None:
        """Begin at the first blank."""
        self.grid.next_blank()
        self.grid.focus()

    @on(Rows.Left)
    def _stay(self, message: Rows.Left) -> None:
        message.stop()

    @on(Rows.Chosen)
    def _choose(self, message: Rows.Chosen) -> None:
        message.stop()
        if message.table is self.grid:
            grid = self.grid
            self.line.value = grid.cells[grid.cursor][grid.column]
            self.line.placeholder = grid.heads[grid.column]
            self.line.focus()
        elif message.key == "add":
            self.grid.cells.append([""] * len(self.grid.heads))
            self.grid.grow()
            self.grid.focus()
        else:
            self.action_save()

    @on(Input.Submitted)
    def _write(self, message: Input.Submitted) -> None:
        message.stop()
        grid = self.grid
        grid.cells[grid.cursor][grid.column] = message.value.strip()
        grid.refresh()
        self.line.value = ""
        if grid.next_blank():
            grid.focus()
        else:
            self.buttons.focus()

    def action_save(self) -> None:
        """Give the rows back, if there are enough of them."""
        rows = [tuple(row) for row in self.grid.cells if any(row)]
        whole = [row for row in rows if all(row)]
        if len(whole) < self._least:
            said = _("{have} of {least} rows are complete")
            self.hint.say(said.format(have=len(whole), least=self._least))
            self.grid.next_blank()
            self.grid.focus()
            return
        self.dismiss(tuple(rows))


def filled(rows: Sequence[Sequence[object]], size: int) -> tuple[tuple[str, ...], ...]:
    """Make every row as long as the head; what is missing is blank."""
    return tuple(
        tuple(
            "" if cell is None else str(cell) for cell in [*row, *[None] * size][:size]
        )
        for row in rows
    )
