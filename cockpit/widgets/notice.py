"""One line under the header: what narrows the view, and what is wrong with it."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import words
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.status import WAITING, Status

_NO_PROGRESS: Final = "-without-progress"


class Notice(Widget):
    """Draws scope at the left, trouble or progress at the right.

    With the class ``-without-progress`` another line tells how far reading is.
    """

    DEFAULT_CSS = "Notice { height: 1; }"

    status: reactive[Status] = reactive(WAITING)
    snapshot: reactive[HealthSnapshot] = reactive(NOTHING_YET)

    def watch_status(self) -> None:
        """Take the line only when there is something to say."""
        self.set_class(not (self._scope() or self._trouble()), "-silent")

    def watch_snapshot(self) -> None:
        """Take the line only when there is something to say."""
        self.watch_status()

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        scope, trouble = self._scope(), self._trouble()
        if y > 0:
            return Strip.blank(width)
        room = width - cells.width(scope) - 4
        right = [piece(f"{cells.cut(trouble, max(room, width // 2))} ", ink("text"))]
        return line(width, self._left(scope), right, fill=ink("dim"))

    @staticmethod
    def _left(scope: str) -> list[Segment]:
        return [piece(f" {scope}", ink("accent"))] if scope else []

    def _scope(self) -> str:
        query = self.snapshot.query
        parts = [words.entity(self.snapshot, known) for _by, known in query.where]
        if query.range != "1d":
            parts.append(words.span(query.range))
        if query.as_of:
            parts.append(_("as of {day}").format(day=safe(query.as_of)))
        if query.needle:
            parts.append(_("filter: {text}").format(text=safe(query.needle)))
        return "  ".join(parts)

    def _trouble(self) -> str:
        snapshot, status = self.snapshot, self.status
        told_elsewhere = status.reading is not None and self.has_class(_NO_PROGRESS)
        progress = "" if told_elsewhere else status.progress
        said = snapshot.problem or status.reason or progress
        if not said and snapshot.warnings:
            said = snapshot.warnings[0]
            if len(snapshot.warnings) > 1:
                more = _("and {count} more").format(count=len(snapshot.warnings) - 1)
                said = f"{said}  {more}"
        return safe(said)
