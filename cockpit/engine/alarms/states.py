"""The state of one instance of one rule, and the transitions that are journaled."""

from operator import attrgetter
from typing import Any, Final, Literal

import msgspec

from cockpit.engine.alarms.observation import GRAIN_MINUTES, Reason, RuleGrain
from cockpit.snapshot.alarms import AlarmState, Labels, Overlay

EventKind = Literal[
    "alarm.pending", "alarm.watch", "alarm.unknown", "alarm.fired", "alarm.recovering",
    "alarm.cleared", "alarm.blind", "alarm.rebased", "alarm.retired", "grain.restated",
]  # fmt: skip
"""``alarm.cleared`` is every way to a plain ``ok``, also the first one. ``alarm.fired``
is every way to ``firing`` that is not blind; the alarm's id tells a new alarm."""
Hold = tuple[int, int]
"""How often in a row a condition was true, and the newest grain that was counted."""


class InstanceState(msgspec.Struct, frozen=True, omit_defaults=True):
    """One instance after its newest judged grain.

    What stands above ``grain`` changes only with a journaled transition. What is from
    ``grain`` on follows from the data: after a restart it is as of the last transition,
    and judging the grains since then brings it up to date.

    Attributes:
        kind: Grain of all grain numbers here.
        status: Judged state; ``overlays`` lie over it.
        reason: Why it is unknown or blind; empty if it is known.
        fire_holds: For each fire condition while pending; ``clear_holds`` for each
            clear condition while recovering.
        trues: Fire conditions that were true at any grain of the current alarm.
        alarm: Id of the current alarm; empty unless it fires or recovers.
        onset: First grain that breached; None unless pending, firing or recovering.
        since: Grain at which the status was entered; ``entered`` the business minute;
            ``lag`` the grains from its end until it could be known.
        fired: Grain at which the alarm fired; None unless it fires or recovers.
        spans: First and last grains after which it was firing, in the past;
            ``firing_from`` the first one of the present span.
        flaps: Grains at which it fired again while recovering, recent ones.
        rebased: Grains later than this are usual, firing or not.
        retired: Gone for good as of this grain; only later data bring it back.
        grain: Newest judged grain; ``known`` the newest one with a verdict.
        fires: Whether a fire condition was true at ``grain``.
        value: At ``grain``, in the metric's unit, pooled; ``change`` against the base
            of the condition that decides; ``n`` the sample.
        marks: Verdicts of the newest grains, the last one for ``grain``: t, f, u.
        digest: Of the points that belong to ``marks``, to see whether any is restated.
        before: State before ``grain`` was judged, to judge it again.
    """

    rule: str
    rule_hash: str = ""
    labels: Labels = ()
    kind: RuleGrain = "1d"
    status: AlarmState = "unknown"
    overlays: tuple[Overlay, ...] = ()
    reason: Reason | Literal[""] = ""
    fire_holds: tuple[Hold, ...] = ()
    clear_holds: tuple[Hold, ...] = ()
    trues: tuple[int, ...] = ()
    alarm: str = ""
    onset: int | None = None
    since: int = 0
    lag: int = 0
    fired: int | None = None
    entered: int = 0
    spans: tuple[tuple[int, int], ...] = ()
    firing_from: int | None = None
    flaps: tuple[int, ...] = ()
    rebased: int | None = None
    retired: int | None = None
    grain: int = 0
    known: int = 0
    fires: bool = False
    value: float | None = None
    change: float | None = None
    n: int = 0
    marks: str = ""
    digest: int = 0
    before: "InstanceState | None" = None

    @property
    def written(self) -> str:
        """The state as rule tests write it: ``firing+blind``, ``unknown:sample``."""
        overlays = [name for name in _WRITTEN if name in self.overlays]
        if self.status == "unknown":
            parts = [name for name in overlays if name != self.reason]
            return "+".join([f"unknown:{self.reason or 'absent'}", *parts])
        if self.status == "ok" and "watch" in overlays:
            overlays.remove("watch")
            return "+".join(["watch", *overlays])
        return "+".join([self.status, *overlays])


def since_minute(state: InstanceState) -> int:
    """Return the business minute from which a state could be known.

    Of an alarm that is the end of the grain that fired, and its maturity: recovering
    and firing again is one alarm. It does not depend on when anybody looked.
    """
    grain = state.since
    if state.status in {"firing", "recovering"} and state.fired is not None:
        grain = state.fired
    return (grain + 1 + state.lag) * GRAIN_MINUTES[state.kind]


class Transition(msgspec.Struct, frozen=True):
    """One thing that happened to an instance.

    Attributes:
        kind: Kind of the event in the log.
        grain: Which grain showed it; of ``grain.restated`` the older one.
        reason: Why, a machine word; may be empty.
        state: The whole state after it.
        was: How the state before was written; empty at first sight.
        at: Business minute of the judging, or of the operator's word.
    """

    kind: EventKind
    rule: str
    labels: Labels
    grain: int
    reason: str
    state: InstanceState
    was: str = ""
    at: int = 0

    def payload(self) -> dict[str, Any]:
        """Return it as plain JSON values, for the log."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


_WRITTEN: Final[tuple[Overlay, ...]] = ("watch", "unproven", "blind", "error")
"""Overlays that belong to the state; the others say how it is drawn."""
FLAP_GRAINS: Final = 24
FLAPS: Final = 3
"""An instance flaps when it fired again while recovering three times in 24 grains."""
_DURABLE: Final = attrgetter(
    "rule_hash", "kind", "status", "overlays", "reason", "fire_holds", "clear_holds",
    "trues", "alarm", "onset", "since", "spans", "firing_from", "flaps", "rebased",
    "retired",
)  # fmt: skip
_KINDS: Final[dict[AlarmState, EventKind]] = {
    "unknown": "alarm.unknown", "ok": "alarm.cleared", "pending": "alarm.pending",
    "firing": "alarm.fired", "recovering": "alarm.recovering",
}  # fmt: skip


def newborn(  # noqa: PLR0913, PLR0917 - what an instance is, one by one
    rule: str, rule_hash: str, labels: Labels, kind: RuleGrain, grain: int, lag: int = 0
) -> InstanceState:
    """Return the state of an instance just before its first grain."""
    return InstanceState(
        rule=rule,
        rule_hash=rule_hash,
        labels=labels,
        kind=kind,
        grain=grain - 1,
        known=grain - 1,
        since=grain,
        lag=lag,
    )


def is_same(one: InstanceState, other: InstanceState) -> bool:
    """Tell whether nothing is to be journaled between two states of an instance."""
    return bool(_DURABLE(one) == _DURABLE(other))


def is_flapping(flaps: tuple[int, ...], grain: int) -> bool:
    """Tell whether an instance flaps at a grain."""
    return sum(at > grain - FLAP_GRAINS for at in flaps) >= FLAPS


def kind_of(state: InstanceState) -> EventKind:
    """Return the kind of event that leads to a state."""
    if state.status != "unknown" and {"blind", "error"} & set(state.overlays):
        return "alarm.blind"
    if state.status == "ok" and "watch" in state.overlays:
        return "alarm.watch"
    return _KINDS[state.status]


def transition_of(payload: dict[str, Any]) -> Transition:
    """Read what :meth:`Transition.payload` wrote.

    Raises:
        msgspec.ValidationError: If it is not one.
    """
    return msgspec.convert(payload, Transition)
