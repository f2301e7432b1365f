"""The one thing that must not be done, over the full width till the incident ends."""

from rich.segment import Segment
from rich.style import Style
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.incidents import GuardView, IncidentView
from cockpit.text import cells
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece


class Banner(Widget):
    """Draws the banner in both languages at the left, the guards at the right."""

    DEFAULT_CSS = "Banner { height: 1; }"

    view: reactive[IncidentView | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        view, width = self.view, self.size.width
        if view is None or y > 0:
            return Strip.blank(width)
        fill = _style(view, "")
        guards = guard_text(view.guards, is_wide=width >= 100)
        room = width - cells.width(guards) - 3
        return line(
            width, self._left(view, room), [piece(f" {guards} ", fill)], fill=fill
        )

    @staticmethod
    def _left(view: IncidentView, room: int) -> list[Segment]:
        bold = _style(view, "bold")
        mark = STATES["red" if _is_red(view) else "yellow"].mark
        text = "   ".join(banner_parts(view))
        return [piece(f" {mark}  {cells.cut(text, room - 4)}", bold)]


def banner_parts(view: IncidentView) -> list[str]:
    """Return the banner, the language of the reader first; the other one stays."""
    parts = [safe(part.strip()) for part in view.banner.split(" / ")]
    parts = [part for part in parts if part] or [safe(view.title)]
    if spoken() == "en":
        parts.sort(key=lambda part: not part.isascii())
    return parts


def guard_text(guards: tuple[GuardView, ...], *, is_wide: bool) -> str:
    """Say how the guards stand; a violation that waits for an answer comes first."""
    if not guards:
        return ""
    broken = [guard for guard in guards if _is_broken(guard)]
    if broken:
        said = _("guard BROKEN, G answers")
        return f"{said}: {cells.cut(safe(broken[0].text), 30)}" if is_wide else said
    if asked := [guard for guard in guards if not guard.is_answered]:
        return _("guards to confirm: {count}, G").format(count=len(asked))
    if any(guard.violations for guard in guards):
        return _("guard: answered")
    if is_wide and any(guard.is_sensed for guard in guards):
        return _("guard: no violation seen")
    return _("guard ok")


def _is_red(view: IncidentView) -> bool:
    return view.severity == "red" or any(map(_is_broken, view.guards))


def _is_broken(guard: GuardView) -> bool:
    """Tell a violation from a guard that merely waits for a person's word."""
    return bool(guard.violations) and not guard.is_answered


def _style(view: IncidentView, extra: str) -> Style:
    if _is_red(view):
        return ink("on_red", "red_fill", extra)
    return ink("on_yellow", "yellow_fill", extra)
