"""``cockpit incident``: the incident log without the screen."""

import json
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from cockpit.cli import incident_acts, incident_files, incident_look, incident_steps
from cockpit.cli.log import (
    NO_INCIDENT,
    NO_PROCEDURE,
    Pairs,
    act_options,
    done,
    incident_id,
    known,
    log_options,
    opened_log,
    tell,
    unsaved,
)
from cockpit.cli.options import chosen_workspace
from cockpit.settings.load import load
from cockpit.text.i18n import _
from cockpit.text.safe import safe


@click.group()
def incident() -> None:
    """Incidents: list them, open one, step its procedure, write the report."""


@incident.command("list")
@click.option("--all", "with_closed", is_flag=True, help="Those that are over, too.")
@log_options
def list_incidents(
    with_closed: bool,  # noqa: FBT001 - click passes by name
    workspace: Path | None,
    sample: bool,  # noqa: FBT001
    form: str,
) -> None:
    """List the open incidents, the most urgent first."""
    from cockpit.cli.output import write_rows
    from cockpit.snapshot.contract import as_json

    with opened_log(workspace, sample=sample) as (log, _config, folder):
        shown = 10_000 if with_closed else 0
        snapshot = log.logbook.snapshot(show_closed=shown)
    if form == "json":
        from cockpit.feeding import framed

        click.echo(as_json(framed(folder, snapshot)))
        return
    fields = (
        "incident", "state", "severity", "sop", "title", "opened", "commander",
        "next_step", "overdue",
    )  # fmt: skip
    write_rows(snapshot, fields)


def _procedures(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the procedures of the workspace."""
    from cockpit.sopbook import load_sops

    del param
    folder = chosen_workspace(
        ctx.params.get("workspace"), sample=bool(ctx.params.get("sample"))
    )
    sops = load_sops(folder, load(folder).config.sops).sops
    return [CompletionItem(one) for one in sops if one.startswith(incomplete)]


@incident.command("open")
@click.argument("sop", shell_complete=_procedures)
@click.option("--rule", default="", help="Rule of the alarm that led to it.")
@click.option(
    "--label",
    "labels",
    type=Pairs(),
    multiple=True,
    help="What is affected: channel=douyin; may be repeated.",
)
@click.option("--reason", default="", help="Why.")
@act_options
def open_incident(  # noqa: PLR0913, PLR0917 - one argument an option
    sop: str,
    rule: str,
    labels: tuple[tuple[str, str], ...],
    reason: str,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    form: str,
    actor: str,
) -> None:
    """Open an incident by hand, with the procedure SOP."""
    from cockpit.feeding import feed
    from cockpit.logbooks import actor_of
    from cockpit.snapshot.acts import OpenIncident

    act = OpenIncident(sop=sop, rule=rule, labels=labels, reason=reason)
    with opened_log(workspace, sample=sample, writes=True, needs_days=True) as found:
        log, config, folder = found
        known(sop, log.sops.sops, NO_PROCEDURE)
        opened = done(log, act, actor=actor_of(config, actor))
        if config.source:
            feed(folder, log)
        version = log.logbook.state.incidents[opened].version
    if form == "json":
        click.echo(json.dumps({"incident": opened}))
    else:
        tell(opened, version, form)


@incident.command("show")
@incident_id
@log_options
def show_incident(
    incident_id: str,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    form: str,
) -> None:
    """Print one incident whole: steps, evidence, guards, timeline."""
    from cockpit.cli.incident_text import as_document, as_text

    with opened_log(workspace, sample=sample) as (log, _config, _folder):
        known(incident_id, log.logbook.state.incidents, NO_INCIDENT)
        snapshot = log.logbook.snapshot(show_closed=10_000)
        view = next(v for v in snapshot.incidents if v.incident == incident_id)
        events = log.logbook.events_of(incident_id)
    if form == "json":
        click.echo(as_document(view, events))
    else:
        click.echo(as_text(view), nl=False)


@incident.command()
@incident_id
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the report; .cockpit/exports if left out.",
)
@act_options
def report(  # noqa: PLR0913, PLR0917 - one argument an option
    incident_id: str,
    out: Path | None,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    form: str,
    actor: str,
) -> None:
    """Write the post-mortem as Markdown and JSON, print it, list what is missing."""
    from cockpit.feeding import figures_of
    from cockpit.incidents.journal import NotSaved
    from cockpit.logbooks import actor_of
    from cockpit.postmortem import write_report

    with opened_log(workspace, sample=sample, writes=True) as (log, config, folder):
        known(incident_id, log.logbook.state.incidents, NO_INCIDENT)
        who = actor_of(config, actor)
        figures = figures_of(folder, log, incident_id) if config.source else None
        try:
            written = write_report(
                log, incident_id, folder, actor=who, out=out, figures=figures
            )
        except NotSaved as failure:
            raise unsaved(failure) from failure
    click.echo(written.json_text if form == "json" else written.markdown, nl=False)
    for path in (written.markdown_path, written.json_path):
        click.echo(safe(_("written to {file}").format(file=path)), err=True)
    if written.blanks:
        blank = _("still blank: {blanks}")
        click.echo(safe(blank.format(blanks=", ".join(written.blanks))), err=True)


for command in (
    *incident_acts.COMMANDS, *incident_steps.COMMANDS, *incident_files.COMMANDS,
    *incident_look.COMMANDS,
):  # fmt: skip
    incident.add_command(command)
