"""Users by need: who they are, what they are worth, what proves it, what to do next."""

from typing import Final, NamedTuple

from rich.segment import Segment

from cockpit.snapshot.segments import (
    EvidenceLine,
    SegmentRow,
    SegmentSpec,
    SegmentsSnapshot,
)
from cockpit.snapshot.tabulate import name, tabulate
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece
from cockpit.widgets.users.panel import StudyRows, Told

FULL: Final = 110
"""From this width on every number has a column of its own."""
DOUBTFUL: Final = 1.5
"""Below this LTV by CAC the cost of winning them hardly comes back."""
EMPTY: Final = SegmentsSnapshot()


class Layout(NamedTuple):
    """Cells of each column; 0: what it says stands in the second line, or nowhere."""

    name: int
    users: int = 7
    share: int = 0
    ltv: int = 0
    ratio: int = 6
    evidence: int = 0
    action: int = 0


def layout(width: int) -> Layout:
    """Divide a line of ``width`` cells behind the focus bar."""
    if width < FULL:
        called = 28 if width >= 90 else 20 if width >= 72 else 16
        return Layout(called, evidence=max(width - called - 2 - 7 - 2 - 6 - 3, 0))
    called = 24 if width < 160 else 34
    spent = called + 2 + 7 + 2 + 6 + 2 + 7 + 2 + 7 + 3
    action = max(min((width - spent) * 3 // 10, 48), 16)
    return Layout(called, 7, 6, 7, 7, max(width - spent - action - 2, 0), action)


class SegmentTable(StudyRows):
    """Two lines a segment; the second one has more evidence."""

    KIND = SegmentsSnapshot
    ROW_LINES = 2

    @property
    def snapshot(self) -> SegmentsSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, SegmentsSnapshot) else EMPTY

    @property
    def head_lines(self) -> int:
        """Return how many lines stay: a narrow head shares the row of the columns."""
        return 2 if self.size.width > FULL else 1

    def count(self) -> int:
        """Return how many segments there are."""
        return len(self.snapshot.rows)

    def key_of(self, index: int) -> str:
        """Return the id of the segment."""
        return self.snapshot.rows[index].segment

    @property
    def current(self) -> SegmentRow | None:
        """Return the segment under the cursor."""
        rows = self.snapshot.rows
        return rows[self.cursor] if self.cursor < len(rows) else None

    def told(self) -> Told | None:
        """Explain the worth of the segment under the cursor, else its size."""
        row, how = self.current, self.snapshot.how
        if row is None:
            return None
        n = formats.count(row.users)
        if row.ltv is not None and "ltv" in how:
            low, high = row.ltv_low, row.ltv_high
            value = formats.money(row.ltv, self.snapshot.currency)
            if low is not None and high is not None:
                value += f" ({formats.interval(f'{low:,.0f}', f'{high:,.0f}')})"
            return Told(f"{name(row.name)} pLTV90", value, n, how["ltv"])
        known = how.get("users")
        return Told(name(row.name), n, n, known) if known else None

    def table(self) -> Table:
        """Return the segments as plain cells."""
        return tabulate(self.snapshot)

    # What is drawn.

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw what the table is and how steady it is, and the names of the columns."""
        plan = layout(width - 1)
        if self.head_lines == 1:
            return [self._title(), *self._columns(plan, skip=self._title_size())], []
        if y == 1:
            rows = [piece(" ", ink("dim"))] if self.count() else []
            return [*rows, *self._columns(plan)] if rows else [], []
        about = _("named by the dominant need; without evidence there is none")
        left = [self._title(), piece(f"  {about}", ink("dim"))]
        return left, [piece(f"{self._steadiness()} ", ink("dim"))]

    def _title(self) -> Segment:
        return piece(f" {_('Segments by need')}", ink("text", "bg", "bold"))

    def _title_size(self) -> int:
        return cells.width(_("Segments by need")) + 1

    def _steadiness(self) -> str:
        told = self.snapshot.models.get("segments", {})
        stability = told.get("stability")
        is_trial = bool(told) and not self.snapshot.saved
        is_default = self.snapshot.spec == SegmentSpec()
        parts = [_("a trial, not saved")] * (is_trial and not is_default)
        if isinstance(stability, int | float):
            parts.append(_("stability ARI {value}").format(value=f"{stability:.2f}"))
        return "  ".join(parts)

    def _columns(self, plan: Layout, *, skip: int = 0) -> list[Segment]:
        """Write the names of the columns, behind what stands there already."""
        if not self.count() or (self.head_lines == 1 and self.size.width < 40):
            return []
        first = plan.name if not skip else plan.name + 1 - skip
        ratio = "LTV/CAC" if plan.share else "L/C"
        lift = _("evidence  lift (95% interval)") if plan.share else _("evidence  lift")
        text = " " * max(first, 0)
        text += f"  {cells.right(_('users'), plan.users)}"
        if plan.share:
            text += f"  {cells.right(_('net %'), plan.share)}"
            text += f"  {cells.right('pLTV90', plan.ltv)}"
        text += (
            f"  {cells.right(ratio, plan.ratio)}   {cells.left(lift, plan.evidence)}"
        )
        if plan.action:
            text += f"  {cells.left(_('next step'), plan.action)}"
        return [piece(text.rstrip(), ink("dim"))]

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw name, numbers, the strongest evidence, and what to do next."""
        row, plan = self.snapshot.rows[index], layout(width)
        dim, text = ink("dim", on), ink("text", on)
        called = cells.left(safe(_called(row, plan.name)), plan.name)
        parts = [piece(called, ink("text", on, "bold"))]
        parts.append(piece(f"  {cells.right(formats.count(row.users), 7)}", text))
        if plan.share:
            share = cells.right(f"{row.revenue_share:.0%}", plan.share)
            ltv = formats.money(row.ltv, self.snapshot.currency)
            parts.append(piece(f"  {share}  {cells.right(ltv, plan.ltv)}", dim))
        parts += _ratio(row.ltv_cac, plan.ratio, on)
        said = _evidence(row.evidence, 0, plan.evidence)
        parts.append(piece(f"   {cells.left(said, plan.evidence)}", text))
        if plan.action:
            parts.append(piece(f"  {_action(row, 0, plan.action)}", dim))
        return parts

    def more(self, index: int, part: int, width: int, on: str) -> list[Segment]:
        """Draw the second evidence, and the numbers that have no column."""
        row, plan = self.snapshot.rows[index], layout(width)
        before = plan.name + 2 + plan.users + 2 + plan.ratio
        facts = ""
        if plan.share:
            before += 2 + plan.share + 2 + plan.ltv
            facts = self._base(row, plan.name)
        else:
            ltv = formats.money(row.ltv, self.snapshot.currency)
            facts = cells.joined(before, f"pLTV90 {ltv}", f"{row.revenue_share:.0%}")
        said = _evidence(row.evidence, part, plan.evidence) or _gap(row)
        text = f"{cells.left(facts, before)}   {cells.left(said, plan.evidence)}"
        if plan.action:
            text += f"  {_action(row, part, plan.action)}"
        return [piece(text, ink("dim", on))]

    def _base(self, row: SegmentRow, room: int) -> str:
        """Say how many there were on the base day, where that can be told."""
        if not row.previous or not self.snapshot.base:
            return ""
        change = formats.change(row.users / row.previous - 1, "count")
        day = self.snapshot.base[5:]
        return cells.fitting(
            room, _("{change} since {day}").format(change=change, day=safe(day)), change
        )


def _called(row: SegmentRow, room: int) -> str:
    """Return the name, its short form where the long one has no room."""
    full = name(row.name) or row.segment
    if cells.width(full) <= room:
        return full
    short = row.name.zh_short if spoken() == "zh_CN" else row.name.en_short
    return short or full


def _ratio(ratio: float | None, size: int, on: str) -> list[Segment]:
    """Draw LTV by CAC with the sign of an alarm below the line."""
    if ratio is None:
        return [piece(f"  {cells.right(formats.MISSING, size)}", ink("dim", on))]
    number = f"{ratio:.1f}"
    if ratio >= DOUBTFUL:
        return [piece(f"  {cells.right(number, size)}", ink("text", on, "bold"))]
    mark = STATES["yellow"].mark
    room = size - cells.width(number) - cells.width(mark) - 1
    text = f"{' ' * max(room, 0)}{mark} {number}" if room >= 0 else f"{mark}{number}"
    return [piece("  ", ink("dim", on)), piece(text, ink("yellow", on, "bold"))]


def _evidence(lines: tuple[EvidenceLine, ...], at: int, room: int) -> str:
    """Write one line of evidence; the interval goes where there is no room."""
    if at >= len(lines):
        return ""
    line = lines[at]
    lift = f"x{line.lift:.1f}"
    between = formats.interval(f"{line.low:.1f}", f"{line.high:.1f}")
    known = f"{lift} ({between.replace(' ', '')})"
    called = safe(name(line.name))
    for ending in (known, lift):
        if cells.width(called) + 1 + len(ending) <= room:
            return f"{called} {ending}"
    return f"{cells.cut(called, max(room - len(known) - 1, 1))} {known}"


def _action(row: SegmentRow, part: int, room: int) -> str:
    """Return one of the two lines of what to do next; the last one is cut."""
    lines = cells.wrap(safe(name(row.action)), room)
    text = lines[part] if part < len(lines) else ""
    if part == SegmentTable.ROW_LINES - 1 and len(lines) > part + 1:
        text = " ".join(lines[part:])
    return cells.left(text, room)


def _gap(row: SegmentRow) -> str:
    """Say how often they buy, where there is no second evidence."""
    if row.gap_days is None:
        return ""
    return _("gap P50 {days}").format(days=formats.days(round(row.gap_days)))
