"""Files of rule tests, read from disk: with the lines of what is wrong in them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cockpit.engine import alarms
from cockpit.engine.alarms.mistakes import Mistake
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.trials.document import read_trials
from cockpit.engine.alarms.trials.model import TrialBook
from cockpit.engine.alarms.trials.names import check_names
from cockpit.engine.alarms.trials.play import Metrics
from cockpit.settings.problems import Problem
from cockpit.settings.tomlfile import TomlFile, read_toml

SHIPPED: Final = Path(alarms.__file__).with_name("tests.toml")
"""Tests of the rules that ship with the program."""


@dataclass(frozen=True, slots=True, eq=False)
class TrialFile:
    """A file of rule tests.

    Attributes:
        path: Where it is; names of rule files in it are relative to its folder.
        book: Its good tests.
        problems: What is wrong in it, whatever the rules are.
    """

    path: Path
    book: TrialBook
    problems: tuple[Problem, ...]
    _file: TomlFile

    @property
    def name(self) -> str:
        """What people know it by."""
        return self._file.name

    def line(self, mistake_path: tuple[str | int, ...]) -> int:
        """Return the line of a key."""
        return self._file.lines.get(mistake_path, 0)

    def against(self, rules: RuleBook, metrics: Metrics) -> tuple[Problem, ...]:
        """Return what keeps its tests from being played with these rules."""
        found = check_names(self.book.trials, rules, metrics)
        return tuple(_problem(self._file, mistake) for mistake in found)


def load_trials(path: Path) -> TrialFile:
    """Read a file of rule tests.

    Raises:
        OSError: If it cannot be read.
    """
    name = "tests.toml" if path == SHIPPED else str(path)
    file = read_toml(path, name)
    if file.document is None:
        return TrialFile(path, TrialBook(), file.problems, file)
    book, mistakes = read_trials(file.document)
    problems = [_problem(file, mistake) for mistake in mistakes]
    problems.sort(key=lambda problem: problem.line)
    return TrialFile(path, book, tuple(problems), file)


def _problem(file: TomlFile, mistake: Mistake) -> Problem:
    return file.problem_at(mistake.code, mistake.path, mistake.what, mistake.nearest)
