"""What two files say of the same days: rows replaced, and sums that disagree."""

from typing import Final

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot.faults import DoubleRow, OverlapRow
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.data_rows import FaultsRows, span
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece

ROOMY: Final = 70
INDENT: Final = 4


class OverlapTable(FaultsRows):
    """Draws an older file a row, below it the newer ones that replace rows of it."""

    ROW_LINES = 2
    GROWS = True
    ORDERS = {
        "": note("as they come"),
        "rows": note("rows"),
        "older": note("file"),
    }

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._overlaps: list[OverlapRow] = []

    def take_rows(self) -> None:
        """Take the files in."""
        rows = [
            row
            for row in self.snapshot.overlaps
            if self.has(row.source, row.older, *row.newer)
        ]
        if self.order == "rows":
            rows.sort(key=lambda row: -row.rows)
        elif self.order == "older":
            rows.sort(key=lambda row: row.older)
        self._overlaps = rows

    def count(self) -> int:
        """Return how many files there are."""
        return len(self._overlaps)

    def key_of(self, index: int) -> str:
        """Return the older file."""
        return self._overlaps[index].older

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return Table(
            ("source", "older", "newer", "rows", "of", "first", "last"),
            tuple(
                (
                    row.source, row.older, " ".join(row.newer), row.rows, row.of,
                    row.first, row.last,
                )
                for row in self._overlaps
            ),
        )  # fmt: skip

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Overlaps")

    def facts(self) -> tuple[str, ...]:
        """Count the rows that newer files replace."""
        rows = sum(row.rows for row in self.snapshot.overlaps)
        said = _("{rows} rows of {files} files are replaced by newer ones")
        files = formats.count(len(self.snapshot.overlaps))
        return (said.format(rows=formats.count(rows), files=files),)

    def nothing(self) -> str:
        """Say that nothing overlaps."""
        return _("no file replaces rows of another")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = (_("older file"), _("replaced"), _("of all"), _("days"))
        return columns(self._fit(width, names, (dim,) * 4), gap=2, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw the older file, and how much of it does not count any more."""
        row = self._overlaps[index]
        dim, text = ink("dim", on), ink("text", on)
        size = self._fit(width, ("",) * 4, (dim,) * 4)[0][1]
        shown = (
            cells.tail(safe(row.older), size), formats.count(row.rows),
            formats.count(row.of), span(row.first, row.last),
        )  # fmt: skip
        return columns(self._fit(width, shown, (text, text, dim, dim)), gap=2, fill=dim)

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw the newest of the files that replace its rows."""
        row = self._overlaps[index]
        dim = ink("dim", on)
        rest = len(row.newer) - 1
        more = "  " + _("and {count} more").format(count=rest) if rest > 0 else ""
        lead = f"{_('replaced by')} "
        room = width - INDENT * part - cells.width(lead) - cells.width(more) - 1
        newest = cells.tail(safe(row.newer[0]), max(room, 8)) if row.newer else ""
        return [
            piece(" " * (INDENT - 1), dim),
            piece(lead, dim),
            piece(f"{newest}{more}", ink("text", on)),
        ]

    @staticmethod
    def _fit(
        width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
    ) -> list[tuple[str, int, Style]]:
        return _sized(width, texts, styles, (0, -10, -10, 22 if width >= ROOMY else 12))


class DoubleTable(FaultsRows):
    """Draws the days on which two exports of one spend disagree, with both sums."""

    ORDERS = {
        "": note("as they come"),
        "difference": note("difference"),
        "channel": note("channel"),
    }

    def __init__(self, **options: str) -> None:
        super().__init__(**options)
        self._doubles: list[DoubleRow] = []

    def take_rows(self) -> None:
        """Take the days in."""
        rows = [
            row
            for row in self.snapshot.doubles
            if self.has(row.channel, row.name.zh, row.name.en, row.date)
        ]
        if self.order == "difference":
            rows.sort(key=lambda row: -abs(row.difference or 0.0))
        elif self.order == "channel":
            rows.sort(key=lambda row: row.channel)
        self._doubles = rows

    @property
    def current(self) -> DoubleRow | None:
        """Return the day under the cursor."""
        return self._doubles[self.cursor] if self.cursor < self.count() else None

    def count(self) -> int:
        """Return how many days there are."""
        return len(self._doubles)

    def key_of(self, index: int) -> str:
        """Return channel and day."""
        row = self._doubles[index]
        return f"{row.channel}\0{row.date}"

    def table(self) -> Table:
        """Return the days as plain cells."""
        return Table(
            ("date", "channel", "finest", "coarser", "difference"),
            tuple(
                (row.date, row.channel, row.finest, row.coarser, row.difference)
                for row in self._doubles
            ),
        )

    # What is drawn.

    def called(self) -> str:
        """Return the name of the table."""
        return _("Exported twice")

    def facts(self) -> tuple[str, ...]:
        """Say which of two sums counts."""
        count = formats.count(len(self.snapshot.doubles))
        said = _("{count} days differ by more than 1 %; the finer export counts")
        return (said.format(count=count),)

    def nothing(self) -> str:
        """Say that all sums agree."""
        return _("no spend was exported twice with different sums")

    def heads(self, width: int) -> list[Segment]:
        """Name the columns."""
        dim = ink("dim")
        names = (
            _("channel"), _("day"), _("finer sum"), _("coarser sum"), _("difference")
        )  # fmt: skip
        return columns(self._fit(width, names, (dim,) * 5), gap=2, fill=dim)

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one day with both sums."""
        row, currency = self._doubles[index], self.snapshot.currency
        dim, text = ink("dim", on), ink("text", on)
        shown = (
            safe(name(row.name) or row.channel), safe(row.date),
            formats.money(row.finest, currency), formats.money(row.coarser, currency),
            formats.change(row.difference, "money"),
        )  # fmt: skip
        styles = (text, dim, text, dim, text)
        return columns(self._fit(width, shown, styles), gap=2, fill=dim)

    @staticmethod
    def _fit(
        width: int, texts: tuple[str, ...], styles: tuple[Style, ...]
    ) -> list[tuple[str, int, Style]]:
        return _sized(width, texts, styles, (0, 10, -11, -11, -10))


def _sized(
    width: int,
    texts: tuple[str, ...],
    styles: tuple[Style, ...],
    sizes: tuple[int, ...],
) -> list[tuple[str, int, Style]]:
    """Give the first column what the others leave."""
    first = max(width - sum(map(abs, sizes)) - 2 * (len(sizes) - 1), 8)
    return list(zip(texts, (first, *sizes[1:]), styles, strict=True))
