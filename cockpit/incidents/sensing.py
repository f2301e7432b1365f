"""What data say about steps and guards, written into the log."""

from collections.abc import Mapping

from cockpit.incidents.events import Draft
from cockpit.incidents.state import State
from cockpit.snapshot.alarms import Labels
from cockpit.snapshot.evidence import Evidence
from cockpit.snapshot.incidents import Sensed


def sensed(state: State, incident: str, step: str, found: Sensed) -> tuple[Draft, ...]:
    """Return what follows from data about a step: verified, regressed, suggested.

    Nothing follows from what is unknown, for a step that nobody claimed (but for steps
    that wait for data alone), or if the log says so already.
    """
    raise NotImplementedError


def guard_sensed(
    state: State, incident: str, guard: str, found: Sensed
) -> tuple[Draft, ...]:
    """Return ``guard.violated`` (and a call) if any entity meets the guard's sense.

    A violation is told once; told again when its words change, i.e. the next rise.
    """
    raise NotImplementedError


def budgets_seen(
    state: State, incident: str, budgets: Mapping[str, float]
) -> tuple[Draft, ...]:
    """Return ``budget.seen`` with the daily budgets that differ from the last ones."""
    raise NotImplementedError


def evidence_frozen(
    state: State, incident: str, step: str, evidence: Evidence
) -> tuple[Draft, ...]:
    """Return ``evidence.added`` with a computed answer; empty if it is there already.

    The same function on the same revision of the data is frozen once.
    """
    raise NotImplementedError


def wanted_steps(state: State, incident: str) -> tuple[str, ...]:
    """Return the steps whose sense is to be looked at now."""
    raise NotImplementedError


def alarm_draft(  # noqa: PLR0913 - one value for each field of the event
    kind: str,
    rule: str,
    labels: Labels,
    engine: dict[str, object],
    *,
    alarm: str = "",
    grain: str = "",
    reason: str = "",
) -> Draft:
    """Return an ``alarm.*`` or ``grain.restated`` event from a transition."""
    raise NotImplementedError
