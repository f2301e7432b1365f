"""The incident log on the command line: opened, acted on, told."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem

from cockpit import paths
from cockpit.cli.failures import Exit, Failure
from cockpit.cli.log_health import warn_of_damage
from cockpit.cli.options import chosen_workspace, loaded_workspace, workspace_options
from cockpit.text.i18n import _
from cockpit.text.notes import Note, note
from cockpit.text.safe import safe
from cockpit.text.spelling import nearest

if TYPE_CHECKING:
    from cockpit.incidents.journal import (
        Choice,
        NotSaved,
        RolledBack,
    )
    from cockpit.logbooks import Around, Log
    from cockpit.settings.model import Config
    from cockpit.snapshot.acts import Command

F = TypeVar("F", bound=Callable[..., Any])
After = Callable[["Log", "Config", str, str], None]
"""Gets the log, what is configured, the incident and who acts."""
FORMATS: Final = ("table", "json")


NO_INCIDENT: Final = note("no such incident: {value}")
NO_PROCEDURE: Final = note("no such procedure: {value}")
NO_STEP: Final = note("no such step: {value}")


def known(wanted: str, names: Iterable[str], refusal: Note) -> None:
    """Refuse what is not there.

    Raises:
        Failure: 64, with the nearest one.
    """
    there = list(names)
    if wanted in there:
        return
    message = _(refusal.template).format(value=wanted)
    if closest := nearest(wanted, there):
        message += "; " + _("did you mean {name}?").format(name=closest)
    raise Failure(message, Exit.USAGE)


def log_options(command: F) -> F:
    """Add ``-w``, ``--sample`` and ``--format`` of ``table`` or ``json``."""
    command = click.option(
        "--format",
        "form",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to print it.",
    )(command)
    return workspace_options(command)


def act_options(command: F) -> F:
    """Add what every act takes: the workspace, the form, who acts."""
    command = click.option(
        "--actor",
        default="",
        help="Who acts; else the only [[person]], else the login name.",
    )(command)
    return log_options(command)


def seen_option(command: F) -> F:
    """Add ``--at-version``: what the operator looked at before deciding."""
    return click.option(
        "--at-version",
        type=click.IntRange(min=0),
        help="Refuse if the incident has changed since that version.",
    )(command)


def _incidents(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the incidents of the workspace, the newest first."""
    del param
    with opened_log(
        ctx.params.get("workspace"), sample=bool(ctx.params.get("sample")), warns=False
    ) as (log, _config, _folder):
        found = log.logbook.state.incidents
    return [
        CompletionItem(one.id, help=f"{one.sop.id}, {one.state}")
        for one in reversed(found.values())
        if one.id.startswith(incomplete)
    ]


incident_id = click.argument("incident_id", metavar="ID", shell_complete=_incidents)


