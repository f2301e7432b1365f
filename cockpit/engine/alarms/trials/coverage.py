"""Which kinds of cases the tests of a rule have, and which are missing."""

from collections.abc import Sequence

from cockpit.engine.alarms.rules import Rule, RuleBook
from cockpit.engine.alarms.states import InstanceState
from cockpit.engine.alarms.trials.model import Trial
from cockpit.engine.alarms.trials.mutants import Fate, fates
from cockpit.engine.alarms.trials.outcome import Outcome
from cockpit.engine.alarms.trials.play import Metrics
from cockpit.snapshot.trials import Coverage, CoverageRow
from cockpit.text.i18n import _

_ALARM = frozenset({"firing", "recovering"})


def coverage(
    book: RuleBook,
    trials: Sequence[Trial],
    outcomes: Sequence[Outcome],
    metrics: Metrics,
) -> tuple[CoverageRow, ...]:
    """Return one row a rule.

    Only what a test asserts counts. The exact boundary is covered if a test would
    notice that a fire condition is strict where it was not, or the other way round.
    """
    found = list(fates(book, trials, metrics, wanted=lambda mutant: mutant.is_boundary))
    return tuple(_row(rule, outcomes, found) for rule in book.rules)


def _row(rule: Rule, outcomes: Sequence[Outcome], found: Sequence[Fate]) -> CoverageRow:
    paths = [each.course for each in outcomes if each.expectation.rule == rule.id]
    edges = [fate for fate in found if fate.mutant.rule.id == rule.id]
    open_edges = [fate.mutant.key for fate in edges if not fate.killed_by]
    cases: dict[str, Coverage] = {
        "fires": _covered(any(_fires(path) for path in paths)),
        "boundary": _covered(not open_edges) if edges else "n/a",
        "clears": _covered(any(_clears(path) for path in paths)),
        "sample": _sample(rule, paths),
        "absence": _covered(any(_lacks(path, "absent") for path in paths)),
    }
    return CoverageRow(
        rule=rule.id,
        missing=tuple(
            _sentence(name, open_edges)
            for name, is_in in cases.items()
            if is_in == "no"
        ),
        **cases,
    )


Course = tuple[InstanceState | None, ...]


def _covered(is_covered: object) -> Coverage:
    return "yes" if is_covered else "no"


def _sample(rule: Rule, paths: Sequence[Course]) -> Coverage:
    policy = rule.sample
    if not (policy.min or policy.proof_below or policy.ref_min):
        return "n/a"
    return _covered(any(_lacks(path, "sample") for path in paths))


def _fires(path: Course) -> bool:
    return any(
        _status(after) == "firing" and _status(before) not in _ALARM
        for before, after in _pairs(path)
    )


def _clears(path: Course) -> bool:
    return any(
        _status(after) == "ok" and _status(before) in _ALARM
        for before, after in _pairs(path)
    )


def _lacks(path: Course, reason: str) -> bool:
    return any(state is not None and state.reason == reason for state in path)


def _pairs(path: Course) -> list[tuple[InstanceState | None, InstanceState | None]]:
    return list(zip((None, *path), path, strict=False))


def _status(state: InstanceState | None) -> str:
    return "" if state is None else state.status


def _sentence(case: str, open_edges: Sequence[str]) -> str:
    match case:
        case "fires":
            return _("no test in which it fires")
        case "boundary":
            keys = ", ".join(open_edges)
            return _("no value exactly on the threshold: {keys}").format(keys=keys)
        case "clears":
            return _("no test in which it clears")
        case "sample":
            return _("no sample that is too small")
    return _("no missing grain")
