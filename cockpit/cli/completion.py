"""``cockpit completion``: what a shell needs to complete our words."""

import click
from click.shell_completion import get_completion_class

from cockpit.cli.failures import Exit, Failure
from cockpit.text.i18n import _

VARIABLE = "_COCKPIT_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    bash: cockpit completion bash > ~/.local/share/bash-completion/completions/cockpit
    zsh:  cockpit completion zsh > "${fpath[1]}/_cockpit"
    fish: cockpit completion fish > ~/.config/fish/completions/cockpit.fish
    """  # noqa: D301 - click reads the \b
    root = ctx.find_root()
    kind = get_completion_class(shell)
    if kind is None:
        raise Failure(_("no completion for {shell}").format(shell=shell), Exit.INTERNAL)
    script = kind(root.command, {}, "cockpit", VARIABLE)
    click.echo(script.source())
