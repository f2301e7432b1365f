"""One alarm in one line of the queue, and the columns of the line at any width."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from rich.segment import Segment
from rich.style import Style

from cockpit.snapshot import alarm_words as words
from cockpit.snapshot import steps
from cockpit.snapshot.alarms import AlarmRow, AlarmsSnapshot
from cockpit.snapshot.incidents import IncidentRow, IncidentsSnapshot
from cockpit.snapshot.lamps import PROVEN, incident_of, lamp
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import hollow, ink, is_mono
from cockpit.widgets.lines import piece

Name = Literal[
    "state", "name", "where", "now", "limit", "money", "age", "next", "owner", "why"
]


class Column(NamedTuple):
    """A column: blanks before it, cells, text at the right if they are negative."""

    name: Name
    gap: int
    size: int
    grows: int = 0
    """Its share of the cells that a wider window has, in tenths."""


NARROW: Final = (
    Column("state", 0, 9), Column("name", 0, 13, 4), Column("where", 1, 10, 3),
    Column("money", 1, -7), Column("next", 2, 15, 3),
)  # fmt: skip
"""From 60 cells on."""
NORMAL: Final = (
    Column("state", 0, 9), Column("name", 0, 13, 3), Column("where", 1, 12, 3),
    Column("now", 1, -6), Column("money", 1, -8), Column("age", 1, -6),
    Column("next", 2, 18, 4),
)  # fmt: skip
"""From 80 cells on."""
WIDE: Final = (
    Column("state", 0, 9), Column("name", 0, 13, 3), Column("where", 1, 13, 2),
    Column("now", 1, -7), Column("limit", 3, 17, 2), Column("money", 1, -7),
    Column("age", 2, -7), Column("next", 2, 22, 3), Column("owner", 2, 11),
)  # fmt: skip
"""From 120 cells on."""
VAST: Final = (
    Column("state", 0, 9), Column("name", 0, 22), Column("where", 1, 18),
    Column("now", 1, -8), Column("limit", 3, 22), Column("money", 1, -8),
    Column("age", 2, -7), Column("next", 2, 32), Column("owner", 2, 12),
    Column("why", 2, 46, 10),
)  # fmt: skip
"""From 200 cells on."""


def layout(width: int) -> tuple[Column, ...]:
    """Return the columns of a window of so many cells; none is wider than the rest."""
    breaks = ((200, VAST), (120, WIDE), (80, NORMAL), (0, NARROW))
    columns = next(columns for least, columns in breaks if width >= least)
    used = sum(column.gap + abs(column.size) for column in columns)
    spare = max(width - 2 - used, 0)
    return tuple(
        column._replace(size=column.size + spare * column.grows // 10)
        for column in columns
    )


class Costs(NamedTuple):
    """The one unit of a column of money, with as many decimals as it needs."""

    scale: formats.Scale
    decimals: int


def costs(rows: tuple[AlarmRow, ...]) -> Costs:
    """Choose the unit from the largest cost: 12.4k, 4.2k; 1.24万, 0.31万."""
    sizes = [abs(row.money_per_hour or 0.0) for row in rows]
    scale = formats.scale(sizes)
    largest = max(sizes, default=0.0) / scale.divisor
    return Costs(scale, 2 if largest < 9.995 else 1 if largest < 99.95 else 0)


@dataclass(frozen=True)
class Around:
    """What a row is drawn with.

    Attributes:
        costs: How the money of all rows is written.
        elapsed: Seconds since the incidents were taken.
    """

    alarms: AlarmsSnapshot
    incidents: IncidentsSnapshot
    costs: Costs
    elapsed: float


def draw(
    row: AlarmRow, around: Around, columns: tuple[Column, ...], on: str
) -> list[Segment]:
    """Draw an alarm on a background role."""
    fill = ink("dim", on)
    parts: list[Segment] = []
    for column in columns:
        if column.name == "state":
            parts += _state(row, column, on)
        elif column.name == "next":
            parts.append(piece(" " * column.gap, fill))
            says_why = all(other.name != "limit" for other in columns)
            parts += _next(row, around, column, on, says_why=says_why)
        else:
            text, role = _text(row, around, column)
            parts += cell(column, text, _ink(role, on), fill)
    return parts


def cell(column: Column, text: str, style: Style, fill: Style) -> list[Segment]:
    """Set a text into its column, with the blanks before it."""
    size = abs(column.size)
    fitted = cells.right(text, size) if column.size < 0 else cells.left(text, size)
    return [piece(" " * column.gap, fill), piece(fitted, style)]


def _ink(role: str, on: str) -> Style:
    known, _blank, extra = role.partition(" ")
    return ink(known, on, extra)


def _state(row: AlarmRow, column: Column, on: str) -> list[Segment]:
    light = lamp(row)
    sign, role = words.SIGNS[light], words.ROLES[light]
    text = cells.crop(f" {sign.mark} {sign.word.text()} ", column.size)
    if light == "red":
        # Without colour the selected row is reversed, and red is what is not.
        is_inside = is_mono() and on == "sel"
        style = Style(bold=True) if is_inside else ink("on_red", "red_fill", "bold")
    elif light in ("red_hollow", "yellow_hollow"):
        style = hollow(role, on)
    else:
        style = ink(role, on, "bold" if light == "yellow" else "")
    rest = " " * max(column.size - cells.width(text), 0)
    return [piece(text, style), piece(rest, ink("dim", on))]


def _text(row: AlarmRow, around: Around, column: Column) -> tuple[str, str]:
    """Return the text of a cell and its role."""
    light, size = lamp(row), abs(column.size)
    is_proven, is_red = light in PROVEN, light == "red"
    currency = around.alarms.currency
    known = "text" if row.value is not None else "dim"
    now = formats.show(row.value, row.unit, currency=currency)
    found: dict[str, tuple[str, str]] = {
        "name": (words.title(row, size), "text bold" if is_red else "text"),
        "where": (words.entity(row, size), known),
        "now": (now, "red bold" if is_red and row.value is not None else known),
        "limit": (words.against(row, currency, size), "text" if is_proven else "dim"),
        "money": (_money(row, around.costs), "text bold" if is_proven else "dim"),
        "age": (words.lasting(words.begun(row), around.alarms.now), "dim"),
        "owner": (_owner(row, around.incidents), "dim"),
        "why": (words.why(row, size) if row.reason else "", "dim"),
    }
    return found[column.name]


def _money(row: AlarmRow, costs: Costs) -> str:
    """Write what it costs an hour in the unit of the column."""
    if row.money_per_hour is None:
        return formats.MISSING
    scale, decimals = costs
    is_sure = lamp(row) not in ("red_hollow", "yellow_hollow", "blind")
    mark = "" if is_sure else formats.PROVISIONAL
    return f"{mark}{row.money_per_hour / scale.divisor:,.{decimals}f}{scale.word}"


def _owner(row: AlarmRow, incidents: IncidentsSnapshot) -> str:
    incident = incident_of(row, incidents)
    if incident is not None and incident.commander:
        return safe(incident.commander)
    return _("acked") if "acked" in row.overlays else formats.MISSING


def _next(
    row: AlarmRow, around: Around, column: Column, on: str, *, says_why: bool
) -> list[Segment]:
    """Draw the next step with its countdown, or why there is none.

    What has no verdict, and what waits for an answer, says why here where no other
    column does.
    """
    incident, size = incident_of(row, around.incidents), column.size
    if incident is None or not incident.next_step:
        text = words.idle(row, around.alarms, size)
        is_dark = text == formats.MISSING and lamp(row) == "unknown"
        if says_why and (is_dark or row.ask):
            text = words.why(row, size)
        return [piece(cells.left(text, size), ink("dim", on))]
    left = words.left(incident, around.elapsed)
    clock = ""
    if left is not None:
        clock = f" {steps.over(left)}{formats.countdown(left)}"
    held = ""
    if "silenced" in row.overlays:
        held = f"{words.HELD_BACK['silenced'][0].text()} "
    room = max(size - cells.width(held) - cells.width(clock), 0)
    title = cells.cut(safe(incident.next_step), room)
    rest = max(room - cells.width(title), 0)
    return [
        piece(held, ink("dim", on)),
        piece(title, ink("text" if lamp(row) == "red" else "dim", on)),
        piece(clock, ink(_urgency(left, incident), on, "bold")),
        piece(" " * rest, ink("dim", on)),
    ]


def _urgency(left: float | None, incident: IncidentRow) -> str:
    if left is None:
        return "dim"
    if left < 0:
        return "red"
    return "yellow" if left <= incident.next_warn_seconds else "text"
