"""One evaluation of one rule: every instance through all grains not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from cockpit.engine.alarms.observation import Feed
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState, Transition
from cockpit.snapshot.alarms import Labels
from cockpit.text.notes import Note

States = Mapping[Labels, InstanceState]
MOST_INSTANCES: Final = 1_000


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that only the operator can decide.

    Attributes:
        kind: ``retire``: absent for too long, or of other dimensions than the rule's.
            ``rebase``: a level that outlasted every baseline. ``restated``: an older
            grain breaches now, or no longer does.
    """

    kind: Literal["retire", "rebase", "restated"]
    rule: str
    labels: Labels
    why: Note


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """What an evaluation gave.

    Attributes:
        states: Of every instance, also of those that were not judged.
        transitions: To be journaled, in order.
        problems: What kept instances from being judged.
        asks: What the operator has to decide.
    """

    states: dict[Labels, InstanceState]
    transitions: tuple[Transition, ...] = ()
    problems: tuple[Note, ...] = ()
    asks: tuple[Ask, ...] = ()


def judge(rule: Rule, feed: Feed, states: States, *, now: int) -> Round:
    """Judge every instance of a rule up to the newest grain of the feed.

    Args:
        rule: The rule.
        feed: What it observes.
        states: Of the round before, or folded from the journal; empty at first sight.
        now: Business minute.
    """
    raise NotImplementedError


def trace(rule: Rule, feed: Feed, labels: Labels) -> tuple[Transition, ...]:
    """Return every transition of one instance through its whole history.

    For back-tests: as if it had been judged at the maturity of every grain.
    """
    raise NotImplementedError


def fold(transitions: Mapping[Labels, Transition]) -> dict[Labels, InstanceState]:
    """Return the states after the last transition of each instance."""
    return {labels: last.state for labels, last in transitions.items()}


def rebase(state: InstanceState, *, now: int) -> tuple[InstanceState, Transition]:
    """Accept the level of an instance as usual: later grains are used by medians."""
    raise NotImplementedError


def retire(state: InstanceState, *, now: int) -> tuple[InstanceState, Transition]:
    """Say that an instance is gone; it comes back only with later data."""
    raise NotImplementedError
