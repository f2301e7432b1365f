"""Rules, series and what becomes of them, small enough to be checked by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import msgspec

from cockpit.engine.alarms.observation import Feed, Point, Reason
from cockpit.engine.alarms.rounds import Round, judge
from cockpit.engine.alarms.rules import Rule, SamplePolicy
from cockpit.engine.alarms.states import InstanceState, Transition
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.condition import Condition

WHOLE: Labels = ()
START = 700_000
"""Number of the first grain of every series here: some day in 1917."""

Cell = tuple[int, int] | tuple[int, int, int] | str | int | None
"""(numerator, denominator), with n; a value as text on a sample of 1,000; a plain sum;
or nothing."""


def when(of: Any = "value", **words: Any) -> Condition:
    """Make a condition as a rule file writes it."""
    return msgspec.convert({"of": of, **words}, Condition)


LOW = when(op="<", than="10%")


def rule(*fire: Condition, **words: Any) -> Rule:
    """Make a rule; without a condition it fires below 10 %."""
    sides = ("clear", "watch", "good")
    listed: dict[str, Any] = {side: _listed(words.pop(side, ())) for side in sides}
    sample = SamplePolicy(**words.pop("sample", {}))
    return Rule(
        id=words.pop("id", "r"),
        metric="m",
        fire=fire or (LOW,),
        sample=sample,
        **listed,
        **words,
    )


def points(cells: Sequence[Cell]) -> dict[int, Point]:
    """Make the points of a series."""
    made = {}
    for at, cell in enumerate(cells):
        if cell is not None:
            made[START + at] = _point(cell)
    return made


def feed(cells: Sequence[Cell], newest: int | None = None, **words: Any) -> Feed:
    """Make a feed of one instance, the whole, up to a position in its series."""
    last = len(cells) - 1 if newest is None else newest
    made = {"grain": "1d", "instances": {WHOLE: points(cells)}, **words}
    return Feed(newest=START + last, **made)


@dataclass
class Play:
    """Plays a rule grain by grain, each one judged at its maturity.

    Attributes:
        rule: Can be changed between grains.
        told: Every transition so far.
        last: What the last round gave.
    """

    rule: Rule
    bad: Mapping[int, Reason] = field(default_factory=dict)
    words: dict[str, Any] = field(default_factory=dict)
    states: dict[Labels, InstanceState] = field(default_factory=dict)
    told: list[Transition] = field(default_factory=list)
    last: Round | None = None

    def at(self, cells: Sequence[Cell], newest: int, now: int | None = None) -> Round:
        """Judge with a position as the newest grain."""
        bad = {WHOLE: {START + at: why for at, why in self.bad.items()}}
        made = feed(cells, newest, **{"bad": bad, **self.words})
        moment = made.due(made.newest) if now is None else now
        self.last = judge(self.rule, made, self.states, now=moment)
        self.states = self.last.states
        self.told += self.last.transitions
        return self.last

    def over(self, cells: Sequence[Cell]) -> list[str]:
        """Judge every grain in its turn; return how the states are written."""
        written = []
        for newest in range(len(cells)):
            seen = cells[: newest + 1]
            self.at(seen, newest)
            state = self.states.get(WHOLE)
            written.append(state.written if state else "-")
        return written

    @property
    def state(self) -> InstanceState:
        """Of the one instance."""
        return self.states[WHOLE]


def path(
    the_rule: Rule,
    cells: Sequence[Cell],
    *,
    bad: Mapping[int, Reason] | None = None,
    **words: Any,
) -> list[str]:
    """Return the states of a series, grain by grain."""
    return Play(the_rule, bad or {}, words).over(cells)


def rates(text: str) -> list[Cell]:
    """Write percentages of 1,000 trials: ``"9 10.5 _ 12"``."""
    return [
        None if word == "_" else (int(Fraction(word) * 10), 1000)
        for word in text.split()
    ]


def values(text: str) -> list[Cell]:
    """Write ratios: ``"2.00 1.79 _ 1.60"``."""
    return [None if word == "_" else word for word in text.split()]


def _listed(conditions: Condition | Sequence[Condition]) -> tuple[Condition, ...]:
    if isinstance(conditions, Condition):
        return (conditions,)
    return tuple(conditions)


def _point(cell: Cell) -> Point:
    match cell:
        case str():
            ratio = Fraction(cell)
            return Point(ratio.numerator, ratio.denominator, 1000)
        case int():
            return Point(cell, None, 1000)
        case (numerator, denominator):
            return Point(numerator, denominator, denominator)
        case (numerator, denominator, n):
            return Point(numerator, denominator, n)
    raise TypeError(cell)
