"""What ``cockpit rules`` finds: tests of rules, their mistakes, their past."""

from typing import Literal

import msgspec

from cockpit.snapshot.alarms import Labels, Severity
from cockpit.snapshot.envelope import Envelope

Coverage = Literal["yes", "no", "n/a"]


class TrialRow(msgspec.Struct, frozen=True, eq=False):
    """One asserted path of one test.

    Attributes:
        file: Name of the file.
        line: Line of the file at which the path is expected.
        test: Name of the test.
        rule: Id of the rule.
        labels: Of the instance: (dimension, entity) pairs.
        is_passed: Whether states and incidents are as expected.
        expected: The path as it is written.
        found: The path that came out, in the same notation.
        differs: First grain whose state differs, from 0; -1 if none does.
        incidents_expected: ``sop@grain``; None where nothing is asserted.
        incidents_found: What was opened.
    """

    file: str
    line: int
    test: str
    rule: str
    labels: Labels
    is_passed: bool
    expected: str
    found: str
    differs: int = -1
    incidents_expected: tuple[str, ...] | None = None
    incidents_found: tuple[str, ...] = ()


class CoverageRow(msgspec.Struct, frozen=True, eq=False):
    """Which kinds of cases the tests of a rule have.

    Attributes:
        rule: Id of the rule.
        fires: It goes off.
        boundary: A value exactly on the threshold of each of its fire conditions: to
            write it strict where it is not, or the other way round, would be noticed.
        clears: It ends.
        sample: A sample is too small; ``n/a`` where the rule has no ``sample``.
        absence: A grain is missing after the first.
        missing: What is not covered, in words.
    """

    rule: str
    fires: Coverage
    boundary: Coverage
    clears: Coverage
    sample: Coverage
    absence: Coverage
    missing: tuple[str, ...] = ()


class MutantRow(msgspec.Struct, frozen=True, eq=False):
    """A rule with one thing in it shifted by one notch.

    Attributes:
        rule: Id of the rule.
        key: What was shifted, e.g. ``fire[1].than``.
        before: As the rule has it.
        after: As the mutant has it.
        is_killed: Whether a test noticed.
        by: Name of that test; empty if none did.
    """

    rule: str
    key: str
    before: str
    after: str
    is_killed: bool
    by: str = ""


class RuleTestsSnapshot(Envelope, frozen=True, eq=False, tag="rule_tests"):
    """Answer of ``cockpit rules test``.

    Attributes:
        rows: Every asserted path.
        coverage: One a rule; empty if not asked for, or if a test fails.
        mutants: All of them; empty if not asked for, or if a test fails.
        is_passed: All paths as expected, nothing uncovered, no mutant alive.
    """

    rows: tuple[TrialRow, ...] = ()
    coverage: tuple[CoverageRow, ...] = ()
    mutants: tuple[MutantRow, ...] = ()
    is_passed: bool = True


LintKind = Literal[
    "unknown_name", "unit", "clear_overlaps_fire", "streak_grain", "never_fires",
    "too_many_incidents", "proof", "rule",
]  # fmt: skip
"""``rule`` is any other mistake in a rule file."""


class LintRow(msgspec.Struct, frozen=True, eq=False):
    """One doubt about a rule.

    Attributes:
        rule: Id of the rule; empty where the mistake leaves none.
        kind: Which check found it.
        place: File, line and key, as far as they are known.
        message: The sentence.
    """

    rule: str
    kind: LintKind
    place: str
    message: str


class PastAlarm(msgspec.Struct, frozen=True, eq=False):
    """One alarm that a rule would have raised.

    Attributes:
        rule: Id of the rule.
        severity: What the rule is worth, or ``watch`` where it was only watched.
        labels: Of the instance: (dimension, entity) pairs.
        fired: ISO day or hour of the grain that fired.
        cleared: The same of the grain that cleared it; empty if it never did.
        since: ISO time (local) from which that could be known, its grain over and
            mature: as ``cockpit show alarms`` has it.
        value: At the grain that fired, in the metric's unit.
        n: Sample of that grain.
        change: What was judged, where the rule judges a change (0.58 = +58 %).
        incident: Number of the incident among those of the rule, from 1; 0 if it opened
            none. Alarms with the same number share it.
        held: Why it opened none: ``muted``, ``inhibited`` ...; else empty.
        sop: Procedure of the rule; empty if it has none.
    """

    rule: str
    severity: Severity
    labels: Labels
    fired: str
    cleared: str
    value: float | None
    n: int
    change: float | None = None
    incident: int = 0
    held: str = ""
    sop: str = ""
    since: str = ""


class PastRow(msgspec.Struct, frozen=True, eq=False):
    """What one rule would have done in all the history that was loaded.

    Attributes:
        rule: Id of the rule.
        severity: What a firing instance is worth.
        first: ISO day or hour of the first grain judged; empty if there was none.
        last: The same of the last.
        instances: How many were judged.
        grains: How many states that makes in all.
        known: Share of these states that were not unknown, 0 to 1.
        alarms: How often it went off.
        incidents: How many it would have opened.
        incidents_per_week: Over the time from ``first`` to ``last``.
    """

    rule: str
    severity: Severity
    first: str
    last: str
    instances: int
    grains: int
    known: float
    alarms: int
    incidents: int
    incidents_per_week: float


class RuleLintSnapshot(Envelope, frozen=True, eq=False, tag="rule_lint"):
    """Answer of ``cockpit rules lint``.

    Attributes:
        rows: Every doubt.
        past: One a rule; empty without data.
        alarms: Those of the rules that would have opened too many incidents.
        is_passed: Nothing is doubted.
    """

    rows: tuple[LintRow, ...] = ()
    past: tuple[PastRow, ...] = ()
    alarms: tuple[PastAlarm, ...] = ()
    is_passed: bool = True


class RuleBacktestSnapshot(Envelope, frozen=True, eq=False, tag="rule_backtest"):
    """Answer of ``cockpit rules backtest``.

    Attributes:
        rows: The alarms, the oldest first.
        past: One a rule.
    """

    rows: tuple[PastAlarm, ...] = ()
    past: tuple[PastRow, ...] = ()
