"""Retention of three ages by the date of the cohort: a strip each."""

from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.retention import RetentionRow, RetentionSnapshot
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users import cohort_cells
from cockpit.widgets.users.panel import NO_HOW, Parts, StudyPanel, Told

AGES: Final = {"day": (1, 7, 30), "week": (1, 4, 8), "month": (1, 2, 3)}
"""Which later periods are followed, if they were asked for."""
MOST: Final = 3
LABEL: Final = 4
FIGURE: Final = 24
RATE: Final = 5
"""Cells of a rate, so that rates stand one below the other."""
HEIGHTS: Final = 7


class RetentionTrend(StudyPanel):
    """Draws mature cohorts solid, the others grey; the newest mature rate in words."""

    KIND = RetentionSnapshot
    can_focus = False

    @property
    def snapshot(self) -> RetentionSnapshot:
        """Return the answer; an empty one while there is none."""
        found = self.answer
        return found if isinstance(found, RetentionSnapshot) else RetentionSnapshot()

    def ages(self) -> tuple[int, ...]:
        """Return the later periods that are followed."""
        have = {row.offset for row in self.snapshot.rows if row.offset > 0}
        usual = [age for age in AGES[self.snapshot.query.cohort] if age in have]
        return tuple(usual or sorted(have))[:MOST]

    def told(self) -> Told | None:
        """Explain the rates."""
        return Told(_("Retention"), how=self.snapshot.how.get("rate", NO_HOW))

    def table(self) -> Table:
        """Return all cells as plain cells of a table."""
        return tabulate(self.snapshot)

    def heading(self, width: int) -> Parts:
        """Say which cohorts, from when to when, and what was counted."""
        title = self.title(_("Trend"))
        if self.answer is None:
            return [title], []
        starts = self._starts()
        span = ""
        if starts:
            query = self.snapshot.query
            first, last = (
                cohort_cells.start_of(query, s) for s in (starts[0], starts[-1])
            )
            span = f"{first}..{last}"
        asked = cohort_cells.asked(self.snapshot.query, self.channel)
        room = width - title.cell_length - 3
        text = cells.joined(room, span, *asked)
        return [title, piece(f"  {text}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw one age."""
        ages = self.ages()
        if y >= len(ages):
            return line(width, (), fill=ink("dim"))
        age = ages[y]
        label = cohort_cells.label(self.snapshot.query, age)
        rows = [row for row in self.snapshot.rows if row.offset == age]
        rows.sort(key=lambda row: row.cohort)
        pieces = [
            piece(f" {cells.left(label, LABEL)}", ink("text")),
            *self._course(rows),
        ]
        return line(width, pieces, fill=ink("dim"))

    def _starts(self) -> list[str]:
        """Return the newest cohorts: each has its column, in the row of every age."""
        return sorted({row.cohort for row in self.snapshot.rows})[-self._room() :]

    def _room(self) -> int:
        return max(self.size.width - LABEL - FIGURE - 4, 1)

    def _course(self, rows: list[RetentionRow]) -> list[Segment]:
        """Draw the cohorts of an age; figures stand one below the other."""
        starts = self._starts()
        shown = [row for row in rows if row.cohort >= starts[0]]
        drawn = glyphs.spark(
            tuple(row.rate for row in shown), cells=len(shown), heights=HEIGHTS
        )
        ripe = [row for row in rows if row.mature and row.rate is not None]
        pieces: list[Segment] = []
        for char, row in zip(drawn, shown, strict=True):
            style = muted("accent") if row.mature else ink("faint")
            pieces.append(piece(char, style))
        spare = len(starts) - len(shown)
        pieces.append(piece(" " * max(spare, 0), ink("dim")))
        if not ripe:
            return [*pieces, piece(f"  {formats.MISSING}", ink("dim"))]
        newest = ripe[-1]
        rate = formats.rate(newest.rate)
        start = cohort_cells.start_of(self.snapshot.query, newest.cohort)
        return [
            *pieces,
            piece(f"  {cells.right(rate, RATE)}", ink("text", "bg", "bold")),
            piece(f"  {start}  n {formats.count(newest.size)}", ink("dim")),
        ]
