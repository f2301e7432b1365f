"""Every file: what was read from it and what was not."""

from typing import Final

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual.reactive import var

from cockpit.snapshot.sources import NO_SOURCES, SourceRow, SourcesSnapshot
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.data_order import OrderedRows
from cockpit.widgets.data_panel import ROLES
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece

WIDE: Final = 115
NORMAL: Final = 78
WORST_FIRST: Final = ("error", "held", "partial", "waiting", "stale", "ok")
_PATH: Final = 2
Column = tuple[str, int, Style]


class SourceTable(OrderedRows):
    """Draws a :class:`~cockpit.snapshot.sources.SourcesSnapshot`.

    Files that need a look stand first; among a hundred good ones nobody finds them.
    Those are shown whose name, or that of their table, contains the needle.
    """

    HEAD_LINES = 2
    ORDERS = {
        "": note("what needs a look"),
        "file": note("file"),
        "rows": note("rows"),
        "rejected": note("rejected"),
        "last": note("last day"),
    }

    snapshot: var[SourcesSnapshot] = var(NO_SOURCES)

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._rows: tuple[SourceRow, ...] = ()

    def watch_snapshot(self) -> None:
        """Take the new rows in."""
        self.take_rows()
        self.renew()

    def take_rows(self) -> None:
        """Choose and sort the files."""
        found = [row for row in self.snapshot.rows if self.has(row.path, row.table)]
        found.sort(key=_urgency)
        match self.order:
            case "file":
                found.sort(key=lambda row: row.path)
            case "rows":
                found.sort(key=lambda row: -row.rows)
            case "rejected":
                found.sort(key=lambda row: -row.rejected)
            case "last":
                found.sort(key=lambda row: row.last or "")
        self._rows = tuple(found)

    def count(self) -> int:
        """Return how many files are shown."""
        return len(self._rows)

    def key_of(self, index: int) -> str:
        """Return the path."""
        return self._rows[index].path

    def table(self) -> Table:
        """Return the rows as plain cells."""
        fields = ("table", "path", "rows", "rejected", "first", "last", "age")
        shown = replace(self.snapshot, rows=self._rows)
        return tabulate(shown, fields=(*fields, "encoding", "state", "codes"))

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw the sums, then the names of the columns."""
        rows = self._rows
        if y == 0:
            if self.snapshot.problem:
                text = safe(self.snapshot.problem)
                return [piece(f" {cells.cut(text, width - 2)}", ink("text"))], []
            text = _("{files} files  {rows} rows  {rejected} rejected").format(
                files=formats.count(len(rows)),
                rows=formats.count(sum(row.rows for row in rows)),
                rejected=formats.count(sum(row.rejected for row in rows)),
            )
            if self.order_said:
                sorted_by = _("sorted by {column}").format(column=self.order_said)
                text += f"  {sorted_by}"
            if self.needle:
                text += "  " + _("filter: {text}").format(text=safe(self.needle))
            return [
                piece(f" {_('Data')}", ink("text", "bg", "bold")),
                piece(f"  {text}", ink("dim")),
            ], []
        dim = ink("dim")
        heads = self._fit(
            width - 1,
            ("", dim), (_("table"), dim), (_("file"), dim), (_("rows"), dim),
            (_("rejected"), dim), (_("first day"), dim), (_("last day"), dim),
            (_("age"), dim), (_("encoding"), dim), (_("state"), dim),
        )  # fmt: skip
        return [piece(" ", dim), *columns(heads, gap=2, fill=dim)], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one file."""
        row = self._rows[index]
        sign = glyphs.SOURCES[row.state]
        dim, text = ink("dim", on), ink("text", on)
        parts = self._fit(
            width,
            (sign.mark, ink(ROLES[row.state], on)),
            (row.table or formats.MISSING, dim),
            (safe(row.path), text),
            (formats.count(row.rows), text),
            (formats.count(row.rejected), text if row.rejected else dim),
            (row.first or formats.MISSING, dim),
            (row.last or formats.MISSING, dim),
            (formats.age(row.age), dim),
            (safe(row.encoding), dim),
            (_state(row), dim),
        )
        return columns(parts, gap=2, fill=dim)

    @staticmethod
    def _fit(width: int, *parts: tuple[str, Style]) -> list[Column]:
        """Give each column its width; columns go as the terminal gets narrower."""
        if width >= WIDE:
            sizes = {0: 1, 1: 11, 3: -10, 4: -8, 5: 10, 6: 10, 7: -5, 8: 9, 9: 15}
        elif width >= NORMAL - 2:
            sizes = {0: 1, 3: -10, 4: -8, 6: 10, 7: -5, 9: 8}
        else:
            sizes = {0: 1, 3: -10, 4: -8}
        used = sum(abs(size) for size in sizes.values()) + 2 * len(sizes)
        sizes[_PATH] = max(width - used, 8)
        return [
            (cells.tail(text, sizes[at]) if at == _PATH else text, sizes[at], style)
            for at, (text, style) in enumerate(parts)
            if at in sizes
        ]


def _urgency(row: SourceRow) -> tuple[int, bool]:
    return WORST_FIRST.index(row.state), not row.rejected


def _state(row: SourceRow) -> str:
    """Say what is wrong by its first code; the detail has all of them."""
    if row.state != "ok" and row.codes:
        return safe(row.codes[0])
    return glyphs.SOURCES[row.state].word.text()
