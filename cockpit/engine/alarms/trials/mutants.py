"""Rules with one thing shifted by one notch: tests that do not notice are too weak.

A notch is the last written decimal of a threshold, strict against not strict, and one
grain or one unit of sample for the counts.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

import msgspec

from cockpit.engine.alarms.rules import Conditions, Rule, RuleBook
from cockpit.engine.alarms.trials.model import Trial
from cockpit.engine.alarms.trials.outcome import outcomes
from cockpit.engine.alarms.trials.play import Metrics, play, stages
from cockpit.engine.alarms.trials.stage import Stage
from cockpit.snapshot.condition import Condition, Operator

Part = Literal["fire", "clear", "watch", "good"]
PARTS: Final[tuple[Part, ...]] = ("fire", "clear", "watch", "good")
OTHER: Final[dict[Operator, Operator]] = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
"""Strict against not strict; ``==`` and ``!=`` have no neighbour."""
_SAMPLE: Final = ("min", "proof_below", "ref_min")
_THRESHOLD: Final = re.compile(r"([+-]?)(\d+(?:\.\d+)?)(.*)", re.S)


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A rule that differs in one thing.

    Attributes:
        rule: The whole changed rule.
        key: What differs, positions from 1: ``fire[1].than``.
        part: Of the rule, if it is a condition.
        before: As it was; ``after`` as it is now.
    """

    rule: Rule
    key: str
    before: str
    after: str
    part: Part | None = None

    @property
    def is_boundary(self) -> bool:
        """Whether strict became not strict, or the other way, in a fire condition."""
        return self.part == "fire" and self.key.endswith(".op")


@dataclass(frozen=True, slots=True, eq=False)
class Fate:
    """Whether a mutant was noticed; ``killed_by`` the first test that did."""

    mutant: Mutant
    killed_by: str = ""


def mutants(rule: Rule) -> Iterator[Mutant]:
    """Return every neighbour of a rule that means something else."""
    for part in PARTS:
        conditions: Conditions = getattr(rule, part)
        for index, condition in enumerate(conditions):
            for key, before, after, other in _neighbours(condition):
                changed = (*conditions[:index], other, *conditions[index + 1 :])
                yield Mutant(
                    msgspec.structs.replace(rule, **{part: changed}),
                    f"{part}[{index + 1}].{key}",
                    before,
                    after,
                    part,
                )
    yield from _samples(rule)


def fates(
    book: RuleBook,
    trials: Sequence[Trial],
    metrics: Metrics,
    *,
    wanted: Callable[[Mutant], bool] = lambda _mutant: True,
) -> Iterator[Fate]:
    """Play the tests of every rule against its mutants.

    Args:
        book: The rules as they are; all tests pass with them.
        trials: Tests whose names were checked.
        metrics: What is known of each metric.
        wanted: Which mutants.
    """
    sets = [(trial, stages(trial, book.rules, metrics)) for trial in trials]
    for rule in book.rules:
        own = [
            (trial, set_stages)
            for trial, set_stages in sets
            if any(each.rule == rule.id for each in trial.expectations)
        ]
        for mutant in mutants(rule):
            if wanted(mutant):
                yield Fate(mutant, _killer(mutant, book, own))


def _killer(
    mutant: Mutant,
    book: RuleBook,
    sets: Sequence[tuple[Trial, tuple[Stage, ...]]],
) -> str:
    rules = tuple(
        mutant.rule if rule.id == mutant.rule.id else rule for rule in book.rules
    )
    changed = msgspec.structs.replace(book, rules=rules)
    for trial, set_stages in sets:
        played = play(changed, set_stages)
        if not all(each.is_passed for each in outcomes(trial, changed, played)):
            return trial.name
    return ""


def _samples(rule: Rule) -> Iterator[Mutant]:
    for key in _SAMPLE:
        least: int = getattr(rule.sample, key)
        for after in _beside(least, lowest=0) if least else ():
            sample = msgspec.structs.replace(rule.sample, **{key: after})
            other = msgspec.structs.replace(rule, sample=sample)
            yield Mutant(other, f"sample.{key}", str(least), str(after))


def _neighbours(
    condition: Condition,
) -> Iterator[tuple[str, str, str, Condition]]:
    """Return (key, before, after, condition) of each notch."""
    for than in _thresholds(condition.than):
        other = msgspec.structs.replace(condition, than=than)
        yield "than", condition.than, than, other
    # An equal value proves nothing: under proof, strict and not strict are the same.
    if condition.op in OTHER and condition.proof == "point":
        op = OTHER[condition.op]
        yield "op", condition.op, op, msgspec.structs.replace(condition, op=op)
    for name, key, lowest in (("streak", "streak", 1), ("of_last", "of_last", 2)):
        count: int = getattr(condition, name)
        for after in _beside(count, lowest=lowest) if count else ():
            other = msgspec.structs.replace(condition, **{name: after})
            if not after or name != "of_last" or after >= other.for_:
                yield key, str(count), str(after), other
    for after in _holds(condition):
        held = msgspec.structs.replace(condition, for_=after)
        yield "for", str(condition.for_), str(after), held


def _holds(condition: Condition) -> Iterator[int]:
    for after in _beside(condition.for_, lowest=1):
        if not condition.of_last or after <= condition.of_last:
            yield after


def _beside(count: int, *, lowest: int) -> tuple[int, ...]:
    return tuple(after for after in (count - 1, count + 1) if after >= lowest)


def _thresholds(than: str) -> tuple[str, ...]:
    found = _THRESHOLD.fullmatch(than)
    assert found is not None, "a rule is checked before it is mutated"
    sign, digits, unit = found.groups()
    number = Decimal(sign + digits)
    notch = Decimal((0, (1,), number.as_tuple().exponent))  # type: ignore[arg-type]
    plus = "+" if sign == "+" else ""
    return tuple(
        f"{plus if other > 0 else ''}{other:f}{unit}"
        for other in (number - notch, number + notch)
    )
