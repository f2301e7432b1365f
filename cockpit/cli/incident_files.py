"""The files of the incident log: both copies checked, and one of them chosen."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.log import log_options, opened_log, refuse_sample
from cockpit.cli.log_health import checked, has_log, place_of
from cockpit.cli.options import chosen_workspace, loaded_workspace, workspace_options
from cockpit.text.i18n import _
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit.incidents.journal import Choice


@click.command()
@log_options
def verify(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    form: str,
) -> None:
    """Check both copies of the log and the chain of hashes; exit 65 if they differ."""
    import msgspec

    with opened_log(workspace, sample=sample, warns=False) as (log, _config, folder):
        found = checked(log, folder)
    if form == "json":
        told = {"ok": found.is_whole, **msgspec.to_builtins(found)}
        click.echo(msgspec.json.format(msgspec.json.encode(told), indent=2))
    else:
        template = _("{events} events, {count} differences")
        if found.is_whole:
            whole = _("{events} events, both copies and the chain agree")
            nothing = _("there is no log: nothing was ever written here")
            template = whole if has_log(folder) else nothing
        count = len(found.differences)
        click.echo(template.format(events=f"{found.events:,}", count=count))
        for difference in found.differences:
            click.echo(safe(place_of(difference)), err=True)
    if not found.is_whole:
        click.get_current_context().exit(Exit.DATA)


@click.command()
@workspace_options
@click.option(
    "--keep",
    "choice",
    type=click.Choice(["database", "copy"]),
    required=True,
    help="Which of both is right; the other one is set aside, never deleted.",
)
def repair(
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    choice: "Choice",
) -> None:
    """Say which copy of the log is right, where they tell different stories."""
    from cockpit.incidents.journal import RolledBack
    from cockpit.logbooks import open_log

    folder = chosen_workspace(workspace, sample=sample)
    refuse_sample(folder)
    config = loaded_workspace(folder).config
    try:
        log = open_log(folder, role="cli", config=config, choice=choice)
    except RolledBack as error:
        raise Failure(str(error), Exit.DATA) from error
    try:
        log.logbook.catch_up()
        if log.journal.trouble:
            raise Failure(log.journal.trouble, Exit.IO)
        found = checked(log, folder)
    finally:
        log.close()
    if not found.is_whole:
        raise Failure(place_of(found.differences[0]), Exit.DATA)
    whole = _("{events} events, both copies and the chain agree")
    click.echo(whole.format(events=f"{found.events:,}"))


COMMANDS: Final = (verify, repair)
