"""How much more often members of the private domain order, in a line or two."""

from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from cockpit.snapshot.lift import LiftRow, LiftSnapshot
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.users.panel import (
    NO_HOW,
    NO_TABLE,
    Parts,
    State,
    StudyPanel,
    Told,
    state_line,
)

EMPTY: Final = LiftSnapshot()


class LiftLine(StudyPanel):
    """Draws a :class:`LiftSnapshot`: the lift, its interval, what it is not.

    The first line says all that matters; the second one, where there is room for it,
    says what it rests on.
    """

    DEFAULT_CSS = "LiftLine { height: 2; }"
    KIND = LiftSnapshot

    @property
    def snapshot(self) -> LiftSnapshot:
        """Return what is shown."""
        return self.answer if isinstance(self.answer, LiftSnapshot) else EMPTY

    def told(self) -> Told | None:
        """Explain the lift."""
        found = self.snapshot
        if found.lift is None:
            return None
        value = f"{_times(found.lift)} ({_within(found)})"
        n = formats.count(found.n)
        return Told(_("Private frequency"), value, n, found.how.get("lift", NO_HOW))

    def table(self) -> Table:
        """Return both sides as plain cells."""
        return tabulate(self.snapshot) if self.snapshot.rows else NO_TABLE

    def state_shown(self) -> State | None:
        """The first line says the state, so that one line is enough."""
        return None

    def heading(self, width: int) -> Parts:
        """Say the lift in both forms, against whom, and that it is no cause."""
        title = self._title()
        if self.state.kind:
            return [title, *self._state_line(0, width)], []
        room = max(width - title.cell_length - 3, 0)
        found = self.snapshot
        value = f"{_times(found.lift)} ({_within(found)})"
        rest = self._rest(max(room - cells.width(value) - 2, 0))
        return [
            title,
            piece(f"  {value}", ink("text", "bg", "bold")),
            piece(f"  {rest}", ink("dim")),
        ], []

    def body(self, y: int, width: int) -> Strip:
        """Say how often both sides order, and what is not matched."""
        if self.state.kind:
            indent = " " * self._title().cell_length
            state = self._state_line(y + 1, width)
            return line(width, [piece(indent, ink("dim")), *state], fill=ink("dim"))
        said = self._details(width - 2) if y == 0 else ""
        return line(width, [piece(f" {said}", ink("dim"))], fill=ink("dim"))

    def _title(self) -> Segment:
        return self.title(_("Private frequency"))

    def _state_line(self, y: int, width: int) -> Strip:
        """Draw why there is no number, behind the title."""
        room = max(width - self._title().cell_length, 0)
        state = self.state
        if self.size.height == 1:
            state = State(state.kind, cells.cut(safe(state.text), max(room - 5, 1)))
        return state_line(state, y, room)

    def _rest(self, room: int) -> str:
        """Say that it is no cause, first of all; then of how many, and of whom."""
        n = f"n {formats.count(self.snapshot.n)}"
        known, short = _("not causal: the keen join"), _("not causal")
        left = room - cells.width(n) - 2
        if left < cells.width(short):
            return cells.cut(short, room)
        caveat = cells.fitting(left, known, short)
        return cells.joined(room, n, caveat, _("matched: first month x value"))

    def _details(self, room: int) -> str:
        found = self.snapshot
        sides = {row.group: row for row in found.rows}
        return cells.joined(
            room,
            _("{own} orders a user-year, others {other}").format(
                own=_often(sides.get("private")), other=_often(sides.get("matched"))
            ),
            _("unmatched {crude}").format(crude=_times(found.crude)),
            _("{share} of members in {strata} strata").format(
                share=formats.rate(found.matched), strata=found.strata
            ),
        )


def _often(row: LiftRow | None) -> str:
    return formats.multiple(None if row is None else row.frequency)


def _times(ratio: float | None) -> str:
    return formats.MISSING if ratio is None else f"x{ratio:.2f}"


def _within(found: LiftSnapshot) -> str:
    """Return the interval, and the lift as a change."""
    change = formats.change((found.lift or 0.0) - 1, "multiple")
    if found.low is None or found.high is None:
        return change
    return f"{formats.interval(f'{found.low:.2f}', f'{found.high:.2f}')}, {change}"
