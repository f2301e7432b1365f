"""The groups of files that were found, those that ask first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from textual.message import Message

from cockpit.snapshot.recognition import SourceGuess
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.init import words
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.rows import Rows

_TABLE: Final = 13
"""Cells of a table's name in a narrow list; half of a wider one."""


class FilesTable(Rows):
    """Draws two lines a group: its path and table, then platform, rows and state."""

    HEAD_LINES = 1
    ROW_LINES = 2

    @dataclass
    class Turned(Message):
        """The cursor is on another group."""

        path: str

    def __init__(self) -> None:
        super().__init__()
        self._guesses: tuple[SourceGuess, ...] = ()
        self._order: dict[str, int] = {}
        self._answers: Mapping[str, str] = {}

    @property
    def keeps_mark(self) -> bool:
        """Return true: what the other side shows stays marked."""
        return True

    def show(
        self, guesses: tuple[SourceGuess, ...], answers: Mapping[str, str]
    ) -> None:
        """Show other guesses; a row that is there stays where it is.

        Args:
            guesses: Groups of files.
            answers: By id of the question.
        """
        self._answers = answers
        if not self._order:
            guesses = tuple(sorted(guesses, key=lambda one: not one.questions))
        for guess in guesses:
            self._order.setdefault(guess.path, len(self._order))
        self._guesses = tuple(sorted(guesses, key=lambda g: self._order[g.path]))
        self.renew()
        self._tell()

    @property
    def current(self) -> SourceGuess | None:
        """Return the group under the cursor; None without any."""
        at = self.cursor
        return self._guesses[at] if at < len(self._guesses) else None

    @property
    def guesses(self) -> tuple[SourceGuess, ...]:
        """Return the groups in the order in which they stand."""
        return self._guesses

    def watch_cursor(self, cursor: int) -> None:
        """Tell where the cursor is."""
        super().watch_cursor(cursor)
        self._tell()

    def _tell(self) -> None:
        if self.current is not None:
            self.post_message(self.Turned(self.current.path))

    def count(self) -> int:
        """Return how many groups there are."""
        return len(self._guesses)

    def key_of(self, index: int) -> str:
        """Return the glob."""
        return self._guesses[index].path

    def table(self) -> Table:
        """Return the groups as plain cells."""
        rows = tuple(
            (g.path, g.table, g.platform_name, g.rows, g.state) for g in self._guesses
        )
        return Table(("path", "table", "platform", "rows", "state"), rows)

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw how many there are."""
        del y
        count = formats.count(len(self._guesses))
        text = _("{count} kinds").format(count=count)
        return [
            piece(f" {_('Files')}", ink("text", "bg", "bold")),
            piece(f"  {cells.cut(text, width - 8)}", ink("dim")),
        ], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw sign, path and table."""
        guess = self._guesses[index]
        state = words.state_of(guess, self._answers)
        table = cells.cut(guess.table, max(_TABLE, width // 2 - 2))
        room = width - cells.width(table) - 5
        weight = "bold" if state == "asks" else ""
        left = [
            piece(f"{words.SIGNS[state].mark} ", ink(words.ROLES[state], on, weight)),
            piece(_path(guess.path, room), ink(words.ROLES[state], on, weight)),
        ]
        right = [piece(f"{table} ", ink("dim", on))]
        return [*line(width, left, right, fill=ink("dim", on))]

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw platform, rows and state."""
        guess = self._guesses[index]
        state = words.state_of(guess, self._answers)
        word = words.SIGNS[state].word.text()
        if state == "asks":
            word = f"{word} {len(words.open_questions(guess))}"
        dim = ink("dim", on)
        facts = f"{_rows(guess)}  " if guess.rows else ""
        right = [
            piece(facts, dim),
            piece(
                f"{word} ", ink(words.ROLES[state] if state == "asks" else "dim", on)
            ),
        ]
        room = width - part - 2 - sum(each.cell_length for each in right)
        left = [piece(f"  {cells.cut(_platform(guess), max(room, 0))}", dim)]
        return [*line(width, left, right, fill=dim)]


def _path(path: str, room: int) -> str:
    return cells.tail(safe(path), max(room, 1))


def _rows(guess: SourceGuess) -> str:
    """Say how many rows there are; at least so many, if not all were looked at."""
    more = "" if guess.whole else "+"
    return _("{rows} rows").format(rows=f"{formats.count(guess.rows)}{more}")


def _platform(guess: SourceGuess) -> str:
    if guess.platform_name:
        return safe(guess.platform_name)
    count = len(guess.files)
    return _("{count} files").format(count=formats.count(count)) if count > 1 else ""
