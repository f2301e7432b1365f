"""The steps of a procedure: memory items first, then one line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Literal, NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import clamp
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit import keys
from cockpit.snapshot import steps
from cockpit.snapshot.incidents import IncidentView, StepView
from cockpit.text import cells, glyphs
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe
from cockpit.widgets.incident.step_row import Room, row
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

BOXED: Final = 40
"""From so many cells on the memory items have a box, and states are words."""
LEAST: Final = 3
"""Rows of the list below which the box gives its lines to it."""

WORD: Final = {"en": 11, "zh_CN": 7}
"""Cells of a glyph and of the longest state, by language."""


class Place(NamedTuple):
    """What one line of the widget shows."""

    kind: Literal["top", "memory", "bottom", "blank", "head", "step"]
    at: int = -1


class StepList(Widget, can_focus=True):
    """Draws all steps of an incident; the cursor says which one is looked at.

    It stays on its step when the procedure goes on, but for a cursor on the step in
    focus, which goes along with it.
    """

    DEFAULT_CSS = "StepList { height: auto; }"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("rows"))

    view: reactive[IncidentView | None] = reactive(None, layout=True)
    passed: reactive[float] = reactive(0.0)
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Moved(Message):
        """Another step is looked at."""

        step: str

    def __init__(self) -> None:
        super().__init__()
        self._top = 0

    @property
    def step(self) -> StepView | None:
        """Return the step under the cursor."""
        order = self._order()
        return order[self.cursor] if self.cursor < len(order) else None

    def watch_view(self, old: IncidentView | None, new: IncidentView | None) -> None:
        """Keep the step, or go on with the one in focus."""
        if new is None:
            return
        before = self._order(old)
        known = before[self.cursor] if old and self.cursor < len(before) else None
        is_other = old is None or old.incident != new.incident
        if is_other or known is None or known.is_current:
            known = steps.focus(new)
        self.select(known.id if known else "")

    def select(self, step: str) -> None:
        """Put the cursor on a step."""
        found = (at for at, known in enumerate(self._order()) if known.id == step)
        self.cursor = next(found, 0)
        self._keep_in_view()

    def watch_cursor(self) -> None:
        """Say which step is looked at."""
        self._keep_in_view()
        if self.step is not None:
            self.post_message(self.Moved(self.step.id))

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._keep_in_view()

    # Keys and mouse.

    def action_move(self, rows: int) -> None:
        """Go to the step before or after."""
        self.cursor = clamp(self.cursor + rows, 0, max(len(self._order()) - 1, 0))

    def action_page(self, pages: int) -> None:
        """Go to the first step of the next stage, or of the one before.

        Where no other stage is left it is the step after, or before.
        """
        order = self._order()
        firsts = stages(order)
        if pages > 0:
            found = [at for at in firsts if at > self.cursor]
        else:
            found = [at for at in reversed(firsts) if at < self.cursor]
        if not found or len(firsts) == 1:
            self.action_move(pages)
        else:
            self.cursor = found[0]

    def action_end(self, direction: int) -> None:
        """Go to the first or the last step."""
        self.action_move(direction * len(self._order()))

    async def action_choose(self) -> None:
        """Leave Enter to the screen: it acts on the step."""
        await self.run_action("screen.do")

    def on_click(self, event: events.Click) -> None:
        """Look at the step that is clicked."""
        plan = self._plan(self.size.width, self.size.height)
        if event.y < len(plan) and plan[event.y].at >= 0:
            self.cursor = plan[event.y].at

    # Lines.

    def get_content_height(
        self, _container: object, _viewport: object, width: int
    ) -> int:
        """Return how many lines all steps need."""
        return len(self._plan(width, 1_000))

    def _order(self, view: IncidentView | None = None) -> list[StepView]:
        view = view or self.view
        if view is None:
            return []
        return sorted(view.steps, key=lambda step: not step.is_memory)

    def _plan(self, width: int, height: int) -> list[Place]:
        order = self._order()
        memory = sum(step.is_memory for step in order)
        fixed = self._fixed(memory, width, height, len(order))
        room = max(height - len(fixed), 0)
        rest = [Place("step", at) for at in range(memory, len(order))]
        top = clamp(self._top, 0, max(len(rest) - room, 0))
        return [*fixed, *rest[top : top + room]]

    @staticmethod
    def _fixed(memory: int, width: int, height: int, total: int) -> list[Place]:
        items = [Place("memory", at) for at in range(memory)]
        boxed = (
            [Place("top"), *items, Place("bottom"), Place("blank")] if memory else []
        )
        needed = len(boxed) + 1 + min(total - memory, LEAST)
        if width < BOXED:
            return items
        if height < needed:
            return items
        return [*boxed, Place("head")]

    def _keep_in_view(self) -> None:
        if not self.size.height:
            return
        order = self._order()
        memory = sum(step.is_memory for step in order)
        fixed = self._fixed(memory, self.size.width, self.size.height, len(order))
        room = max(self.size.height - len(fixed), 1)
        at = self.cursor - memory
        if at >= 0:
            self._top = clamp(self._top, at - room + 1, at)
        self._top = clamp(self._top, 0, max(len(order) - memory - room, 0))

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        width = self.size.width
        plan = self._plan(width, self.size.height)
        if y >= len(plan):
            return line(width, (), fill=ink("dim"))
        place = plan[y]
        is_boxed = any(known.kind == "top" for known in plan)
        if place.kind in ("top", "bottom"):
            return line(width, self._border(place.kind, width), fill=ink("dim"))
        if place.kind == "head":
            return line(width, self._head(), fill=ink("dim"))
        if place.kind == "blank":
            return line(width, (), fill=ink("dim"))
        if place.kind == "memory" and is_boxed:
            return self._boxed(place.at, width)
        return self._row(place.at, width)

    def _head(self) -> list[Segment]:
        order, step = self._order(), self.step
        number = step.number if step else 0
        said = _("{at} of {total}, Enter acts").format(at=number, total=len(order))
        return [
            piece(f" {_('Steps')}", ink("text", "bg", "bold")),
            piece(f"  {said}", ink("dim")),
        ]

    @staticmethod
    def _border(kind: str, width: int) -> list[Segment]:
        rule = ink("faint")
        left, right, bar = glyphs.corners(is_top=kind == "top")
        if kind == "bottom":
            return [piece(f" {left}{bar * (width - 3)}{right}", rule)]
        title = cells.cut(_("Memory items, before anything"), width - 8)
        rest = width - cells.width(title) - 6
        return [
            piece(f" {left}{bar}", rule),
            piece(f" {title} ", ink("text", "bg", "bold")),
            piece(f"{bar * rest}{right}"[: rest + 1], rule),
        ]

    def _boxed(self, index: int, width: int) -> Strip:
        is_here = index == self.cursor
        on = "sel" if is_here and self.has_focus else "bg"
        mark = glyphs.focus_bar() if is_here and self.has_focus else " "
        room = Room(width - 4, word=0, is_memory=True)
        side = glyphs.side()
        inner = [
            piece(mark, ink("accent", on)),
            *row(self._order()[index], self.passed, room, on),
        ]
        ends = [piece(f" {side}", ink("faint"))], [piece(side, ink("faint"))]
        body = line(width - 3, inner, fill=ink("dim", on))
        return Strip([*ends[0], *body, *ends[1]])

    def _row(self, index: int, width: int) -> Strip:
        is_here = index == self.cursor
        on = "sel" if is_here else "bg"
        mark = glyphs.focus_bar() if is_here and self.has_focus else " "
        is_wide = width >= BOXED
        word = WORD[spoken()] if is_wide else 0
        step = self._order()[index]
        room = Room(width - 1, word=word, is_memory=step.is_memory)
        parts = [
            piece(mark, ink("accent", on)),
            *row(step, self.passed, room, on),
        ]
        return line(width, parts, fill=ink("dim", on))


def stages(order: Sequence[StepView]) -> list[int]:
    """Return where each stage of a procedure begins, in the order of the list.

    What is told to others meanwhile is no stage, nor is what is not needed.
    """
    firsts: dict[str, int] = {}
    for at, step in enumerate(order):
        if step.phase != "comms" and (step.state != "inactive" or not at):
            firsts.setdefault(step.phase, at)
    return list(firsts.values())


def plain(view: IncidentView, passed: float) -> list[tuple[str, ...]]:
    """Return number, title, state, countdown and why of every step."""
    return [
        (
            str(step.number),
            safe(step.title),
            steps.sign(step, passed).word.text(),
            steps.clock(step, passed),
            safe(step.why),
        )
        for step in view.steps
    ]
