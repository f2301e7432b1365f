"""A rule file, parsed as TOML, to rules: every mistake named, the good rules kept."""

from collections.abc import Mapping
from typing import Any

from cockpit.engine.alarms.facts import MetricFacts
from cockpit.engine.alarms.mistakes import Mistake
from cockpit.engine.alarms.rules import RuleBook


def parse_rules(
    document: Mapping[str, Any], *, metrics: Mapping[str, MetricFacts]
) -> tuple[RuleBook, tuple[Mistake, ...]]:
    """Read a rule file.

    Args:
        document: What ``tomllib`` gives.
        metrics: What is known of each metric.

    Returns:
        The rules without a mistake, and every mistake.
    """
    raise NotImplementedError
