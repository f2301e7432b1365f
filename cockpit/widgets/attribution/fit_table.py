"""Which content suits which users: who met what, and whether they came back."""

from typing import Final

from rich.segment import Segment
from textual import events
from textual.strip import Strip

from cockpit.snapshot.journeys import FitCell, JourneysSnapshot
from cockpit.snapshot.tabulate import short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import heat, ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import (
    NO_HOW,
    NO_TABLE,
    Parts,
    State,
    StudyPanel,
    Told,
    state_of,
)

EMPTY: Final = JourneysSnapshot()
NAME_CELLS: Final = 10
CELL: Final = 10
STEPS: Final = 6


class FitTable(StudyPanel):
    """Draws the fit of a :class:`JourneysSnapshot`: who came back the next day.

    ``!`` marks users in number on content that others of them come back from more.
    """

    KIND = JourneysSnapshot

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.at = (0, 0)

    @property
    def snapshot(self) -> JourneysSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, JourneysSnapshot) else EMPTY

    def state_shown(self) -> State | None:
        """Say why there is no fit."""
        if self.snapshot.fit:
            return None
        if self.snapshot.fit_missing:
            return State("missing", self.snapshot.fit_missing)
        found = state_of(self.answer, self.trouble)
        return found if found.kind else State("missing", formats.MISSING)

    @property
    def contents(self) -> dict[str, str]:
        """Return what the levels of content are called, by id."""
        return {c.content: safe(short(c.content_name)) for c in self.snapshot.fit}

    @property
    def users(self) -> dict[str, str]:
        """Return what the levels of users are called, by id."""
        return {c.user: safe(short(c.user_name)) for c in self.snapshot.fit}

    @property
    def current(self) -> FitCell | None:
        """Return the cell under the cursor."""
        contents, users = list(self.contents), list(self.users)
        if not contents:
            return None
        row = contents[min(self.at[0], len(contents) - 1)]
        column = users[min(self.at[1], len(users) - 1)]
        return self._known.get((row, column))

    @property
    def _known(self) -> dict[tuple[str, str], FitCell]:
        return {(cell.content, cell.user): cell for cell in self.snapshot.fit}

    def move(self, across: int, down: int) -> bool:
        """Go to another cell."""
        row, column = self.at[0] + down, self.at[1] + across
        if not 0 <= row < len(self.contents):
            return False
        self.at = (row, min(max(column, 0), max(len(self.users) - 1, 0)))
        return True

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell; explain it at the second click."""
        row, column = event.y - 2, (event.x - 1 - NAME_CELLS) // CELL
        if 0 <= row < len(self.contents) and 0 <= column < len(self.users):
            self.at = (row, column)
            self.refresh()
            if event.chain > 1:
                self.action_choose()

    def told(self) -> Told | None:
        """Explain the return of the cell."""
        cell = self.current
        if cell is None:
            return None
        called = f"{self.contents[cell.content]} x {self.users[cell.user]}"
        how = self.snapshot.how.get("fit") or self.snapshot.how.get("retention_d1")
        value = formats.rate(cell.retention_d1) + _interval(cell)
        return Told(called, value, formats.count(cell.users), how or NO_HOW)

    def table(self) -> Table:
        """Return the cells as plain cells."""
        return tabulate(_Cells(self.snapshot.fit)) if self.snapshot.fit else NO_TABLE

    def heading(self, width: int) -> Parts:
        """Say what is in the cells."""
        title = self.title(_("Content x users"))
        room = max(width - title.cell_length - 3, 0)
        said = cells.joined(room, _("% back next day"), _("! does not fit"))
        return [title, piece(f"  {said}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw the users, a line a kind of content, and what stands out."""
        dim = ink("dim")
        contents = list(self.contents)
        if y == 0:
            heads = [
                cells.right(cells.cut(u, CELL - 1), CELL) for u in self.users.values()
            ]
            text = " " * (NAME_CELLS + 1) + "".join(heads)
            return line(width, [piece(text, dim)], fill=dim)
        if y <= len(contents):
            return line(width, self._line(contents[y - 1], y - 1), fill=dim)
        told = cells.wrap(self._foot(), max(width - 2, 1))
        below = y - len(contents) - 1
        if below < len(told):
            return line(width, [piece(f" {told[below]}", dim)], fill=dim)
        return line(width, (), fill=dim)

    def _foot(self) -> str:
        cell = self.current if self.has_focus else None
        if cell is None:
            return safe(self.snapshot.fit_reading)
        called = f"{self.contents[cell.content]} x {self.users[cell.user]}"
        orders = _("order {rate}").format(rate=formats.rate(cell.conversion))
        back = formats.rate(cell.retention_d1) + _interval(cell)
        n = f"n {formats.count(cell.users)}"
        return "  ".join((called, back, orders, n))

    def _line(self, content: str, at: int) -> list[Segment]:
        is_here = self.has_focus and at == self.at[0]
        mark = glyphs.focus_bar() if is_here else " "
        pieces = [
            piece(mark, ink("accent")),
            piece(cells.left(self.contents[content], NAME_CELLS), ink("text")),
        ]
        most = max((c.retention_d1 or 0.0 for c in self.snapshot.fit), default=0.0)
        for column, user in enumerate(self.users):
            cell = self._known.get((content, user))
            if cell is None or cell.retention_d1 is None:
                pieces.append(piece(cells.right(formats.MISSING, CELL), ink("dim")))
                continue
            sign = "!" if cell.is_off else " "
            step = round(cell.retention_d1 / (most or 1.0) * (STEPS - 1))
            style = heat(min(step, STEPS - 1))
            if is_here and column == min(self.at[1], len(self.users) - 1):
                style = ink("on_accent", "accent", "bold")
            text = f"{sign} {cell.retention_d1 * 100:.1f} "
            pieces += [
                piece(" ", ink("dim")),
                piece(cells.right(text, CELL - 1), style),
            ]
        return pieces


class _Cells:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[FitCell, ...]) -> None:
        self.rows = rows


def _interval(cell: FitCell) -> str:
    if cell.low is None or cell.high is None:
        return ""
    return f" ({cell.low * 100:.1f}~{cell.high * 100:.1f})"
