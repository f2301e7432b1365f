"""The queue of alarms: what is wrong, what it costs, what to do next, who does it."""

from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import var

from cockpit import keys
from cockpit.snapshot.alarm_words import matching
from cockpit.snapshot.alarms import NO_ALARMS, AlarmRow, AlarmsSnapshot
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentsSnapshot
from cockpit.snapshot.lamps import incident_of, key, lamp, waiting
from cockpit.snapshot.tabulate import tabulate
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.alarm_row import (
    Around,
    Column,
    Costs,
    Name,
    cell,
    costs,
    draw,
    layout,
)
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece
from cockpit.widgets.rows import Rows


class AlarmQueue(Rows):
    """Draws what waits of an :class:`AlarmsSnapshot`, in the order it comes in."""

    DEFAULT_CSS = "AlarmQueue { height: auto; max-height: 7; }"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("queue"))

    snapshot: var[AlarmsSnapshot] = var(NO_ALARMS)
    incidents: var[IncidentsSnapshot] = var(NO_INCIDENTS)
    now: var[float] = var(0.0)
    needle: var[str] = var("")
    """Only alarms whose names contain it are listed."""

    class ByHand(Message):
        """An incident is to be opened by hand for the alarm under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[AlarmRow, ...] = ()
        self._reds: set[str] = set()
        self._known: tuple[str, Costs] | None = None

    # What comes in.

    def watch_snapshot(self, new: AlarmsSnapshot) -> None:
        """Take new rows in; unless the operator is in here a new red is at the top."""
        self._rows, self._known = matching(waiting(new.rows), self.needle), None
        reds = _proven_reds(self._rows)
        if reds - self._reds and not self.has_focus:
            self.go_first()
        self._reds = reds
        self.styles.height = self.HEAD_LINES + len(self._rows)
        self.renew()

    def watch_needle(self) -> None:
        """List what is asked for."""
        self.watch_snapshot(self.snapshot)

    def go_first(self) -> None:
        """Select whatever is at the top, and show it."""
        self._kept = ""
        self.cursor = 0
        self.scroll_target_y = self.scroll_y = 0

    def watch_incidents(self) -> None:
        """Draw the next steps anew."""
        self.refresh()

    def watch_now(self) -> None:
        """Move the countdowns, if there are any."""
        held = (incident_of(row, self.incidents) for row in self._rows)
        if any(known is not None and known.next_seconds is not None for known in held):
            width, height = self.size
            self.refresh(Region(0, self.HEAD_LINES, width, height - self.HEAD_LINES))

    # What the table asks.

    @property
    def current(self) -> AlarmRow | None:
        """Return the alarm under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def count(self) -> int:
        """Return how many alarms wait."""
        return len(self._rows)

    def key_of(self, index: int) -> str:
        """Return rule and labels."""
        return key(self._rows[index].rule, self._rows[index].labels)

    def table(self) -> Table:
        """Return the alarms as plain cells."""
        fields = (
            "rule", "entity", "severity", "state", "since", "value", "limit_text", "n",
            "money_per_hour", "reason", "incident",
        )  # fmt: skip
        return tabulate(_Waiting(self._rows), fields=fields)

    def action_open_by_hand(self) -> None:
        """Ask to open an incident by hand."""
        self.post_message(self.ByHand())

    # What is drawn.

    def _emptiness(self) -> tuple[str, str]:
        snapshot = self.snapshot
        if snapshot.problem:
            return f"{STATES['blind'].mark} {safe(snapshot.problem)}", "red"
        if snapshot is NO_ALARMS:
            return _("nothing has been judged yet"), "dim"
        if snapshot.uncounted:
            return _incomplete(), "yellow"
        if self.needle and waiting(snapshot.rows):
            told = _("no alarm has {text} in its name")
            return told.format(text=safe(self.needle)), "dim"
        if not snapshot.rows:
            return _("no rule judges anything here"), "dim"
        counts = snapshot.lights.counts
        quiet = _("All quiet: {total} judged, {green} proven green, {open} not proven")
        return quiet.format(
            total=formats.count(len(snapshot.rows)),
            green=formats.count(counts.get("ok", 0)),
            open=formats.count(counts.get("unproven", 0)),
        ), "text"

    def head(self, y: int, width: int) -> tuple[list[Segment], list[Segment]]:
        """Draw title, how many are shown of how many, and the names of the columns."""
        del y
        columns, dim = layout(width), ink("dim")
        if self._rows and self.snapshot.uncounted:
            return self._unfinished(width), []
        parts = self._title(columns, width)
        if self._rows:
            names = {column.name for column in columns}
            first = 1 if "limit" not in names else 3
            for column in columns[first:]:
                parts += cell(column, self._head_of(column.name), dim, dim)
        return parts, []

    def _title(self, columns: tuple[Column, ...], width: int) -> list[Segment]:
        """Draw the title as wide as the columns whose names it takes the place of."""
        total, room = len(self._rows), self.size.height - self.HEAD_LINES
        is_cut = total > room > 0
        title, problem = _("Alarm queue"), safe(self.snapshot.problem)
        if width < 120 and self._rows:
            brief = f"{room} / {total}" if is_cut else str(total)
            return [piece(cells.centre(brief, 10), ink("dim"))]
        if not self._rows:
            text, role = self._emptiness()
            room = max(width - cells.width(title) - 4, 0)
            return [
                piece(f" {title}", ink("text", "bg", "bold")),
                piece(f"  {cells.cut(text, room)}", ink(role)),
            ]
        of = (
            _("{shown} of {total}, by severity x {money}")
            if is_cut
            else _("{total}, by severity x {money}")
        )
        sign = formats.currency_sign(self.snapshot.currency).strip()
        about = of.format(shown=room, total=total, money=sign)
        size = 1 + sum(column.gap + abs(column.size) for column in columns[:3])
        left = size - 1 - cells.width(title) - 2
        role = "red" if problem else "dim"
        return [
            piece(f" {title}", ink("text", "bg", "bold")),
            piece(f"  {cells.left(problem or about, left)}", ink(role)),
        ]

    def _unfinished(self, width: int) -> list[Segment]:
        """Say that more may come; the names of the columns wait for it."""
        title = _("Alarm queue") if width >= 120 else ""
        said = f" {title}  {formats.count(len(self._rows))}  {_incomplete()}"
        return [piece(cells.cut(said, width), ink("yellow"))]

    def _head_of(self, column: Name) -> str:
        sign = formats.currency_sign(self.snapshot.currency).strip()
        return {
            "state": "", "name": _("alarm"), "where": _("where"), "now": _("now"),
            "limit": _("change / limit"), "money": _("{money}/hour").format(money=sign),
            "age": _("for"), "next": _("next step"), "owner": _("owner"),
            "why": _("why"),
        }[column]  # fmt: skip

    def row(self, index: int, width: int, on: str) -> list[Segment]:
        """Draw one alarm."""
        elapsed = self.now - self.incidents.taken_at
        around = Around(self.snapshot, self.incidents, self._costs(), elapsed)
        return draw(self._rows[index], around, layout(width + 1), on)

    def _costs(self) -> Costs:
        """Return the unit of the money, found once for all rows and a language."""
        if self._known is None or self._known[0] != spoken():
            self._known = (spoken(), costs(self._rows))
        return self._known[1]


def _incomplete() -> str:
    return _("incomplete: users are still being counted")


class _Waiting(NamedTuple):
    rows: tuple[AlarmRow, ...]


def _proven_reds(rows: tuple[AlarmRow, ...]) -> set[str]:
    return {key(row.rule, row.labels) for row in rows if lamp(row) == "red"}
