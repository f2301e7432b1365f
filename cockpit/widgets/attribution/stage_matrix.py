"""Where people meet us: stage by touchpoint, and which of them to mend first."""

from typing import Final

from rich.segment import Segment
from textual import events
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.journeys import JourneyRow, JourneysSnapshot
from cockpit.snapshot.tabulate import name, short, tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import heat, ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import (
    NO_HOW,
    NO_TABLE,
    Parts,
    State,
    StudyPanel,
    Told,
    part_of,
)

EMPTY: Final = JourneysSnapshot()
STAGES: Final[dict[str, Note]] = {
    "discover": note("discover"),
    "consider": note("consider"),
    "intend": note("intend"),
    "buy": note("buy"),
}
NAME_CELLS: Final = 10
CELL: Final = 11
STEPS: Final = 6
FEWEST_FOR_FOOT: Final = 6
MOST: Final = 12
AROUND: Final = 6
"""Lines above and below the touchpoints."""
FEWEST_TOLD: Final = 2
"""Lines kept for the cell under the cursor: the rows stay where they are."""


class StageMatrix(StudyPanel):
    """Draws the rows of a :class:`JourneysSnapshot`: a cell a stage and touchpoint.

    The number is the conversion, the ground its rank among the cells; the foot tells
    the cell under the cursor whole.
    """

    KIND = JourneysSnapshot

    days: reactive[str] = reactive("")
    """Which days are meant, where nothing else on the screen says it."""

    def __init__(self, **options: str) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.at = (0, 0)
        """Touchpoint and stage under the cursor."""

    @property
    def snapshot(self) -> JourneysSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, JourneysSnapshot) else EMPTY

    @property
    def stages(self) -> list[str]:
        """Return the stages on the way, in their order."""
        there = {row.stage for row in self.snapshot.rows}
        known = [stage for stage in STAGES if stage in there]
        return known + sorted(there - set(known))

    @property
    def touchpoints(self) -> list[str]:
        """Return the touchpoints, the one that reaches most first."""
        reach: dict[str, int] = {}
        for row in self.snapshot.rows:
            reach[row.touchpoint] = max(reach.get(row.touchpoint, 0), row.reach)
        return sorted(reach, key=lambda one: (-reach[one], one))

    @property
    def cells_by_place(self) -> dict[tuple[str, str], JourneyRow]:
        """Return the rows by touchpoint and stage."""
        return {(row.touchpoint, row.stage): row for row in self.snapshot.rows}

    @property
    def current(self) -> JourneyRow | None:
        """Return the cell under the cursor."""
        points, stages = self.touchpoints, self.stages
        if not points or not stages:
            return None
        row = min(self.at[0], len(points) - 1)
        column = min(self.at[1], len(stages) - 1)
        return self.cells_by_place.get((points[row], stages[column]))

    def move(self, across: int, down: int) -> bool:
        """Go to another cell."""
        row, column = self.at[0] + down, self.at[1] + across
        if not 0 <= row < len(self.touchpoints):
            return False
        self.at = (row, min(max(column, 0), max(len(self.stages) - 1, 0)))
        return True

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell; explain it at the second click."""
        row, column = event.y - 2 + self._top(), (event.x - 1 - NAME_CELLS) // CELL
        if 0 <= row < len(self.touchpoints) and 0 <= column < len(self.stages):
            self.at = (row, column)
            self.refresh()
            if event.chain > 1:
                self.action_choose()

    def told(self) -> Told | None:
        """Explain the conversion of the cell."""
        row = self.current
        if row is None:
            return None
        how = self.snapshot.how.get("conversion", NO_HOW)
        called = f"{_point(row)} {_stage(row.stage, row)}"
        return Told(called, formats.rate(row.conversion), formats.count(row.n), how)

    def table(self) -> Table:
        """Return the rows as plain cells."""
        return tabulate(self.snapshot) if self.snapshot.rows else NO_TABLE

    def watch_answer(self) -> None:
        """Take as much room as there are touchpoints, and the lines around them."""
        self.styles.height = min(len(self.touchpoints) or 1, MOST) + AROUND

    # What is drawn.

    def heading(self, width: int) -> Parts:
        """Say what is in the cells."""
        title = self.title(_("Stage x touchpoint"))
        room = max(width - title.cell_length - 4, 0)
        said = cells.joined(
            room,
            *((self.channel,) if self.channel else ()),
            self.days,
            _("% who order; ! to mend first"),
        )
        total, seen, top = len(self.touchpoints), self._foot_at() - 1, self._top()
        part = part_of(top + 1, top + seen, total) if 0 < seen < total else ""
        is_room = cells.width(said) + cells.width(part) + 3 <= room
        right = [piece(f"{part} ", ink("dim"))] if part and is_room else []
        return [title, piece(f"  {said}", ink("dim"))], right

    def body(self, y: int, width: int) -> Strip:
        """Draw the stages, a touchpoint a line, and the cell under the cursor."""
        dim = ink("dim")
        if y == 0:
            heads = [cells.right(self._stage_head(one), CELL) for one in self.stages]
            text = " " * (NAME_CELLS + 1) + "".join(heads)
            return line(width, [piece(text, dim)], fill=dim)
        foot = self._foot_at()
        if y >= foot:
            told = self._foot(width)
            text = told[y - foot] if y - foot < len(told) else ""
            return line(width, [piece(f" {text}", dim)], fill=dim)
        at = y - 1 + self._top()
        points = self.touchpoints
        if at >= len(points):
            return line(width, (), fill=dim)
        return line(width, self._line(points[at], at), fill=dim)

    def _foot_at(self) -> int:
        """Return the line from which on the cell under the cursor is told."""
        height = self.size.height - 1
        lines = len(self._foot(self.size.width)) if height >= FEWEST_FOR_FOOT else 0
        return min(len(self.touchpoints) + 1, height - lines)

    def _top(self) -> int:
        """Return the first touchpoint in view, the cursor's among them."""
        seen = max(self._foot_at() - 1, 1)
        return max(min(self.at[0] - seen // 2, len(self.touchpoints) - seen), 0)

    def _line(self, point: str, at: int) -> list[Segment]:
        known = self.cells_by_place
        here = [known[point, one] for one in self.stages if (point, one) in known]
        called = _point(here[0]) if here else safe(point)
        is_here = self.has_focus and at == self.at[0]
        mark = glyphs.focus_bar() if is_here else " "
        pieces = [
            piece(mark, ink("accent")),
            piece(cells.left(called, NAME_CELLS), ink("text")),
        ]
        highest = max((row.conversion or 0.0 for row in self.snapshot.rows), default=0)
        for column, stage in enumerate(self.stages):
            row = known.get((point, stage))
            if row is None or row.conversion is None:
                pieces.append(piece(cells.right(formats.MISSING, CELL), ink("dim")))
                continue
            sign = STATES["yellow"].plain if row.is_key else " "
            mark = formats.PROVISIONAL if row.maturity != "mature" else ""
            text = f"{sign} {mark}{row.conversion * 100:.1f} "
            step = round(row.conversion / (highest or 1.0) * (STEPS - 1))
            style = heat(min(step, STEPS - 1))
            if is_here and column == min(self.at[1], len(self.stages) - 1):
                style = ink("on_accent", "accent", "bold")
            pieces += [
                piece(" ", ink("dim")),
                piece(cells.right(text, CELL - 1), style),
            ]
        return pieces

    def _stage_head(self, stage: str) -> str:
        rows = self.snapshot.rows
        row = next((one for one in rows if one.stage == stage), None)
        return cells.cut(_stage(stage, row), CELL - 1)

    def _foot(self, width: int) -> list[str]:
        """Tell the cell under the cursor: as many parts on a line as fit."""
        row = self.current
        lines = [""]
        for part in [] if row is None else _told(row):
            longer = f"{lines[-1]}  {part}" if lines[-1] else part
            if cells.width(longer) <= width - 2:
                lines[-1] = longer
            else:
                lines.append(cells.cut(part, width - 2))
        return [*lines, ""][: max(len(lines), FEWEST_TOLD)]


class MendPanel(StudyPanel, can_focus=False):
    """Lists the touchpoints to mend first, each with its reason."""

    KIND = JourneysSnapshot

    def state_shown(self) -> State | None:
        """Stay quiet without rows: the panel above says why."""
        return None

    def heading(self, width: int) -> Parts:
        """Name the panel."""
        text = cells.cut(_("reach x leaving x removal effect"), max(width - 24, 0))
        return [self.title(_("Mend first")), piece(f"  {text}", ink("dim"))], []

    def body(self, y: int, width: int) -> Strip:
        """Draw a line of them; each has two where there is room."""
        lines, dim = self._lines(width), ink("dim")
        if y >= len(lines):
            return line(width, (), fill=dim)
        number, text = lines[y]
        return line(
            width, [piece(f" {number} ", dim), piece(text, ink("text"))], fill=dim
        )

    def _lines(self, width: int) -> list[tuple[str, str]]:
        """Return what to mend first: number and a line of the reason."""
        answer, room = self.answer, max(width - 5, 1)
        rows = answer.rows if isinstance(answer, JourneysSnapshot) else ()
        keys = [row for row in rows if row.is_key]
        most = max((self.size.height - 1) // max(len(keys), 1), 1)
        found: list[tuple[str, str]] = []
        for at, row in enumerate(keys):
            said = safe(row.why_key) or f"{_point(row)} {_stage(row.stage, row)}"
            parts = cells.wrapped(said, room, most=most)
            numbers = [str(at + 1), *[" "] * (len(parts) - 1)]
            found += zip(numbers, parts, strict=True)
        return found


def _told(row: JourneyRow) -> list[str]:
    """Return what is known of a cell, what it is first."""
    removal = formats.rate(row.removal_effect)
    parts = [
        f"{_point(row)} {_stage(row.stage, row)}",
        formats.rate(row.conversion) + _interval(row),
        _("reach {count}").format(count=formats.count(row.reach)),
        _("leave {rate}").format(rate=formats.rate(row.drop_off)),
        _("next after P50 {age}").format(age=formats.age(row.gap_p50)),
        f"P90 {formats.age(row.gap_p90)}",
        _("without it {rate} fewer orders").format(rate=removal),
    ]
    if row.complaints is not None:
        rate = formats.rate(row.complaints)
        parts.append(_("complaints {rate}").format(rate=rate))
    return parts


def _point(row: JourneyRow) -> str:
    return safe(short(row.name)) or safe(row.touchpoint)


def _stage(stage: str, row: JourneyRow | None) -> str:
    said = safe(name(row.stage_name)) if row is not None else ""
    return said or (STAGES[stage].text() if stage in STAGES else safe(stage))


def _interval(row: JourneyRow) -> str:
    if row.low is None or row.high is None:
        return ""
    return f" ({row.low * 100:.1f}~{row.high * 100:.1f})"
