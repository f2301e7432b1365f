"""What a group of files was taken for, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from textual.message import Message

from cockpit.snapshot.recognition import SourceGuess
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.init.parts import Part, parts_of
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.rows import Rows

_WIDE: Final = 62
_CELLS: Final = 18
_STANDING: Final = 10
"""Cells of the word that says whether a question is answered."""
_INKS: Final = {"info": "info", "dim": "dim"}


class GuessTable(Rows):
    """Draws the :class:`~cockpit.widgets.init.parts.Part` of one group.

    The cursor passes over titles.
    """

    HEAD_LINES = 0

    @dataclass
    class Turned(Message):
        """The cursor is on another line."""

        part: Part

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[Part] = []
        self._path = ""
        self._guess: SourceGuess | None = None
        self._answers: Mapping[str, str] = {}

    def show(self, guess: SourceGuess, answers: Mapping[str, str]) -> None:
        """Show a group; the cursor stays on its line, of another group it starts anew.

        Args:
            guess: What it was taken for.
            answers: By id of the question.
        """
        self._guess, self._answers = guess, answers
        parts = parts_of(guess, answers)
        blanks = sum(not part.key for part in parts) - 1
        is_roomy = len(parts) + blanks <= self.size.height
        self._parts = _spaced(parts) if is_roomy else parts
        if guess.path != self._path:
            self._path, self._kept = guess.path, ""
            self.cursor = 0
            self.scroll_target_y = self.scroll_y = 0
        self.renew()
        self._settle(1)

    def on_resize(self) -> None:
        """Set blocks apart where there is room."""
        if self._guess is not None:
            self.show(self._guess, self._answers)

    @property
    def current(self) -> Part | None:
        """Return the line under the cursor; None without any."""
        at = self.cursor
        return self._parts[at] if at < len(self._parts) else None

    def part_of(self, key: str) -> Part | None:
        """Return the line with a key."""
        return next((part for part in self._parts if key and part.key == key), None)

    def watch_cursor(self, cursor: int) -> None:
        """Keep the title above the first line in view, and tell where the cursor is."""
        is_first = cursor > 0 and not self._parts[cursor - 1].key
        super().watch_cursor(cursor - 1 if is_first else cursor)
        super().watch_cursor(cursor)
        self._tell()

    def _tell(self) -> None:
        if self.current is not None:
            self.post_message(self.Turned(self.current))

    def _go(self, index: int) -> None:
        super()._go(index)
        self._settle(1)

    def action_move(self, rows: int) -> None:
        """Move the cursor, over titles."""
        super().action_move(rows)
        self._settle(rows)

    def _settle(self, direction: int) -> None:
        """Leave a title for the line below it, or above it where one goes up."""
        places = [at for at, part in enumerate(self._parts) if part.key]
        if not places:
            return
        if self.cursor not in places:
            after = [at for at in places if at > self.cursor]
            before = [at for at in places if at < self.cursor]
            is_up = (direction < 0 and before) or not after
            self.cursor = before[-1] if is_up else after[0]
            self._remember()
        self._tell()

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self._parts)

    def key_of(self, index: int) -> str:
        """Return the key of the line; of a title nothing that stays."""
        return self._parts[index].key or f"title {index}"

    def table(self) -> Table:
        """Return the lines as plain cells."""
        rows = tuple((p.name, p.value, p.why, p.cells) for p in self._parts if p.key)
        return Table(("name", "value", "why", "cells"), rows)

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw nothing: the lines have titles of their own."""
        return [], [piece(" " * (width * y), ink("dim"))]

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw a title, or sign, name, value, reason and cells."""
        part = self._parts[index]
        dim = ink("dim", on)
        if part.sign is None:
            return [piece(safe(part.name), ink("text", on, "bold"))]
        style = ink(part.role, on, "bold" if part.role == "info" else "")
        name, value, why, cells = _sizes(width - 3)
        texts = [(safe(part.name), name, style)]
        if part.question is not None:
            value = width - 3 - name - _STANDING - 4
            texts += [(safe(part.value), value, style), (part.why, _STANDING, dim)]
        else:
            texts += [(safe(part.value), value, style), (safe(part.why), why, dim)]
            texts += [(safe(part.cells), cells, dim)] if cells else []
        sign = piece(
            f"{part.sign.mark} ", ink(_INKS.get(part.role, "text"), on, "bold")
        )
        return [sign, *columns(texts, gap=2, fill=dim)]


def _spaced(parts: list[Part]) -> list[Part]:
    """Put an empty line above each title but the first."""
    found: list[Part] = []
    for part in parts:
        if found and not part.key:
            found.append(Part("title", "", ""))
        found.append(part)
    return found


def _sizes(room: int) -> tuple[int, int, int, int]:
    """Return the widths of name, value, reason and cells; narrow ones go without."""
    cells = max(room // 3, _CELLS) if room >= _WIDE else 0
    rest = room - (cells + 6 if cells else 4)
    name = rest * 2 // 5
    value = (rest - name) * 11 // 20
    return name, value, rest - name - value, cells
