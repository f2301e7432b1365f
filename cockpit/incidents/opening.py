"""Opening an incident: its number, its key, its pinned procedure, its deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cockpit.incidents.events import Draft
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.sop import Sop
from cockpit.incidents.state import State
from cockpit.snapshot.alarms import Labels


@dataclass(frozen=True, slots=True, eq=False)
class Opening:
    """Why and for what an incident is opened.

    Attributes:
        key: :func:`~cockpit.incidents.state.incident_key` of the rule and its group_by
            labels; at most one open incident has it.
        labels: Values of the group_by labels (by hand: what is affected).
        alarms: (rule, labels) of the instances that fire.
        title: What is affected, for people; the procedure's name comes before it.
        severity: Of the rule; empty: the procedure's.
        onset: ISO local start of the first grain that breached; empty if unknown.
        budgets: Newest daily budget of each campaign, in whole currency units.
    """

    sop: Sop
    key: str
    rule: str = ""
    labels: Labels = ()
    alarms: tuple[tuple[str, Labels], ...] = ()
    title: str = ""
    metric: str = ""
    severity: str = ""
    onset: str = ""
    reason: str = ""
    budgets: Mapping[str, float] = field(default_factory=dict)


def opening_drafts(
    state: State, opening: Opening, occasion: Occasion
) -> tuple[Draft, ...]:
    """Return ``incident.opened``, with the alarms linked; empty if the key is held.

    Of two processes that open the same key at once one wins: ``once`` sees to it.
    """
    raise NotImplementedError


def linking_drafts(
    state: State, incident: str, alarms: tuple[tuple[str, Labels], ...]
) -> tuple[Draft, ...]:
    """Return ``alarm.linked`` for each alarm that the incident does not hold yet."""
    raise NotImplementedError


def reopening_drafts(
    state: State,
    incident: str,
    alarms: tuple[tuple[str, Labels], ...],
    occasion: Occasion,
    reason: str = "",
) -> tuple[Draft, ...]:
    """Return ``incident.reopened`` and the alarms linked; empty if its key is held."""
    raise NotImplementedError
