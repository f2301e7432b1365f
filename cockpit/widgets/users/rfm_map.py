"""Recency by frequency as a map, and who went where since the base day."""

from textual.strip import Strip

from cockpit.snapshot.rfm import Move, RfmSnapshot
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import NO_HOW, Parts, StudyPanel, Told


class RfmMap(StudyPanel):
    """Draws an :class:`RfmSnapshot` beside its table."""

    KIND = RfmSnapshot
    can_focus = False

    @property
    def snapshot(self) -> RfmSnapshot:
        """Return the answer; an empty one while there is none."""
        return self.answer if isinstance(self.answer, RfmSnapshot) else RfmSnapshot()

    def told(self) -> Told | None:
        """Explain the scores."""
        return Told("RFM", how=self.snapshot.how.get("users", NO_HOW))

    def table(self) -> Table:
        """Return the segments as plain cells."""
        return tabulate(self.snapshot)

    def heading(self, width: int) -> Parts:
        """Name what is told."""
        base = self.snapshot.base
        since = _("since {day}").format(day=safe(base)) if base else ""
        return [
            self.title(_("Migration")),
            piece(f"  {cells.cut(since, width - 14)}", ink("dim")),
        ], []

    def body(self, y: int, width: int) -> Strip:
        """Draw one move."""
        moves = self.snapshot.moves
        if y >= len(moves):
            return line(width, (), fill=ink("dim"))
        return self._move(moves[y], width)

    def _move(self, move: Move, width: int) -> Strip:
        names = {row.segment: safe(name(row.name)) for row in self.snapshot.rows}
        before = names.get(move.before, safe(move.before) or _("not yet customers"))
        after = names.get(move.after, safe(move.after))
        text = cells.cut(f" {before} > {after}", width - 10)
        right = [piece(f"{formats.count(move.users)} ", ink("text"))]
        return line(width, [piece(text, ink("dim"))], right, fill=ink("dim"))
