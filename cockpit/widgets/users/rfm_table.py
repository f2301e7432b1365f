"""Segments of recency, frequency and value: who, how much, since when, what next."""

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot.rfm import RfmRow, RfmSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, piece
from cockpit.widgets.users.panel import NO_HOW, StudyRows, Told

RULES: Final[dict[str, Note]] = {
    "breaks": note("equal values score equally"),
    "ntile": note("five groups of equal size"),
}
NAME: Final = 14
GAP: Final = 2
ROOMY: Final = 78
"""Cells of all columns but the last one."""
LEAST_ACTION: Final = 16
NARROW: Final = 60


class Column(NamedTuple):
    """One column: its head, cells (negative: right), text and role."""

    head: str
    width: int
    text: str
    role: str = "dim"


class RfmTable(StudyRows):
    """Draws an :class:`RfmSnapshot`; Enter lists the users of a segment."""

    KIND = RfmSnapshot
    HEAD_LINES = 2

    @property
    def snapshot(self) -> RfmSnapshot:
        """Return the answer; an empty one while there is none."""
        return self.answer if isinstance(self.answer, RfmSnapshot) else RfmSnapshot()

    def count(self) -> int:
        """Return how many segments there are."""
        return len(self.snapshot.rows)

    def key_of(self, index: int) -> str:
        """Return the id of a segment."""
        return self.snapshot.rows[index].segment

    @property
    def current(self) -> RfmRow | None:
        """Return the segment under the cursor."""
        rows = self.snapshot.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(self.snapshot)

    def told(self) -> Told | None:
        """Explain the users of the segment under the cursor."""
        if not self.count():
            return None
        row = self.snapshot.rows[self.cursor]
        users = formats.count(row.users)
        how = self.snapshot.how.get("users", NO_HOW)
        return Told(safe(name(row.name)), users, users, how)

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Say how ties are scored and from when migration is told; name the columns."""
        snapshot = self.snapshot
        if y == 0:
            since = _("since {day}").format(day=safe(snapshot.base))
            parts = [RULES[snapshot.query.ties].text(), since if snapshot.base else ""]
            if snapshot.query.channel:
                parts.insert(0, self.channel or safe(snapshot.query.channel))
            text = cells.joined(width - 8, *parts) if self.answer is not None else ""
            return [
                piece(" RFM", ink("text", "bg", "bold")),
                piece(f"  {text}", ink("dim")),
            ], []
        if not self.count():
            return [], []
        heads = self._columns(snapshot.rows[0], width - 1)
        parts_ = [(one.head, one.width, ink("dim")) for one in heads]
        return [piece(" ", ink("dim")), *columns(parts_, gap=GAP, fill=ink("dim"))], []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one segment."""
        row = self.snapshot.rows[index]
        texts: list[tuple[str, int, Style]] = [
            (one.text, one.width, ink(one.role, on))
            for one in self._columns(row, width)
        ]
        pieces = columns(texts, gap=GAP, fill=ink("dim", on))
        pieces[0] = piece(pieces[0].text, ink("text", on, "bold"))
        return pieces

    def _columns(self, row: RfmRow, width: int) -> list[Column]:
        """Return what there is room for; what is at the end goes first."""
        snapshot = self.snapshot
        scale = formats.scale(one.revenue for one in snapshot.rows)
        money = formats.currency_sign(snapshot.currency)
        called = cells.fitting(NAME, safe(name(row.name)), safe(short(row.name)))
        found = [
            Column("", NAME, called, "text"),
            Column(_("users"), -7, formats.count(row.users), "text"),
            Column("%", -5, _share(row.share)),
            Column(_("change"), -8, _moved(row)),
            Column(
                f"{money}{scale.word}".strip() or _("revenue"),
                -8,
                formats.in_column(row.revenue, scale),
                "text",
            ),
            Column("%", -5, _share(row.revenue_share)),
        ]
        medians = [
            Column(_("R d"), -4, _median(row.recency)),
            Column("F", -3, _median(row.frequency)),
            Column(f"M {money}".rstrip(), -6, _median(row.monetary)),
        ]
        action = safe(name(row.action))
        if width >= ROOMY + LEAST_ACTION:
            found += medians
        elif width < NARROW:
            del found[-1]
        room = width - sum(abs(one.width) + GAP for one in found)
        if room >= LEAST_ACTION:
            found.append(Column(_("next step"), room, action))
        return found


def _share(share: float) -> str:
    return f"{share * 100:.1f}"


def _median(value: float | None) -> str:
    return formats.MISSING if value is None else f"{value:,.0f}"


def _moved(row: RfmRow) -> str:
    """Write the change of the users since the base day, in users."""
    return formats.MISSING if row.previous is None else f"{row.users - row.previous:+,}"
