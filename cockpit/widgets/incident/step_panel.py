"""The step that is looked at: what to do, how long it has, how far its evidence is."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentView, StepView
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink, stroke
from cockpit.widgets.lines import line, piece

TALL: Final = 6
_DAY: Final = 86_400

Parts = tuple[list[Segment], list[Segment]]


class StepPanel(Widget):
    """Draws one step in six lines on a ground of its own, or in three without.

    Its digits are the only thing on the screen that moves by itself.
    """

    DEFAULT_CSS = "StepPanel { height: 6; }"

    view: reactive[IncidentView | None] = reactive(None)
    step: reactive[StepView | None] = reactive(None)
    passed: reactive[float] = reactive(0.0)
    today: reactive[str] = reactive("")

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width, step = self.size.width, self.step
        if step is None:
            return line(width, (), fill=ink("dim"))
        if self.size.height < TALL:
            left, right = self._short(step, y)
            blank = ink("dim")
            return line(
                width,
                [piece(" ", blank), *left],
                [*right, piece("  ", blank)],
                fill=blank,
            )
        left, right = self._tall(step, y)
        blank = ink("dim", "panel")
        body = line(
            width - 1,
            [piece("  ", blank), *left],
            [*right, piece("   ", blank)],
            fill=blank,
        )
        return Strip([piece(" ", ink("dim")), *body])

    def _tall(self, step: StepView, y: int) -> Parts:
        match y:
            case 1:
                return self._title(step, "panel"), self._digits(step, 0, "panel")
            case 2:
                return self._hint(step, "panel"), self._digits(step, 1, "panel")
            case 3:
                return self._sensed(step, "panel"), self._digits(step, 2, "panel")
            case 4:
                return self._facts(step, "panel"), self._due(step, "panel")
            case 5:
                return self._progress(step), []
            case _:
                return [], []

    def _short(self, step: StepView, y: int) -> Parts:
        match y:
            case 0:
                return self._title(step, "bg"), self._digits(step, 0, "bg")
            case 1:
                return self._hint(step, "bg"), self._digits(step, 1, "bg")
            case 2:
                due = self._due(step, "bg")
                gap = [piece("  ", ink("dim"))] if due else []
                left = [*due, *gap, *self._facts(step, "bg")]
                return left, self._digits(step, 2, "bg")
            case _:
                return [], []

    # Parts.

    def _room(self, step: StepView) -> int:
        rows = self._clock_rows(step)
        edge = 8 if self.size.height >= TALL else 4
        return max(self.size.width - cells.width(rows[0]) - edge, 8)

    def _title(self, step: StepView, on: str) -> list[Segment]:
        head = _("Step {number}").format(number=step.number)
        text = cells.cut(f"{head}  {safe(step.do or step.title)}", self._room(step))
        return [piece(text, ink("text", on, "bold"))]

    def _hint(self, step: StepView, on: str) -> list[Segment]:
        text = hint(step)
        role = "red" if step.state == "regressed" else "dim"
        return [piece(cells.cut(text, self._room(step)), ink(role, on))]

    def _sensed(self, step: StepView, on: str) -> list[Segment]:
        """Say what the data say, where they are asked."""
        if not step.is_sensed:
            return [piece(cells.cut(safe(step.ref), self._room(step)), ink("dim", on))]
        said = safe(step.sensed.text)
        text = _("data: {text}").format(text=said) if said else ""
        text = text or _("data have not said anything yet")
        role = "text" if step.sensed.verdict == "true" else "dim"
        return [piece(cells.cut(text, self._room(step)), ink(role, on))]

    def _facts(self, step: StepView, on: str) -> list[Segment]:
        word = steps.sign(step, self.passed).word.text()
        who = safe(step.by or step.owner)
        started = steps.at(step.started, today=self.today) if step.started else ""
        since = _("since {time}").format(time=safe(started)) if started else ""
        room = self.size.width - 30 if self.size.height >= TALL else self._room(step)
        if self.size.height < TALL:
            room -= sum(part.cell_length for part in self._due(step, on)) + 2
        text = cells.joined(room, word, who, steps.progress(step), since)
        return [piece(text, ink("dim", on))]

    def _due(self, step: StepView, on: str) -> list[Segment]:
        if not step.due:
            return []
        due = _("due {time}").format(time=safe(steps.at(step.due, today=self.today)))
        if step.first_due and step.first_due != step.due:
            first = safe(steps.at(step.first_due, today=self.today))
            due = _("{due}, first {first}").format(due=due, first=first)
        if self.size.height < TALL or step.seconds_left is None:
            return [piece(due, ink("dim", on))]
        is_over = steps.is_over(step, self.passed)
        word = _("over") if is_over else _("time left")
        return [piece(f"{word}  {due}", ink("dim", on))]

    def _progress(self, step: StepView) -> list[Segment]:
        left = steps.left(step, self.passed)
        size = self.size.width - 5
        if left is None or not step.total_seconds:
            return []
        gone, rest = glyphs.progress(1 - left / step.total_seconds, cells=size)
        role = steps.tone(step, self.passed) or "accent"
        return [piece(gone, stroke(role, "panel")), piece(rest, ink("faint", "panel"))]

    def _clock_rows(self, step: StepView) -> tuple[str, str, str]:
        seconds = steps.left(step, self.passed)
        if seconds is None:
            return "", "", ""
        if abs(seconds) >= _DAY or not glyphs.is_full():
            text = steps.over(seconds) + formats.countdown(seconds)
            return " " * cells.width(text), " " * cells.width(text), text
        prefix = steps.over(seconds)
        rows = glyphs.big(formats.countdown(seconds))
        blank = " " * cells.width(prefix)
        return blank + rows[0], blank + rows[1], prefix + rows[2]

    def _digits(self, step: StepView, row: int, on: str) -> list[Segment]:
        role = steps.tone(step, self.passed) or "text"
        return [piece(self._clock_rows(step)[row], stroke(role, on, "bold"))]


def hint(step: StepView) -> str:
    """Say what the next key does, or why there is nothing to do."""
    if step.why and step.state in ("blocked", "inactive", "skipped", "deferred"):
        return safe(step.why)
    if step.state in ("ready", "doing", "regressed"):
        return _to_do(step)
    if step.state == "deferred":
        return _("put off; Enter takes it up again")
    if step.state != "claimed":
        return ""
    if step.is_sensed:
        return _("reported; the data have to confirm it, u takes it back")
    return _("reported; u takes it back")


def _to_do(step: StepView) -> str:
    missing = ", ".join(safe(field.label or field.id) for field in steps.missing(step))
    if step.kind == "wait":
        return _("data decide this step; nothing to press")
    if step.state == "ready":
        return _("Enter begins it")
    if missing:
        return _("Enter asks for: {fields}").format(fields=missing)
    return _("Enter reports it done")
