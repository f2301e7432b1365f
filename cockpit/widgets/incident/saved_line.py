"""What the acts have saved so far, against what would have been spent."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.incidents import Figures
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink, muted
from cockpit.widgets.lines import line, piece

COURSE: Final = 14


class SavedLine(Widget):
    """Draws the figure with its interval and its course."""

    DEFAULT_CSS = "SavedLine { height: 1; }"

    figures: reactive[Figures | None] = reactive(None)
    currency: reactive[str] = reactive("CNY")

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width, figures = self.size.width, self.figures
        if y > 0 or figures is None:
            return line(width, (), fill=ink("dim"))
        if figures.saved is None:
            text = _("nothing saved yet: {why}").format(
                why=safe(figures.against) or formats.MISSING
            )
            return line(
                width,
                [piece(f" {cells.cut(text, width - 2)}", ink("dim"))],
                fill=ink("dim"),
            )
        is_wide = width >= 60
        right = self._course(figures) if is_wide else []
        value = formats.money(figures.saved, self.currency)
        left = [
            piece(f" {_('Saved')}  ", ink("text" if is_wide else "dim", "bg", "bold")),
            piece(value, ink("text", "bg", "bold")),
        ]
        ends = interval(figures)
        if not is_wide:
            return line(width, left, [piece(f"{ends} ", ink("dim"))], fill=ink("dim"))
        used = sum(part.cell_length for part in (*left, *right))
        against = safe(figures.against)
        said = _("interval {ends}").format(ends=ends) if ends else ""
        text = cells.joined(width - used - 4, said, against)
        left.append(piece(f"  {text}", ink("dim")))
        return line(width, left, right, fill=ink("dim"))

    @staticmethod
    def _course(figures: Figures) -> list[Segment]:
        drawn = glyphs.spark(figures.saved_course, cells=COURSE)
        return [piece(drawn, muted("accent")), piece(" ", ink("dim"))]


def interval(figures: Figures) -> str:
    """Write both ends of what was saved; empty if nobody knows them."""
    if figures.saved_low is None or figures.saved_high is None:
        return ""
    return formats.interval(
        *(f"{end:,.0f}" for end in (figures.saved_low, figures.saved_high))
    )