class Pairs(click.ParamType):  # type: ignore[type-arg]
    """``channel=douyin`` as a pair of texts."""

    name = "key=value"

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Split at the first ``=``."""
        if isinstance(value, tuple):
            return value
        key, equals, rest = value.partition("=")
        if not (key and equals and rest):
            message = _("{value} is not of the form key=value")
            self.fail(message.format(value=repr(value)), param, ctx)
        return key, rest


@contextmanager
def opened_log(
    workspace: Path | None,
    *,
    sample: bool,
    writes: bool = False,
    warns: bool = True,
    needs_days: bool = False,
) -> Iterator[tuple["Log", "Config", Path]]:
    """Open the log of the workspace that the options name, and read it.

    Args:
        workspace: As given; None is the current folder.
        sample: Instead of it.
        writes: Whether an act is to follow.
        warns: Whether to say that the log is damaged.
        needs_days: Whether the act sets deadlines or groups: then the calendar table
            and the rules are read.

    Raises:
        Failure: If a person has to say which copy is right (65), it cannot be written
            although it should (74), or the workspace is one to look at only (64).
    """
    from cockpit.incidents.journal import RolledBack
    from cockpit.logbooks import open_log

    folder = chosen_workspace(workspace, sample=sample)
    if writes:
        refuse_sample(folder)
    config = loaded_workspace(folder).config
    around = _around(folder) if needs_days else None
    choice: Choice = "" if writes else "watch"
    try:
        log = open_log(folder, role="cli", config=config, around=around, choice=choice)
    except RolledBack as error:
        raise undecided(error) from error
    try:
        log.logbook.catch_up()
        if warns and not writes:
            warn_of_damage(log, folder)
        yield log, config, folder
    finally:
        log.close()


def _around(folder: Path) -> "Callable[[], Around]":
    from cockpit.feeding import around_of

    found = around_of(folder)
    return lambda: found


def undecided(error: "RolledBack") -> Failure:
    """Return what to raise where a person has to say which copy is right."""
    choice = _("`cockpit incident repair --keep database|copy` decides")
    return Failure(f"{error}\n{choice}", Exit.DATA)


def refuse_sample(folder: Path) -> None:
    """Refuse to write into the sample that comes with the program.

    Raises:
        Failure: 64.
    """
    if folder.resolve() == paths.sample_folder().resolve():
        message = _("the sample is never written to; `cockpit sample DIR` copies it")
        raise Failure(message, Exit.USAGE)


def perform(  # noqa: PLR0913 - the options of every act, by name
    act: "Command",
    *,
    workspace: Path | None,
    sample: bool,
    form: str,
    actor: str,
    at_version: int | None = None,
    after: After | None = None,
) -> str:
    """Do one act and tell what became of it; returns the incident.

    Args:
        act: What to do.
        workspace: As given.
        sample: Instead of it.
        form: How to tell it.
        actor: Who acts, as given.
        at_version: Refuse if the incident has changed since.
        after: What is due once it is saved, while the log is open.

    Raises:
        Failure: If it is refused (65) or cannot be saved (74).
    """
    from msgspec.structs import replace

    from cockpit.logbooks import actor_of
    from cockpit.snapshot.acts import ExtendDeadline, OnIncident, Reopen

    days = isinstance(act, ExtendDeadline | Reopen)
    if at_version is not None and isinstance(act, OnIncident):
        act = replace(act, version=at_version)

    with opened_log(workspace, sample=sample, writes=True, needs_days=days) as opened:
        log, config, _folder = opened
        _refuse_unknown(act, log)
        incident = done(log, act, actor=actor_of(config, actor))
        if after is not None:
            after(log, config, incident, actor_of(config, actor))
        version = 0
        if incident in log.logbook.state.incidents:
            version = log.logbook.state.incidents[incident].version
    tell(incident, version, form)
    return incident


def _refuse_unknown(act: "Command", log: "Log") -> None:
    """Refuse an incident or a step that is not there.

    Raises:
        Failure: 64.
    """
    incidents, named = log.logbook.state.incidents, getattr(act, "incident", "")
    if not named:
        return
    known(named, incidents, NO_INCIDENT)
    if step := getattr(act, "step", ""):
        known(step, (one.id for one in incidents[named].sop.step), NO_STEP)


def done(log: "Log", act: "Command", *, actor: str) -> str:
    """Do an act; returns the incident that it is about, empty if none.

    What had fallen due is committed with it, before it: what the act did comes last.

    Raises:
        Failure: If it is refused (65) or cannot be saved (74).
    """
    from cockpit.incidents.journal import NotSaved
    from cockpit.incidents.refusals import Refused

    try:
        events = log.logbook.do(act, actor=actor)
    except Refused as refused:
        raise Failure(str(refused), Exit.DATA) from refused
    except NotSaved as failure:
        raise unsaved(failure) from failure
    named = getattr(act, "incident", "")
    return named or (events[-1].incident if events else "")


def unsaved(failure: "NotSaved") -> Failure:
    """Return what to raise where nothing could be written."""
    return Failure(_("NOT SAVED: {reason}").format(reason=failure), Exit.IO)


def tell(incident: str, version: int, form: str) -> None:
    """Print what an act changed."""
    if form == "json":
        told = {"incident": incident, "version": version}
        click.echo(json.dumps(told, ensure_ascii=False))
    elif incident:
        saved = _("{incident}: saved, version {version}")
        click.echo(safe(saved.format(incident=incident, version=version)))
    else:
        click.echo(_("saved"))
