"""What changes a state other than data: an edited rule, another grain, the operator."""

from typing import Final

from msgspec.structs import replace

from cockpit.engine.alarms.observation import RuleGrain
from cockpit.engine.alarms.plan import Plan
from cockpit.engine.alarms.states import EventKind, InstanceState, Transition

_HOURS: Final = 24


def adopted(plan: Plan, state: InstanceState, newest: int) -> InstanceState:
    """Return the state from which a changed rule, or one on another grain, goes on.

    Counts are 0 and what was pending or recovering begins anew; what fires goes on
    firing under the id of its alarm until the new rule clears it. A state that the
    same rule left on the same grain is returned as it is.
    """
    if state.rule_hash == plan.hash and state.kind == plan.kind:
        return state
    if state.kind != plan.kind:
        state = _converted(state, plan.kind)
    is_on = state.status in {"firing", "recovering"}
    status = "firing" if is_on else "ok" if state.status == "pending" else state.status
    return replace(
        state,
        rule_hash=plan.hash,
        status=status,
        fire_holds=(),
        clear_holds=(),
        trues=(),
        onset=state.onset if is_on else None,
        fired=state.fired if is_on else None,
        grain=min(state.grain, newest - 1),
        marks="",
        digest=0,
        before=None,
    )


def rebase(state: InstanceState, *, now: int) -> tuple[InstanceState, Transition]:
    """Accept the level of an instance as usual: later grains are used by medians."""
    before = state.before
    if before is not None:
        before = replace(before, rebased=state.grain)
    new = replace(state, rebased=state.grain, before=before)
    return new, _told("alarm.rebased", new, state, now)


def retire(state: InstanceState, *, now: int) -> tuple[InstanceState, Transition]:
    """Say that an instance is gone; it comes back only with later data."""
    new = InstanceState(
        rule=state.rule,
        rule_hash=state.rule_hash,
        labels=state.labels,
        kind=state.kind,
        reason="absent",
        since=state.grain,
        entered=now,
        retired=state.grain,
        grain=state.grain,
        known=state.known,
    )
    return new, _told("alarm.retired", new, state, now)


def _told(
    kind: EventKind, new: InstanceState, old: InstanceState, now: int
) -> Transition:
    return Transition(
        kind=kind,
        rule=new.rule,
        labels=new.labels,
        grain=new.grain,
        reason=new.reason,
        state=new,
        was=old.written,
        at=now,
    )


def _converted(state: InstanceState, kind: RuleGrain) -> InstanceState:
    """Number the grains anew; a day stands for its last hour."""

    def number(grain: int) -> int:
        return grain // _HOURS if kind == "1d" else grain * _HOURS + _HOURS - 1

    def number_or_none(grain: int | None) -> int | None:
        return None if grain is None else number(grain)

    return replace(
        state,
        kind=kind,
        onset=number_or_none(state.onset),
        since=number(state.since),
        lag=state.lag // _HOURS if kind == "1d" else state.lag * _HOURS,
        fired=number_or_none(state.fired),
        spans=tuple((number(first), number(last)) for first, last in state.spans),
        firing_from=number_or_none(state.firing_from),
        flaps=(),
        rebased=number_or_none(state.rebased),
        retired=number_or_none(state.retired),
        grain=number(state.grain),
        known=number(state.known),
    )
