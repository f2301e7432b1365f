"""One line: may this morning's numbers be believed? Faults by severity and by code."""

from collections.abc import Iterator

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.faults import FaultRow, FaultsSnapshot
from cockpit.snapshot.studies import Answer
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets import data_fault_words as words
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class DataVerdict(Widget):
    """Draws the faults in short, the gravest first; a click shows all of them."""

    DEFAULT_CSS = "DataVerdict { height: 1; }"

    answer: reactive[Answer | None] = reactive(None)
    trouble: reactive[str] = reactive("")

    class Chosen(Message):
        """All faults are to be shown."""

    def on_click(self, event: events.Click) -> None:
        """Show all faults."""
        event.stop()
        self.post_message(self.Chosen())

    def render_line(self, y: int) -> Strip:
        """Draw the line; codes that do not fit are counted."""
        width, answer = self.size.width, self.answer
        dim = ink("dim")
        if y:
            return line(width, (), fill=dim)
        if not isinstance(answer, FaultsSnapshot):
            if self.trouble:
                sign = glyphs.STATES["blind"]
                text = cells.cut(f" {sign.mark} {safe(self.trouble)}", width)
                return line(width, [piece(text, ink("unknown"))], fill=dim)
            flat = f" {_('Faults')}  {glyphs.flat(8)}"
            return line(width, [piece(flat, dim)], fill=dim)
        if not answer.rows:
            return line(width, self._calm(answer), fill=dim)
        parts = [piece(f" {_('Faults')}", ink("text", "bg", "bold"))]
        room = width - cells.width(f" {_('Faults')}") - 1
        for segments in self._pieces(answer, room):
            parts += segments
        return line(width, parts, fill=dim)

    @staticmethod
    def _calm(answer: FaultsSnapshot) -> list[Segment]:
        sign = glyphs.STATES["green"]
        looked = formats.count(len(answer.passed))
        text = _("no fault was found, {count} looked for").format(count=looked)
        return [piece(f" {sign.mark} {text}", ink("dim"))]

    @staticmethod
    def _pieces(answer: FaultsSnapshot, room: int) -> Iterator[list[Segment]]:
        """Draw code and share of each fault as far as there is room."""
        left = len(answer.rows)
        more = _("and {count} more")
        for row in answer.rows:
            shown = _short(row)
            rest = cells.width(more.format(count=left)) + 2
            needed = sum(part.cell_length for part in shown)
            if needed > room - (rest if left > 1 else 0):
                text = f"  {more.format(count=left)}"
                yield [piece(text, ink("dim"))]
                return
            yield shown
            room -= needed
            left -= 1


def _short(row: FaultRow) -> list[Segment]:
    sign, role = words.sign(row)
    number = words.share(row) or formats.count(row.n)
    return [
        piece(f"  {sign.mark} ", ink(role)),
        piece(safe(row.code), ink("text")),
        piece(f" {number}", ink("dim")),
    ]
