"""What customers are worth by channel or cohort, against what they cost."""

from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from cockpit.snapshot.ltv import LtvRow, LtvSnapshot
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece
from cockpit.widgets.users.panel import NO_HOW, StudyRows, Told

EMPTY: Final = LtvSnapshot()
DOUBTFUL, SOUND = 1.5, 3.0
"""LTV by CAC: below the first one a channel loses, from the second one on it pays."""
BY: Final[dict[str, Note]] = {
    "channel": note("by channel"),
    "cohort": note("by month of the first order"),
}


class Column(NamedTuple):
    """One column: its id, cells (negative: right), and from which width it is there."""

    id: str
    size: int
    least: int = 0


COLUMNS: Final = (
    Column("name", 16),
    Column("users", -9),
    Column("ltv_30", -9, 90),
    Column("ltv_90", -9),
    Column("interval", 15, 100),
    Column("ltv_365", -9, 76),
    Column("cac", -8),
    Column("ltv_cac", -8),
    Column("payback", -8, 62),
)


class ValueTable(StudyRows):
    """Draws an :class:`LtvSnapshot`; Enter lists the customers of a channel."""

    KIND = LtvSnapshot
    HEAD_LINES = 2

    @property
    def snapshot(self) -> LtvSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, LtvSnapshot) else EMPTY

    @property
    def shown(self) -> list[LtvRow]:
        """Return channels or cohorts, the whole last."""
        rows = self.snapshot.rows
        kind = "cohort" if self.snapshot.query.by == "cohort" else "channel"
        whole = [row for row in rows if row.kind == "whole"]
        return [row for row in rows if row.kind == kind] + whole

    @property
    def current(self) -> LtvRow | None:
        """Return the row under the cursor."""
        rows = self.shown
        return rows[self.cursor] if self.cursor < len(rows) else None

    def count(self) -> int:
        """Return how many there are."""
        return len(self.shown)

    def key_of(self, index: int) -> str:
        """Return channel, month or ``all``."""
        return self.shown[index].entity

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(_Rows(tuple(self.shown)))

    def told(self) -> Told | None:
        """Explain LTV by CAC of the row, else its LTV."""
        row, how = self.current, self.snapshot.how
        if row is None:
            return None
        n = formats.count(row.users)
        if row.ltv_cac is not None:
            value = f"{row.ltv_cac:.2f}"
            if row.ratio_low is not None and row.ratio_high is not None:
                value += f" ({row.ratio_low:.2f}~{row.ratio_high:.2f})"
            known = how.get("ltv_cac", NO_HOW)
            return Told(f"{_called(row)} LTV/CAC", value, n, known)
        value = formats.money(row.ltv_90, self.snapshot.currency)
        return Told(f"{_called(row)} LTV90", value, n, how.get("ltv_90", NO_HOW))

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw what the table is, and the names of the columns."""
        if y == 1:
            texts = {
                "name": "", "users": _("customers"), "ltv_30": "LTV30",
                "ltv_90": "LTV90", "interval": "95%", "ltv_365": "LTV365",
                "cac": "CAC", "ltv_cac": "LTV/CAC", "payback": _("payback"),
            }  # fmt: skip
            shown = self._set(texts, {}, width - 1, "bg") if self.count() else []
            return [piece(" ", ink("dim")), *shown], []
        by = "cohort" if self.snapshot.query.by == "cohort" else "channel"
        sign = formats.currency_sign(self.snapshot.currency)
        about = _("{by}  {sign} a customer  ~ partly predicted")
        text = about.format(by=BY[by].text(), sign=sign)
        limits = _("act below {low}, sound from {high} on")
        said = limits.format(low=DOUBTFUL, high=f"{SOUND:g}")
        title = _("Worth of customers")
        room = max(width - cells.width(title) - 4, 0)
        left = [
            piece(f" {title}", ink("text", "bg", "bold")),
            piece(f"  {cells.joined(room, text, said)}", ink("dim")),
        ]
        return left, []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one channel or cohort."""
        row = self.shown[index]
        money = {
            f"ltv_{days}": _money(row, days) for days in (30, 90, 365)
        }  # fmt: skip
        interval = ""
        if row.low is not None and row.high is not None:
            interval = formats.interval(f"{row.low:,.0f}", f"{row.high:,.0f}")
        payback = formats.MISSING
        if row.payback_days is not None:
            payback = formats.days(row.payback_days)
        texts = {
            "name": _called(row),
            "users": formats.count(row.users),
            **money,
            "interval": interval,
            "cac": formats.MISSING if row.cac is None else f"{row.cac:,.0f}",
            "ltv_cac": _ratio(row),
            "payback": payback,
        }
        bold = "bold" if row.kind == "whole" else ""
        inks = {
            "name": ink("text", on, bold),
            "users": ink("text", on, bold),
            "ltv_90": ink("dim" if 90 in row.predicted else "text", on, "bold"),
            "ltv_cac": _ratio_ink(row, on),
        }
        return self._set(texts, inks, width, on)

    @property
    def foot_lines(self) -> int:
        """Return how many lines stay at the bottom: what the row lacks."""
        return 1

    def render_line(self, y: int) -> Strip:
        """Draw the table; below it what is missing in the row under the cursor."""
        row = self.current
        if y < self.size.height - 1 or row is None or not row.missing:
            return super().render_line(y)
        text = cells.cut(f"{_called(row)}: {safe(row.missing)}", self.size.width - 2)
        return line(self.size.width, [piece(f" {text}", ink("dim"))], fill=ink("dim"))

    def watch_cursor(self, cursor: int) -> None:
        """Keep the cursor in view, and say what its row lacks."""
        super().watch_cursor(cursor)
        self.refresh()

    @staticmethod
    def _set(
        texts: dict[str, str], inks: dict[str, Style], width: int, on: str
    ) -> list[Segment]:
        dim = ink("dim", on)
        gap = 2 if width >= 62 else 1
        there = [column for column in COLUMNS if width >= column.least]
        roomy = 8 if width >= 118 else 0
        shown = []
        for column in there:
            size = column.size + roomy * (column.id == "name")
            style = inks.get(column.id, dim)
            shown.append((cells.cut(texts[column.id], abs(size)), size, style))
        return columns(shown, gap=gap, fill=dim)


class _Rows(NamedTuple):
    rows: tuple[LtvRow, ...]


def _called(row: LtvRow) -> str:
    return safe(name(row.name) or row.entity)


def _money(row: LtvRow, days: int) -> str:
    value: float | None = getattr(row, f"ltv_{days}")
    if value is None:
        return formats.MISSING
    mark = formats.PROVISIONAL if days in row.predicted else ""
    return f"{mark}{value:,.0f}"


def _ratio(row: LtvRow) -> str:
    if row.ltv_cac is None:
        return formats.MISSING
    number = f"{row.ltv_cac:.2f}"
    return f"{STATES['yellow'].mark} {number}" if row.ltv_cac < DOUBTFUL else number


def _ratio_ink(row: LtvRow, on: str) -> Style:
    if row.ltv_cac is None:
        return ink("dim", on)
    if row.ltv_cac < DOUBTFUL:
        return ink("yellow", on, "bold")
    return ink("text", on, "bold" if row.ltv_cac >= SOUND else "")
