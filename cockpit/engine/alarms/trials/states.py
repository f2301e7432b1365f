"""The notation of a path of states: ``unknown:baseline*5 ok*2 firing+blind``.

``ok`` alone means that green was earned; ``ok+unproven`` is the grey one, ``watch`` an
``ok`` that is watched, ``_`` that there was no such instance yet. ``+hollow`` asserts
that an unknown is a breach which the sample does not prove.
"""

import re
from dataclasses import dataclass
from typing import Final, get_args

from cockpit.engine.alarms.trials.notation import NotationError
from cockpit.engine.alarms.trials.series import LONGEST
from cockpit.snapshot.alarms import AlarmState
from cockpit.text.notes import note
from cockpit.text.spelling import nearest

REASONS: Final = (
    "error", "schema", "absent", "immature", "stale", "sample", "base<=0", "baseline",
)  # fmt: skip
LAID_OVER: Final = ("blind", "hollow", "unproven", "error")
"""Overlays that come from judging, in the order in which they are written."""
NO_INSTANCE: Final = "_"
WATCH: Final = "watch"
HOLLOW: Final = "hollow"

_WORD: Final = re.compile(r"(?P<state>[^+*]+)(?P<over>(?:\+[^+*]*)*)(?:\*(?P<n>\d+))?")
_STATES: Final = (*get_args(AlarmState), WATCH)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a state is written: the word before the first ``+``, and what lies over it.

    Attributes:
        state: ``ok``, ``watch``, ``pending``, ``firing``, ``recovering``,
            ``unknown:REASON`` or ``_``.
        over: Some of :data:`LAID_OVER`.
    """

    state: str
    over: frozenset[str] = frozenset()

    def agrees(self, found: "Shown") -> bool:
        """Tell whether another state is as this one was expected.

        That a breach is hollow may be left out: the state says what is not known.
        """
        return self in {found, Shown(found.state, found.over - {HOLLOW})}

    def with_hollow(self) -> "Shown":
        """Return the same state, drawn hollow."""
        return Shown(self.state, self.over | {HOLLOW})

    def __str__(self) -> str:
        """Return it as it is written in a test."""
        laid = [name for name in LAID_OVER if name in self.over]
        return "+".join([self.state, *laid])


def parse_states(text: str) -> tuple[Shown, ...]:
    """Return one state a grain.

    Raises:
        NotationError: If a word is no state.
    """
    shown: list[Shown] = []
    for word in text.split():
        found = _WORD.fullmatch(word)
        if found is None:
            raise NotationError(note("{word} is no state", word=repr(word)))
        times = int((found["n"] or "1")[:9])
        if times > LONGEST - len(shown):
            raise NotationError(note("more than {count} grains", count=f"{LONGEST:,}"))
        shown += [_shown(found)] * times
    if not shown:
        raise NotationError(note("a path needs at least one state"))
    return tuple(shown)


def write_states(path: tuple[Shown, ...]) -> str:
    """Write a path in the notation; equal neighbours are counted."""
    words: list[str] = []
    at = 0
    while at < len(path):
        end = at
        while end < len(path) and path[end] == path[at]:
            end += 1
        count = f"*{end - at}" if end - at > 1 else ""
        words.append(f"{path[at]}{count}")
        at = end
    return " ".join(words)


def _shown(found: re.Match[str]) -> Shown:
    state, _colon, reason = found["state"].partition(":")
    over = found["over"].split("+")[1:]
    for name in over:
        if name not in LAID_OVER:
            what = note("no such overlay: {name}", name=repr(name))
            raise NotationError(what, nearest(name, LAID_OVER))
    if found["state"] == NO_INSTANCE and not over:
        return Shown(NO_INSTANCE)
    if state not in _STATES:
        what = note("no such state: {name}", name=repr(state))
        raise NotationError(what, nearest(state, _STATES))
    _check_reason(state, reason)
    return Shown(found["state"], frozenset(over))


def _check_reason(state: str, reason: str) -> None:
    if state == "unknown" and reason not in REASONS:
        what = note(
            "unknown needs its reason, one of {reasons}", reasons=", ".join(REASONS)
        )
        raise NotationError(what, nearest(reason, REASONS) if reason else "")
    if state != "unknown" and reason:
        raise NotationError(note("only unknown has a reason: {state}", state=state))
