"""The evidence of a step that is not in focus: a few lines, the verdict in words."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.evidence import Evidence, EvidenceRow
from cockpit.snapshot.incidents import StepView
from cockpit.snapshot.steps import FINAL, figure
from cockpit.snapshot.tabulate import name
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.incident.evidence_layout import (
    BAR,
    before_reason,
    cell_of,
    head_of,
    measure,
    scale_of,
    written,
)
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece

LEAST_ROWS: Final = 3
LABEL: Final = 14
"""Most cells of what a bar is about."""


class Bar(NamedTuple):
    """One line of a diagnosis: what changed, how much, its share of the whole."""

    label: str
    figure: str
    share: float | None


class EvidenceBrief(Widget):
    """Draws heading, first rows and verdict; ``form`` says whether there are bars.

    ``bars``: a bar a row, the verdict below, for a question of how much of what.
    ``table``: ranked rows with their columns.
    """

    DEFAULT_CSS = "EvidenceBrief { height: auto; }"

    step: reactive[StepView | None] = reactive(None, layout=True)
    most: reactive[int] = reactive(LEAST_ROWS, layout=True)
    """Rows that are shown at most."""

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
            found = bars(evidence)[: self.most]
            lines += _bar_rows(found, width)
            return [*lines, *_verdict(evidence, width)]
        lines += _table(evidence, width, self.most)
        return lines

    def _title(self, step: StepView, evidence: Evidence, width: int) -> list[Segment]:
        title = cells.cut(f" {safe(name(evidence.title))}", width - 1)
        room = max(width - cells.width(title) - 3, 0)
        total = len(evidence.rows)
        cut = ""
        if total > self.most and self._form == "table":
            cut = _("{shown} of {total}").format(shown=self.most, total=total)
        aside = _("for step {number}").format(number=step.number)
        text = cells.joined(room, cut, aside)
        return [
            piece(title, ink("text", "bg", "bold")),
            piece(f"  {text}" if text else "", ink("dim")),
        ]


def diagnosis(known: Sequence[StepView]) -> StepView | None:
    """Return the step whose evidence says how much of what: a verdict before a list."""
    found = [step for step in known if step.evidence and bars(step.evidence)]
    return min(found, key=_has_no_verdict, default=None)


def ahead(
    known: Sequence[StepView], shown: StepView | None, here: StepView | None
) -> StepView | None:
    """Return the next step with evidence that is not done and not shown already.

    Beside a step that has none it is the list that something can be picked from: what
    to pause is asked before there is a commander.
    """
    rest = [one for one in known if one is not shown and one.state not in FINAL]
    if here is None or here.evidence is None:
        listed = next(filter(_is_list, rest), None)
        if listed is not None:
            return listed
    number = here.number if here else 0
    later = [one for one in rest if one.number > number]
    return next(iter((*later, *rest)), None)


def _is_list(step: StepView) -> bool:
    has_rows = step.evidence is not None and bool(step.evidence.rows)
    return has_rows and any(field.type == "list" for field in step.fields)


def has_verdict(step: StepView) -> bool:
    """Whether the evidence of a step is a verdict that its own rows do not show."""
    return step.evidence is not None and bool(_headline_bars(step.evidence))


def _has_no_verdict(step: StepView) -> bool:
    return not has_verdict(step)


def bars(evidence: Evidence) -> list[Bar]:
    """Return what is drawn as bars: headlines with a share, else rows with a bar.

    A headline ``cpm`` has a share if there is a headline ``cpm_share``.
    """
    return _headline_bars(evidence) or _row_bars(evidence)


def _headline_bars(evidence: Evidence) -> list[Bar]:
    known = {headline.key: headline for headline in evidence.headlines}
    return [
        Bar(
            safe(name(headline.name)),
            figure(headline.value, headline.kind, ""),
            known[f"{key}_share"].value,
        )
        for key, headline in known.items()
        if f"{key}_share" in known
    ]


def _row_bars(evidence: Evidence) -> list[Bar]:
    columns = list(enumerate(evidence.columns))
    barred = next((at for at, column in columns if column.has_bar), None)
    plain = [at for at, column in columns if not column.has_bar]
    changes = (at for at in plain if evidence.columns[at].kind == "change")
    first = next(changes, next(iter(plain), None))
    if barred is None:
        return []
    shares = [(row, cell_of(row, barred)) for row in evidence.rows]
    return [
        Bar(
            safe(row.label),
            _written(evidence, row, first),
            float(share) if isinstance(share, int | float) else None,
        )
        for row, share in shares
    ]


def _verdict(evidence: Evidence, width: int) -> list[list[Segment]]:
    """Say the verdict in words, what it rests on below."""
    verdict, _blank, facts = safe(evidence.reading).partition(" (")
    lines: list[list[Segment]] = [[]]
    lines += [
        [piece(f" {text}", ink("text", "bg", "bold"))]
        for text in cells.wrap(verdict, width - 2)[:2]
    ]
    facts = facts.removesuffix(")") or _facts(evidence)
    lines += [
        [piece(f" {text}", ink("dim"))] for text in cells.wrap(facts, width - 2)[:2]
    ]
    return lines


def _facts(evidence: Evidence) -> str:
    return f"n {formats.count(evidence.n)}" if evidence.n else ""


def _bar_rows(found: list[Bar], width: int) -> list[list[Segment]]:
    """Draw label, figure, bar and share; the first one is the largest as a rule."""
    label = min(max((cells.width(bar.label) for bar in found), default=0), LABEL)
    number = max((cells.width(bar.figure) for bar in found), default=0)
    size = min(BAR, max(width - label - number - 14, 4))
    share = width - label - number - size - 6
    lines = []
    for at, bar in enumerate(found):
        role = "text" if at == 0 else "dim"
        drawn = cells.left(glyphs.bar(abs(bar.share or 0.0), cells=size), size)
        lines.append(
            [
                piece(f" {cells.left(bar.label, label)}", ink(role)),
                piece(f"  {cells.right(bar.figure, number)}  ", ink(role)),
                piece(drawn, muted("accent", "panel")),
                piece(cells.right(_percent(bar.share), share), ink("dim")),
            ]
        )
    return lines


def _percent(share: float | None) -> str:
    return formats.MISSING if share is None else f"{share:.0%}"


def _written(evidence: Evidence, row: EvidenceRow, at: int | None) -> str:
    if at is None:
        return ""
    column = evidence.columns[at]
    is_money = column.kind == "money"
    scale = formats.scale(()) if is_money else scale_of(evidence, at)
    return written(cell_of(row, at), column, scale)


def _table(evidence: Evidence, width: int, most: int) -> list[list[Segment]]:
    """Draw heads and ranked rows."""
    layout = measure(evidence, width - 6)
    dim, gap = ink("dim"), " " * layout.gap
    heads = "".join(
        gap + cells.right(head_of(column), column.width) for column in layout.columns
    )
    lines = [[piece(" " * (5 + layout.name), dim), piece(heads, dim)]]
    answer = next((one for one in layout.columns if one.column.is_total), None)
    for rank, row in enumerate(evidence.rows[:most], start=1):
        ready = "dim" if row.excluded else "text"
        all_of = len(layout.columns)
        shown = before_reason(row, layout) if row.excluded else all_of
        kept, last = layout.columns[:shown], layout.columns[shown:]
        parts = [
            piece(f" {rank:<4}", dim),
            piece(cells.left(safe(row.label), layout.name), ink(ready)),
        ]
        for column in kept:
            text = written(cell_of(row, column.at), column.column, column.scale)
            is_bold = column is (answer or kept[0]) and not row.excluded
            role = "text" if is_bold or column is layout.columns[-1] else "dim"
            role = "dim" if row.excluded else role
            style = ink(role, "bg", "bold" if is_bold else "")
            parts.append(piece(gap + cells.right(text, column.width), style))
        rest = sum(column.width + layout.gap for column in last)
        reason = cells.cut(safe(row.excluded), max(rest - layout.gap, 0))
        parts.append(piece(cells.right(reason, rest), dim))
        lines.append(parts)
    return lines
