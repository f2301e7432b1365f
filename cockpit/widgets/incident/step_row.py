"""One step in one line: glyph, state, number, title, countdown or why."""

from typing import Final, NamedTuple

from rich.segment import Segment

from cockpit.snapshot import steps
from cockpit.snapshot.incidents import StepView
from cockpit.text import cells
from cockpit.text.glyphs import Sign
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import piece

GLYPHS: Final = {
    "verified": "green",
    "claimed": "accent",
    "doing": "accent",
    "ready": "text",
    "regressed": "yellow",
}
BUSY: Final = frozenset(("ready", "doing", "regressed"))
LEAST_TITLE: Final = 8
LEAST_ASIDE: Final = 11
"""Cells of a countdown that is over by hours; a reason shares with the title."""


class Room(NamedTuple):
    """Cells of a row, those of the state's word (0: at the right), and where it is."""

    width: int
    word: int
    is_memory: bool


def row(step: StepView, passed: float, room: Room, on: str) -> list[Segment]:
    """Draw a step in exactly ``room.width`` cells."""
    sign = steps.sign(step, passed)
    is_over = steps.is_over(step, passed)
    glyph_role = "red" if is_over else GLYPHS.get(step.state, "dim")
    pieces = [piece(cells.left(sign.mark, 2), ink(glyph_role, on))]
    used = 2
    if room.word:
        role = glyph_role if step.state in ("doing", "regressed") or is_over else "dim"
        role = "text" if step.state == "ready" and not is_over else role
        pieces = [
            piece(sign.mark, ink(glyph_role, on)),
            piece(_word(step, sign, room.word), ink(role, on)),
        ]
        used = room.word
    number = cells.right(str(step.number), 2)
    aside, aside_role = _aside(step, passed, room)
    space = room.width - used - 4
    spare = space - cells.width(safe(step.title)) - 1
    aside = cells.cut(aside, max(spare, min(LEAST_ASIDE, space - LEAST_TITLE)))
    title_room = max(space - cells.width(aside), 0)
    title = cells.left(cells.cut(safe(step.title), max(title_room - 1, 1)), title_room)
    role, _blank, extra = _title_role(step, room).partition(" ")
    aside_name, _blank, aside_extra = aside_role.partition(" ")
    return [
        *pieces,
        piece(f"{number} ", ink("text" if step.is_current else "dim", on)),
        piece(title, ink(role, on, extra)),
        piece(f"{aside} ", ink(aside_name, on, aside_extra)),
    ]


def _word(step: StepView, sign: Sign, room: int) -> str:
    """Write the state behind its glyph, clear of the glyph and of the number."""
    size = room - cells.width(sign.mark)
    word = sign.word.text()
    spare = size - cells.width(word) - (step.number > 9)
    return cells.left(f" {word}" if spare > 0 else word, size)


def _aside(step: StepView, passed: float, room: Room) -> tuple[str, str]:
    """Return what stands at the right: the countdown, or why, or the state."""
    is_over = steps.is_over(step, passed)
    clock = steps.clock(step, passed)
    if clock and (is_over or step.state in BUSY):
        tone = steps.tone(step, passed)
        if step.is_current or tone:
            return clock, f"{tone or 'text'} bold"
        return clock, "dim"
    word = steps.sign(step, passed).word.text()
    if not room.word:
        return word, "dim"
    return safe(step.why) or (clock if step.state == "blocked" else ""), "dim"


def _title_role(step: StepView, room: Room) -> str:
    if step.is_current:
        return "text bold"
    return "text" if room.is_memory or step.state in BUSY else "dim"
