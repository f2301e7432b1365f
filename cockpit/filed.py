"""Mistakes in the files beside ``cockpit.toml``: rules, procedures, segments."""

from collections.abc import Iterator
from pathlib import Path

from cockpit.engine.alarms.facts import metric_facts
from cockpit.engine.evidence.compute import FUNCTIONS
from cockpit.groupbook import load_groups
from cockpit.rulebook import NAME as RULES
from cockpit.rulebook import Rules, load_rules
from cockpit.session import Session
from cockpit.settings.model import Config
from cockpit.settings.problems import Problem
from cockpit.sopbook import SopBook, load_sops
from cockpit.text.notes import note
from cockpit.text.spelling import nearest
from cockpit.watch.elsewhere import metrics_elsewhere


def file_mistakes(folder: Path, config: Config) -> tuple[Problem, ...]:
    """Find what is wrong in the files of rules, procedures and segments.

    Metrics that files of data bring along are read from there where a rule names one
    that is not ours; each rule is asked for its procedure too.

    Args:
        folder: The workspace.
        config: Its configuration, which can be used.
    """
    rules = load_rules(folder, config.rules)
    metrics = metric_facts()
    if any(problem.code == "unknown_metric" for problem in rules.problems):
        session = Session(folder)
        session.read()
        metrics |= metrics_elsewhere(session.scene())
        rules = load_rules(folder, config.rules, metrics=metrics)
    sops = load_sops(
        folder, config.sops, metrics=tuple(metrics), functions=tuple(FUNCTIONS)
    )
    return (
        *rules.problems,
        *_without_procedure(rules, sops),
        *sops.problems,
        *load_groups(folder).problems,
    )


def _without_procedure(rules: Rules, sops: SopBook) -> Iterator[Problem]:
    """Find rules that open incidents with a procedure that nobody has."""
    for rule in (*rules.book.rules, *rules.drafts):
        if rule.incident is None or rule.incident.sop in sops.sops:
            continue
        wanted = rule.incident.sop
        yield Problem(
            "unknown_sop",
            note("no such procedure: {name}", name=wanted),
            rules.files[0] if rules.files else RULES,
            key=f"{rule.id}.incident.sop",
            nearest=nearest(wanted, sops.sops),
        )
