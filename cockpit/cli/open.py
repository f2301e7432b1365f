"""``cockpit open`` and ``cockpit demo``: the way into the terminal cockpit."""

from pathlib import Path

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import as_of_option, has_terminal, refusal, speak_of
from cockpit.settings.load import Loaded, load
from cockpit.text.i18n import _
from cockpit.text.safe import safe

ascii_option = click.option(
    "--ascii",
    "is_ascii",
    is_flag=True,
    help="Draw with ASCII only, for terminals with wide ambiguous characters.",
)
theme_option = click.option(
    "--theme",
    type=click.Choice(["dark", "light", "high-contrast", "colour-blind"]),
    help="Colours; otherwise as last time.",
)


@click.command("open")
@click.argument(
    "workspace",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    default=".",
)
@as_of_option
@ascii_option
@theme_option
@click.pass_context
def open_command(
    ctx: click.Context,
    workspace: Path,
    as_of: str | None,
    is_ascii: bool,  # noqa: FBT001 - click passes by name
    theme: str | None,
) -> None:
    """Open the cockpit on the cockpit.toml of WORKSPACE (the current folder)."""
    if not workspace.is_dir():
        message = _("{folder} is not a folder").format(folder=workspace)
        raise Failure(message, Exit.IO)
    loaded = load(workspace)
    speak_of(loaded)
    if any(problem.code == "missing_file" for problem in loaded.problems):
        _offer(ctx, workspace, loaded)
        loaded = load(workspace)
        if not loaded.usable:
            return
    if not loaded.usable and not has_terminal():  # the screen would show the problem
        raise refusal(loaded)
    from cockpit.opening import open_cockpit

    language = ctx.find_root().params.get("language")
    code = open_cockpit(
        workspace, as_of=as_of, is_ascii=is_ascii, theme=theme, language=language
    )
    ctx.exit(code)


@click.command()
@click.option(
    "--live", "is_live", is_flag=True, help="Let the sample's day run on, file by file."
)
@as_of_option
@ascii_option
@theme_option
@click.pass_context
def demo(
    ctx: click.Context,
    is_live: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    is_ascii: bool,  # noqa: FBT001
    theme: str | None,
) -> None:
    """Open a private copy of the sample workspace."""
    from cockpit.opening import open_demo

    language = ctx.find_root().params.get("language")
    code = open_demo(
        is_live=is_live, as_of=as_of, is_ascii=is_ascii, theme=theme, language=language
    )
    ctx.exit(code)


def _offer(ctx: click.Context, workspace: Path, loaded: Loaded) -> None:
    """Never show sample numbers unasked: ask, or say how to go on.

    Raises:
        Failure: If the answers are no, or nobody can be asked (65).
    """
    for problem in loaded.problems:
        click.echo(safe(problem.text()), err=True)
    if has_terminal():
        question = _("Recognise the files here and write a cockpit.toml?")
        if click.confirm(question, default=True, err=True):
            _set_up(ctx, workspace)
            return
        question = _("Open the sample workspace instead?")
        if click.confirm(question, default=False, err=True):
            ctx.invoke(demo)
            return
    raise Failure(_("no workspace here"), Exit.DATA)


def _set_up(ctx: click.Context, workspace: Path) -> None:
    from cockpit.cli.init_guided import can_be_drawn, guide

    if not can_be_drawn():
        from cockpit.cli.init import init

        ctx.invoke(init, folder=workspace)
        return
    outcome = guide(workspace, {})
    if outcome.code or not outcome.is_ready:
        ctx.exit(outcome.code)
