"""Beside the parts: three causes in words, mix against rate, events, the verdict."""

from typing import NamedTuple

from rich.segment import Segment
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.why import Cause, DatedEvent, WhySnapshot
from cockpit.text import cells
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece
from cockpit.widgets.why import words

RAISED = "raised"
ROOMY = 40
"""Cells from which a contribution stands beside its share."""
LEAST = 3
"""Lines of the verdict; it has more where there is room."""
LOUD = frozenset({"outside", "noise"})
"""Verdicts that say not to look here for a cause."""
DAY = len("2026-01-01")


class Said(NamedTuple):
    """One line: a text and its role, and what stands at the right of it."""

    left: str = ""
    role: str = "text"
    right: str = ""


class WhyCauses(Widget):
    """Draws what an answer says in words; what there is no room for is left out."""

    DEFAULT_CSS = "WhyCauses { height: 1fr; }"

    answer: reactive[WhySnapshot | None] = reactive(None)

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        width, fill = self.size.width, ink("dim", RAISED)
        lines = self.lines(max(width - 2, 1), self.size.height)
        if y >= len(lines):
            return line(width, (), fill=fill)
        said = lines[y]
        role, _blank, extra = said.role.partition(" ")
        left: list[Segment] = [piece(said.left, ink(role, RAISED, extra))]
        right = [piece(f"{said.right}  ", ink("dim", RAISED))] if said.right else []
        return line(width, left, right, fill=fill)

    def lines(self, width: int, height: int) -> list[Said]:
        """Return what is said, in a window of so many cells."""
        answer = self.answer
        if answer is None or answer.missing:
            return []
        blocks = [self._causes(answer, width), _mixture(answer, width)]
        room = height - sum(map(len, blocks)) - bool(answer.events)
        blocks.append(_verdict(answer, width, max(room, LEAST)))
        used = sum(map(len, blocks))
        blocks.append(_events(answer, width, height - used))
        kept = [block for block in blocks if block]
        spare = height - sum(map(len, kept))
        lines: list[Said] = []
        for block in kept:
            if lines and spare > 0:
                lines.append(Said())
                spare -= 1
            lines += block
        if used > height:  # not even all of the verdict: then nothing follows it
            return _ended(lines, width, height)
        return lines[:height]

    def _causes(self, answer: WhySnapshot, width: int) -> list[Said]:
        if not answer.causes:
            return []
        lines = [Said(_("top causes"), "dim", _("of change"))]
        for at, cause in enumerate(answer.causes, start=1):
            right = _figures(answer, cause, width)
            room = width - cells.width(right) - 2
            lines.append(
                Said(cells.cut(f"{at} {safe(cause.text)}", room), "text", right)
            )
        return lines


def _ended(lines: list[Said], width: int, height: int) -> list[Said]:
    """Keep what there is room for; the last line says that more was said."""
    last = max(height - 1, 0)
    rest = " ".join(said.left for said in lines[last:])
    return [*lines[:last], lines[last]._replace(left=cells.cut(rest, width))]


def _figures(answer: WhySnapshot, cause: Cause, width: int) -> str:
    share = cells.right(words.share(cause.share), 5)
    if width < ROOMY:
        return share
    number = words.signed(cause.contribution, answer.unit, answer.currency)
    return f"{number} {share}"


def _mixture(answer: WhySnapshot, width: int) -> list[Said]:
    if answer.mix is None or answer.rate is None:
        return []
    unit, currency = answer.unit, answer.currency
    mix, rate = (words.signed(one, unit, currency) for one in (answer.mix, answer.rate))
    by = _("by {dimension}").format(dimension=words.dimension(answer.mix_dimension))
    parts = (_("mix {value}").format(value=mix), _("rate {value}").format(value=rate))
    return [Said(cells.joined(width, *parts, by), "text")]


def _verdict(answer: WhySnapshot, width: int, most: int) -> list[Said]:
    if not answer.verdict_text:
        return []
    role = "text bold" if answer.verdict in LOUD else "dim"
    lines = cells.wrap(safe(answer.verdict_text), width)
    if len(lines) > most:
        lines[most - 1 :] = [cells.cut(" ".join(lines[most - 1 :]), width)]
    return [Said(text, role) for text in lines]


def _events(answer: WhySnapshot, width: int, room: int) -> list[Said]:
    """Say what happened; where there is one line only, the first of it."""
    if not answer.events or room < 1:
        return []
    texts = [_("on those days")]
    texts += [_event(one, answer) for one in answer.events]
    lines = [cells.cut(text, width) for text in texts]
    brief = f"{lines[0]}  {', '.join(texts[1:])}"
    if cells.width(brief) <= width or room == 1:
        return [Said(cells.cut(brief, width), "dim")]
    return [Said(lines[0], "dim"), *(Said(text, "text") for text in lines[1:])]


def _event(event: DatedEvent, answer: WhySnapshot) -> str:
    """Write the hour where the day is told already, else the day."""
    day, clock = event.at[:DAY], event.at[DAY + 1 : DAY + 6]
    is_now = answer.now_days == f"{day}:{day}"
    at = clock if clock and is_now else day[5:]
    return f"{at} {safe(event.text)}".strip()
