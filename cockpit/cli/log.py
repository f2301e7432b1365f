"""The incident log on the command line: opened, acted on, told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import chosen_workspace, loaded_workspace, workspace_options
from cockpit.text.i18n import _
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit.logbooks import Log
    from cockpit.settings.model import Config
    from cockpit.snapshot.acts import Command

F = TypeVar("F", bound=Callable[..., Any])
FORMATS: Final = ("table", "json")


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
    workspace: Path | None, *, sample: bool, writes: bool = False
) -> Iterator[tuple["Log", "Config", Path]]:
    """Open the log of the workspace that the options name, and read it.

    Raises:
        Failure: If a person has to say which copy is right (65), or it cannot be
            written although it should (74).
    """
    from cockpit.incidents.journal import RolledBack
    from cockpit.logbooks import open_log

    folder = chosen_workspace(workspace, sample=sample)
    config = loaded_workspace(folder).config
    try:
        log = open_log(
            folder, role="cli", config=config, choice="" if writes else "watch"
        )
    except RolledBack as error:
        raise Failure(str(error), Exit.DATA) from error
    try:
        log.logbook.catch_up()
        yield log, config, folder
    finally:
        log.close()


def perform(
    act: "Command",
    *,
    workspace: Path | None,
    sample: bool,
    form: str,
    actor: str,
) -> str:
    """Do one act and tell what became of it; returns the incident.

    Raises:
        Failure: If it is refused (65) or cannot be saved (74).
    """
    from cockpit.logbooks import actor_of

    with opened_log(workspace, sample=sample, writes=True) as (log, config, _folder):
        incident = done(log, act, actor=actor_of(config, actor))
        version = 0
        if incident in log.logbook.state.incidents:
            version = log.logbook.state.incidents[incident].version
    tell(incident, version, form)
    return incident


def done(log: "Log", act: "Command", *, actor: str) -> str:
    """Do an act; returns the incident that it is about, empty if none.

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
        message = _("NOT SAVED: {reason}").format(reason=failure)
        raise Failure(message, Exit.IO) from failure
    named = getattr(act, "incident", "")
    return named or next((e.incident for e in events if e.incident), "")


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
