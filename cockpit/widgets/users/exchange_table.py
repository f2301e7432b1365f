"""What each segment got and gave, and who moved from one segment to another."""

from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.segments import Exchange, SegmentsSnapshot
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats, glyphs
from cockpit.text.formats import Scale
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import (
    NO_HOW,
    Parts,
    State,
    StudyPanel,
    Told,
    part_of,
)

EMPTY: Final = SegmentsSnapshot()
BESIDE: Final = 112
"""From this width on the moves stand beside the ledger, else below it."""
MOVES: Final = 33
"""Cells of the moves beside the ledger."""
ALL_PARTS: Final = 82
"""From this width on each part has a column."""
LARGE: Final = 1_000_000
"""From here on money is divided by a unit."""
ONE_SIDED: Final[dict[str, Note]] = {
    "shop": note("only the shop gets"),
    "users": note("only the users get"),
}
UNKNOWN: Final[dict[str, Note]] = {
    "content": note("cost of content"),
    "service": note("cost of service"),
    "discounts": note("discounts"),
    "goods": note("cost of goods"),
}


class ExchangeTable(StudyPanel):
    """Draws the ledger of a :class:`SegmentsSnapshot`, a line a segment."""

    KIND = SegmentsSnapshot

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._at = 0

    @property
    def snapshot(self) -> SegmentsSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, SegmentsSnapshot) else EMPTY

    def state_shown(self) -> State | None:
        """Stay quiet without segments: the table above says why."""
        return State("loading") if self.answer is None else None

    def move(self, across: int, down: int) -> bool:
        """Go to the segment above or below."""
        if across or not 0 <= self._at + down < len(self.snapshot.exchange):
            return False
        self._at += down
        return True

    @property
    def current(self) -> Exchange | None:
        """Return the segment under the cursor."""
        rows = self.snapshot.exchange
        return rows[min(self._at, len(rows) - 1)] if rows else None

    def told(self) -> Told | None:
        """Explain the balance of the segment under the cursor."""
        row = self.current
        if row is None:
            return None
        value = formats.money(row.balance, self.snapshot.currency)
        called = f"{self._called(row.segment)} {_('balance')}"
        how = self.snapshot.how.get("balance", NO_HOW)
        return Told(called, value, formats.count(row.users), how)

    def table(self) -> Table:
        """Return the ledger as plain cells."""
        fields = (
            "segment", "users", "discounts", "service", "content", "given",
            "received", "balance", "one_sided",
        )  # fmt: skip
        return Table(
            fields,
            tuple(
                tuple(getattr(row, field) for field in fields)
                for row in self.snapshot.exchange
            ),
        )

    # What is drawn.

    def heading(self, width: int) -> Parts:
        """Name the ledger and its unit; the moves where they stand beside it."""
        if not self.snapshot.exchange:
            return [], []
        unit = formats.currency_sign(self.snapshot.currency) + self._scale.word
        about = _("{unit}, what users got and gave").format(unit=unit)
        left = [self.title(_("Value exchange")), piece(f"  {about}", ink("dim"))]
        if width < BESIDE:
            return left, []
        return left, self._moves_title(MOVES, self.size.height - 1)

    def _moves_title(self, room: int, seen: int) -> list[Segment]:
        """Name the moves, and say how many of them are in view."""
        title, since = _("Moved"), ""
        if self.snapshot.base:
            since = _("since {day}").format(day=safe(self.snapshot.base))
        total = len(self._moves)
        part = f"{part_of(1, seen, total)} " if 0 < seen < total else ""
        left = max(room - cells.width(title) - len(part), 0)
        return [
            piece(title, ink("text", "bg", "bold")),
            piece(cells.left(f"  {since}", left) + part, ink("dim")),
        ]

    def body(self, y: int, width: int) -> Strip:
        """Draw the ledger, and the moves beside or below it."""
        rows, dim = self.snapshot.exchange, ink("dim")
        if not rows:
            return Strip.blank(width)
        is_beside = width >= BESIDE
        room = width - MOVES - 3 if is_beside else width
        right = self._move(y, MOVES - 1) if is_beside else []
        if y <= len(rows):
            return line(width, self._ledger(y - 1, room), right, fill=dim)
        if is_beside:
            return line(width, self._foot(y - len(rows) - 1), right, fill=dim)
        down = y - len(rows) - 2
        if down < 0:
            return line(width, self._foot(0), fill=dim)
        if down == 0:
            seen = self.size.height - y - 2
            head = self._moves_title(width - 1, seen) if self._moves else []
            return line(width, [piece(" ", dim), *head], fill=dim)
        return line(
            width, [piece(" ", dim), *self._move(down - 1, width - 2)], fill=dim
        )

    def _ledger(self, at: int, width: int) -> list[Segment]:
        """Draw the names of the columns (``at`` -1), or a segment."""
        called = 20 if width >= 60 else 14
        if at < 0:
            heads = (
                _("discount"), _("service"), _("content"), _("got"), _("gave"),
                _("balance"),
            )  # fmt: skip
            return self._cells("", heads, "", called, width, "bg")
        row, scale = self.snapshot.exchange[at], self._scale
        is_here = self.has_focus and at == min(
            self._at, len(self.snapshot.exchange) - 1
        )
        on = "sel" if is_here else "bg"
        numbers = tuple(formats.in_column(value, scale) for value in _money(row))
        sided = ONE_SIDED.get(row.one_sided)
        said = sided.text() if sided else ""
        long, brief = self._called(row.segment), self._short(row.segment)
        name = cells.fitting(called, long, brief)
        found = self._cells(name, numbers, said, called, width, on)
        mark = glyphs.focus_bar() if is_here else " "
        return [piece(mark, ink("accent", on)), *found[1:]]

    def _cells(  # noqa: PLR0913, PLR0917 - the parts of a line
        self,
        called: str,
        numbers: tuple[str, ...],
        said: str,
        size: int,
        width: int,
        on: str,
    ) -> list[Segment]:
        role = "dim" if not called else "text"
        parts = [(called, size, ink(role, on))]
        shown = numbers if width >= ALL_PARTS else numbers[-3:]
        last = len(shown) - 1
        for at, text in enumerate(shown):
            bold = "bold" if called and at == last else ""
            parts.append((text, -8, ink("text" if bold else "dim", on, bold)))
        rest = max(width - 1 - size - len(shown) * 10 - 2, 0)
        if said and cells.width(said) > rest:
            said = STATES["yellow"].mark  # the line below says it in words
        parts.append((said, rest, ink("yellow" if said else "dim", on)))
        fill = ink("dim", on)
        return [piece(" ", fill), *columns(parts, gap=2, fill=fill)]

    def _foot(self, down: int) -> list[Segment]:
        """Say who only takes, and which parts no table tells: those are not 0."""
        rows = self.snapshot.exchange
        said = [
            f"{STATES['yellow'].mark} {self._short(row.segment)}: "
            f"{ONE_SIDED[row.one_sided].text()}"
            for row in rows
            if row.one_sided in ONE_SIDED
        ]
        parts = dict.fromkeys(part for row in rows for part in row.unknown)
        if parts:
            words = [UNKNOWN[p].text() if p in UNKNOWN else safe(p) for p in parts]
            said.append(_("not known: {parts}").format(parts=", ".join(words)))
        text = "" if down else "  ".join(said)
        return [piece(f" {text}", ink("dim"))]

    def _move(self, at: int, width: int) -> list[Segment]:
        if not 0 <= at < len(self._moves):
            text = _("nobody moved, or it cannot be told") if at == 0 else ""
            return [piece(cells.left(text, width), ink("dim"))]
        before, after, users = self._moves[at]
        count = formats.count(users)
        room = max(width - cells.width(count) - 2, 1)
        ends = [self._short(end) for end in (before, after)]
        text = " > ".join(ends)
        if cells.width(text) > room:
            text = " > ".join(cells.cut(end, (room - 3) // 2) for end in ends)
        return [
            piece(cells.left(text, width - cells.width(count)), ink("dim")),
            piece(f"{count} ", ink("text")),
        ]

    @property
    def _moves(self) -> list[tuple[str, str, int]]:
        """Return who went elsewhere; who stayed did not move."""
        return [move for move in self.snapshot.moves if move[0] != move[1]]

    # Names and units.

    @property
    def _scale(self) -> Scale:
        """Return the one unit of all columns: eight cells hold its numbers."""
        values = [value for row in self.snapshot.exchange for value in _money(row)]
        largest = max((abs(value) for value in values if value is not None), default=0)
        if largest < LARGE:
            return Scale("", 1.0, 0)
        unit = formats.scale([LARGE / 10] if largest < LARGE * 1_000 else [largest])
        return Scale(unit.word, unit.divisor, int(largest / unit.divisor < 10_000))

    def _called(self, segment: str) -> str:
        rows = {row.segment: name(row.name) for row in self.snapshot.rows}
        return safe(rows.get(segment) or segment)

    def _short(self, segment: str) -> str:
        rows = {row.segment: short(row.name) for row in self.snapshot.rows}
        return safe(rows.get(segment) or segment or _("not grouped"))


def _money(row: Exchange) -> tuple[float | None, ...]:
    """Return the columns of a segment; what no table tells is missing, not 0."""
    parts = {
        "discounts": row.discounts, "service": row.service, "content": row.content,
    }  # fmt: skip
    told = tuple(None if key in row.unknown else parts[key] for key in parts)
    return (*told, row.given, row.received, row.balance)
