"""The doubts about the rules of a workspace, and what its past says of them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import click

from cockpit import paths
from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import chosen_workspace
from cockpit.cli.rule_sources import usable, workspace_rules
from cockpit.engine.alarms.facts import metric_facts
from cockpit.engine.alarms.observation import moment_of
from cockpit.engine.alarms.rules import RuleBook
from cockpit.engine.alarms.trials.backtest import Feeds, Past, backtest
from cockpit.engine.alarms.trials.lint import Doubt, lint, lint_past
from cockpit.engine.views.envelope import outer
from cockpit.engine.views.scene import Scene
from cockpit.rulebook import default_rules
from cockpit.session import Session
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
from cockpit.watch.observing import feeds


class Reread(NamedTuple):
    """The past of a workspace, judged by some rules."""

    scene: Scene
    feeds: Feeds
    past: Past


def backtest_rules(
    workspace: Path | None, ids: Sequence[str], *, is_sample: bool, days: int
) -> RuleBacktestSnapshot:
    """Judge the loaded history.

    Raises:
        Failure: If the configuration or a rule file cannot be used.
        click.BadParameter: If there is no such rule.
    """
    folder = chosen_workspace(workspace, sample=is_sample)
    book = usable(workspace_rules(folder))
    known = [rule.id for rule in book.rules]
    for name in ids:
        if name not in known:
            message = _("no such rule: {name}").format(name=name)
            if closest := nearest(name, known):
                message += "; " + _("did you mean {name}?").format(name=closest)
            raise click.BadParameter(message, param_hint="--rule")
    # Rules that are not asked for may inhibit one that is: all of them are judged.
    found = _reread(folder, book, days)
    return RuleBacktestSnapshot(
        **outer(found.scene),
        rows=tuple(a for a in found.past.alarms if not ids or a.rule in ids),
        past=tuple(row for row in found.past.rows if not ids or row.rule in ids),
    )


def lint_rules(
    workspace: Path | None, *, is_sample: bool, days: int
) -> RuleLintSnapshot:
    """Collect all doubts; without a workspace those about the rules that ship.

    Raises:
        Failure: If the configuration cannot be used, or a rule file is no TOML.
    """
    if workspace is None and not is_sample and not paths.config_file(Path()).exists():
        book = default_rules()
        rows = tuple(_row(doubt) for doubt in lint(book, metric_facts(), None))
        told = _("no cockpit.toml here: the rules that ship, without a past")
        return RuleLintSnapshot(rows=rows, is_passed=not rows, warnings=(told,))
    folder = chosen_workspace(workspace, sample=is_sample)
    rules = workspace_rules(folder)
    if rules.broken:
        raise Failure(
            "\n".join(problem.text() for problem in rules.problems), Exit.DATA
        )
    sops = load_sops(folder)
    found = _reread(folder, rules.book, days)
    doubts = [
        *lint(rules.book, metric_facts(), tuple(sops.sops)),
        *lint_past(rules.book, found.feeds, found.past),
    ]
    rows = (*map(_mistake, rules.problems), *map(_row, doubts))
    busy = {doubt.rule for doubt in doubts if doubt.kind == "too_many_incidents"}
    return RuleLintSnapshot(
        **outer(found.scene),
        rows=rows,
        past=found.past.rows,
        alarms=tuple(alarm for alarm in found.past.alarms if alarm.rule in busy),
        is_passed=not rows,
    )


def _reread(folder: Path, book: RuleBook, days: int) -> Reread:
    session = Session(folder)
    session.read()
    scene = session.scene()
    observed = feeds(scene, book.rules, history_days=days)
    return Reread(scene, observed, backtest(book, observed, clock=_clock(scene)))


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
