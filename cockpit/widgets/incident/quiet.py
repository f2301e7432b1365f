"""What is shown while no incident is open: what would open one, and the last ones."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentRow, IncidentsSnapshot
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

MOST_CLOSED: Final = 12

Spoken = tuple[str, str]


class Quiet(Widget):
    """Draws a few sentences; an empty screen would leave one wondering."""

    DEFAULT_CSS = "Quiet { height: 1fr; }"

    incidents: reactive[IncidentsSnapshot] = reactive(NO_INCIDENTS)

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        lines = said(self.incidents)
        if y >= len(lines):
            return line(width, (), fill=ink("dim"))
        text, role = lines[y]
        name, _blank, extra = role.partition(" ")
        shown: list[Segment] = [
            piece(f" {cells.cut(text, width - 2)}", ink(name, "bg", extra))
        ]
        return line(width, shown, fill=ink("dim"))


def said(snapshot: IncidentsSnapshot) -> list[Spoken]:
    """Return the lines of a screen without an open incident."""
    if snapshot is NO_INCIDENTS:
        return [("", "dim"), (_("the log is being read"), "dim")]
    lines: list[Spoken] = [("", "dim"), (_("No incident is open"), "text bold")]
    lines += [
        (_("A proven alarm opens one by its rule; a hollow one never does."), "dim"),
        (_("O opens one by hand, also from the queue of alarms."), "dim"),
    ]
    if snapshot.sops:
        lines += [("", "dim"), (_("Procedures"), "text bold")]
        lines += [
            (f"{safe(title)}  {safe(sop)}", "dim") for sop, title in snapshot.sops
        ]
    closed = [row for row in snapshot.rows if row.state in ("closed", "cancelled")]
    if closed:
        heading = _("Closed: B looks at one, U opens it again")
        lines += [("", "dim"), (heading, "text bold")]
        lines += [(_closed(row), "dim") for row in closed[:MOST_CLOSED]]
        if len(closed) > MOST_CLOSED:
            more = _("{shown} of {total}")
            lines.append((more.format(shown=MOST_CLOSED, total=len(closed)), "dim"))
    return lines


def _closed(row: IncidentRow) -> str:
    late = _("{count} missed").format(count=row.overdue) if row.overdue else ""
    state = steps.INCIDENTS[row.state].text()
    parts = (steps.at(row.opened, today="-"), row.incident, row.title, state, late)
    return "  ".join(safe(part) for part in parts if part)
