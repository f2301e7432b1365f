"""How long people wait between touches, and from the first touch to the order."""

from math import log10
from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.journeys import GapBin, JourneysSnapshot
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted, stroke
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.chart_panel import ChartPanel
from cockpit.widgets.users.panel import (
    NO_HOW,
    NO_TABLE,
    Parts,
    State,
    Told,
    state_of,
)

EMPTY: Final = JourneysSnapshot()
EDGES: Final = (60.0, 3_600.0, 86_400.0, 604_800.0, 2_592_000.0)
"""Seconds that are written below the axis."""
SMALLEST: Final = (24, 3)
EIGHTHS: Final = 8


class GapChart(ChartPanel):
    """Draws the gaps of a :class:`JourneysSnapshot` on a log axis, with P50 and P90."""

    KIND = JourneysSnapshot

    @property
    def snapshot(self) -> JourneysSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, JourneysSnapshot) else EMPTY

    @property
    def bins(self) -> list[GapBin]:
        """Return the bins that have a place on a log axis."""
        return [one for one in self.snapshot.gaps if one.high > max(one.low, 0.0)]

    def state_shown(self) -> State | None:
        """Say why there are no gaps."""
        if self.bins:
            return None
        found = state_of(self.answer, self.trouble)
        return found if found.kind else State("missing", formats.MISSING)

    def told(self) -> Told | None:
        """Explain the median gap between touches."""
        how = self.snapshot.how.get("gap_p50", NO_HOW)
        n = formats.count(sum(one.touches for one in self.bins))
        return Told(
            _("gap between touches"), formats.age(self.snapshot.gap_p50), n, how
        )

    def table(self) -> Table:
        """Return the bins as plain cells."""
        return tabulate(_Bins(tuple(self.bins))) if self.bins else NO_TABLE

    def heading(self, width: int) -> Parts:
        """Tell the quantiles of both distributions."""
        title = self.title(_("Gaps"))
        answer = self.snapshot
        touches = f"{formats.age(answer.gap_p50)} / {formats.age(answer.gap_p90)}"
        orders = f"{formats.age(answer.order_p50)} / {formats.age(answer.order_p90)}"
        if not self.bins:
            return [title], []
        room = max(width - title.cell_length - 5, 0)
        between = _("between touches P50/P90 {both}").format(both=touches)
        order = _("to the order {both}").format(both=orders)
        parts = [title, piece(f"  {cells.cut(between, room)}", ink("dim"))]
        if cells.width(between) + cells.width(order) <= room:
            parts.append(piece(f"  {order}", ink("s2")))
        return parts, []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line of the chart."""
        lines = self.chart(width, self.size.height - 1)
        return line(width, lines[y] if y < len(lines) else [], fill=ink("dim"))

    def made(self, width: int, height: int) -> list[list[Segment]]:
        """Draw columns of what lies between touches, and marks of orders above them."""
        bins = self.bins
        room, rows = width - 2, height - 1
        if room < SMALLEST[0] or rows < SMALLEST[1] - 1 or not bins:
            return []
        low, high = log10(max(bins[0].low, 1.0)), log10(max(bins[-1].high, 10.0))
        touches, orders = [0.0] * room, [0.0] * room
        for one in bins:
            first = _cell(one.low, low, high, room)
            last = max(_cell(one.high, low, high, room), first + 1)
            for at in range(first, min(last, room)):
                touches[at], orders[at] = float(one.touches), float(one.orders)
        found = []
        for row in range(rows):
            pieces = [piece(" ", ink("dim"))]
            for at in range(room):
                pieces.append(_pixel(touches, orders, at, row, rows))
            found.append(pieces)
        return [*found, [piece(_labels(low, high, room, self.snapshot), ink("dim"))]]


class _Bins:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[GapBin, ...]) -> None:
        self.rows = rows


def _pixel(
    touches: list[float], orders: list[float], at: int, row: int, rows: int
) -> Segment:
    """Draw one cell: a column of touches; where the orders end a stroke."""
    scale = rows * EIGHTHS
    tall = touches[at] / (max(touches) or 1.0) * scale
    mark = orders[at] / (max(orders) or 1.0) * scale
    floor = (rows - 1 - row) * EIGHTHS
    if floor < mark <= floor + EIGHTHS:
        return piece(glyphs.thin(is_bold=True), stroke("s2"))
    inside = min(max(tall - floor, 0.0), EIGHTHS) / EIGHTHS
    if inside <= 0:
        return piece(" ", ink("dim"))
    block = glyphs.spark((0.0, inside, 1.0), cells=3)[1]
    return piece(block, muted("accent"))


def _cell(seconds: float, low: float, high: float, room: int) -> int:
    span = high - low or 1.0
    return round((log10(max(seconds, 1.0)) - low) / span * room)


def _labels(low: float, high: float, room: int, answer: JourneysSnapshot) -> str:
    """Write round times below the axis, and where the quantiles lie."""
    marks = {_cell(edge, low, high, room): formats.age(edge) for edge in EDGES}
    for word, seconds in (("P50", answer.gap_p50), ("P90", answer.gap_p90)):
        if seconds is not None:
            marks[_cell(seconds, low, high, room)] = word
    text = ""
    for at, label in sorted(marks.items()):
        start = min(at + 1, room - cells.width(label))
        if 0 <= at <= room and start > cells.width(text):
            text += " " * (start - cells.width(text)) + label
    return text
