"""The last line: the keys that act here, or one sentence about the last of them."""

from rich.segment import Segment
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit import keys
from cockpit.messages import KeyRequested
from cockpit.text import cells
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class Footer(Widget):
    """Draws the keys of a context; keys that do not fit go from the right, never ?."""

    DEFAULT_CSS = "Footer { height: 1; dock: bottom; }"

    context: reactive[keys.Context] = reactive[keys.Context]("health")
    said: reactive[str] = reactive("")
    """A sentence in place of the keys, until the next key."""

    def __init__(self, context: keys.Context) -> None:
        super().__init__()
        self.set_reactive(Footer.context, context)
        self._spans: list[tuple[int, int, str]] = []

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        if y > 0:
            return Strip.blank(width)
        if self.said:
            text = cells.cut(f" {safe(self.said)}", width)
            return line(
                width, [piece(text, ink("text", "panel"))], fill=ink("dim", "panel")
            )
        return line(width, self._keys(width), fill=ink("dim", "panel"))

    def _keys(self, width: int) -> list[Segment]:
        shown = fitting(keys.footer(self.context), width)
        pieces: list[Segment] = []
        at = 1
        self._spans.clear()
        for key in shown:
            before = "  " if pieces else " "
            label = key.label.text()
            pieces += [
                piece(before, ink("dim", "panel")),
                piece(key.shown, ink("accent", "panel", "bold")),
                piece(f" {label}", ink("dim", "panel")),
            ]
            size = cells.width(key.shown) + 1 + cells.width(label)
            self._spans.append((at, at + size, key.keys.split(",")[0]))
            at += size + 2
        return pieces

    def on_click(self, event: events.Click) -> None:
        """Act as the key that was clicked."""
        for start, end, key in self._spans:
            if start <= event.x < end:
                self.post_message(KeyRequested(key))


def fitting(shown: list[keys.Key], width: int) -> list[keys.Key]:
    """Drop keys from the right until the rest fits; the help key is never dropped."""
    kept = list(shown)
    while kept and _width(kept) > width:
        optional = [key for key in kept if key.keys != keys.LAST_TO_GO]
        if not optional:
            break
        kept.remove(optional[-1])
    return kept


def _width(shown: list[keys.Key]) -> int:
    return 1 + sum(
        cells.width(key.shown) + 3 + cells.width(key.label.text()) for key in shown
    )
