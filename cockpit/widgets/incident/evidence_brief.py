"""The evidence of a step that is not in focus: a few lines, the verdict in words."""

from typing import Final, Literal

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.evidence import Evidence, EvidenceRow
from cockpit.snapshot.incidents import StepView
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.incident.evidence_layout import (
    BAR,
    cell_of,
    head_of,
    measure,
    written,
)
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece

MOST_ROWS: Final = 3
LABEL: Final = 9
FIGURE: Final = 8


class EvidenceBrief(Widget):
    """Draws heading, first rows and verdict; ``form`` says whether there are bars.

    ``bars``: a bar a row, the verdict below, for a question of how much of what.
    ``table``: ranked rows with their columns.
    """

    DEFAULT_CSS = "EvidenceBrief { height: auto; }"

    step: reactive[StepView | None] = reactive(None, layout=True)

    def __init__(self, form: Literal["bars", "table"], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._form = form

    def watch_step(self, step: StepView | None) -> None:
        """Take no room without evidence."""
        self.set_class(step is None or step.evidence is None, "-none")

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines there are."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = self._lines(width)
        return line(width, lines[y] if y < len(lines) else (), fill=ink("dim"))

    def _lines(self, width: int) -> list[list[Segment]]:
        step = self.step
        if step is None or step.evidence is None:
            return []
        evidence = step.evidence
        lines = [self._title(step, evidence, width)]
        if evidence.refusal:
            text = cells.cut(safe(evidence.refusal), width - 2)
            return [*lines, [piece(f" {text}", ink("dim"))]]
        if self._form == "bars":
            lines += [_bar_row(evidence, row, width) for row in _shown(evidence)]
            return [*lines, *self._verdict(evidence, width)]
        lines += _table(evidence, width)
        return lines

    def _title(self, step: StepView, evidence: Evidence, width: int) -> list[Segment]:
        title = f" {safe(name(evidence.title))}"
        aside = _("for step {number}").format(number=step.number)
        if self._form == "bars":
            aside = safe(evidence.method.split(";")[0])
        room = max(width - cells.width(title) - 3, 0)
        more = len(evidence.rows) - MOST_ROWS
        cut = (
            _("{shown} of {total}").format(shown=MOST_ROWS, total=len(evidence.rows))
            if more > 0
            else ""
        )
        text = cells.joined(room, cut, aside)
        return [
            piece(cells.cut(title, width - 1), ink("text", "bg", "bold")),
            piece(f"  {text}" if text else "", ink("dim")),
        ]

    @staticmethod
    def _verdict(evidence: Evidence, width: int) -> list[list[Segment]]:
        lines: list[list[Segment]] = [[]]
        lines += [
            [piece(f" {text}", ink("text", "bg", "bold"))]
            for text in cells.wrap(safe(evidence.reading), width - 2)[:2]
        ]
        facts = f"n {formats.count(evidence.n)}" if evidence.n else ""
        text = cells.joined(width - 2, facts, _("association, not cause"))
        return [*lines, [piece(f" {text}", ink("dim"))]]


def _shown(evidence: Evidence) -> tuple[EvidenceRow, ...]:
    return evidence.rows[:MOST_ROWS]


def _bar_row(evidence: Evidence, row: EvidenceRow, width: int) -> list[Segment]:
    """Draw label, first figure, bar and share of a row."""
    columns = list(enumerate(evidence.columns))
    barred = next((at for at, column in columns if column.has_bar), None)
    first = next((at for at, column in columns if not column.has_bar), None)
    is_first = row is evidence.rows[0]
    role = "text" if is_first else "dim"
    label = cells.left(safe(row.label), LABEL)
    figure = _written(evidence, row, first)
    pieces = [
        piece(f" {label}", ink(role)),
        piece(cells.right(figure, FIGURE), ink(role)),
    ]
    if barred is None:
        return pieces
    share = cell_of(row, barred)
    filled = abs(float(share)) if isinstance(share, int | float) else 0.0
    size = min(BAR, max(width - LABEL - FIGURE - 12, 4))
    bar = cells.left(glyphs.bar(filled, cells=size), size)
    written_share = cells.right(_written(evidence, row, barred), 7)
    return [
        *pieces,
        piece("  ", ink("dim")),
        piece(bar, muted("accent", "panel")),
        piece(written_share, ink("dim")),
    ]


def _written(evidence: Evidence, row: EvidenceRow, at: int | None) -> str:
    if at is None:
        return ""
    column = evidence.columns[at]
    scale = formats.scale(()) if column.kind == "money" else formats.WHOLE
    return written(cell_of(row, at), column, scale)


def _table(evidence: Evidence, width: int) -> list[list[Segment]]:
    """Draw heads and ranked rows."""
    layout = measure(evidence, width - 6)
    dim, gap = ink("dim"), " " * layout.gap
    heads = "".join(
        gap + cells.right(head_of(column), column.width) for column in layout.columns
    )
    lines = [[piece(" " * (5 + layout.name), dim), piece(heads, dim)]]
    for rank, row in enumerate(_shown(evidence), start=1):
        ready = "dim" if row.excluded else "text"
        last = layout.columns[-1:] if row.excluded else ()
        kept = layout.columns[: len(layout.columns) - len(last)]
        parts = [
            piece(f" {rank:<4}", dim),
            piece(cells.left(safe(row.label), layout.name), ink(ready)),
        ]
        for place, column in enumerate(kept):
            text = written(cell_of(row, column.at), column.column, column.scale)
            is_bold = place == 0 and not row.excluded
            role = "text" if is_bold or column is layout.columns[-1] else "dim"
            role = "dim" if row.excluded else role
            style = ink(role, "bg", "bold" if is_bold else "")
            parts.append(piece(gap + cells.right(text, column.width), style))
        rest = sum(column.width + layout.gap for column in last)
        parts.append(piece(cells.right(safe(row.excluded), rest), dim))
        lines.append(parts)
    return lines
