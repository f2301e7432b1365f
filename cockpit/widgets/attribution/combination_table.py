"""Which channels together, in which order, earn what: intervals on one axis."""

from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive

from cockpit.snapshot.combinations import CombinationRow, CombinationsSnapshot
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.attribution.spread import Axis, Span, axis_of, bar, head, unit
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.users.panel import NO_HOW, StudyRows, Told

EMPTY: Final = CombinationsSnapshot()
NAME_CELLS: Final = 26
AGAINST_CELLS: Final = 10
ROOMY: Final = 96
LEAST_BAR: Final = 14
ORDERED: Final = "ordered"
SET: Final = "set"


class CombinationTable(StudyRows):
    """Draws a :class:`CombinationsSnapshot`; thin rows are last, dashed, with a need.

    ``most`` is how many rows it may take; None: as many as there is room for.
    """

    KIND = CombinationsSnapshot
    HEAD_LINES = 2

    kind: reactive[str] = reactive(ORDERED)
    """``ordered`` or ``set``; single channels are in both."""
    most: reactive[int] = reactive(0)
    """How many rows it takes at most; 0: as many as there is room for."""
    days: reactive[str] = reactive("")
    """Which days are meant, where nothing else on the screen says it."""

    @property
    def snapshot(self) -> CombinationsSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, CombinationsSnapshot) else EMPTY

    def watch_kind(self) -> None:
        """Show the other rows."""
        self.renew()

    def watch_most(self) -> None:
        """Take another room."""
        self.renew()

    def renew(self) -> None:
        """Take new rows in, and as much room as they may have."""
        rows = min(max(self.count(), 1), self.most or self.count())
        self.styles.height = self.head_lines + max(rows, 1)
        super().renew()

    @property
    def shown(self) -> list[CombinationRow]:
        """Return the rows of the kind and single channels, thin ones last."""
        is_ordered = self.kind == ORDERED
        rows = [
            row
            for row in self.snapshot.rows
            if row.is_single or row.ordered is is_ordered
        ]
        return sorted(rows, key=lambda row: row.needs > 0)

    @property
    def current(self) -> CombinationRow | None:
        """Return the row under the cursor."""
        rows = self.shown
        return rows[self.cursor] if self.cursor < len(rows) else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self.shown)

    def key_of(self, index: int) -> str:
        """Return the combination."""
        return self.shown[index].combination

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(_Shown(tuple(self.shown)))

    def told(self) -> Told | None:
        """Explain the ROI of the combination."""
        row = self.current
        if row is None:
            return None
        value = _number(row.roi)
        if row.low is not None and row.high is not None:
            value += f" ({row.low:.2f}~{row.high:.2f})"
        how = self.snapshot.how.get("roi", NO_HOW)
        return Told(f"{self.called(row, 60)} ROI", value, formats.count(row.n), how)

    # What is drawn.

    def called(self, row: CombinationRow, room: int) -> str:
        """Return what people call a combination; short names where long do not fit."""
        link = " > " if row.ordered and not row.is_single else " + "
        for form in (name, short):
            names = [safe(form(one)) for one in row.names] or [safe(row.combination)]
            text = link.join(names)
            if row.is_single and row.names:
                text = _("{channel} alone").format(channel=text)
            if cells.width(text) <= room:
                return text
        return cells.cut(text, room)

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw what is shown, and the names of the columns with the axis."""
        dim = ink("dim")
        if y == 0:
            return self._title(width), []
        if not self.count():
            return [], []
        kind = _("in this order") if self.kind == ORDERED else _("in any order")
        scale = self._scale
        spend = unit(_("spend"), scale.word)
        texts = {"name": kind, "n": "n", "cost": spend, "roi": "ROI"}
        pieces = [piece(" ", dim), *self._set(texts, {}, width - 1, "bg")]
        axis = self._axis(width - 1)
        marks = head(axis) if axis else _("interval 95%")
        pieces.append(piece(f"  {marks}", dim))
        against = _("vs {base}").format(base=self._base())
        return pieces, [piece(f"{against} ", dim)]

    def _title(self, width: int) -> list[Segment]:
        title = _("ROI of combinations")
        cut = min((cells.width(one) + 2 for one in self.hidden()), default=0)
        room = max(width - cells.width(title) - 4 - cut, 0)
        about = _("net revenue / shared spend")
        said = cells.joined(room, self.days, about, _("interval 95%"), self._dashed())
        return [
            piece(f" {title}", ink("text", "bg", "bold")),
            piece(f"  {said}", ink("dim")),
        ]

    def _dashed(self) -> str:
        base = self._base_row()
        if base is None or base.roi is None:
            return ""
        text = _("{mark} {base} {roi}")
        return text.format(
            mark=glyphs.base_mark(), base=self.called(base, 40), roi=f"{base.roi:.1f}"
        )

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one combination."""
        row = self.shown[index]
        dim = ink("dim", on)
        is_thin = row.needs > 0
        role = "dim" if is_thin else "text"
        texts = {
            "name": self.called(row, self._name_cells(width)),
            "n": formats.count(row.n or row.orders),
            "cost": formats.in_column(row.cost, self._scale),
            "roi": _number(row.roi),
        }
        # Bold is the best one, and only where that is proven.
        lead = self.snapshot.lead
        is_best = (
            lead is not None and lead.is_proven and row.combination == lead.combination
        )
        inks = {
            "name": ink(role, on, "bold" if is_best else ""),
            "roi": ink(role, on, "" if is_thin else "bold"),
        }
        pieces = self._set(texts, inks, width, on)
        pieces.append(piece("  ", dim))
        axis = self._axis(width)
        if axis:
            base = self._base_row()
            at = None if base is None or is_thin else base.roi
            span = Span(row.low, row.roi, row.high, is_thin=is_thin)
            pieces += bar(axis, span, on=on, base=at)
        elif row.low is not None and row.high is not None:
            pieces.append(piece(f"{row.low:.1f}~{row.high:.1f}", dim))
        used = sum(part.cell_length for part in pieces)
        text, style = self._verdict(row, on, is_bold=is_best)
        return [*pieces, piece(cells.right(text, max(width - used - 1, 0)), style)]

    @staticmethod
    def _verdict(row: CombinationRow, on: str, *, is_bold: bool) -> tuple[str, Style]:
        dim = ink("dim", on)
        if row.needs:
            return _("{count} more").format(count=formats.count(row.needs)), dim
        if row.against is None:
            return formats.MISSING, dim
        return f"x{row.against:.1f}", ink("text", on, "bold" if is_bold else "")

    @property
    def _scale(self) -> formats.Scale:
        return formats.scale(row.cost for row in self.shown)

    def _base_row(self) -> CombinationRow | None:
        rows = self.snapshot.rows
        base = self.snapshot.base
        return next((row for row in rows if base and row.combination == base), None)

    def _base(self) -> str:
        known: Name = self.snapshot.base_name
        called = safe(short(known)) or safe(self.snapshot.base)
        return cells.cut(called or formats.MISSING, AGAINST_CELLS)

    def _axis(self, width: int) -> Axis | None:
        used = self._name_cells(width) + 7 + 8 + 6 + 4 + 2
        room = min(width - used - AGAINST_CELLS - 4, 60)
        if room < LEAST_BAR or width < ROOMY:
            return None
        sure = [row.high for row in self.shown if not row.needs]
        return axis_of(sure or [row.roi for row in self.shown], room)

    @staticmethod
    def _name_cells(width: int) -> int:
        return NAME_CELLS if width >= ROOMY else max(min(width - 46, NAME_CELLS), 14)

    def _set(
        self, texts: dict[str, str], inks: dict[str, Style], width: int, on: str
    ) -> list[Segment]:
        dim = ink("dim", on)
        sizes = {"name": self._name_cells(width), "n": -7, "cost": -8, "roi": -6}
        if width < 70:
            sizes.pop("cost")
        shown = [(texts[key], size, inks.get(key, dim)) for key, size in sizes.items()]
        return columns(shown, gap=1, fill=dim)


class _Shown:
    """Rows as a snapshot has them."""

    def __init__(self, rows: tuple[CombinationRow, ...]) -> None:
        self.rows = rows


def _number(value: float | None) -> str:
    return formats.MISSING if value is None else f"{value:.1f}"
