"""The rules and procedures of a workspace, read again when their files change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from cockpit.engine.alarms.facts import MetricFacts, metric_facts
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.evidence.compute import FUNCTIONS
from cockpit.rulebook import Rules, load_rules
from cockpit.settings.model import Config
from cockpit.settings.problems import Problem
from cockpit.sopbook import SopBook, fingerprints, load_sops, still_in_force


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
        files = fingerprints(self.workspace, self._names())
        seen = (files, dict(elsewhere or {}))
        if seen == self._seen:
            return False
        self._seen = seen
        metrics = {**metric_facts(), **(elsewhere or {})}
        loaded = load_rules(self.workspace, self.config.rules, metrics=metrics)
        self.rules = _in_force(loaded, self.rules)
        sops = load_sops(
            self.workspace,
            self.config.sops,
            metrics=tuple(metrics),
            functions=tuple(FUNCTIONS),
        )
        self.sops = still_in_force(sops, self.sops)
        self.problems = (*loaded.problems, *self.sops.problems)
        return True

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
    """Return the rules that were read; while there is a mistake, those it lost stay.

    Which rule came from which file is not kept, so one mistake keeps them all.
    """
    if not loaded.problems:
        return loaded.book
    lost = [one for one in before.rules if loaded.book.rule(one.id) is None]
    named = {one.name for one in loaded.book.windows}
    windows = [one for one in before.windows if one.name not in named]
    return replace(
        loaded.book,
        rules=(*loaded.book.rules, *lost),
        windows=(*loaded.book.windows, *windows),
    )
