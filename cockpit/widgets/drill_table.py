"""One metric taken apart: a row a channel, campaign, day or hour."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import var

from cockpit.snapshot import words
from cockpit.snapshot.drill import NO_DRILL, DrillRow, DrillSnapshot
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.rows import Rows

LEVELS: Final[dict[str, Note]] = {
    "channel": note("by channel"),
    "campaign": note("by campaign"),
    "day": note("by day"),
    "hour": note("by hour"),
}
COURSE: Final = 9
ROOMY: Final = 44
TOTAL: Final = "\0total"
"""Key of the last row; no entity holds a NUL."""


class DrillTable(Rows):
    """Draws a :class:`~cockpit.snapshot.drill.DrillSnapshot`, the total last."""

    HEAD_LINES = 2

    snapshot: var[DrillSnapshot] = var(NO_DRILL)
    health: var[HealthSnapshot] = var(NOTHING_YET)
    """For the names of channels."""

    def watch_snapshot(self, old: DrillSnapshot, new: DrillSnapshot) -> None:
        """Take new rows in; at another level the cursor begins at the top."""
        if (old.query.level, old.query.metric) != (new.query.level, new.query.metric):
            self._kept = ""
            self.cursor = 0
        self.renew()

    def count(self) -> int:
        """Return how many rows there are, the total included."""
        return len(self.snapshot.rows) + (self.snapshot.total is not None)

    def key_of(self, index: int) -> str:
        """Return the entity of a row."""
        rows = self.snapshot.rows
        return rows[index].entity if index < len(rows) else TOTAL

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(self.snapshot)

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw what is taken apart, then the names of the columns."""
        snapshot = self.snapshot
        if y == 0:
            text = f" {safe(name(snapshot.name))} {self._level()}"
            where = snapshot.query.look.where
            scope = "  ".join(words.entity(self.health, known) for _by, known in where)
            room = max(width - cells.width(text) - 2, 0)
            return [
                piece(text, ink("text", "bg", "bold")),
                piece(f"  {cells.cut(self._scope(scope), room)}", ink("dim")),
            ], []
        if not self.count():
            text = safe(snapshot.reason) or formats.MISSING
            return [piece(f"   {cells.cut(text, width - 4)}", ink("dim"))], []
        dim = ink("dim")
        return [piece(" ", dim), *columns(self._heads(width), gap=1, fill=dim)], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one row, the total in bold."""
        rows, total = self.snapshot.rows, self.snapshot.total
        row = rows[index] if index < len(rows) else total
        assert row is not None
        extra = "bold" if row is total else ""
        parts = self._parts(row, width, on, extra)
        pieces = columns(parts, gap=1, fill=ink("dim", on))
        if width >= ROOMY:
            drawn = glyphs.spark(row.spark, cells=COURSE, heights=6)
            pieces.append(piece(" " + cells.right(drawn, COURSE), muted("accent", on)))
        return pieces

    def _level(self) -> str:
        return LEVELS[self.snapshot.query.level].text()

    def _scope(self, narrowed: str) -> str:
        day = safe(self.snapshot.query.day)
        compared = words.base(self.snapshot.base)
        return "  ".join(part for part in (narrowed, day, compared) if part)

    def _heads(self, width: int) -> list[tuple[str, int, Style]]:
        dim = ink("dim")
        heads = [("", self._name_width(width - 1), dim), (_("value"), -9, dim)]
        heads += [(_("change"), -7, dim)]
        if width >= ROOMY:
            heads += [("n", -8, dim), (_("course"), -COURSE, dim)]
        return heads

    def _parts(
        self, row: DrillRow, width: int, on: str, extra: str
    ) -> list[tuple[str, int, Style]]:
        snapshot = self.snapshot
        is_open = row.maturity != "mature"
        mark = formats.PROVISIONAL if is_open else ""
        value = formats.show(
            row.value, snapshot.unit, currency=snapshot.currency, mark=mark
        )
        room = self._name_width(width)
        called = _("Total") if row is snapshot.total else safe(name(row.name))
        called = cells.fitting(room, called, safe(short(row.name)) or called)
        change = formats.change(row.change, snapshot.unit)
        parts = [
            (called, room, ink("text", on, extra)),
            (value, -9, ink("dim" if is_open else "text", on, extra)),
            (change, -7, ink("dim", on)),
        ]
        if width >= ROOMY:
            parts.append((formats.count(row.n), -8, ink("dim", on)))
        return parts

    @staticmethod
    def _name_width(width: int) -> int:
        fixed = 10 + 8 + (9 + COURSE + 1 if width >= ROOMY else 0)
        return max(min(width - fixed - 1, 32), 6)
