"""The target: what is reached, what is due by now, where it ends."""

from typing import Final

from rich.segment import Segment
from textual import events
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from cockpit.messages import TargetRequested
from cockpit.snapshot.health import NOTHING_YET, HealthSnapshot, Target
from cockpit.snapshot.tabulate import name, short
from cockpit.text import cells, formats, glyphs
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.widgets.ink import ink
from cockpit.widgets.lines import line, piece

WIDE: Final = 120
LABEL: Final = {True: 19, False: 15}
BAR: Final = {True: 45, False: 28}


class TargetBar(Widget, can_focus=True):
    """Draws the first target: bar and pace, and with a second line the money."""

    DEFAULT_CSS = "TargetBar { height: 1; }"

    snapshot: reactive[HealthSnapshot] = reactive(NOTHING_YET)

    BINDINGS = [("enter", "open", "")]

    def action_open(self) -> None:
        """Show path and projection."""
        self.post_message(TargetRequested())

    def on_click(self, event: events.Click) -> None:
        """Show path and projection at the second click."""
        if event.chain > 1:
            self.action_open()

    def render_line(self, y: int) -> Strip:
        """Draw the bar line or the money line."""
        width = self.size.width
        if not self.snapshot.targets:
            return line(width, self._absent(y), fill=ink("dim"))
        target = self.snapshot.targets[0]
        is_wide = width >= WIDE
        if y == 0:
            left = [*self._label(target, is_wide), *self._bar(target, BAR[is_wide])]
            if is_wide:
                pace, rest = self._pace(target), self._finish(target)
                return line(width, [*left, *pace], rest, fill=ink("dim"))
            return line(width, [*left, *self._brief(target)], fill=ink("dim"))
        if y == 1:
            return line(width, self._money(target, is_wide), fill=ink("dim"))
        return Strip.blank(width)

    def _absent(self, y: int) -> list[Segment]:
        if y or self.snapshot is NOTHING_YET:
            return []
        text = _("No target: add [[target]] to cockpit.toml")
        return [piece(f" {text}", ink("dim"))]

    def _label(self, target: Target, is_wide: bool) -> list[Segment]:  # noqa: FBT001
        growth = f"{target.growth:+.0%}"
        room = LABEL[is_wide] - 2
        who = cells.fitting(
            room - len(growth) - 1, safe(name(target.name)), safe(short(target.name))
        )
        mark = glyphs.focus_bar() if self.has_focus else " "
        text = cells.left(f"{who} {growth}", room + 1)
        return [piece(mark, ink("accent")), piece(text, ink("text", "bg", "bold"))]

    @staticmethod
    def _bar(target: Target, size: int) -> list[Segment]:
        """Fill up to what is reached and mark what is due; the whole is the goal."""
        goal = target.goal or 1.0
        filled = glyphs.bar(target.actual / goal, cells=size)
        due = min(max(round(target.due / goal * size), 0), size - 1)
        rest = "" if glyphs.is_full() else "-"
        text = filled + (rest or " ") * (size - cells.width(filled))
        stroke = ink("accent", "raised")
        return [
            piece(text[:due], stroke),
            piece(glyphs.due_mark(), ink("text", "raised", "bold")),
            piece(text[due + 1 :], stroke),
        ]

    @staticmethod
    def _pace(target: Target) -> list[Segment]:
        return [
            piece(f"  {formats.rate(target.pace)}", ink("text", "bg", "bold")),
            piece(f" {_('of pace')}", ink("dim")),
        ]

    def _finish(self, target: Target) -> list[Segment]:
        if target.projected is None:
            return [piece(f"{cells.cut(safe(target.reason), 40)} ", ink("dim"))]
        finish = _("finish {growth}").format(growth=f"{target.projected:+.0%}")
        if target.projected_low is not None and target.projected_high is not None:
            low, high = (
                f"{end * 100:.0f}"
                for end in (target.projected_low, target.projected_high)
            )
            finish += f"  ({formats.interval(low, high)})"
        return [piece(f"{finish}  {self._gap(target)} ", ink("dim"))]

    def _brief(self, target: Target) -> list[Segment]:
        return [*self._pace(target), piece(f"  {self._gap(target)}", ink("dim"))]

    def _gap(self, target: Target) -> str:
        if not target.gap_per_week:
            return "" if target.gap_per_week is None else _("nothing missing")
        money = formats.money(target.gap_per_week, self.snapshot.currency)
        return _("short {money}/wk").format(money=money)

    def _money(self, target: Target, is_wide: bool) -> list[Segment]:  # noqa: FBT001
        currency = self.snapshot.currency
        actual, due, goal = (
            formats.money(value, currency)
            for value in (target.actual, target.due, target.goal)
        )
        size = BAR[is_wide]
        left = f"{actual} {_('so far')}  {_('due')} {due}"
        text = left + " " * max(size - cells.width(left) - cells.width(goal), 2) + goal
        reached = cells.width(actual)
        return [
            piece(" " * LABEL[is_wide], ink("dim")),
            piece(actual, ink("text")),
            piece(text[len(actual) :] if reached else text, ink("dim")),
        ]
