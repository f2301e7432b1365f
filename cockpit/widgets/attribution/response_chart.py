"""What more spend brings: the saturating response of one channel."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.budget import BudgetRow, BudgetSnapshot
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.tables import Table
from cockpit.widgets.attribution.budget_table import called
from cockpit.widgets.ink import ink, is_mono
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.braille import Field, ticks
from cockpit.widgets.users.chart import Chart, Course, role_of
from cockpit.widgets.users.chart_panel import ChartPanel
from cockpit.widgets.users.panel import NO_HOW, NO_TABLE, Parts, State, Told

EMPTY: Final = BudgetSnapshot()
MARGIN: Final = 9
SMALLEST: Final = (20, 3)
LOW, HIGH = ".", "'"
"""Ends of the interval where no colour tells it."""


class ResponseChart(ChartPanel):
    """Draws the curve of the channel under the cursor, its interval and ceiling."""

    KIND = BudgetSnapshot

    entity: reactive[str] = reactive("")
    """Which channel; empty: the first one with a curve."""

    @property
    def snapshot(self) -> BudgetSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, BudgetSnapshot) else EMPTY

    @property
    def current(self) -> BudgetRow | None:
        """Return the channel that is drawn."""
        rows = self.snapshot.rows
        asked = next((row for row in rows if row.channel == self.entity), None)
        if asked is not None:
            return asked
        return next((row for row in rows if row.points), None)

    def watch_entity(self) -> None:
        """Draw the other channel."""
        self._drawn = ((), [])
        self.refresh()

    def state_shown(self) -> State | None:
        """Say why there is no curve."""
        if self.state.kind:
            return (
                State("loading")
                if self.state.kind == "loading"
                else State("missing", "")
            )
        row = self.current
        if row is None or not row.points:
            return State("missing", row.missing if row else formats.MISSING)
        return None

    def told(self) -> Told | None:
        """Explain the curve."""
        row = self.current
        if row is None:
            return None
        how = self.snapshot.how.get("revenue") or self.snapshot.how.get("roi_marginal")
        value = formats.money(row.revenue, self.snapshot.currency)
        return Told(called(row), value, formats.count(row.n), how or NO_HOW)

    def table(self) -> Table:
        """Return the points as plain cells."""
        row = self.current
        if row is None or not row.points:
            return NO_TABLE
        points = [
            (one.spend, one.revenue, one.low, one.high, one.is_extrapolated)
            for one in row.points
        ]
        return Table(("spend", "revenue", "low", "high", "extrapolated"), tuple(points))

    def heading(self, width: int) -> Parts:
        """Name the channel, the axes, and where the ceiling lies."""
        row = self.current
        if row is None or self.state.kind:
            return [self.title(_("Response"))], []
        title = self.title(f"{_('Response')} {called(row)}")
        sign = formats.currency_sign(self.snapshot.currency)
        ceiling = ""
        if row.ceiling is not None:
            money = formats.money(row.ceiling, self.snapshot.currency)
            mark = glyphs.base_mark()
            ceiling = _("{mark} ceiling {money}").format(mark=mark, money=money)
        said = cells.joined(
            max(width - title.cell_length - 3, 0),
            _("dashed: not seen"),
            _("net revenue x spend, {sign} a day").format(sign=sign),
            ceiling,
            _("{marks}: 95%").format(marks=f"{HIGH} {LOW}" if is_mono() else _("band")),
            _("dots: days") if row.seen_points else "",
        )
        return [title, piece(f"  {said}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line of the chart."""
        lines = self.chart(width, self.size.height - 1)
        return line(width, lines[y] if y < len(lines) else [], fill=ink("dim"))

    def made(self, width: int, height: int) -> list[list[Segment]]:
        """Draw the chart anew."""
        row = self.current
        if row is None or not row.points:
            return []
        if width - MARGIN < SMALLEST[0] or height < SMALLEST[1]:
            return []
        points = row.points
        seen = row.seen_points
        highest = max((revenue for _spend, revenue in seen), default=0.0)
        top = max(highest, *(one.high for one in points)) or 1.0
        marks = ticks(0.0, top, most=2 if height < 10 else 4)
        field = Field(
            width - MARGIN - 1, height - 1, 0.0, points[-1].spend or 1.0, 0.0, top
        )
        chart = Chart(field)
        curve = [(one.spend, one.revenue) for one in points]
        band = [(one.low, one.high) for one in points]
        chart.draw(Course("", role_of(2), curve, band, seen=row.seen))
        chart.scatter(seen, "dim")
        if is_mono():
            chart.mark([(one.spend, one.low) for one in points], LOW, "dim")
            chart.mark([(one.spend, one.high) for one in points], HIGH, "dim")
        labels = {field.row(mark): formats.show(mark, "count") for mark in marks}
        stood = None if row.ceiling is None else MARGIN + field.column(row.ceiling)
        found = []
        for at in range(field.height):
            label = cells.right(labels.get(at, ""), MARGIN - 2)
            pieces = [piece(f" {label} ", ink("dim")), *chart.line(at)]
            found.append(_marked(pieces, stood, width))
        return [*found, [piece(_spends(field), ink("dim"))]]


def _marked(pieces: list[Segment], at: int | None, width: int) -> list[Segment]:
    """Put the mark of the ceiling where nothing is drawn."""
    if at is None or not MARGIN <= at < width:
        return pieces
    strip = Strip(pieces)
    if strip.crop(at, at + 1).text.strip():
        return pieces
    style = next(iter(strip.crop(at, at + 1)), Segment(" ")).style or ink("dim")
    mark = Segment(glyphs.base_mark(), ink("text") + style)
    return [*strip.crop(0, at), mark, *strip.crop(at + 1, strip.cell_length)]


def _spends(field: Field) -> str:
    """Write spends below the chart."""
    text = " " * MARGIN
    for mark in ticks(field.left, field.right, most=max(field.width // 12, 2)):
        label = formats.show(mark, "count")
        start = MARGIN + max(field.column(mark) - cells.width(label) + 1, 0)
        if start > cells.width(text) or not mark:
            text += " " * (start - cells.width(text)) + label
    return text
