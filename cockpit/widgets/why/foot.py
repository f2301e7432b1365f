"""Below the parts: one sentence to read aloud, and what to think of the numbers."""

import re

from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.tabulate import short
from cockpit.snapshot.why import WhySnapshot
from cockpit.text import cells, formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

RAISED = "raised"
MOST = 2
"""Lines of the sentence; what is longer is cut, and copied whole."""


class WhyFoot(Widget):
    """Draws the sentence, then in one line: provisional days, n, what has changed."""

    DEFAULT_CSS = "WhyFoot { height: auto; }"

    answer: reactive[WhySnapshot | None] = reactive(None, layout=True)
    otherwise: reactive[str] = reactive("")
    """That the row above showed another figure, in words."""
    changed: reactive[str] = reactive("")
    """What new data have changed while it was looked at, in words."""

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines there are."""
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width, fill = self.size.width, ink("dim", RAISED)
        lines = self._lines(width)
        text, role = lines[y] if y < len(lines) else ("", "dim")
        return line(width, [piece(f"  {text}", ink(role, RAISED))], fill=fill)

    def _lines(self, width: int) -> list[tuple[str, str]]:
        answer, room = self.answer, max(width - 4, 1)
        if answer is None:
            return []
        said = cells.wrap(safe(answer.sentence), room) if answer.sentence else []
        if len(said) > MOST:
            said[MOST - 1 :] = [cells.cut(" ".join(said[MOST - 1 :]), room)]
        return [*((text, "text") for text in said), (self._note(answer, room), "dim")]

    def _note(self, answer: WhySnapshot, room: int) -> str:
        """Say what is wrong with the numbers first, then what they rest on."""
        parts = [self.otherwise] if self.otherwise else []
        if self.changed:
            parts.append(_("new data: {names}").format(names=self.changed))
        if answer.warnings:
            mark = STATES["unknown"].mark
            parts.append(f"{mark} {safe(answer.warnings[0])}")
        if len(answer.warnings) > 1:
            more = len(answer.warnings) - 1
            parts.append(_("{count} more: press ?").format(count=more))
        if answer.maturity != "mature":
            parts.append(_("provisional: it can still change"))
        if answer.n is not None:
            of = safe(short(answer.n_name) or answer.n_of)
            parts.append(f"n {formats.count(answer.n)} {of}".rstrip())
        days = (answer.base_days, answer.now_days)
        if all(days):
            years = {day[:4] for spans in days for day in re.split("[: ]", spans)}
            begin = 0 if len(years) > 1 else len("2026-")
            parts.append(" > ".join(_days(spans, begin) for spans in days))
        if not parts:
            return ""
        first = cells.cut(parts[0], room)  # cut, never left out: it may be a warning
        return cells.joined(room, first, *parts[1:])


def _days(spans: str, begin: int) -> str:
    """Write days from a column on: ``11-08``, ``11-01..11-07``; of several all."""
    return ", ".join(_one(span, begin) for span in spans.split())


def _one(span: str, begin: int) -> str:
    first, _colon, last = span.partition(":")
    ends = first[begin:], last[begin:]
    return ends[0] if first == last or not last else f"{ends[0]}..{ends[1]}"
