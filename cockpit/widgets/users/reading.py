"""One sentence: what an operator should see first on a tab."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.studies import Answer
from cockpit.text import cells
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class Reading(Widget):
    """Draws what the answer says, else what it warns of; blank without either."""

    DEFAULT_CSS = "Reading { height: 1; }"

    answer: reactive[Answer | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw the sentence, over as many lines as there are."""
        width = self.size.width
        lines = cells.wrap(self._said(), max(width - 2, 1))
        text = lines[y] if y < len(lines) else ""
        is_last = y == self.size.height - 1
        if is_last and len(lines) > y + 1:
            text = cells.cut(" ".join(lines[y:]), width - 2)
        parts: list[Segment] = [piece(f" {text}", ink("text"))]
        return line(width, parts, fill=ink("dim"))

    def _said(self) -> str:
        said = getattr(self.answer, "reading", "")
        warnings = getattr(self.answer, "warnings", ())
        return safe(said or (warnings[0] if warnings else ""))
