"""Answers that are looked at and not frozen, on the command line."""

from pathlib import Path
from typing import Final

import click
import msgspec

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.log import log_options
from cockpit.cli.options import chosen_workspace, loaded_workspace
from cockpit.text.i18n import _
from cockpit.text.safe import safe

ATTRIBUTION: Final = "emergency_attribution"


@click.command()
@click.argument("incident_id", metavar="[ID]", default="")
@log_options
def attribution(
    incident_id: str,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    form: str,
) -> None:
    """Credit orders provisionally: last touch and time decay on the data at hand."""
    from cockpit.cli.incident_text import evidence_lines
    from cockpit.watched import WatchedSession

    folder = chosen_workspace(workspace, sample=sample)
    loaded_workspace(folder)
    session = WatchedSession(folder)
    try:
        session.read()
        session.watch()
        if incident_id and incident_id not in session.keeper.state.incidents:
            message = _("no such incident: {value}").format(value=incident_id)
            raise Failure(message, Exit.USAGE)
        found = session.evidence(ATTRIBUTION, incident_id)
    finally:
        session.close()
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
    else:
        click.echo("\n".join(safe(line) for line in evidence_lines(found)))
        click.echo(safe(found.method), err=True)


COMMANDS: Final = (attribution,)
