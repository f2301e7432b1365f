"""Opening an incident: its number, its key, its pinned procedure, its deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec

from cockpit.incidents.deadlines import first_deferrals, first_dues, restarted_dues
from cockpit.incidents.events import Draft
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.sop import Sop
from cockpit.incidents.standing import standing
from cockpit.incidents.state import Incident, State, alarm_key
from cockpit.snapshot.alarms import Labels

Instances = tuple[tuple[str, Labels], ...]
"""(rule, labels) of alarms."""


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """Why and for what an incident is opened.

    Attributes:
        key: :func:`~cockpit.incidents.state.incident_key` of the rule and its group_by
            labels; at most one open incident has it.
        labels: Values of the group_by labels (by hand: what is affected).
        alarms: (rule, labels) of the instances that fire.
        title: What is affected, for people; the procedure's name comes before it.
        titles: The same by language.
        rule_names: What people call the rule, by language.
        severity: Of the rule; empty: the procedure's.
        onset: ISO local start of the first grain that breached; empty if unknown.
        budgets: Newest daily budget of each campaign, in whole currency units.
    """

    sop: Sop
    key: str
    rule: str = ""
    labels: Labels = ()
    alarms: Instances = ()
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    rule_names: Mapping[str, str] = field(default_factory=dict)
    metric: str = ""
    severity: str = ""
    onset: str = ""
    reason: str = ""
    budgets: Mapping[str, float] = field(default_factory=dict)


def opening_drafts(
    state: State, opening: Opening, occasion: Occasion
) -> tuple[Draft, ...]:
    """Return ``incident.opened``; if the key is held, its holder takes the alarms.

    Of two processes that open the same key at once one wins: ``once`` sees to it.
    """
    if holder := state.open_with(opening.key):
        return linking_drafts(state, holder.id, opening.alarms)
    sop, now = opening.sop, occasion.now
    payload = {
        "key": opening.key,
        "sop": msgspec.to_builtins(sop),
        "rule": opening.rule,
        "rule_names": dict(opening.rule_names),
        "metric": opening.metric,
        "labels": _plain(opening.labels),
        "alarms": [[rule, _plain(labels)] for rule, labels in opening.alarms],
        "title": opening.title,
        "titles": dict(opening.titles),
        "severity": opening.severity,
        "onset": opening.onset,
        "reason": opening.reason,
        "budgets": dict(opening.budgets),
        "deferred": first_deferrals(sop, now, occasion.calendar),
    }
    if sop.clock == "opened":
        payload["dues"] = first_dues(sop, now, occasion.calendar)
    return (
        Draft(
            kind="incident.opened",
            incident=f"INC-{len(state.incidents) + 1:04d}",
            payload=payload,
            once=_once(state, opening.key),
        ),
    )


def linking_drafts(state: State, incident: str, alarms: Instances) -> tuple[Draft, ...]:
    """Return ``alarm.linked`` for each alarm that the incident does not hold yet."""
    held = state.incidents[incident].alarms
    return tuple(
        Draft(
            kind="alarm.linked",
            incident=incident,
            payload={"rule": rule, "labels": _plain(labels)},
        )
        for rule, labels in alarms
        if alarm_key(rule, labels) not in held
    )


def reopening_drafts(
    state: State,
    incident: str,
    alarms: Instances,
    occasion: Occasion,
    reason: str = "",
) -> tuple[Draft, ...]:
    """Return ``incident.reopened`` and the alarms linked; empty if its key is held.

    Repeating steps begin again from now; all others stay as they are.
    """
    old = state.incidents[incident]
    holder = state.open_with(old.key)
    if holder is not None and holder.id != incident:
        return ()
    reopened = Draft(
        kind="incident.reopened",
        incident=incident,
        payload={"reason": reason, "dues": restarted_dues(old, occasion.now)},
        once=_once(state, old.key),
    )
    return (reopened, *_rounds_again(old), *linking_drafts(state, incident, alarms))


def _rounds_again(incident: Incident) -> tuple[Draft, ...]:
    return tuple(
        Draft(
            kind="step.resumed",
            incident=incident.id,
            payload={"step": step.id, "is_round": True},
        )
        for step in incident.sop.step
        if step.every and standing(incident, step) in ("claimed", "skipped")
    )


def _once(state: State, key: str) -> str:
    return f"incident.opened:{key}:{state.openings.get(key, 0) + 1}"


def _plain(labels: Labels) -> list[list[str]]:
    return [list(pair) for pair in labels]
