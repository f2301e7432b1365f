"""A list of users of any length: it holds what it shows and asks for the rest."""

from dataclasses import dataclass
from typing import ClassVar, Final

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import var

from cockpit import keys
from cockpit.snapshot.people import (
    PAGE_ROWS,
    Cell,
    PeopleColumn,
    PeoplePage,
    PeopleQuery,
)
from cockpit.snapshot.tabulate import short
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.rows import Rows

ROWS_KEPT: Final = 2_000
"""Rows held at most: what is scrolled past is asked for again."""
FIRST_CELLS: Final = 24
"""Cells of the user id."""
GAP: Final = 2
_SIZES: Final = {"text": 18, "count": -9, "days": -8, "money": -11, "rate": -8}
_NUMBER: Final = -9


class PeopleTable(Rows):
    """Rows of a :class:`PeoplePage`; nothing it does grows with the list."""

    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("people"))

    page: var[PeoplePage | None] = var(None)

    @dataclass
    class Wanted(Message):
        """Rows to be shown are not here."""

        query: PeopleQuery

    @dataclass
    class Export(Message):
        """The whole list is to be written out."""

        query: PeopleQuery

    def __init__(self, query: PeopleQuery) -> None:
        super().__init__()
        self.query_now = replace(query, first=0, count=PAGE_ROWS)
        """What is listed, whichever rows of it are here."""
        self._rows: dict[int, tuple[Cell, ...]] = {}
        self._places: dict[str, int] = {}
        self._asked = (0, 0)
        self._newest = PeoplePage(self.query_now)

    # Asking.

    def show(self, query: PeopleQuery) -> None:
        """List something else, or the same in another order."""
        self.query_now = replace(query, first=0, count=PAGE_ROWS)
        self._newest = PeoplePage(
            self.query_now, self._newest.columns, currency=self._newest.currency
        )
        self._kept, self.cursor = "", 0
        self.scroll_target_y = self.scroll_y = 0
        self.ask_again()

    def ask_again(self) -> None:
        """Ask for what is in view, although it is here: the data may have changed."""
        self._asked = (0, 0)
        self._rows.clear()
        self._places.clear()
        self.renew()
        self._ask()

    def _ask(self) -> None:
        """Ask once for what is in view, unless it is here or was asked for already."""
        top = round(self.scroll_offset.y)
        bottom = top + self.rows_seen
        if self._newest.total:
            bottom = min(bottom, self._newest.total)
        is_here = self._rows and all(at in self._rows for at in range(top, bottom))
        was_asked = self._asked[0] <= top and bottom <= self._asked[1]
        if is_here or was_asked:
            return
        over = max((PAGE_ROWS - (bottom - top)) // 2, 0)
        first = max(top - over, 0)
        self._asked = (first, max(first + PAGE_ROWS, bottom))
        count = self._asked[1] - first
        self.post_message(
            self.Wanted(replace(self.query_now, first=first, count=count))
        )

    def watch_page(self, page: PeoplePage | None) -> None:
        """Take rows in; rows of another list are dropped."""
        if page is None or not self._is_ours(page):
            return
        if page.revision != self._newest.revision or len(self._rows) > ROWS_KEPT:
            self._rows.clear()
            self._places.clear()
        self._newest = page
        for at, row in enumerate(page.rows, page.query.first):
            self._rows[at] = row
            self._places[str(row[0])] = at
        self.renew()
        self._ask()

    def _is_ours(self, page: PeoplePage) -> bool:
        return replace(page.query, first=0, count=PAGE_ROWS) == self.query_now

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what came into view."""
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def on_resize(self) -> None:
        """Ask for what came into view."""
        self.renew()
        self._ask()

    # What the table asks.

    @property
    def total(self) -> int:
        """Return how many users the list has."""
        return self._newest.total

    @property
    def is_known(self) -> bool:
        """Return whether there is an answer to what is listed."""
        return self.page is not None and self._is_ours(self.page)

    @property
    def missing(self) -> str:
        """Return why there is no list; empty if there is one."""
        return self._newest.missing

    @property
    def columns_shown(self) -> tuple[PeopleColumn, ...]:
        """Return the columns in their order."""
        return self._newest.columns

    def count(self) -> int:
        """Return how many users the list has."""
        return self._newest.total

    def key_of(self, index: int) -> str:
        """Return the user id; empty while the row is on its way."""
        row = self._rows.get(index)
        return str(row[0]) if row else ""

    def index_of(self, key: str) -> int | None:
        """Return the place of a user, where it is known."""
        return self._places.get(key)

    def table(self) -> Table:
        """Return the rows that are here as plain cells."""
        header = tuple(column.id for column in self.columns_shown)
        return Table(header, tuple(row for _at, row in sorted(self._rows.items())))

    def here(self) -> tuple[Cell, ...]:
        """Return the cells of the row under the cursor; none while it is on its way."""
        return self._rows.get(self.cursor, ())

    # Sorting.

    def action_sort(self, columns: int) -> None:
        """Sort by the next column, the greatest first."""
        known = [column.id for column in self.columns_shown]
        if not known:
            return
        now = self.query_now.sort
        at = known.index(now) + columns if now in known else 0 if columns > 0 else -1
        self._sort(known[at % len(known)])

    def action_flip(self) -> None:
        """Turn the order round."""
        query = self.query_now
        self.show(replace(query, descending=not query.descending))

    def action_export(self) -> None:
        """Write the whole list out, as it is sorted and filtered."""
        self.post_message(self.Export(self.query_now))

    def _sort(self, column: str) -> None:
        query = self.query_now
        unit = next((c.unit for c in self.columns_shown if c.id == column), "text")
        is_down = not query.descending if query.sort == column else unit != "text"
        self.show(replace(query, sort=column, descending=is_down))

    def on_click(self, event: events.Click) -> None:
        """Sort by the column whose head is clicked; else as in any table."""
        if event.y >= self.head_lines:
            super().on_click(event)
            return
        at = 1
        for column, size in self._plan(self.size.width - 1):
            if at <= event.x < at + abs(size):
                self._sort(column.id)
                return
            at += abs(size) + GAP

    # What is drawn.

    def _plan(self, width: int) -> list[tuple[PeopleColumn, int]]:
        """Return the columns that there is room for, with their cells."""
        found: list[tuple[PeopleColumn, int]] = []
        left = width
        for at, column in enumerate(self.columns_shown):
            size = FIRST_CELLS if at == 0 else _SIZES.get(column.unit, _NUMBER)
            if size < 0:
                size = -max(-size, cells.width(short(column.name)) + 2)
            if abs(size) > left:
                break
            found.append((column, size))
            left -= abs(size) + GAP
        return found

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Name the columns, the one that is sorted by in bold with its direction."""
        del y
        query = self.query_now
        parts = []
        for column, size in self._plan(width - 1):
            text = short(column.name)
            is_sorted = column.id == query.sort
            if is_sorted:
                text += " -" if query.descending else " +"
            style = ink("text" if is_sorted else "dim", "bg", "bold" * is_sorted)
            parts.append((safe(text), size, style))
        dim = ink("dim")
        return [piece(" ", dim), *columns(parts, gap=GAP, fill=dim)], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one user, or that it is on its way."""
        row = self._rows.get(index)
        if row is None:
            return [piece(glyphs.flat(8), ink("faint", on))]
        parts: list[tuple[str, int, Style]] = []
        for (column, size), cell in zip(self._plan(width), row, strict=False):
            is_first = not parts
            is_sorted = column.id == self.query_now.sort
            role = "text" if is_first or is_sorted else "dim"
            text = self.written(cell, column)
            parts.append((text, size, ink(role, on, "bold" * is_sorted)))
        return columns(parts, gap=GAP, fill=ink("dim", on))

    def written(self, cell: Cell, column: PeopleColumn) -> str:
        """Write a cell as its column says."""
        if cell is None:
            return formats.MISSING
        if isinstance(cell, str):
            return safe(cell)
        sign = formats.currency_sign(self._newest.currency)
        minus = "-" if cell < 0 else ""
        known = {
            "money": f"{minus}{sign}{abs(cell):,.0f}",
            "rate": formats.rate(cell),
            "days": formats.days(round(cell)),
            "count": formats.count(cell),
        }
        return known.get(column.unit, f"{cell:,.2f}")


def sorted_by(table: PeopleTable) -> str:
    """Say by what the list is sorted; empty where that is the view's own order."""
    query = table.query_now
    column = next((c for c in table.columns_shown if c.id == query.sort), None)
    if column is None:
        return ""
    called = safe(short(column.name))
    if query.descending:
        return _("{column}, greatest first").format(column=called)
    return _("{column}, least first").format(column=called)
