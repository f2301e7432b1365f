"""The doubts about the rules of a workspace, and what its past says of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from cockpit import paths
from cockpit.cli.options import chosen_workspace, loaded_workspace
from cockpit.cli.rule_sources import refuse, scene_of
from cockpit.engine.alarms.facts import metric_facts
from cockpit.engine.alarms.observation import moment_of
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.trials.backtest import Feeds, Past, backtest
from cockpit.engine.alarms.trials.lint import Doubt, lint, lint_past
from cockpit.engine.alarms.trials.play import Metrics
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.scene import Scene
from cockpit.rulebook import Rules, default_rules, load_rules
from cockpit.settings.problems import Problem
from cockpit.snapshot.trials import (
    LintKind,
    LintRow,
    RuleBacktestSnapshot,
    RuleLintSnapshot,
)
from cockpit.sopbook import load_sops
from cockpit.text.i18n import _
from cockpit.text.spelling import nearest
from cockpit.watch.elsewhere import metrics_elsewhere
from cockpit.watch.feeds import feeds


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """A workspace whose rules are judged again.

    Attributes:
        metrics: Of the catalogue and of the data.
        sops: Ids of the procedures.
    """

    scene: Scene
    metrics: Metrics
    rules: Rules
    sops: tuple[str, ...]

    def observed(self, days: int | None) -> Feeds:
        """Return what all rules observe, so many days back; None: all there are."""
        return feeds(self.scene, self.rules.book.rules, history_days=days)

    def past(self, observed: Feeds) -> Past:
        """Judge all of it."""
        return backtest(self.rules.book, observed, clock=_clock(self.scene))


def backtest_rules(
    workspace: Path | None, ids: Sequence[str], *, is_sample: bool, days: int | None
) -> RuleBacktestSnapshot:
    """Judge the loaded history.

    Raises:
        Failure: If the configuration or a rule file cannot be used.
        click.BadParameter: If there is no such rule.
    """
    found = _opened(chosen_workspace(workspace, sample=is_sample))
    refuse(found.rules.problems)
    _refuse_unknown(ids, [rule.id for rule in found.rules.book.rules])
    # Rules that are not asked for may inhibit one that is: all of them are judged.
    past = found.past(found.observed(days))
    return RuleBacktestSnapshot(
        **outer(found.scene),
        rows=tuple(a for a in past.alarms if not ids or a.rule in ids),
        past=tuple(row for row in past.rows if not ids or row.rule in ids),
    )


def lint_rules(
    workspace: Path | None, *, is_sample: bool, days: int | None
) -> RuleLintSnapshot:
    """Collect all doubts; without a workspace those about the rules that ship.

    Raises:
        Failure: If the configuration cannot be used, or a rule file is no TOML.
    """
    if workspace is None and not is_sample and not paths.config_file(Path()).exists():
        shipped = lint(default_rules(), metric_facts(), None)
        rows = tuple(map(_row, shipped))
        told = _("no cockpit.toml here: the rules that ship, without a past")
        return RuleLintSnapshot(rows=rows, is_passed=not rows, warnings=(told,))
    found = _opened(chosen_workspace(workspace, sample=is_sample))
    observed = found.observed(days)
    past = found.past(observed)
    doubts = [
        *lint(found.rules.book, found.metrics, found.sops),
        *lint(RuleBook(found.rules.drafts), found.metrics, found.sops),
        *lint_past(found.rules.book, observed, past),
    ]
    rows = (*map(_mistake, found.rules.problems), *map(_row, doubts))
    busy = {doubt.rule for doubt in doubts if doubt.kind == "too_many_incidents"}
    return RuleLintSnapshot(
        **outer(found.scene),
        rows=rows,
        past=past.rows,
        alarms=tuple(alarm for alarm in past.alarms if alarm.rule in busy),
        is_passed=not rows,
    )


def _opened(folder: Path) -> Workspace:
    """Read data, rules and procedures of a workspace.

    Raises:
        Failure: If the configuration cannot be used, or a rule file is no TOML.
    """
    config = loaded_workspace(folder).config
    scene = scene_of(folder)
    metrics = {**metric_facts(), **metrics_elsewhere(scene)}
    rules = load_rules(folder, config.rules, metrics=metrics)
    if rules.broken:
        refuse(rules.problems)
    return Workspace(scene, metrics, rules, tuple(load_sops(folder, config.sops).sops))


def _refuse_unknown(ids: Sequence[str], known: Sequence[str]) -> None:
    for name in ids:
        if name in known:
            continue
        message = _("no such rule: {name}").format(name=name)
        if closest := nearest(name, known):
            message += "; " + _("did you mean {name}?").format(name=closest)
        raise click.BadParameter(message, param_hint="--rule")


def _clock(scene: Scene) -> Callable[[int], datetime]:
    """Turn business minutes of the workspace into aware times."""
    zone = ZoneInfo(scene.workspace.timezone)
    start = timedelta(minutes=scene.workspace.day_starts_minutes)
    return lambda minute: (moment_of(minute) + start).replace(tzinfo=zone)


def _mistake(problem: Problem) -> LintRow:
    message = problem.what.text()
    if problem.nearest:
        message += "; " + _("did you mean {name}?").format(name=problem.nearest)
    return LintRow(rule="", kind=_kind(problem), place=problem.place, message=message)


def _kind(problem: Problem) -> LintKind:
    """Return the kind of doubt that a mistake in a rule file is."""
    if problem.code == "wrong_unit":
        return "unit"
    if problem.code.startswith("unknown_") and problem.code != "unknown_key":
        return "unknown_name"
    return "proof" if "proof" in problem.key else "rule"


def _row(doubt: Doubt) -> LintRow:
    return LintRow(
        rule=doubt.rule, kind=doubt.kind, place=doubt.key, message=doubt.what.text()
    )
