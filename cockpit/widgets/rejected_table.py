"""Rejected rows of one file: they may be many, so they come a page at a time."""

from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from textual.message import Message
from textual.reactive import var

from cockpit.snapshot.quarantine import (
    EVERY,
    NO_REJECTED,
    Only,
    RejectedPage,
    RejectedRow,
)
from cockpit.snapshot.sources import SourceRow
from cockpit.text import cells, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.rows import Rows

OVERSCAN: Final = 100
"""Rows asked for beyond each edge, so that a page key finds them at hand."""
ROWS_KEPT: Final = 2_000


class RejectedTable(Rows):
    """Rejected rows, a page at a time: it holds what it shows and asks for the rest."""

    page: var[RejectedPage] = var(NO_REJECTED)

    @dataclass
    class Wanted(Message):
        """Rows to be shown are not here."""

        path: str
        first: int
        count: int
        only: Only

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._path = ""
        self._only = EVERY
        self._is_open = False
        self._total = 0
        self._rows: dict[int, RejectedRow] = {}
        self._asked = (0, 0)

    def open(self, source: SourceRow) -> None:
        """Show another file, or the same one after it was read again."""
        self._take_up(source.path, EVERY, source.rejected)

    def browse(self, only: Only, *, total: int) -> None:
        """Show the quarantines of all files, as far as they are meant.

        Args:
            only: Which of their rows.
            total: How many there may be; the first page tells it.
        """
        self._take_up("", only, total)

    def _take_up(self, path: str, only: Only, total: int) -> None:
        if (path, only) != (self._path, self._only):
            self._kept, self.cursor = "", 0
        self._path, self._only, self._total = path, only, total
        self._is_open = True
        self._rows.clear()
        self._asked = (0, 0)
        self.renew()
        self._ask()

    def watch_page(self, page: RejectedPage) -> None:
        """Take rows in; rows of another question are dropped."""
        if (page.path, page.only) != (self._path, self._only):
            return
        if len(self._rows) > ROWS_KEPT:
            self._rows.clear()
        self._rows.update(enumerate(page.rows, page.first))
        self._total = page.total
        self.renew()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what came into view."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def on_resize(self) -> None:
        """Ask for what came into view."""
        self._ask()

    def count(self) -> int:
        """Return how many rows the quarantine holds."""
        return self._total

    def index_of(self, key: str) -> int | None:
        """Return the place of a row: it is its own key."""
        return int(key)

    def table(self) -> Table:
        """Return the rows that are here as plain cells."""
        return Table(
            ("path", "line", "column", "expected", "cell"),
            tuple(
                (row.path or self._path, row.line, row.column, row.expected, row.cell)
                for _at, row in sorted(self._rows.items())
            ),
        )

    def _ask(self) -> None:
        """Ask once for what is in view, unless it is here or was asked for already."""
        top = round(self.scroll_offset.y)
        bottom = min(top + self.rows_seen, self._total)
        is_here = all(at in self._rows for at in range(top, bottom))
        was_asked = self._asked[0] <= top and bottom <= self._asked[1]
        if is_here or was_asked or not self._is_open:
            return
        first = max(top - OVERSCAN, 0)
        self._asked = (first, bottom + OVERSCAN)
        count = self._asked[1] - first
        self.post_message(self.Wanted(self._path, first, count, self._only))

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Name the columns; say so if nothing was rejected."""
        if not self._total:
            return [piece(f" {_('no row was rejected')}", ink("dim"))], []
        heads = (_("line"), _("column"), _("in the file"), _("expected"))
        dim = ink("dim")
        return [piece(" ", dim), *self._line(_("file"), heads, width + y, "bg")], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one rejected row, or that it is on its way."""
        row = self._rows.get(index)
        if row is None:
            return [piece(f" {glyphs.flat(8)}", ink("dim", on))]
        texts = (f"{row.line:,}", row.column, row.cell, row.expected)
        return self._line(safe(row.path), tuple(map(safe, texts)), width, on)

    def path_of(self, index: int) -> str:
        """Return the file of a row; empty while the row is on its way."""
        row = self._rows.get(index)
        return "" if row is None else row.path or self._path

    def _line(
        self, path: str, texts: tuple[str, ...], width: int, on: str
    ) -> list[Segment]:
        """Draw the cells; the file stands before them where there are several."""
        dim = ink("dim", on)
        size = 0 if self._path else max(width // 5, 10)
        known = [(cells.tail(path, size), size, dim)] if size else []
        room = width - size
        column, cell = max(room // 5, 8), max(room // 4, 8)
        gaps = 2 * (4 if size else 3) + 1
        sizes = (-9, column, cell, max(room - 9 - column - cell - gaps, 1))
        roles = ("dim", "text", "text", "dim")
        parts = [
            (text, width_of, ink(role, on))
            for text, width_of, role in zip(texts, sizes, roles, strict=True)
        ]
        return columns([*known, *parts], gap=2, fill=dim)
