"""The next deadlines as lines of their own, where there is no room for the axis."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentView, StepView
from cockpit.text import cells, glyphs
from cockpit.widgets.ink import ink, stroke
from cockpit.widgets.lines import line, piece

MOST: Final = 3
CLOCK: Final = 11


class Deadlines(Widget):
    """Draws a line a deadline that still runs: how long it is, how much is gone."""

    DEFAULT_CSS = "Deadlines { height: 3; }"

    view: reactive[IncidentView | None] = reactive(None)
    passed: reactive[float] = reactive(0.0)

    def render_line(self, y: int) -> Strip:
        """Draw one deadline."""
        width = self.size.width
        known = running(self.view)[:MOST] if self.view else []
        parts = self._line(known[y], width) if y < len(known) else []
        return line(width, parts, fill=ink("dim"))

    def _line(self, step: StepView, width: int) -> list[Segment]:
        left, total = steps.left(step, self.passed), step.total_seconds
        if left is None or not total:
            return []
        tone = steps.tone(step, self.passed)
        size = max(width - CLOCK - 7, 4)
        gone, rest = glyphs.progress(1 - left / total, cells=size)
        clock = cells.cut(steps.clock(step, self.passed), CLOCK)
        return [
            piece(f" {cells.left(steps.span(total), 5)}", ink("dim")),
            piece(gone, stroke(tone or "accent")),
            piece(rest, ink("faint")),
            piece(" " * (CLOCK - cells.width(clock)), ink("dim")),
            piece(clock, ink(tone or "text")),
            piece(" ", ink("dim")),
        ]


def running(view: IncidentView) -> list[StepView]:
    """Return a step for each deadline that is not over, the nearest first.

    Memory items have none of their own here. Of steps that have equally long it is the
    one that is done, not the one that tells of it.
    """
    found = [
        step
        for step in view.steps
        if step.seconds_left is not None
        and step.total_seconds
        and step.state in steps.RUNNING
        and not step.is_memory
    ]
    found.sort(key=lambda step: (step.phase == "comms", step.seconds_left or 0.0))
    by_length: dict[float, StepView] = {}
    for step in found:
        by_length.setdefault(step.total_seconds or 0.0, step)
    return sorted(by_length.values(), key=lambda step: step.seconds_left or 0.0)
