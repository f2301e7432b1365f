"""The alarm rules of a workspace: its own files, or those that come with the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cockpit.engine.alarms.facts import MetricFacts, metric_facts
from cockpit.engine.alarms.parse import parse_rules
from cockpit.engine.alarms.rules import NO_RULES, RuleBook
from cockpit.settings.problems import Problem
from cockpit.settings.tomlfile import TomlFile, parse_toml, read_toml
from cockpit.text.notes import note

NAME: Final = "rules.toml"
"""Read where the configuration names no file."""
DEFAULT_FILE: Final = Path(__file__).with_name("engine") / "alarms" / "rules.toml"


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Rules in force.

    Attributes:
        book: Those without a mistake, in the order of their files.
        problems: Every mistake, with file, line and key.
        files: The files that were read, relative to the workspace; empty: the defaults.
        broken: Those that gave nothing, because they cannot be read or are not TOML:
            whoever holds their rules from before keeps them.
    """

    book: RuleBook = NO_RULES
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def load_rules(
    workspace: Path,
    files: str | tuple[str, ...] = (),
    *,
    metrics: Mapping[str, MetricFacts] | None = None,
) -> Rules:
    """Read the rules of a workspace; never raises for what stands in the files.

    Args:
        workspace: Its folder.
        files: As ``rules`` in ``cockpit.toml`` names them; empty: ``rules.toml`` in the
            folder if there is one, else the defaults.
        metrics: What may be named; None: the catalogue.
    """
    raise NotImplementedError
