"""Where the rules and the tests of ``cockpit rules`` come from, and running them."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from cockpit import paths
from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import chosen_workspace, loaded_workspace
from cockpit.engine.alarms.facts import MetricFacts, metric_facts
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.trials.coverage import coverage
from cockpit.engine.alarms.trials.mutants import Fate, fates
from cockpit.engine.alarms.trials.outcome import Outcome, run_trials
from cockpit.engine.alarms.trials.play import Metrics
from cockpit.engine.alarms.trials.states import write_states
from cockpit.engine.views.scene import Scene
from cockpit.rulebook import Rules, default_rules, load_rules
from cockpit.session import Session
from cockpit.settings.problems import Problem
from cockpit.snapshot.trials import (
    CoverageRow,
    MutantRow,
    RuleTestsSnapshot,
    TrialRow,
)
from cockpit.text.i18n import _
from cockpit.trialbook import SHIPPED, TrialFile, load_trials
from cockpit.watch.elsewhere import metrics_elsewhere

_UNKNOWN_METRIC: Final = "unknown_metric"


def usable(rules: Rules) -> RuleBook:
    """Return rules without a mistake.

    Raises:
        Failure: With every mistake: 74 if a file cannot be read, else 65.
    """
    refuse(rules.problems)
    return rules.book


def refuse(problems: Sequence[Problem]) -> None:
    """Raise if there is any problem.

    Raises:
        Failure: With every mistake: 74 if a file cannot be read, else 65.
    """
    if not problems:
        return
    is_unread = any(
        problem.code in {"unreadable", "missing_file"} for problem in problems
    )
    sentences = "\n".join(problem.text() for problem in problems)
    raise Failure(sentences, Exit.IO if is_unread else Exit.DATA)


class TestRun:
    """Files of rule tests, each with the rules that it is about.

    Args:
        workspace: As ``--workspace`` has it; None: the current folder, if it is one.
        is_sample: As ``--sample`` has it.
    """

    def __init__(self, workspace: Path | None, *, is_sample: bool) -> None:
        self._folder = _folder(workspace, is_sample=is_sample)
        self._metrics: dict[str, MetricFacts] = metric_facts()
        self._rows: list[TrialRow] = []
        self._coverage: list[CoverageRow] = []
        self._mutants: list[MutantRow] = []
        self._warnings: list[str] = []

    def answer(
        self, files: Sequence[Path], *, with_coverage: bool, with_mutants: bool
    ) -> RuleTestsSnapshot:
        """Run files; without any those that ship, with the rules that ship.

        Raises:
            Failure: If a file of tests or rules has a mistake (65).
            OSError: If one cannot be read.
        """
        loaded = [load_trials(file) for file in files or (SHIPPED,)]
        refuse([problem for file in loaded for problem in file.problems])
        books = [self._rules(file) for file in loaded]
        for file, book in zip(loaded, books, strict=True):
            refuse(file.against(book, self._metrics))
        for file, book in zip(loaded, books, strict=True):
            outcomes = run_trials(file.book.trials, book, self._metrics)
            self._rows += [_trial_row(file, outcome) for outcome in outcomes]
            if not all(outcome.is_passed for outcome in outcomes):
                if with_coverage or with_mutants:  # what fails notices any mutant
                    told = _("{file}: coverage and mutants wait until all tests pass")
                    self._warnings.append(told.format(file=file.name))
                continue
            if with_coverage:
                self._coverage += coverage(
                    book, file.book.trials, outcomes, self._metrics
                )
            if with_mutants:
                found = fates(book, file.book.trials, self._metrics)
                self._mutants += map(_mutant_row, found)
        return RuleTestsSnapshot(
            rows=tuple(self._rows),
            coverage=tuple(self._coverage),
            mutants=tuple(self._mutants),
            warnings=tuple(self._warnings),
            is_passed=all(row.is_passed for row in self._rows)
            and not any(row.missing for row in self._coverage)
            and all(row.is_killed for row in self._mutants),
        )

    def _rules(self, file: TrialFile) -> RuleBook:
        folder = self._folder
        if file.book.rules:
            names, beside = file.book.rules, file.path.parent
            return self._loaded(lambda metrics: _named(beside, names, metrics))
        if folder is None or file.path == SHIPPED:
            return default_rules()
        named = loaded_workspace(folder).config.rules
        return self._loaded(lambda known: load_rules(folder, named, metrics=known))

    def _loaded(self, load: Callable[[Metrics], Rules]) -> RuleBook:
        """Load rules; one that names no metric of ours may name one of the data."""
        rules = load(self._metrics)
        is_strange = any(each.code == _UNKNOWN_METRIC for each in rules.problems)
        if is_strange and self._folder is not None:
            loaded_workspace(self._folder)
            self._metrics |= metrics_elsewhere(scene_of(self._folder))
            rules = load(self._metrics)
        return usable(rules)


def scene_of(folder: Path) -> Scene:
    """Read the data of a workspace whose configuration is known to be usable.

    Nothing is watched and nothing is written down.
    """
    session = Session(folder)
    session.read()
    return session.scene()


def _folder(workspace: Path | None, *, is_sample: bool) -> Path | None:
    if workspace is None and not is_sample and not paths.config_file(Path()).exists():
        return None
    return chosen_workspace(workspace, sample=is_sample)


def _named(folder: Path, names: Sequence[str], metrics: Metrics) -> Rules:
    """Load the rule files that a test file names, wherever they are beside it."""
    files = [Path(os.path.abspath(folder / name)) for name in names]
    base = Path(os.path.commonpath([file.parent for file in files]))
    inside = tuple(str(file.relative_to(base)) for file in files)
    return load_rules(base, inside, metrics=metrics)


def _trial_row(file: TrialFile, outcome: Outcome) -> TrialRow:
    expected = outcome.expectation
    wanted = expected.incidents
    return TrialRow(
        file=file.name,
        line=file.line(expected.path),
        test=outcome.trial.name,
        rule=expected.rule,
        labels=expected.labels,
        is_passed=outcome.is_passed,
        expected=write_states(expected.states),
        found=write_states(outcome.found),
        differs=outcome.differs,
        incidents_expected=None if wanted is None else tuple(map(str, wanted)),
        incidents_found=tuple(map(str, outcome.opened)),
    )


def _mutant_row(fate: Fate) -> MutantRow:
    mutant = fate.mutant
    return MutantRow(
        rule=mutant.rule.id,
        key=mutant.key,
        before=mutant.before,
        after=mutant.after,
        is_killed=bool(fate.killed_by),
        by=fate.killed_by,
    )
