"""One metric taken apart: a row a channel, campaign, day or hour."""

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import clamp
from textual.reactive import var

from cockpit.snapshot import words
from cockpit.snapshot.drill import NO_DRILL, DrillRow, DrillSnapshot
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _, spoken
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
LEAST_NAME: Final = 6
MOST_NAME: Final = 32
TOTAL: Final = "\0total"
"""Key of the last row; no entity holds a NUL."""


class Layout(NamedTuple):
    """Cells of each column; 0 leaves it out."""

    name: int
    value: int
    change: int
    sample: int
    course: int
    gap: int


NO_LAYOUT: Final = Layout(0, 0, 0, 0, 0, 0)


class DrillTable(Rows):
    """Draws a :class:`~cockpit.snapshot.drill.DrillSnapshot`, the total last."""

    HEAD_LINES = 2

    snapshot: var[DrillSnapshot] = var(NO_DRILL)
    health: var[HealthSnapshot] = var(NOTHING_YET)
    """For the names of channels."""

    def __init__(self) -> None:
        super().__init__()
        self._measured: tuple[object, Layout] = (None, NO_LAYOUT)

    def watch_snapshot(self, old: DrillSnapshot, new: DrillSnapshot) -> None:
        """Take new rows in; at another level the cursor begins at the top."""
        self._measured = (None, NO_LAYOUT)
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
        dim, layout = ink("dim"), self._layout(width - 1)
        heads = columns(self._heads(layout), gap=layout.gap, fill=dim)
        return [piece(" ", dim), *heads], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one row, the total in bold."""
        rows, total = self.snapshot.rows, self.snapshot.total
        row = rows[index] if index < len(rows) else total
        assert row is not None
        extra = "bold" if row is total else ""
        layout = self._layout(width)
        parts = self._parts(row, layout, on, extra)
        pieces = columns(parts, gap=layout.gap, fill=ink("dim", on))
        if layout.course:
            drawn = glyphs.spark(row.spark, cells=COURSE, heights=6)
            pieces.append(
                piece(
                    f"{' ' * layout.gap}{cells.right(drawn, COURSE)}",
                    muted("accent", on),
                )
            )
        return pieces

    def _level(self) -> str:
        return LEVELS[self.snapshot.query.level].text()

    def _scope(self, narrowed: str) -> str:
        day = safe(self.snapshot.query.day)
        compared = words.base(self.snapshot.base)
        return "  ".join(part for part in (narrowed, day, compared) if part)

    @staticmethod
    def _heads(layout: Layout) -> list[tuple[str, int, Style]]:
        dim = ink("dim")
        heads = [
            ("", layout.name, dim),
            (_("value"), -layout.value, dim),
            (_("change"), -layout.change, dim),
        ]
        if layout.course:
            heads += [("n", -layout.sample, dim), (_("course"), -layout.course, dim)]
        return heads

    def _parts(
        self, row: DrillRow, layout: Layout, on: str, extra: str
    ) -> list[tuple[str, int, Style]]:
        called = self._called(row)
        called = cells.fitting(layout.name, called, safe(short(row.name)) or called)
        ready = "text" if row.maturity == "mature" else "dim"
        change = formats.change(row.change, self.snapshot.unit)
        parts = [
            (called, layout.name, ink("text", on, extra)),
            (self._value(row), -layout.value, ink(ready, on, extra)),
            (change, -layout.change, ink("dim", on)),
        ]
        if layout.course:
            parts.append((formats.count(row.n), -layout.sample, ink("dim", on)))
        return parts

    def _value(self, row: DrillRow) -> str:
        snapshot = self.snapshot
        mark = "" if row.maturity == "mature" else formats.PROVISIONAL
        return formats.show(
            row.value, snapshot.unit, currency=snapshot.currency, mark=mark
        )

    def _layout(self, width: int) -> Layout:
        """Measure all rows, once for a snapshot: names get what figures leave."""
        asked = (spoken(), width)
        if asked != self._measured[0]:
            self._measured = (asked, self._measure(width))
        return self._measured[1]

    def _measure(self, width: int) -> Layout:
        total, unit = self.snapshot.total, self.snapshot.unit
        rows = [*self.snapshot.rows, *([] if total is None else [total])]
        texts = (
            [_("value"), *map(self._value, rows)],
            [_("change"), *(formats.change(row.change, unit) for row in rows)],
            ["n", *(formats.count(row.n) for row in rows)],
        )
        value, change, count = (max(map(cells.width, column)) for column in texts)
        is_roomy = width >= ROOMY - 1
        count, course = (count, COURSE) if is_roomy else (0, 0)
        sizes = [size for size in (value, change, count, course) if size]
        called = max(cells.width(self._called(row)) for row in rows) if rows else 0
        room = width - 1 - sum(sizes)
        gap = 2 if room - 2 * len(sizes) >= called else 1
        fitted = clamp(room - gap * len(sizes), LEAST_NAME, MOST_NAME)
        return Layout(fitted, value, change, count, course, gap)

    def _called(self, row: DrillRow) -> str:
        return _("Total") if row is self.snapshot.total else safe(name(row.name))
