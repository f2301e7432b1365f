"""The flows of customers in a week: a tile a stage, and who is there at its end."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.reactive import reactive
from textual.strip import Strip

from cockpit.snapshot.lifecycle import (
    STAGES,
    LifecycleRow,
    LifecycleSnapshot,
    Stage,
    Stock,
)
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import (
    NO_HOW,
    Parts,
    StudyPanel,
    Told,
    state_line,
)

NAMES: Final[dict[Stage, Note]] = {
    "new": note("New buyers"),
    "activated": note("Activated"),
    "returning": note("Returning"),
    "resurrected": note("Resurrected"),
    "dormant": note("Dormant"),
    "churned": note("Churned"),
}
SHORT: Final[dict[Stage, Note]] = {
    **NAMES,
    "new": note("New"),
    "resurrected": note("Resur."),
}
STROKES: Final[dict[Stage, str]] = {
    "new": "s3",
    "activated": "s3",
    "returning": "s1",
    "resurrected": "s3",
    "dormant": "s2",
    "churned": "s2",
}
"""Up, level and down, as flows are drawn elsewhere."""
SIGNS: Final[dict[Stage, str]] = {
    "new": "+",
    "activated": "+",
    "returning": " ",
    "resurrected": "+",
    "dormant": "-",
    "churned": "-",
}
TALL: Final = 5
BAR_CELLS: Final = 6
NOTED: Final = 0.10
"""A change of a tenth is written brighter; of a loss, bold."""
NARROW: Final = 80
ROOMY: Final = 14
"""Cells of a tile that hold a number of users and money side by side."""


class FlowBoard(StudyPanel):
    """Draws the newest whole week of a :class:`LifecycleSnapshot`, six tiles."""

    DEFAULT_CSS = "FlowBoard { height: 5; }"
    KIND = LifecycleSnapshot

    cursor: reactive[int] = reactive(0)

    @property
    def snapshot(self) -> LifecycleSnapshot:
        """Return the answer; an empty one while there is none."""
        found = self.answer
        return found if isinstance(found, LifecycleSnapshot) else LifecycleSnapshot()

    def __init__(self, *, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.week = ""
        """Monday of the newest week that is over, else of the newest one."""
        self._rows: dict[Stage, LifecycleRow] = {}
        self._courses: dict[Stage, tuple[float, ...]] = {}

    def watch_answer(self) -> None:
        """Pick the week that is shown, and the weeks up to it."""
        rows = sorted(self.snapshot.rows, key=lambda row: row.period)
        over = [row.period for row in rows if row.maturity == "mature"]
        self.week = max(over or [row.period for row in rows], default="")
        shown = [row for row in rows if row.period <= self.week]
        self._rows = {row.stage: row for row in shown if row.period == self.week}
        self._courses = {
            stage: tuple(float(row.users) for row in shown if row.stage == stage)
            for stage in STAGES
        }

    # What of the answer is shown.

    def stock(self) -> Stock | None:
        """Return who is there at the end of the week that is shown."""
        found = (one for one in self.snapshot.stocks if one.period == self.week)
        return next(found, None)

    def asides(self) -> tuple[str, ...]:
        """Say which week it is and what it added to the active, long form first."""
        stock = self.stock()
        if stock is None:
            return ()
        number = date.fromisoformat(self.week).isocalendar().week
        week = _("week {number}").format(number=number)
        net = _("net {change}").format(change=f"{stock.net:+,}")
        return (f"{week}  {_('vs the week before')}  {net}", f"{week} {net}", net)

    @property
    def explained_rows(self) -> tuple[object, ...]:
        """Return what numbers are explained: the stage, and who is there."""
        found = (self._rows.get(STAGES[self.cursor]), self.stock())
        return tuple(one for one in found if one is not None)

    def told(self) -> Told | None:
        """Explain the users of the stage under the cursor."""
        stage = STAGES[self.cursor]
        row = self._rows.get(stage)
        if row is None:
            return None
        how = self.snapshot.how.get("users", NO_HOW)
        name = f"{NAMES[stage].text()} {self.week}"
        return Told(name, formats.count(row.users), formats.count(row.users), how)

    def table(self) -> Table:
        """Return the flows of all weeks as plain cells."""
        return tabulate(self.snapshot)

    def move(self, across: int, down: int) -> bool:
        """Go to another tile."""
        columns = len(STAGES) if self.size.width >= NARROW else 2
        to = self.cursor + across + down * columns
        if (down and columns == len(STAGES)) or not 0 <= to < len(STAGES):
            return False
        self.cursor = to
        return True

    def on_click(self, event: events.Click) -> None:
        """Go to the tile that is clicked; explain it at the second click."""
        columns, pitch = self._grid()
        lines = self._tile_lines()
        y = event.y - (self.size.height >= TALL and columns > 2)
        at = (y // lines) * columns + min(event.x // pitch, columns - 1)
        if y >= 0 and at < len(STAGES):
            self.cursor = at
            if event.chain > 1:
                self.action_choose()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Draw a heading where there is room, then the tiles."""
        width, columns = self.size.width, self._grid()[0]
        has_heading = columns > 2 and self.size.height >= TALL
        if has_heading and y == 0:
            left, right = self.heading(width)
            return line(width, left, right, fill=ink("dim"))
        y -= has_heading
        if state := self.state_shown():
            return state_line(state, y, width)
        return self.body(y, width)

    def heading(self, width: int) -> Parts:
        """Say what stands in the tiles, and who is there."""
        said = f"  {_('users')}  {_('net revenue')}  {_('vs the week before')}"
        stock = self.stock()
        left = [self.title(_("Flows")), piece(said, ink("dim"))]
        used = sum(part.cell_length for part in left)
        text = "" if stock is None else _stocks(stock, width - used - 3)
        return left, [piece(f"{text} ", ink("dim"))]

    def body(self, y: int, width: int) -> Strip:
        """Draw one line through tiles that stand side by side."""
        columns, pitch = self._grid()
        lines = self._tile_lines()
        first = (y // lines) * columns
        pieces: list[Segment] = []
        for at, stage in list(enumerate(STAGES))[first : first + columns]:
            row = self._rows.get(stage)
            pieces += self._tile(at, row, y % lines, pitch - 1) if row else []
            pieces.append(piece(" ", ink("dim")))
        return line(width, pieces, fill=ink("dim"))

    def _grid(self) -> tuple[int, int]:
        """Return how many tiles stand side by side, and their width with the gap."""
        width = self.size.width
        columns = len(STAGES) if width >= NARROW else 2
        return columns, max((width + 1) // columns, 4)

    def _tile_lines(self) -> int:
        if self._grid()[0] == 2 or self.size.height < TALL:
            return 2
        return 4

    def _tile(self, at: int, row: LifecycleRow, y: int, width: int) -> list[Segment]:
        is_here = at == self.cursor and self.has_focus
        on = "raised" if is_here else "panel"
        role = "accent" if is_here else STROKES[row.stage]
        bar = glyphs.focus_bar() if glyphs.is_full() or is_here else glyphs.side()
        left, right = self._inside(row, y, width - 3, on)
        strip = line(
            width,
            [piece(f"{bar} ", ink(role, on)), *left],
            [*right, piece(" ", ink("dim", on))],
            fill=ink("dim", on),
        )
        return list(strip)

    def _inside(self, row: LifecycleRow, y: int, room: int, on: str) -> Parts:
        dim = ink("dim", on)
        if y == 0:
            names = (NAMES[row.stage].text(), SHORT[row.stage].text())
            change = _change(row) if room >= ROOMY else ""
            name = cells.fitting(room - cells.width(change) - 1, *names)
            if name not in names:  # then the change goes, not half of a name
                name, change = cells.fitting(room, *names), ""
            return [piece(name, dim)], [piece(change, _change_style(row, on))]
        if y == 1:
            count = f"{SIGNS[row.stage]} {row.users:,}"
            if self._tile_lines() == 2:
                count = count.replace(" ", "")
            money = formats.money(row.revenue, self.snapshot.currency)
            fits = cells.width(count) + cells.width(money) < room and room >= ROOMY
            return [piece(self._mark(row) + count, self._number(row, on))], [
                piece(money if fits else "", dim)
            ]
        if y == 2:
            return self._course(row, room, on), []
        return _effort(row.effort, room, on)

    @staticmethod
    def _mark(row: LifecycleRow) -> str:
        return "" if row.maturity == "mature" else formats.PROVISIONAL

    @staticmethod
    def _number(row: LifecycleRow, on: str) -> Style:
        return ink("text", on, "bold") if row.maturity == "mature" else ink("dim", on)

    def _course(self, row: LifecycleRow, room: int, on: str) -> list[Segment]:
        """Draw the weeks of a stage up to the one that is shown."""
        drawn = glyphs.spark(self._courses[row.stage], cells=room)
        return [piece(drawn, muted(STROKES[row.stage], on))]


def _change(row: LifecycleRow) -> str:
    if not row.previous:
        return formats.MISSING
    return formats.change(row.users / row.previous - 1, "count")


def _change_style(row: LifecycleRow, on: str) -> Style:
    share = row.users / row.previous - 1 if row.previous else 0.0
    if abs(share) < NOTED:
        return ink("dim", on)
    is_loss = row.stage in ("dormant", "churned") and share > 0
    return ink("text", on, "bold" if is_loss else "")


def _effort(share: float | None, room: int, on: str) -> Parts:
    """Draw which part of the spend aims at a stage."""
    dim, word = ink("dim", on), _("Effort")
    if share is None:
        return [piece(word, dim)], [piece(formats.MISSING, dim)]
    text = f"{share:.0%}"
    size = min(BAR_CELLS, room - cells.width(word) - len(text) - 2)
    gone, left = glyphs.progress(share, cells=max(size, 0))
    return [
        piece(f"{word} ", dim),
        piece(gone, ink("text", on)),
        piece(left, ink("faint", on)),
    ], [piece(text, dim)]


def _stocks(stock: Stock, room: int) -> str:
    """Say who is active, dormant and churned, as far as there is room."""
    figures: Sequence[tuple[str, str]] = (
        (_("Active"), formats.count(stock.active)),
        (_("Dormant"), formats.count(stock.dormant)),
        (_("Churned"), formats.count(stock.churned)),
        (_("from old customers"), formats.rate(stock.existing_share)),
    )
    return cells.joined(room, *(f"{word} {figure}" for word, figure in figures))
