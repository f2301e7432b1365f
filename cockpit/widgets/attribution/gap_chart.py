"""How long people wait between touches, and from the first touch to the order."""

from collections.abc import Iterable
from math import log10
from typing import Final, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.journeys import GapBin, JourneysSnapshot
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted
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
MOST_NOTE: Final = 2
"""Lines of what may be wrong with the gaps."""


class GapChart(ChartPanel):
    """Draws both gaps of a :class:`JourneysSnapshot`, each in a band, on a log axis."""

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
        """Name the chart, and say what may be wrong with what it shows."""
        title = self.title(_("Gaps"))
        if not self.bins:
            return [title], []
        room = max(width - title.cell_length - 3, 0)
        said = safe(self.snapshot.gap_note)
        about = _("P50 / P90, each as high as its highest column")
        text = said if cells.width(said) <= room else ""
        return [title, piece(f"  {cells.cut(text or about, room)}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line of the note that the heading has no room for, or of the chart."""
        note = self._note(width)
        if y < len(note):
            return line(width, [piece(f" {note[y]}", ink("dim"))], fill=ink("dim"))
        lines = self.chart(width, self.size.height - 1 - len(note))
        at = y - len(note)
        return line(width, lines[at] if at < len(lines) else [], fill=ink("dim"))

    def _note(self, width: int) -> list[str]:
        """Return the lines of the caveat; none where the heading holds it."""
        said = safe(self.snapshot.gap_note)
        if cells.width(said) <= width - self.title(_("Gaps")).cell_length - 3:
            return []
        return cells.wrap(said, max(width - 2, 1))[:MOST_NOTE]

    def made(self, width: int, height: int) -> list[list[Segment]]:
        """Draw one band of columns below the other, on an axis that both share."""
        bins, answer = self.bins, self.snapshot
        room, tall = width - 2, (height - 1) // 2
        if room < SMALLEST[0] or tall < SMALLEST[1] - 1 or not bins:
            return []
        axis = _Axis(
            log10(max(bins[0].low, 1.0)), log10(max(bins[-1].high, 10.0)), room
        )
        touches = axis.columns((one.low, one.high, one.touches) for one in bins)
        orders = axis.columns((one.low, one.high, one.orders) for one in bins)
        between = (answer.gap_p50, answer.gap_p90)
        until = (answer.order_p50, answer.order_p90)
        return [
            [piece(axis.label(_("between touches"), between), ink("dim"))],
            *_band(touches, tall - 1),
            [piece(axis.label(_("first touch to order"), until), ink("dim"))],
            *_band(orders, tall - 1),
            [piece(axis.edges(), ink("dim"))],
        ]


class _Axis(NamedTuple):
    """Logarithms of seconds on so many cells, the first of which is left free."""

    low: float
    high: float
    room: int

    def cell(self, seconds: float) -> int:
        """Return the cell of a gap; may lie outside."""
        span = self.high - self.low or 1.0
        return round((log10(max(seconds, 1.0)) - self.low) / span * self.room)

    def columns(self, bins: Iterable[tuple[float, float, int]]) -> list[float]:
        """Return the height of every cell."""
        found = [0.0] * self.room
        for low, high, count in bins:
            first = self.cell(low)
            for at in range(first, min(max(self.cell(high), first + 1), self.room)):
                found[at] = float(count)
        return found

    def label(self, what: str, quantiles: tuple[float | None, float | None]) -> str:
        """Name a band with its P50 and P90, and mark where they lie."""
        said = " / ".join(formats.age(seconds) for seconds in quantiles)
        text = cells.cut(f" {what} {said}", self.room)
        for word, seconds in zip(("P50", "P90"), quantiles, strict=True):
            if seconds is not None:
                start = min(self.cell(seconds) + 1, self.room - len(word) + 1)
                text = _put(text, start, word)
        return text

    def edges(self) -> str:
        """Write round times below both bands."""
        text = ""
        for edge in EDGES:
            at, label = self.cell(edge), formats.age(edge)
            if 0 <= at <= self.room:
                start = min(at + 1, self.room + 1 - cells.width(label))
                text = _put(text, start, label)
        return text


class _Bins:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[GapBin, ...]) -> None:
        self.rows = rows


def _put(text: str, at: int, word: str) -> str:
    """Write a word at a cell; where something else stands it is left out."""
    used = cells.width(text)
    return text if at <= used and text else f"{text}{' ' * (at - used)}{word}"


def _band(columns: list[float], rows: int) -> list[list[Segment]]:
    """Draw columns in so many rows, as high as the highest of them."""
    highest = max(columns) or 1.0
    found = []
    for row in range(rows):
        floor = (rows - 1 - row) * EIGHTHS
        blocks = (_block(one / highest * rows * EIGHTHS - floor) for one in columns)
        found.append([piece(" ", ink("dim")), piece("".join(blocks), muted("accent"))])
    return found


def _block(eighths: float) -> str:
    """Return a cell that is filled from below by so many eighths."""
    inside = min(max(eighths, 0.0), EIGHTHS) / EIGHTHS
    return glyphs.spark((0.0, inside, 1.0), cells=3)[1] if inside > 0 else " "
