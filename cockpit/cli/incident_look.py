"""Answers to an incident that are looked at or taken along, on the command line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.log import (
    NO_INCIDENT,
    NO_STEP,
    incident_id,
    known,
    log_options,
    refuse_sample,
)
from cockpit.cli.options import chosen_workspace, loaded_workspace
from cockpit.text.i18n import _
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit.watched import WatchedSession

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

    with _watched(chosen_workspace(workspace, sample=sample)) as session:
        if incident_id:
            known(incident_id, session.keeper.state.incidents, NO_INCIDENT)
        found = session.evidence(ATTRIBUTION, incident_id)
    if form == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2))
    else:
        click.echo("\n".join(safe(line) for line in evidence_lines(found)))
        click.echo(safe(found.method), err=True)


@click.command()
@incident_id
@click.argument("step_id", metavar="STEP")
@click.argument("keys", nargs=-1)
@log_options
def export(  # noqa: PLR0913, PLR0917 - one argument an option
    incident_id: str,
    step_id: str,
    keys: tuple[str, ...],
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    form: str,
) -> None:
    """Write the evidence of STEP into .cockpit/exports: all of it, or the rows KEYS.

    The pause list is in the platforms' own columns, a backup channel an [[experiment]]
    to paste, everything else a table.
    """
    folder = chosen_workspace(workspace, sample=sample)
    refuse_sample(folder)
    with _watched(folder) as session:
        incidents = session.keeper.state.incidents
        known(incident_id, incidents, NO_INCIDENT)
        found = incidents[incident_id]
        known(step_id, (one.id for one in found.sop.step), NO_STEP)
        step = found.sop.find(step_id)
        if step is None or step.auto not in found.frozen:
            raise Failure(_("nothing has been computed for this step"), Exit.DATA)
        try:
            files = session.write_out(incident_id, step_id, keys)
        except OSError as error:
            raise Failure(str(error), Exit.IO) from error
    if form == "json":
        told = {"incident": incident_id, "files": [str(path) for path in files]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for path in files:
        click.echo(safe(_("written to {file}").format(file=path)))


@contextmanager
def _watched(folder: Path) -> "Iterator[WatchedSession]":
    """Open a session whose numbers are judged; the log is read."""
    from cockpit.watched import WatchedSession

    loaded_workspace(folder)
    session = WatchedSession(folder)
    try:
        session.read()
        session.watch()
        yield session
    finally:
        session.close()


COMMANDS: Final = (attribution, export)
