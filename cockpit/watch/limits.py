"""The threshold of a rule as a number, and how much sample a proof still needs."""

from fractions import Fraction
from math import ceil
from typing import Final

from cockpit.engine.alarms.rules import Rule
from cockpit.engine.alarms.states import InstanceState
from cockpit.snapshot.condition import Condition

Z_SQUARED: Final = Fraction(16449, 10000) ** 2
"""One-sided 95 %."""


def deciding(rule: Rule, state: InstanceState | None = None) -> Condition:
    """Return the condition that is shown: one that made it fire, else the first.

    A rule that fires needs at least one condition, so there is always a first.
    """
    trues = () if state is None else state.trues
    return rule.fire[next(iter(trues), 0)]


def number(than: str) -> float:
    """Return a threshold without its unit: ``15%`` and ``15pp`` are 0.15."""
    text = than.strip()
    for suffix in ("pp", "%"):
        if text.endswith(suffix):
            return float(Fraction(text.removesuffix(suffix).strip()) / 100)
    return float(Fraction(text))


def written(condition: Condition) -> str:
    """Return operator and threshold as the rule writes them."""
    return f"{condition.op} {condition.than}"


def missing(rule: Rule, state: InstanceState) -> int:
    """Return how much sample is missing to know, or to prove, what the value shows.

    A proof needs (p - t)^2 n > z^2 t (1 - t), or ``proof_below`` if that is less.
    """
    sample = rule.sample
    if state.n < sample.min:
        return sample.min - state.n
    if "hollow" not in state.overlays or state.value is None:
        return 0
    limit = Fraction(number(deciding(rule, state).than)).limit_denominator(10**6)
    gap = Fraction(state.value).limit_denominator(10**9) - limit
    needed = sample.proof_below
    if gap:
        needed = min(needed, ceil(Z_SQUARED * limit * (1 - limit) / gap**2))
    return max(needed - state.n, 1)
