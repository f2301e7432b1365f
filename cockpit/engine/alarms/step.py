"""One step: a rule, an instance and one grain give the next state. Pure."""

from cockpit.engine.alarms.observation import Observation
from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState, Transition


def step(
    rule: Rule, state: InstanceState | None, observation: Observation, now: int
) -> tuple[InstanceState, tuple[Transition, ...]]:
    """Judge one grain of one instance.

    Args:
        rule: The rule.
        state: After the grain before; None for an instance that is seen first.
        observation: Feed, labels and the grain to judge.
        now: Business minute of the judging; ``feed.due(grain)`` at its maturity.

    Returns:
        The state after it, and what is to be journaled.
    """
    raise NotImplementedError
