"""The triangle of cohorts as a heat map; the focused cell tells its interval."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import clamp
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.retention import RetentionRow, RetentionSnapshot
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import heat, ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users import cohort_cells
from cockpit.widgets.users.cohort_cells import CohortLine, Cohorts
from cockpit.widgets.users.panel import NO_HOW, Parts, StudyPanel, Told

CELL: Final = 5
ROOMY_CELL: Final = 16
"""Where columns are few every cell shows its interval."""
SIZE_CELLS: Final = 7
FEWEST: Final = 8
"""Below so many lines there is none for the foot."""


class RetentionGrid(StudyPanel):
    """Draws a :class:`RetentionSnapshot`; arrows move the cursor from cell to cell."""

    KIND = RetentionSnapshot

    at: reactive[tuple[int, int]] = reactive((-1, 0))
    """Cohort and column under the cursor; the newest cohort is -1 until moved."""

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self._cohorts = Cohorts()

    @property
    def snapshot(self) -> RetentionSnapshot:
        """Return the answer; an empty one while there is none."""
        found = self.answer
        return found if isinstance(found, RetentionSnapshot) else RetentionSnapshot()

    def watch_answer(self, old: object, new: object) -> None:
        """Arrange the cells; the cursor stays on its cell while the question does."""
        self._cohorts = cohort_cells.cohorts_of(self.snapshot)
        asked = [getattr(one, "query", None) for one in (old, new)]
        if old is not None and asked[0] != asked[1]:
            self.at = (-1, 0)

    # The cursor.

    def _place(self) -> tuple[int, int]:
        """Return cohort and column of the cursor, inside the grid."""
        row, column = self.at
        lines = self._cohorts.lines
        if row < 0:
            begun = [at for at, known in enumerate(lines) if known.cells]
            row = begun[-1] if begun else 0
        row = clamp(row, 0, max(len(lines) - 1, 0))
        return row, clamp(column, 0, max(len(self._cohorts.offsets) - 1, 0))

    def _cell(self) -> tuple[CohortLine, RetentionRow | None] | None:
        """Return the cohort under the cursor, and the cell if its time has begun."""
        if not self._cohorts.lines or not self._cohorts.offsets:
            return None
        row, column = self._place()
        known = self._cohorts.lines[row]
        return known, known.cells.get(self._cohorts.offsets[column])

    def move(self, across: int, down: int) -> bool:
        """Move the cursor; False above the first and below the last cohort."""
        row, column = self._place()
        if not 0 <= row + down < len(self._cohorts.lines):
            return False
        last = max(len(self._cohorts.offsets) - 1, 0)
        self.at = (row + down, clamp(column + across, 0, last))
        return True

    def on_click(self, event: events.Click) -> None:
        """Go to the cell that is clicked; explain it at the second click."""
        lines, offsets = self._seen()
        row = event.y - 2
        column = (event.x - self._first()) // self._cell_width()
        if 0 <= row < len(lines) and 0 <= column < len(offsets):
            self.at = (lines[row], offsets[column])
            if event.chain > 1:
                self.action_choose()

    # What is told.

    @property
    def current(self) -> RetentionRow | None:
        """Return the cell under the cursor, if its time has begun."""
        found = self._cell()
        return None if found is None else found[1]

    def told(self) -> Told | None:
        """Explain the cell under the cursor: rate, interval and users."""
        known, cell = self._cell() or (None, None)
        if known is None or cell is None:
            return None
        query = self.snapshot.query
        start = cohort_cells.start_of(query, known.start)
        name = f"{_('Retention')} {start} {cohort_cells.label(query, cell.offset)}"
        how = self.snapshot.how.get("rate", NO_HOW)
        return Told(name, cohort_cells.whole(cell), formats.count(known.size), how)

    def table(self) -> Table:
        """Return all cells as plain cells of a table."""
        return tabulate(self.snapshot)

    # Drawing.

    def heading(self, width: int) -> Parts:
        """Say what is counted, and that ``~`` may still change."""
        title = self.title(_("Retention"))
        room = width - title.cell_length - 3
        if self.answer is None:
            return [title], []
        parts = cohort_cells.asked(self.snapshot.query, self.channel)
        unripe = _("~ not mature")
        text = cells.joined(room, *parts, "%", unripe)
        hidden = len(self._cohorts.lines) - len(self._seen()[0])
        older = _("{count} older").format(count=hidden) if hidden > 0 else ""
        if cells.width(text) + cells.width(older) + 2 > room or not self.has_focus:
            older = ""
        return [title, piece(f"  {text}", ink("dim"))], [piece(f"{older} ", ink("dim"))]

    def body(self, y: int, width: int) -> Strip:
        """Draw the heads of the columns, one cohort, or the foot."""
        lines, offsets = self._seen()
        if y == 0:
            return line(width, self._heads(offsets), fill=ink("dim"))
        if y <= len(lines):
            return line(width, self._line(lines[y - 1], offsets), fill=ink("dim"))
        if y == len(lines) + 1 and self.size.height >= FEWEST:
            text = f" {cells.cut(self._foot(), width - 2)}"
            return line(width, [piece(text, ink("dim"))], fill=ink("dim"))
        return line(width, (), fill=ink("dim"))

    def _first(self) -> int:
        """Return where the first column begins."""
        return self._name_cells() + SIZE_CELLS + 3 - (self.size.width < 2 * 24)

    def _cell_width(self) -> int:
        """Return how wide a column is; it has its interval where there is room."""
        columns = max(len(self._cohorts.offsets), 1)
        is_roomy = (self.size.width - self._first()) // columns >= ROOMY_CELL
        return ROOMY_CELL if is_roomy else CELL

    def _name_cells(self) -> int:
        return 7 if self.snapshot.query.cohort == "month" else 5

    def _seen(self) -> tuple[list[int], list[int]]:
        """Return which cohorts and columns there is room for, the cursor's among them.

        Without a cursor they are the newest cohorts and the first columns.
        """
        row, column = self._place()
        foot = 1 if self.size.height >= FEWEST else 0
        high = max(self.size.height - 2 - foot, 1)
        total = len(self._cohorts.lines)
        bottom = total if self.at[0] < 0 else max(min(total, row + high // 2 + 1), 0)
        top = max(bottom - high, 0)
        wide = max((self.size.width - self._first()) // self._cell_width(), 1)
        left = max(column - wide + 1, 0)
        columns = len(self._cohorts.offsets)
        return (
            list(range(top, min(top + high, total))),
            list(range(left, min(left + wide, columns))),
        )

    def _heads(self, offsets: list[int]) -> list[Segment]:
        query, dim = self.snapshot.query, ink("dim")
        name = cells.left(cohort_cells.HEADS[query.cohort].text(), self._name_cells())
        lead = f" {name}{cells.right('n', self._sizes())}"
        texts = [lead + " " * (self._first() - cells.width(lead))]
        for column in offsets:
            label = cohort_cells.label(query, self._cohorts.offsets[column])
            head = cells.right(label, CELL - 1)
            texts.append(cells.left(head, self._cell_width()))
        return [piece("".join(texts), dim)]

    def _sizes(self) -> int:
        return SIZE_CELLS if self.size.width >= 2 * 24 else SIZE_CELLS - 1

    def _line(self, index: int, offsets: list[int]) -> list[Segment]:
        known = self._cohorts.lines[index]
        start = cohort_cells.start_of(self.snapshot.query, known.start)
        is_here = index == self._place()[0] and self.has_focus
        mark = glyphs.focus_bar() if is_here else " "
        count = cells.right(formats.count(known.size), self._sizes())
        lead = cells.left(start, self._name_cells()) + count
        pieces = [
            piece(mark, ink("accent")),
            piece(lead, ink("dim")),
            piece(" " * (self._first() - 1 - cells.width(lead)), ink("dim")),
        ]
        decimals = self._cohorts.decimals
        for column in offsets:
            cell = known.cells.get(self._cohorts.offsets[column])
            is_cursor = is_here and column == self._place()[1]
            text = cohort_cells.percent(cell, decimals) if cell else ""
            text = cells.right(text, CELL - 1)
            pieces.append(piece(f"{text} ", self._style(cell, is_cursor=is_cursor)))
            if spare := self._cell_width() - CELL:
                between = cohort_cells.between(cell, decimals) if cell else ""
                pieces.append(piece(cells.left(f" {between}", spare), ink("dim")))
        return pieces

    def _style(self, cell: RetentionRow | None, *, is_cursor: bool) -> Style:
        if is_cursor:
            return ink("on_accent", "accent", "bold")
        if cell is None or not cell.mature or cell.rate is None:
            return ink("dim")
        return heat(self._cohorts.step(cell.rate))

    def _foot(self) -> str:
        """Say what the cell under the cursor is, or what stands out."""
        found = self._cell() if self.has_focus else None
        if found is None:
            return safe(self.snapshot.reading)
        known, cell = found
        start = cohort_cells.start_of(self.snapshot.query, known.start)
        if cell is None:
            return f"{start}  {_('that time has not come yet')}"
        label = cohort_cells.label(self.snapshot.query, cell.offset)
        back = _("{count} came back").format(count=formats.count(cell.retained))
        n = f"n {formats.count(known.size)}"
        return f"{start} {label} {cohort_cells.whole(cell)}  {n}  {back}"
