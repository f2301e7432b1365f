"""Recency by frequency as a map, and who went where since the base day."""

from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.rfm import Move, RfmCell, RfmSnapshot
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import heat, ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import NO_HOW, Parts, StudyPanel, Told, part_of

SCORES: Final = (1, 2, 3, 4, 5)
LEAD: Final = 4
CELL: Final = 8
MAP_LINES: Final = 12
"""Heads, two lines a score of recency, and one that is blank."""
HIGH: Final = 22
"""From here on there is room for the map above the moves."""
STEPS: Final = 5


class RfmMap(StudyPanel):
    """Draws an :class:`RfmSnapshot` beside its table."""

    KIND = RfmSnapshot
    can_focus = False

    @property
    def snapshot(self) -> RfmSnapshot:
        """Return the answer; an empty one while there is none."""
        return self.answer if isinstance(self.answer, RfmSnapshot) else RfmSnapshot()

    @property
    def has_map(self) -> bool:
        """Return whether there is room for the map, and something to draw."""
        is_wide = self.size.width >= LEAD + len(SCORES) * CELL + 1
        return is_wide and self.size.height >= HIGH and bool(self.snapshot.cells)

    def told(self) -> Told | None:
        """Explain the scores."""
        return Told("RFM", how=self.snapshot.how.get("users", NO_HOW))

    def table(self) -> Table:
        """Return the moves as plain cells."""
        moves = self.snapshot.moves
        rows = tuple((move.before, move.after, move.users) for move in moves)
        return Table(("before", "after", "users"), rows)

    def heading(self, width: int) -> Parts:
        """Name what is drawn first."""
        if not self.has_map:
            return self._migration(width)
        said = _("users; mean net revenue below")
        left = [self.title(_("R by F")), piece(f"  {said}", ink("dim"))]
        return left, []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line of the map, or one move."""
        if self.has_map:
            if y < MAP_LINES:
                return line(width, self._map(y), fill=ink("dim"))
            y -= MAP_LINES + 1
            if y < 0:
                left, right = self._migration(width)
                return line(width, left, right, fill=ink("dim"))
        moves = self._moves
        if y >= len(moves):
            return line(width, (), fill=ink("dim"))
        return self._move(moves[y], width)

    @property
    def _moves(self) -> list[Move]:
        """Return who went elsewhere; who stayed did not move."""
        return [one for one in self.snapshot.moves if one.before != one.after]

    def _map(self, y: int) -> list[Segment]:
        """Draw the heads, or one of the two lines of a score of recency."""
        dim = ink("dim")
        if y == 0:
            heads = "".join(cells.right(f"F{f} ", CELL) for f in SCORES)
            return [piece(" " * LEAD + heads, dim)]
        row, below = divmod(y - 1, 2)
        if row >= len(SCORES):
            return []
        r = SCORES[-1 - row]
        lead = "" if below else f" R{r}"
        pieces = [piece(cells.left(lead, LEAD), dim)]
        known = {(cell.r, cell.f): cell for cell in self.snapshot.cells}
        most = max(cell.users for cell in self.snapshot.cells)
        for f in SCORES:
            pieces.append(self._square(known.get((r, f)), most, is_below=bool(below)))
        return pieces

    def _square(self, cell: RfmCell | None, most: int, *, is_below: bool) -> Segment:
        if cell is None:
            text = "" if is_below else formats.MISSING
            return piece(cells.right(f"{text} ", CELL), ink("dim"))
        text = formats.count(cell.users)
        if is_below:
            text = formats.money(cell.monetary, self.snapshot.currency)
        step = round(cell.users / most * STEPS)
        return piece(cells.right(f"{text} ", CELL), heat(step))

    def _migration(self, width: int) -> Parts:
        base = self.snapshot.base
        since = _("since {day}").format(day=safe(base)) if base else ""
        title = piece(f" {_('Migration')}", ink("text", "bg", "bold"))
        total = len(self._moves)
        seen = self.size.height - 1 - (MAP_LINES + 2) * self.has_map
        part = part_of(1, seen, total) if 0 < seen < total else ""
        room = max(width - title.cell_length - 3, 0)
        return [title, piece(f"  {cells.cut(since, room)}", ink("dim"))], [
            piece(f"{part} ", ink("dim"))
        ]

    def _move(self, move: Move, width: int) -> Strip:
        names = {row.segment: safe(name(row.name)) for row in self.snapshot.rows}
        before = names.get(move.before, safe(move.before) or _("not yet customers"))
        after = names.get(move.after, safe(move.after))
        text = cells.cut(f" {before} > {after}", width - 10)
        right = [piece(f"{formats.count(move.users)} ", ink("text"))]
        return line(width, [piece(text, ink("dim"))], right, fill=ink("dim"))
