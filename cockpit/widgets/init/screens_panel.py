"""Which screens have something to show, and which table would give them more."""

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.recognition import ScreenUnlock
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.init import words
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import columns, line, piece

_NAME: Final = 14
_STATE: Final = 12
_INKS: Final = {"open": "text", "partly": "text", "locked": "dim"}


class ScreensPanel(Widget):
    """Draws one line a screen where there is room, else two lines about all."""

    DEFAULT_CSS = "ScreensPanel { height: 2; }"

    screens: reactive[tuple[ScreenUnlock, ...]] = reactive(())

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        width, height = self.size
        if height > 2:
            parts = self._heading() if y == 0 else self._screen(y - 1, width)
        else:
            parts = self._all(width) if y == 0 else self._more(width)
        return line(width, parts, fill=ink("dim"))

    @staticmethod
    def _heading() -> list[Segment]:
        return [
            piece(f" {_('Screens')}", ink("text", "bg", "bold")),
            piece(f"  {_('with these files')}", ink("dim")),
        ]

    def _screen(self, index: int, width: int) -> list[Segment]:
        if index >= len(self.screens):
            return []
        one = self.screens[index]
        sign, style = words.SCREENS[one.state], ink(_INKS[one.state])
        lacks = ", ".join(one.lacks)
        more = _("more with: {tables}").format(tables=lacks) if lacks else ""
        texts = [
            (safe(one.name), _NAME, style),
            (sign.word.text(), _STATE, style),
            (safe(", ".join(one.has)), 36, ink("dim")),
            (safe(more), max(width - _NAME - _STATE - 36 - 10, 0), ink("dim")),
        ]
        return [piece(f" {sign.mark} ", style), *columns(texts, gap=2, fill=ink("dim"))]

    def _all(self, width: int) -> list[Segment]:
        title = f" {_('Screens')}"
        short = [f"{words.SCREENS[s.state].mark} {safe(s.name)}" for s in self.screens]
        said = [words.SCREENS[screen.state].word.text() for screen in self.screens]
        full = [f"{name} {word}" for name, word in zip(short, said, strict=True)]
        fits = cells.width("  ".join([title, *full])) < width
        parts = [piece(title, ink("text", "bg", "bold"))]
        for one, text in zip(self.screens, full if fits else short, strict=True):
            parts += [piece("  ", ink("dim")), piece(text, ink(_INKS[one.state]))]
        return parts

    def _more(self, width: int) -> list[Segment]:
        lacking = wanted(self.screens)
        if not lacking:
            return []
        shown = [f"{table} ({', '.join(names)})" for table, names in lacking]
        text = _("more with: {tables}").format(tables=safe(", ".join(shown)))
        return [piece(f" {cells.cut(text, width - 2)}", ink("dim"))]


def wanted(screens: Sequence[ScreenUnlock]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the tables that would unlock more, those first that unlock most.

    Args:
        screens: What each of them lacks.

    Returns:
        Table and the names of the screens.
    """
    found: dict[str, list[ScreenUnlock]] = {}
    for screen in screens:
        for table in screen.lacks:
            found.setdefault(table, []).append(screen)

    def gain(table: str) -> tuple[int, int]:
        locked = sum(each.state == "locked" for each in found[table])
        return (-locked, -len(found[table]))

    ordered = sorted(found, key=gain)
    return [(table, tuple(each.name for each in found[table])) for table in ordered]
