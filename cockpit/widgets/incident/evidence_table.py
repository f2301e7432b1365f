"""The evidence of a step as a table to walk through, and to pick from."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive, var
from textual.strip import Strip

from cockpit.snapshot.evidence import Evidence, EvidenceRow
from cockpit.snapshot.incidents import StepView
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.incident.evidence_foot import foot_line, is_split, verdict_line
from cockpit.widgets.incident.evidence_layout import (
    BAR,
    Column,
    Layout,
    before_reason,
    cell_of,
    head_of,
    measure,
    totals,
    written,
)
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece
from cockpit.widgets.rows import Rows

PICKED: Final = "[x] "
NOT_PICKED: Final = "[ ] "
NO_LAYOUT: Final = Layout(0, (), 1)


class EvidenceTable(Rows):
    """Draws the evidence of a step; excluded rows are dim and say why."""

    DEFAULT_CSS = "EvidenceTable { height: auto; }"

    step: var[StepView | None] = var(None)
    picks: reactive[frozenset[str]] = reactive(frozenset())
    """Keys of the rows that are picked; they count once they are saved."""
    currency: reactive[str] = reactive("CNY")
    is_brief: reactive[bool] = reactive(default=False, layout=True)
    """Whether the heading has to do without a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._measured: tuple[object, Layout] = (None, NO_LAYOUT)

    @property
    def evidence(self) -> Evidence | None:
        """Return what is drawn."""
        return self.step.evidence if self.step else None

    @property
    def pick_field(self) -> str:
        """Return the id of the list that the picks go into; empty if there is none."""
        step = self.step
        if step is None or step.evidence is None or not step.evidence.rows:
            return ""
        lists = (field.id for field in step.fields if field.type == "list")
        return next(lists, "")

    @property
    def keeps_mark(self) -> bool:
        """Return whether Space picks here wherever the focus is."""
        return bool(self.pick_field)

    @property
    def head_lines(self) -> int:
        """Return one line where room is short."""
        return 1 if self.is_brief else 2

    @property
    def foot_lines(self) -> int:
        """Return one line for the verdict and the sum, if there is one."""
        return self._foot_lines(self.size.width)

    def _foot_lines(self, width: int) -> int:
        """Return two where a verdict would be cut: that, and what it rests on."""
        evidence = self.evidence
        if evidence is None or evidence.refusal:
            return 0
        if is_split(self.step, evidence, width):
            return 2
        return int(bool(evidence.headlines or evidence.reading or totals(evidence)))

    def watch_step(self, old: StepView | None, new: StepView | None) -> None:
        """Take new rows in; another step begins at the top."""
        self._measured = (None, NO_LAYOUT)
        if (old.id if old else "") != (new.id if new else ""):
            self._kept = ""
            self.cursor = 0
        self.set_class(new is None or not (new.evidence or new.auto), "-none")
        self.renew()
        self.refresh(layout=True)

    def watch_is_brief(self) -> None:
        """Count the lines anew."""
        self.renew()

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines all rows need."""
        return self.head_lines + max(self.count(), 1) + self._foot_lines(width)

    # Rows.

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.evidence.rows) if self.evidence else 0

    def key_of(self, index: int) -> str:
        """Return the entity of a row."""
        assert self.evidence is not None
        return self.evidence.rows[index].key

    def table(self) -> Table:
        """Return the rows as plain cells."""
        evidence = self.evidence
        if evidence is None:
            return Table(("key",), ())
        header = ("key", "label", *(c.key for c in evidence.columns), "excluded")
        size = len(evidence.columns)
        return Table(
            header,
            tuple(
                (
                    row.key,
                    row.label,
                    *(cell_of(row, at) for at in range(size)),
                    row.excluded,
                )
                for row in evidence.rows
            ),
        )

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw the title, then the names of the columns; or both in one line."""
        evidence = self.evidence
        if evidence is None:
            return self._waiting() if y == 0 else [], []
        if y == 0 and not self.is_brief:
            return self._title(evidence, width)
        if evidence.refusal:
            return [], []
        layout, dim = self._layout(width - 1), ink("dim")
        title = safe(name(evidence.title)) if self.is_brief else ""
        indent = "    " if self.pick_field else ""
        pieces = [piece(f" {indent}", dim)]
        pieces.append(piece(cells.left(title, layout.name - len(indent)), dim))
        for column in layout.columns:
            text = cells.right(head_of(column), column.width)
            pieces.append(piece(" " * layout.gap + text, dim))
        return pieces, []

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one row."""
        evidence = self.evidence
        assert evidence is not None
        found = evidence.rows[index]
        layout = self._layout(width)
        tick = self._tick(found)
        ready = "dim" if found.excluded else "text"
        label = cells.left(safe(found.label), layout.name - len(tick))
        pieces = [
            piece(tick, ink("accent" if tick == PICKED else ready, on)),
            piece(label, ink(ready, on)),
        ]
        reason = safe(found.excluded)
        shown = before_reason(found, layout) if reason else len(layout.columns)
        for column in layout.columns[:shown]:
            pieces.append(piece(" " * layout.gap, ink("dim", on)))
            pieces += self._cell(found, column, on)
        rest = sum(column.width + layout.gap for column in layout.columns[shown:])
        reason = cells.cut(reason, max(rest - layout.gap, 0))
        return [*pieces, piece(cells.right(reason, rest), ink("dim", on))]

    def render_line(self, y: int) -> Strip:
        """Draw one line of the window; the last one sums up."""
        evidence, width = self.evidence, self.size.width
        if evidence is not None and evidence.refusal and y == self.head_lines:
            text = _("no answer: {why}").format(why=safe(evidence.refusal))
            said = [piece(f" {cells.cut(text, width - 2)}", ink("dim"))]
            return line(width, said, fill=ink("dim"))
        foot = min(self.head_lines + self.count(), self.size.height - self.foot_lines)
        if evidence is not None and self.foot_lines and y >= foot:
            if y >= foot + self.foot_lines:
                return line(width, (), fill=ink("dim"))
            if self.foot_lines > 1:
                said = verdict_line(evidence, width, y - foot)
                return line(width, said, fill=ink("dim"))
            indent = 5 if self.pick_field else 1
            left, right = foot_line(evidence, self.currency, width, indent)
            return line(width, left, right, fill=ink("dim"))
        return super().render_line(y)

    # Parts.

    def _waiting(self) -> list[Segment]:
        step = self.step
        if step is None or not step.auto:
            return []
        return [piece(f" {_('evidence is being computed')}", ink("dim"))]

    def _title(
        self, evidence: Evidence, width: int
    ) -> tuple[list[Segment], list[Segment]]:
        title = f" {safe(name(evidence.title))}"
        right = f"{_('space tick')}   {_('o export')} " if self.pick_field else ""
        right = right or f"{_('o export')} "
        seen = self.rows_seen
        parts = []
        if self.count() > seen:
            said = _("{shown} of {total}").format(
                shown=seen, total=formats.count(self.count())
            )
            parts.append(said)
        if evidence.provisional:
            parts.append(_("provisional"))
        if self.pick_field:
            said = _("{count} picked").format(count=len(self.picks))
            parts.append(said)
        if evidence.n:
            parts.append(f"n {formats.count(evidence.n)}")
        room = width - cells.width(title) - cells.width(right) - 3
        return [
            piece(title, ink("text", "bg", "bold")),
            piece(f"  {cells.joined(room, *parts)}", ink("dim")),
        ], [piece(right, ink("dim"))]

    def _tick(self, row: EvidenceRow) -> str:
        if not self.pick_field:
            return ""
        if row.excluded:
            return "    "
        return PICKED if row.key in self.picks else NOT_PICKED

    def _cell(self, row: EvidenceRow, column: Column, on: str) -> list[Segment]:
        value = cell_of(row, column.at)
        text = written(value, column.column, column.scale)
        role = "dim" if row.excluded or column.column.rank > 1 else "text"
        extra = "bold" if column.column.is_total and not row.excluded else ""
        size = column.width
        if not column.column.has_bar:
            return [piece(cells.right(text, size), ink(role, on, extra))]
        share = float(value) if isinstance(value, int | float) else 0.0
        bar = cells.left(glyphs.bar(share, cells=BAR), BAR)
        return [
            piece(bar, muted("accent", on)),
            piece(cells.right(text, size - BAR), ink(role, on, extra)),
        ]

    def _layout(self, width: int) -> Layout:
        """Measure all rows once for an evidence, a width and a language."""
        asked = (spoken(), width)
        if asked != self._measured[0]:
            assert self.evidence is not None
            tick = len(PICKED) if self.pick_field else 0
            found = measure(self.evidence, width - tick - 1)
            self._measured = (asked, found._replace(name=found.name + tick))
        return self._measured[1]
