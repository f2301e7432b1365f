"""What is known of the parts of an incident: its steps, guards, calls and notes."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from cockpit.incidents.clocks import Deadline
from cockpit.text.i18n import spoken

Status = Literal[
    "", "doing", "claimed", "verified", "skipped", "deferred", "regressed"
]  # fmt: skip
"""What was last said of a step; the empty word is a step that nobody has touched."""


class Plain(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the state; never changed, only replaced."""


class Said(Plain, frozen=True):
    """A sentence that a machine wrote into the log.

    Attributes:
        text: In the language of who wrote it; in logs of old that is all there is.
        texts: The same in each language, for whoever reads it.
    """

    text: str = ""
    texts: dict[str, str] = {}

    def now(self) -> str:
        """Return it in the language that is spoken now, if it is known in that."""
        return self.texts.get(spoken(), self.text)

    def is_same(self, other: "Said") -> bool:
        """Tell whether both say the same, whatever language their writers spoke."""
        return bool(self._every() & other._every())

    def _every(self) -> set[str]:
        return {self.text, *self.texts.values()}


NOTHING_SAID = Said()


def said_in(payload: Mapping[str, Any], key: str = "text") -> Said:
    """Return a sentence of an event: ``text``, and by language in ``texts``."""
    return Said(
        text=str(payload.get(key, "")), texts=dict(payload.get(f"{key}s") or {})
    )


class Due(Plain, frozen=True):
    """One deadline of a step.

    Attributes:
        number: 1, 2, 3 ... within the step.
        at: The instant, on both clocks.
        seconds: How long it was from its start.
        is_moved: It was extended: a miss still counts, nobody is called.
        rungs: Positions of the ladder that were climbed.
    """

    number: int
    at: Deadline
    seconds: float = 0.0
    is_moved: bool = False
    is_warned: bool = False
    is_missed: bool = False
    rungs: tuple[int, ...] = ()


class Entry(Plain, frozen=True):
    """A piece of evidence; ``seq`` is the event that brought it."""

    value: Any
    by: str
    at: str
    seq: int


class StepRecord(Plain, frozen=True):
    """What is known of one step.

    Attributes:
        by: Who said the last word about it.
        started: ISO time in UTC at which it was begun, ``ended`` at which it came to
            its end; empty if it was not.
        since_data: Time of the data when it was claimed.
        until: While deferred: ``step:ID``, or empty with ``until_at`` given.
        deferrals: How often it was put off.
        rounds: How often a repeating step was claimed; ``round`` is the current one.
        sensed: What data said last, in words.
    """

    status: Status = ""
    by: str = ""
    started: str = ""
    ended: str = ""
    since_data: str = ""
    reason: str = ""
    second: str = ""
    until: str = ""
    until_at: Deadline | None = None
    deferrals: int = 0
    rounds: int = 0
    round: int = 1
    regressions: int = 0
    sensed: Said = NOTHING_SAID
    dues: tuple[Due, ...] = ()
    evidence: dict[str, Entry] = {}

    @property
    def due(self) -> Due | None:
        """The deadline that counts now."""
        return self.dues[-1] if self.dues else None


class GuardRecord(Plain, frozen=True):
    """What is known of one guard.

    Attributes:
        standing: The violation that data show now, in words; empty if they show none.
        above: How far each entity was above the opening when that was last written
            down, in whole units: more is a further rise.
        open: Events that reported violations which nobody has answered.
        violations: All, as (seq, words).
        answers: All, as (seq, reason, expected marginal ROI, by).
    """

    standing: Said = NOTHING_SAID
    above: dict[str, float] = {}
    open: tuple[int, ...] = ()
    violations: tuple[tuple[int, Said], ...] = ()
    answers: tuple[tuple[int, str, str, str], ...] = ()


class Call(Plain, frozen=True):
    """An escalation: who was called, why, and who answered."""

    seq: int
    to: str
    how: str
    reason: Said
    step: str
    at: str
    acked_by: str = ""
    acked_at: str = ""


class Remark(Plain, frozen=True):
    """A note; ``corrected`` are the texts that came later, the newest last."""

    seq: int
    text: str
    by: str
    at: str
    step: str = ""
    corrected: tuple[str, ...] = ()


class Export(Plain, frozen=True):
    """A report that was written out."""

    seq: int
    path: str
    blanks: tuple[str, ...] = ()
