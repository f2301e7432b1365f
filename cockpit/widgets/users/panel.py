"""What panels of the screen of users have in common: an answer, or why there is none.

The screen hands every panel the newest answer of its kind; None until there is one.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, Literal, NamedTuple

from rich.segment import Segment
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit import keys
from cockpit.snapshot.envelope import Name
from cockpit.snapshot.health import How
from cockpit.snapshot.studies import Answer
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.tables import Table
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.rows import Rows

Parts = tuple[list[Segment], list[Segment]]
"""What stands at the left and at the right end of a line."""
Kind = Literal["", "loading", "failed", "missing", "refused"]

FLAT_CELLS: Final = 16
NO_HOW: Final = How(Name("", ""))
NO_TABLE: Final = Table((), ())


class State(NamedTuple):
    """Why there are no rows; an empty kind means that there are."""

    kind: Kind = ""
    text: str = ""


class Told(NamedTuple):
    """The focused number: what it is, as it is shown, and how it was computed."""

    name: str
    value: str = ""
    n: str = ""
    how: How = NO_HOW


def part_of(first: int, last: int, total: int) -> str:
    """Say that a list is cut: which rows are seen, of how many."""
    return f"{first}-{last} / {formats.count(total)}"


def state_of(answer: Answer | None, trouble: str = "") -> State:
    """Say why an answer shows nothing.

    Args:
        answer: The newest one; None while there is none.
        trouble: Why the newest question failed; only where there is no answer.
    """
    if answer is None:
        return State("failed", trouble) if trouble else State("loading")
    if refused := getattr(answer, "refused", ""):
        return State("refused", refused)
    if missing := getattr(answer, "missing", ""):
        return State("missing", missing)
    if getattr(answer, "rows", None):
        return State()
    return State("missing", formats.MISSING)


def state_line(state: State, y: int, width: int) -> Strip:
    """Draw the line ``y`` of what stands in place of rows."""
    dim = ink("dim")
    if state.kind == "loading":
        text = glyphs.flat(min(FLAT_CELLS, width - 2)) if y == 0 else ""
        return line(width, [piece(f" {text}", ink("faint"))], fill=dim)
    lines = cells.wrap(safe(state.text), max(width - 5, 1))
    text = lines[y] if y < len(lines) else ""
    sign = {
        "failed": glyphs.STATES["blind"],
        "missing": glyphs.STATES["unknown"],
        "refused": glyphs.STATES["unproven"],
    }[state.kind]
    mark = sign.mark if y == 0 else " "
    parts = [piece(f" {mark} ", ink("unknown")), piece(text, ink("text"))]
    return line(width, parts, fill=dim)


class StudyPanel(Widget, can_focus=True):
    """Draws one answer line by line; subclasses say what is in the lines."""

    DEFAULT_CSS = "StudyPanel { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = list(keys.bindings("panel"))
    KIND: ClassVar[type[Answer]]
    """Which answer it draws."""

    answer: reactive[Answer | None] = reactive(None)
    trouble: reactive[str] = reactive("")
    channel: reactive[str] = reactive("")
    """Name of the channel that the answer is narrowed to, ready to be shown."""
    is_more_below: reactive[bool] = reactive(False)  # noqa: FBT003 - Textual's
    """Whether going down at the end shows another page; said where there is room."""

    @dataclass
    class Left(Message):
        """The cursor wants to leave the panel, so many lines down."""

        panel: "StudyPanel"
        down: int

    @dataclass
    class Chosen(Message):
        """The operator wants to open what has the focus in the panel."""

        panel: "StudyPanel"

    @property
    def state(self) -> State:
        """Return why there is nothing to draw."""
        return state_of(self.answer, self.trouble)

    # What a subclass tells.

    def heading(self, width: int) -> Parts:
        """Draw the first line."""
        raise NotImplementedError

    def body(self, y: int, width: int) -> Strip:
        """Draw a line below the heading, ``y`` from 0 on; there are rows."""
        raise NotImplementedError

    def told(self) -> Told | None:
        """Return how the focused number was computed; None where none has the focus."""
        return None

    def table(self) -> Table:
        """Return what is shown as plain cells, for the clipboard."""
        return NO_TABLE

    def move(self, across: int, down: int) -> bool:  # noqa: ARG002 - see subclasses
        """Move the cursor inside the panel; False at its edge, or without one."""
        return False

    # What they have in common.

    def action_step(self, across: int, down: int) -> None:
        """Move the cursor, or leave the panel at its edge."""
        if self.move(across, down):
            self.refresh()
        elif down:
            self.post_message(self.Left(self, down))

    def action_choose(self) -> None:
        """Open what has the focus."""
        self.post_message(self.Chosen(self))

    def title(self, text: str) -> Segment:
        """Draw the name of the panel; bold, with the bar where it has the focus."""
        bar = glyphs.focus_bar() if self.has_focus else " "
        return piece(f"{bar}{text}", ink("text", "bg", "bold"))

    def render_line(self, y: int) -> Strip:
        """Draw the heading, then rows, or what stands in their place."""
        width = self.size.width
        if y == 0:
            left, right = self.heading(width)
            more = f" {_('v more')} "
            used = sum(part.cell_length for part in (*left, *right))
            if self.is_more_below and used + cells.width(more) <= width:
                right = [*right, piece(more, ink("dim"))]
            return line(width, left, right, fill=ink("dim"))
        if state := self.state_shown():
            return state_line(state, y - 1, width)
        return self.body(y - 1, width)

    def state_shown(self) -> State | None:
        """Return the state where there is one to show."""
        return self.state if self.state.kind else None


class StudyRows(Rows):
    """A table of one answer that says why it has no rows; its first line stays."""

    KIND: ClassVar[type[Answer]]

    answer: reactive[Answer | None] = reactive(None)
    trouble: reactive[str] = reactive("")
    channel: reactive[str] = reactive("")
    """Name of the channel that the answer is narrowed to, ready to be shown."""
    is_more_below: reactive[bool] = reactive(False)  # noqa: FBT003 - Textual's
    """Whether going down at the last row shows what there was no room for."""

    @property
    def state(self) -> State:
        """Return why there is nothing to draw."""
        return state_of(self.answer, self.trouble)

    def watch_answer(self) -> None:
        """Take new rows in."""
        self.renew()

    def on_resize(self) -> None:
        """Count the lines again: a wide head has one more than a narrow one."""
        self.renew()

    def told(self) -> Told | None:
        """Return how the focused number was computed; None where none has the focus."""
        return None

    def render_line(self, y: int) -> Strip:
        """Draw the first line, then rows, or what stands in their place."""
        width, state = self.size.width, self.state
        if state.kind and y > 0:
            return state_line(state, y - 1, width)
        if y == 0 and (hidden := self.hidden()):
            left, right = self.head(y, width)
            room = width - sum(part.cell_length for part in (*left, *right))
            said = next((one for one in hidden if cells.width(one) + 2 <= room), "")
            if said:
                right = [piece(f" {said} ", ink("dim")), *right]
                return line(width, left, right, fill=ink("dim"))
        return super().render_line(y)

    def hidden(self) -> tuple[str, ...]:
        """Say which rows are in view, or that more is below; long form first."""
        total, top, seen = self.count(), self._top, self.rows_seen
        if total <= seen:
            return (_("v more"),) if self.is_more_below and total else ()
        last = min(top + seen, total)
        return (part_of(top + 1, last, total), f"{last}/{total}")
