"""The rows of a chart beyond the threshold of a rule: tinted, and named in words."""

from dataclasses import dataclass
from typing import Final, Literal

from cockpit.snapshot.metrics import Unit
from cockpit.text import cells, formats
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.canvas import GROUND, STROKE, Canvas

COURSE: Final = "accent"
"""Role of the strokes that turn into the colour of the band."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a rule fires.

    Attributes:
        value: In the unit of the course.
        is_upper: Whether it fires above rather than below.
        severity: Colour of the band.
        text: As the rule writes it where that is not the value itself: ``+50%``.
        since: Time of day of the first breach; empty unless it fires.
    """

    value: float
    is_upper: bool
    severity: Literal["red", "yellow"] = "red"
    text: str = ""
    since: str = ""


def lay(plot: Canvas, limit: Limit, rows: range, *, unit: Unit, currency: str) -> None:
    """Tint the rows, turn the course in them red or yellow, write the threshold."""
    if not rows:
        return
    for row in rows:
        for at in range(plot.width):
            plot.grounds.setdefault((row, at), f"{GROUND}band_{limit.severity}")
            role = plot.roles[row][at]
            if role == COURSE:
                plot.roles[row][at] = f"{limit.severity} {STROKE}"
            elif role.startswith(COURSE):
                plot.roles[row][at] = limit.severity + role.removeprefix(COURSE)
    figure = formats.show(limit.value, unit, currency=currency)
    said = f"{safe(limit.text)} = {figure}" if limit.text else figure
    word = (
        _("red line {limit}") if limit.severity == "red" else _("yellow line {limit}")
    )
    text = cells.cut(word.format(limit=said), max(plot.width - 2, 1))
    order = rows if limit.is_upper else reversed(rows)
    if not any(plot.put(row, 1, text, limit.severity) for row in order):
        return
    if limit.since:
        since = _("since {time}").format(time=safe(limit.since))
        at = plot.width - cells.width(since) - 12
        inner = rows if not limit.is_upper else reversed(rows)
        any(plot.put(row, at, since, limit.severity) for row in inner)
