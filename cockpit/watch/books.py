"""The rules and procedures of a workspace, read again when their files change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.evidence.compute import FUNCTIONS
from cockpit.rulebook import Rules, load_rules
from cockpit.settings.model import Config
from cockpit.settings.problems import Problem
from cockpit.sopbook import SopBook, load_sops

Stamp = tuple[int, int, int]


@dataclass(slots=True)
class Books:
    """What is in force; a file that cannot be used leaves in force what was before.

    Attributes:
        workspace: Its folder.
        config: Which files it names.
        metrics: Ids that rules and senses may name.
    """

    workspace: Path
    config: Config
    metrics: tuple[str, ...] = ()
    rules: RuleBook = field(default_factory=RuleBook)
    sops: SopBook = field(default_factory=SopBook)
    problems: tuple[Problem, ...] = ()
    _stamps: Mapping[str, Stamp] | None = None

    def refresh(self) -> bool:
        """Read again what has changed; True if anything has."""
        stamps = self._look()
        if stamps == self._stamps:
            return False
        self._stamps = stamps
        loaded = load_rules(self.workspace, self.config.rules)
        self.rules = _in_force(loaded, self.rules)
        self.sops = load_sops(
            self.workspace,
            self.config.sops,
            metrics=self.metrics or None,
            functions=tuple(FUNCTIONS),
        )
        self.problems = (*loaded.problems, *self.sops.problems)
        return True

    def _look(self) -> dict[str, Stamp]:
        found: dict[str, Stamp] = {}
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
