"""The strip above everything: how many instances shine how, and what is at stake."""

from typing import Final

from rich.segment import Segment
from textual.reactive import reactive, var
from textual.strip import Strip
from textual.widget import Widget

from cockpit.snapshot.alarm_words import ROLES, SIGNS
from cockpit.snapshot.alarms import NO_ALARMS, AlarmsSnapshot, Light
from cockpit.snapshot.incidents import NO_INCIDENTS, IncidentsSnapshot
from cockpit.text import formats
from cockpit.text.glyphs import STATES
from cockpit.text.i18n import _
from cockpit.widgets.ink import hollow, ink
from cockpit.widgets.lines import line, piece

ALWAYS: Final[tuple[Light, ...]] = ("red", "yellow", "watch", "ok", "unknown", "stale")
"""Lamps that are there when they are dark too."""
FILLED: Final[frozenset[Light]] = frozenset(("red", "yellow"))
LOUD: Final[frozenset[Light]] = frozenset(
    ("red", "red_hollow", "yellow", "yellow_hollow")
)
"""Lamps that are told by a word at any width."""
LATE_SECONDS: Final = 180.0
"""Three periods of judging: after them nobody can be believed to judge."""
LONG: Final = 120

Lamp = list[Segment]


class LightStrip(Widget):
    """Draws one line of lamps; the red watchdog at its end beats the money."""

    DEFAULT_CSS = "LightStrip { height: 1; }"

    snapshot: reactive[AlarmsSnapshot] = reactive(NO_ALARMS)
    incidents: reactive[IncidentsSnapshot] = reactive(NO_INCIDENTS)
    now: var[float] = var(0.0)

    def __init__(self) -> None:
        super().__init__()
        self._judged_at = 0.0
        self._was_late = False

    def watch_snapshot(self, old: AlarmsSnapshot, new: AlarmsSnapshot) -> None:
        """Wind the watchdog up when there was an evaluation."""
        if old is NO_ALARMS or old.judged_at != new.judged_at:
            self._judged_at = self.now
        self.watch_now()

    def watch_now(self) -> None:
        """Draw anew only when the watchdog wakes, or to say how long it barks.

        A snapshot may come before the first tick: its time runs from that tick on.
        """
        self._judged_at = self._judged_at or self.now
        is_late = self._is_late()
        if is_late or is_late != self._was_late:
            self._was_late = is_late
            self.refresh()

    def _is_late(self) -> bool:
        is_judged = self.snapshot is not NO_ALARMS
        return is_judged and self.now - self._judged_at > LATE_SECONDS

    def render_line(self, y: int) -> Strip:
        """Draw the lamps as far as they fit, the loud ones first to stay."""
        width = self.size.width
        if y > 0:
            return Strip.blank(width)
        right = self._right(width)
        room = width - sum(part.cell_length for part in right) - 2
        return line(width, self._lamps(room), right, fill=ink("dim"))

    # At the right end.

    def _right(self, width: int) -> list[Segment]:
        if alarm := self._watchdog():
            text = f" {STATES['red'].mark} {alarm} "
            return [
                piece(text, ink("on_red", "red_fill", "bold")),
                piece(" ", ink("dim")),
            ]
        money = self.snapshot.lights.at_stake_per_hour
        is_stale = self.snapshot.lights.is_stake_stale
        if money is None and not is_stale:
            return []
        shown = formats.MISSING
        if money is not None:
            shown = formats.money(money, self.snapshot.currency)
        known = f"{_('last known')} " if width >= LONG else formats.PROVISIONAL
        label = f"{_('at stake')} " if width >= LONG else ""
        return [
            piece(label, ink("dim")),
            piece(known if is_stale else "", ink("yellow")),
            piece(shown, ink("text", "bg", "bold")),
            piece(f"{_('/h')} ", ink("dim")),
        ]

    def _watchdog(self) -> str:
        """Say that nobody judges, or only in memory; empty while all is well."""
        if self.snapshot.rows and self.snapshot.problem and self.incidents.trouble:
            return _("ALARMS ARE NOT WRITTEN DOWN")
        if self.snapshot.problem or not self.incidents.is_evaluating:
            return _("ALARMS ARE NOT JUDGED")
        if not self._is_late():
            return ""
        since = formats.age(self.now - self._judged_at)
        return _("NOT JUDGED FOR {time}").format(time=since)

    # The lamps.

    def _lamps(self, room: int) -> list[Segment]:
        """Give way step by step: gaps, dark lamps, words of the calm, the last."""
        counts = self.snapshot.lights.counts
        known = [light for light in SIGNS if light in ALWAYS or counts.get(light)]
        lit = [light for light in known if counts.get(light) or light in LOUD]
        for lights, gap in ((known, 3), (known, 2), (lit, 2)):
            lamps = [self._lamp(light) for light in lights]
            if _width(lamps, gap) <= room:
                return _joined(lamps, gap)
        lamps = [self._lamp(light, has_word=light in LOUD) for light in lit]
        while lamps and _width(lamps, 2) > room:
            lamps.pop()
        return _joined(lamps, 2)

    def _lamp(self, light: Light, *, has_word: bool = True) -> Lamp:
        """Draw a lamp with a blank at both sides, filled or not."""
        counted = self.snapshot is not NO_ALARMS
        count = self.snapshot.lights.counts.get(light, 0)
        sign = SIGNS[light]
        word = f"{sign.mark} {sign.word.text()}" if has_word else sign.mark
        if not count:
            shown = formats.count(count) if counted else formats.MISSING
            return [piece(f" {word} {shown} ", ink("dim"))]
        shown = formats.count(count)
        if light in FILLED:
            text = f" {word} {shown} "
            return [piece(text, ink(f"on_{light}", f"{light}_fill", "bold"))]
        role = ROLES[light]
        if light in LOUD:
            return [piece(f" {word} {shown} ", hollow(role))]
        return [
            piece(f" {word}", ink(role)),
            piece(" ", ink("dim")),
            piece(shown, ink("text", "bg", "bold")),
            piece(" ", ink("dim")),
        ]


def _width(lamps: list[Lamp], gap: int) -> int:
    """Return the cells of a line of lamps; their own blanks are part of the gaps."""
    total = sum(part.cell_length for lamp in lamps for part in lamp)
    return 1 + total + max(len(lamps) - 1, 0) * (gap - 2)


def _joined(lamps: list[Lamp], gap: int) -> list[Segment]:
    fill = ink("dim")
    parts = [piece(" ", fill)]
    for at, lamp in enumerate(lamps):
        if at and gap > 2:
            parts.append(piece(" " * (gap - 2), fill))
        parts += lamp
    return parts
