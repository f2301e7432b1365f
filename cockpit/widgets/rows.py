"""A table of any length that draws only the rows in view."""

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Size, clamp
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from cockpit import keys
from cockpit.text import glyphs
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class Rows(ScrollView, can_focus=True):
    """Draws head lines and rows; subclasses say how many and what is in them.

    The cursor stays on its key when rows come, go or change their order.
    """

    DEFAULT_CSS = "Rows { height: 1fr; overflow-x: hidden; scrollbar-size: 0 0; }"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("rows"))
    HEAD_LINES: ClassVar[int] = 1
    ROW_LINES: ClassVar[int] = 1
    """Lines of a row; those below the first one come from :meth:`more`."""
    GROUND: ClassVar[str] = "bg"
    """Background role of rows that are not selected."""

    cursor: reactive[int] = reactive(0)

    @dataclass
    class Chosen(Message):
        """The operator wants to open the row under the cursor."""

        table: "Rows"
        key: str

    @dataclass
    class Left(Message):
        """The cursor wants to leave the table at the top or at the bottom."""

        table: "Rows"
        down: int

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._kept = ""

    # What a subclass tells.

    def count(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    @property
    def keeps_mark(self) -> bool:
        """Return whether the row is marked although something else has the focus."""
        return False

    @property
    def head_lines(self) -> int:
        """Return how many lines stay at the top."""
        return self.HEAD_LINES

    @property
    def foot_lines(self) -> int:
        """Return how many lines stay at the bottom."""
        return 0

    def key_of(self, index: int) -> str:
        """Return what stays the same about a row when its place changes."""
        return str(index)

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw a head line: what is at the left, what is at the right."""
        raise NotImplementedError

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw a row on a background role."""
        raise NotImplementedError

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw the line ``part`` of a row, 1 for the second one."""
        raise NotImplementedError

    def table(self) -> Table:
        """Return what is shown as plain cells, for the clipboard."""
        raise NotImplementedError

    # What they have in common.

    def renew(self) -> None:
        """Take new rows in: the cursor goes where its key went."""
        total = self.count()
        lines = total * self.ROW_LINES + self.head_lines + self.foot_lines
        self.virtual_size = Size(self.size.width, lines)
        found = self.index_of(self._kept) if self._kept else None
        self.cursor = clamp(
            self.cursor if found is None else found, 0, max(total - 1, 0)
        )
        if not self._kept:
            self._remember()
        self.refresh()

    def index_of(self, key: str) -> int | None:
        """Return where a key is now, None if it is gone."""
        return next((at for at in range(self.count()) if self.key_of(at) == key), None)

    def select(self, key: str) -> None:
        """Put the cursor on a key, now or when it comes."""
        self._kept = key
        self.renew()

    @property
    def selected(self) -> str:
        """Return the key under the cursor; empty without rows."""
        return self.key_of(self.cursor) if self.cursor < self.count() else ""

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return clamp(cursor, 0, max(self.count() - 1, 0))

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view."""
        top, seen = self._top, self.rows_seen
        if not top <= cursor < top + seen:
            y = (cursor if cursor < top else cursor - seen + 1) * self.ROW_LINES
            # Not scroll_to: that waits for the next refresh.
            self.scroll_target_y = self.scroll_y = y

    def on_resize(self) -> None:
        """Keep the cursor in view when there is less room, and when there is any."""
        Rows.watch_cursor(self, self.cursor)

    @property
    def rows_seen(self) -> int:
        """Return how many rows there is room for."""
        room = self.size.height - self.head_lines - self.foot_lines
        return max(room // self.ROW_LINES, 1)

    @property
    def _top(self) -> int:
        """Return the first row in view: a row is never cut at the top."""
        return round(self.scroll_offset.y) // self.ROW_LINES

    def action_move(self, rows: int) -> None:
        """Move the cursor, or leave the table at its end."""
        if not 0 <= self.cursor + rows < self.count():
            self.post_message(self.Left(self, rows))
            return
        self._go(self.cursor + rows)

    def action_page(self, pages: int) -> None:
        """Move the cursor by what is seen."""
        self._go(self.cursor + pages * self.rows_seen)

    def action_end(self, direction: int) -> None:
        """Go to the first or the last row."""
        self._go(0 if direction < 0 else self.count() - 1)

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        if self.count():
            self.post_message(self.Chosen(self, self.key_of(self.cursor)))

    def on_click(self, event: events.Click) -> None:
        """Go to the row that is clicked; open it at the second click."""
        index = self._top + (event.y - self.head_lines) // self.ROW_LINES
        if event.y < self.head_lines or index >= self.count():
            return
        self._go(index)
        if event.chain > 1:
            self.action_choose()

    def _go(self, index: int) -> None:
        self.cursor = index
        self._remember()

    def _remember(self) -> None:
        if self.cursor < self.count():
            self._kept = self.key_of(self.cursor)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window; the head stays."""
        width = self.size.width
        if y < self.head_lines:
            left, right = self.head(y, width)
            return line(width, left, right, fill=ink("dim", self.GROUND))
        down, part = divmod(y - self.head_lines, self.ROW_LINES)
        index = self._top + down
        if index >= self.count():
            return line(width, (), fill=ink("dim", self.GROUND))
        is_here = index == self.cursor
        on = "sel" if is_here and (self.has_focus or self.keeps_mark) else self.GROUND
        mark = glyphs.focus_bar() if is_here and self.has_focus else " "
        parts = [piece(mark, ink("accent", on))]
        if part:
            parts += self.more(index, part, width - 1, on)
        else:
            parts += self.row(index, width - 1, on)
        return line(width, parts, fill=ink("dim", on))
