"""``cockpit rules``: test the alarm rules, doubt them, and look at their past."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from click.shell_completion import CompletionItem

from cockpit.cli.options import workspace_options
from cockpit.text.safe import safe

if TYPE_CHECKING:  # the engine takes a third of a second to import
    from cockpit.snapshot.envelope import Envelope

FAILED: Final = 1
"""Exit code: a test failed, or lint found something."""

form_option = click.option(
    "--format",
    "form",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="How to print it.",
)
days_option = click.option(
    "--days",
    type=click.IntRange(min=1, max=3_660),
    default=None,
    show_default="all there are",
    help="How far back the data are judged.",
)


class RuleId(click.ParamType):  # type: ignore[type-arg]
    """The id of a rule; completion offers those that ship."""

    name = "rule"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the ids of the rules that ship."""
        del ctx, param
        from cockpit.rulebook import default_rules

        ids = [rule.id for rule in default_rules().rules]
        return [CompletionItem(name) for name in ids if name.startswith(incomplete)]


@click.group()
def rules() -> None:
    """Alarm rules: test them, look for doubts, judge the past."""


@rules.command()
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--coverage", is_flag=True, help="Tell which kinds of cases have no test."
)
@click.option(
    "--mutate",
    is_flag=True,
    help="Shift every rule by one notch at a time; a test must notice.",
)
@workspace_options
@form_option
@click.pass_context
def test(  # noqa: PLR0913, PLR0917 - one argument an option
    ctx: click.Context,
    files: tuple[Path, ...],
    coverage: bool,  # noqa: FBT001 - click passes by name
    mutate: bool,  # noqa: FBT001
    workspace: Path | None,
    sample: bool,  # noqa: FBT001
    form: str,
) -> None:
    """Run rule tests; without a FILE those of the rules that ship.

    A file without "rules" tests the rules of the workspace, if there is one, else those
    that ship. Exit 1 if a path differs, a case is missing or a mutant survives.
    """
    from cockpit.cli.rule_sources import TestRun
    from cockpit.cli.rule_tables import tests_as_text

    run = TestRun(workspace, is_sample=sample)
    snapshot = run.answer(files, with_coverage=coverage, with_mutants=mutate)
    _print(snapshot, form, lambda: tests_as_text(snapshot))
    ctx.exit(0 if snapshot.is_passed else FAILED)


@rules.command()
@workspace_options
@days_option
@form_option
@click.pass_context
def lint(
    ctx: click.Context,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    days: int | None,
    form: str,
) -> None:
    """Look for doubts about the rules of a workspace.

    Doubted are names, units and thresholds that contradict each other. Rules that
    never fire on the loaded history, or would have opened more than one incident a
    week, are doubted too. Exit 1 if there is any doubt.
    """
    from cockpit.cli.rule_past import lint_rules
    from cockpit.cli.rule_tables import alarms_as_text, lint_as_text, past_as_text

    snapshot = lint_rules(workspace, is_sample=sample, days=days)

    def text() -> str:
        blocks = [lint_as_text(snapshot.rows)] if snapshot.rows else []
        blocks += [alarms_as_text(snapshot.alarms)] if snapshot.alarms else []
        blocks += [past_as_text(snapshot.past)] if snapshot.past else []
        return "\n".join(blocks)

    _print(snapshot, form, text)
    ctx.exit(0 if snapshot.is_passed else FAILED)


@rules.command()
@workspace_options
@click.option(
    "--rule",
    "ids",
    type=RuleId(),
    multiple=True,
    help="Only this rule; may be repeated.",
)
@days_option
@form_option
def backtest(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    ids: tuple[str, ...],
    days: int | None,
    form: str,
) -> None:
    """Judge the loaded history and count the incidents.

    Prints every alarm with its dates and values, then a line a rule. An incident
    counts as closed when its last alarm clears.
    """
    from cockpit.cli.rule_past import backtest_rules
    from cockpit.cli.rule_tables import alarms_as_text, past_as_text

    snapshot = backtest_rules(workspace, ids, is_sample=sample, days=days)

    def text() -> str:
        alarms = [alarms_as_text(snapshot.rows)] if snapshot.rows else []
        return "\n".join([*alarms, past_as_text(snapshot.past)])

    _print(snapshot, form, text)


def _print(snapshot: "Envelope", form: str, text: Callable[[], str]) -> None:
    from cockpit.snapshot.contract import as_json

    if form == "json":
        click.echo(as_json(snapshot))
        return
    click.echo(text(), nl=False)
    for sentence in snapshot.warnings:
        click.echo(safe(sentence), err=True)
