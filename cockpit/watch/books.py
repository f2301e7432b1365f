"""The rules and procedures of a workspace, read again when their files change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cockpit.engine.alarms.facts import MetricFacts, metric_facts
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.evidence.compute import FUNCTIONS
from cockpit.rulebook import Rules, load_rules
from cockpit.settings.model import Config
from cockpit.settings.problems import Problem
from cockpit.sopbook import SopBook, load_sops


@dataclass(slots=True)
class Books:
    """What is in force; a file that cannot be used leaves in force what was before.

    Attributes:
        workspace: Its folder.
        config: Which files it names.
    """

    workspace: Path
    config: Config
    rules: RuleBook = field(default_factory=RuleBook)
    sops: SopBook = field(default_factory=SopBook)
    problems: tuple[Problem, ...] = ()
    _seen: tuple[object, ...] = ()

    def refresh(self, elsewhere: Mapping[str, MetricFacts] | None = None) -> bool:
        """Read again what has changed; True if anything has.

        Args:
            elsewhere: Metrics that the data bring along; rules may name them too.
        """
        seen = (self._look(), dict(elsewhere or {}))
        if seen == self._seen:
            return False
        self._seen = seen
        metrics = {**metric_facts(), **(elsewhere or {})}
        loaded = load_rules(self.workspace, self.config.rules, metrics=metrics)
        self.rules = _in_force(loaded, self.rules)
        self.sops = load_sops(
            self.workspace,
            self.config.sops,
            metrics=tuple(metrics),
            functions=tuple(FUNCTIONS),
        )
        self.problems = (*loaded.problems, *self.sops.problems)
        return True

    def _look(self) -> dict[str, tuple[int, int, int]]:
        found: dict[str, tuple[int, int, int]] = {}
        for name in self._names():
            try:
                stat = (self.workspace / name).stat()
            except OSError:
                continue
            found[name] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return found

    def _names(self) -> tuple[str, ...]:
        named: list[str] = []
        for files, default in (
            (self.config.rules, "rules.toml"),
            (self.config.sops, "sops.toml"),
        ):
            listed = (files,) if isinstance(files, str) else files
            named += [*(listed or (default,))]
        return tuple(named)


def _in_force(loaded: Rules, before: RuleBook) -> RuleBook:
    """Return the rules that were read; a file that is broken keeps its old ones.

    Which rule came from which file is not kept, so one broken file keeps them all.
    """
    return before if loaded.broken and before.rules else loaded.book
