"""The course of one number, drawn off the loop and kept until its data change."""

from dataclasses import dataclass
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import on, work
from textual.events import Resize
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.worker import Worker, WorkerState, get_current_worker

from cockpit.snapshot import words
from cockpit.snapshot.health import Trend
from cockpit.snapshot.metrics import Unit
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.widgets import picture
from cockpit.widgets.canvas import GROUND, STROKE, Line, Role
from cockpit.widgets.ink import ink, stroke
from cockpit.widgets.limit_band import Limit
from cockpit.widgets.lines import line, piece

NO_TREND: Final = Trend()


@dataclass(frozen=True, eq=False)
class Shown:
    """What the chart shows: a course, its name and unit, or why there is none."""

    name: str = ""
    trend: Trend = NO_TREND
    unit: Unit = "count"
    currency: str = ""
    reason: str = ""
    span: str = ""
    """Which days, where they are not the last ones."""
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    limit: Limit | None = None
    """Where the rule of this number fires."""


NOTHING: Final = Shown()


class TrendChart(Widget):
    """Draws :class:`Shown`; while a new picture is made the old one stays."""

    DEFAULT_CSS = "TrendChart { height: 1fr; }"

    shown: reactive[Shown] = reactive(NOTHING)

    @dataclass
    class Drawn(Message):
        """The thread has finished a picture."""

        lines: list[Line]

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._failure = ""
        self._known: tuple[object, ...] = ()

    def watch_shown(self) -> None:
        """Draw anew if what is shown has changed."""
        self.redraw()

    @on(Resize)
    def _fit(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        """Ask for a picture unless the one at hand is of the same data."""
        trend, (width, height) = self.shown.trend, self.size
        drawing = glyphs.stroke("braille", plain="ascii")
        limit = self.shown.limit
        known = (trend, width, height, self.shown.unit, spoken(), drawing, limit)
        if known == self._known or width < 2 or height < 3:
            return
        self._known = known
        self._failure = ""
        self._draw(
            picture.Wish(
                trend,
                self.shown.unit,
                width - 1,
                height - 1,
                self.shown.currency,
                self.shown.low,
                self.shown.high,
                limit,
            )
        )

    @work(thread=True, exclusive=True, group="chart", exit_on_error=False)
    def _draw(self, wish: picture.Wish) -> None:
        worker = get_current_worker()
        lines = picture.draw(wish)
        if not worker.is_cancelled:
            self.post_message(self.Drawn(lines))

    @on(Drawn)
    def _show(self, message: Drawn) -> None:
        message.stop()
        self._lines = message.lines
        self.refresh()

    @on(Worker.StateChanged)
    def _say_failure(self, message: Worker.StateChanged) -> None:
        message.stop()
        if message.state is WorkerState.ERROR:
            self._failure = str(message.worker.error)
            self._lines = []
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Look a line up; cut or fill it if the size has changed since."""
        width = self.size.width
        if y == 0:
            return line(width, self._heading(width), fill=ink("dim"))
        if y <= len(self._lines):
            runs = self._lines[y - 1]
            parts = [piece(text, _ink(role)) for text, role in runs]
            return line(width, [piece(" ", ink("dim")), *parts], fill=ink("dim"))
        text = self._instead() if y == 2 and not self._lines else ""
        return line(
            width, [piece(cells.cut(f"  {text}", width), ink("dim"))], fill=ink("dim")
        )

    def _heading(self, width: int) -> list[Segment]:
        shown, trend = self.shown, self.shown.trend
        name = cells.cut(safe(shown.name) or formats.MISSING, max(width // 2, 4))
        total = len(trend.values)
        parts = [_("hourly") if trend.grain == "hour" else _("daily")] if total else []
        if total and trend.grain == "hour":
            parts.append(_("last {hours} h").format(hours=total))
        elif total:
            parts.append(shown.span or _("last {days} d").format(days=total))
        if total and shown.unit == "money":
            parts.append(formats.currency_sign(shown.currency))
        room = max(width - cells.width(name) - 4, 0)
        rest = cells.joined(room, *parts)
        if trend.baseline:
            known = trend.baseline_base
            bases = (words.base_long(known), words.base(known))
            long, brief = (_("dashed: {base}").format(base=base) for base in bases)
            choices = ((*parts, long), (*parts, brief), (*parts[1:], brief))
            rest = cells.fitting(room, *map("  ".join, choices), rest)
        return [
            piece(f" {name}", ink("text", "bg", "bold")),
            piece(f"  {rest}", ink("dim")),
        ]

    def _instead(self) -> str:
        """Say what there is instead of a picture."""
        if self._failure:
            return f"{glyphs.STATES['blind'].mark} {safe(self._failure)}"
        if self.shown.reason:
            return safe(self.shown.reason)
        return glyphs.flat(16) if not self.shown.trend.values else ""


def _ink(role: Role) -> Style:
    plain, _at, ground = role.partition(GROUND)
    name, _blank, extra = plain.partition(" ")
    made = stroke if extra == STROKE else ink
    return made(name, ground or "bg", extra.removeprefix(STROKE))
