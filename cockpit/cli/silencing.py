"""What a silence may name: rules that are there, and labels that some rule has."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from cockpit.cli.log import known
from cockpit.cli.options import chosen_workspace, loaded_workspace
from cockpit.text.notes import note

RULE: Final = "rule"
NO_RULE: Final = note("no such rule: {value}")
NO_LABEL: Final = note("no rule has such a label: {value}")


def refuse_unmatched(
    matchers: Collection[tuple[str, str]], workspace: Path | None, *, sample: bool
) -> None:
    """Refuse a silence that can match nothing: who wrote it would think it is quiet.

    Args:
        matchers: Label and value; ``rule`` names a rule.
        workspace: As given.
        sample: Instead of it.

    Raises:
        Failure: 64, with the nearest name.
    """
    rules, labels = _known(chosen_workspace(workspace, sample=sample))
    for key, value in matchers:
        if key == RULE:
            known(value, rules, NO_RULE)
        else:
            known(key, (RULE, *labels), NO_LABEL)


def _known(folder: Path) -> tuple[list[str], list[str]]:
    """Return the ids of all rules, and all labels, of a workspace."""
    from cockpit.cli.rule_sources import scene_of
    from cockpit.engine.alarms.facts import metric_facts
    from cockpit.rulebook import load_rules
    from cockpit.watch.elsewhere import metrics_elsewhere

    config = loaded_workspace(folder).config
    found = load_rules(folder, config.rules)
    if any(problem.code == "unknown_metric" for problem in found.problems):
        metrics = {**metric_facts(), **metrics_elsewhere(scene_of(folder))}
        found = load_rules(folder, config.rules, metrics=metrics)
    rules = (*found.book.rules, *found.drafts)
    labels = {label for rule in rules for label in rule.by}
    return [rule.id for rule in rules], sorted(labels)
