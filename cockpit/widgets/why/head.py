"""The first lines of the overlay: whose number moved, from what to what."""

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.why import WhySnapshot
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.why import words
from cockpit.widgets.why.words import PARTS, SPLITS, Shown, Split

RAISED = "raised"


class WhyHead(Widget):
    """Draws the stroke at the top where there is room, then the change in a line."""

    DEFAULT_CSS = "WhyHead { height: auto; }"

    answer: reactive[WhySnapshot | None] = reactive(None)
    part: reactive[Shown] = reactive[Shown]("tree")
    split: reactive[Split] = reactive[Split]("lmdi")
    has_stroke: reactive[bool] = reactive(True, layout=True)  # noqa: FBT003 - Textual's

    def get_content_height(
        self, _container: object, _viewport: object, _width: int
    ) -> int:
        """Return how many lines there are: the stroke, the change, a blank one."""
        return 3 if self.has_stroke else 1

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width, fill = self.size.width, ink("dim", RAISED)
        at = y if self.has_stroke else y + 1
        if at == 0:
            return line(width, [piece(_stroke() * width, ink("accent"))], fill=fill)
        if at != 1:
            return line(width, (), fill=fill)
        title = _("Why")
        left = [piece(f"  {title}", ink("text", RAISED, "bold"))]
        room = width - cells.width(title) - 4
        told, used = self._told(room)
        return line(width, [*left, *told], self._right(room - used), fill=fill)

    def _told(self, room: int) -> tuple[list[Segment], int]:
        """Draw what moved, and return the cells it takes."""
        answer = self.answer
        if answer is None:
            return [], 0
        if answer.missing and answer.now_value is None:
            texts = [safe(words.head(answer).partition(f" {formats.MISSING}")[0])]
        else:
            base = safe(answer.base_text)
            texts = [words.head(answer), words.moved(answer), base]
        text = cells.joined(room, *texts) or cells.cut(texts[0], room)
        shown = f"  {text}"
        return [piece(shown, ink("text", RAISED, "bold"))], cells.width(shown)

    def _right(self, room: int) -> list[Segment]:
        """Say how it is split and what closes it, as far as there is room."""
        if self.answer is None or not self.answer.rows:
            texts: tuple[str, ...] = (_("Esc closes"),)
        else:
            name = SPLITS[self.split]
            sums = _("{split}: parts sum to the change").format(split=name)
            part = PARTS[self.part].text()
            closes = _("Esc closes")
            long = name if self.part == "dimension" else sums
            if self.part == "dimension":
                long = "Adtributor"
            texts = (
                f"{part}   {long}   {closes}",
                f"{long}   {closes}",
                f"{name}   Esc",
                name,
            )
        text = next((one for one in texts if cells.width(one) + 3 <= room), "")
        return [piece(f"{text}  ", ink("dim", RAISED))]


def _stroke() -> str:
    """Return a cell of the stroke at the top."""
    return "▔" if glyphs.is_full() else "-"
