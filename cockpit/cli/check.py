"""``cockpit check``: judge the rules, answer with an exit code."""

from pathlib import Path
from typing import Final

import click

from cockpit.cli import reading_told
from cockpit.cli.failures import Exit, Failure
from cockpit.cli.group import VERDICT
from cockpit.cli.log import refuse_sample
from cockpit.cli.options import (
    as_of_option,
    chosen_workspace,
    format_option,
    limit_option,
    loaded_workspace,
    workspace_options,
)
from cockpit.cli.output import limited, write
from cockpit.snapshot.alarms import AlarmRow, AlarmsSnapshot
from cockpit.snapshot.sources import SourcesSnapshot, with_troubles
from cockpit.text.i18n import _

GREEN: Final = 0
ATTENTION: Final = 1
RED: Final = 2
UNKNOWN: Final = 3


@click.command()
@workspace_options
@as_of_option
@click.option(
    "--journal",
    "writes",
    is_flag=True,
    help="Write what changed into the incident log and open incidents.",
)
@limit_option
@format_option
def check(  # noqa: PLR0913, PLR0917 - one argument an option
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
    as_of: str | None,
    writes: bool,  # noqa: FBT001
    limit: int | None,
    form: str,
) -> None:
    """Judge the rules: exit 0 green, 1 watch or yellow, 2 red, 3 unknown or broken."""
    if writes and as_of:
        raise click.UsageError(_("--journal writes the present, not an earlier day"))
    folder = chosen_workspace(workspace, sample=sample)
    if writes:
        refuse_sample(folder)
    loaded_workspace(folder)
    snapshot, files, is_judging = _judged(folder, as_of or "", writes=writes)
    code = verdict(snapshot, files)
    if is_judging and not snapshot.rows:
        code = UNKNOWN  # a table is there for the rules, and nothing in it
    told = with_troubles(snapshot, files)
    click.get_current_context().meta[VERDICT] = code
    write(limited(told, limit), form, total=len(snapshot.rows))
    click.get_current_context().exit(code)


def _judged(
    folder: Path, as_of: str, *, writes: bool
) -> tuple[AlarmsSnapshot, SourcesSnapshot, bool]:
    """Return the alarms, the files, and whether any rule has a table to judge."""
    from cockpit.watched import WatchedSession

    session = WatchedSession(folder, writes=writes)
    try:
        if session.undecided:
            raise Failure(session.undecided, Exit.DATA)
        reading_told.read(session)
        session.watch()
        if writes and session.keeper.trouble:
            raise Failure(session.keeper.trouble, Exit.IO)
        is_judging = any(session.keeper.judged.feeds.values())
        return session.alarms(as_of=as_of), session.sources(as_of=as_of), is_judging
    finally:
        session.close()


def verdict(snapshot: AlarmsSnapshot, files: SourcesSnapshot) -> int:
    """Return the exit code: red beats unknown, unknown beats watch and yellow."""
    codes = {code_of(row) for row in snapshot.rows}
    if snapshot.problem or any(row.state == "error" for row in files.rows):
        codes.add(UNKNOWN)
    return next((code for code in (RED, UNKNOWN, ATTENTION) if code in codes), GREEN)


def code_of(row: AlarmRow) -> int:
    """Return what one instance contributes.

    What is not applicable (nothing to divide by) does not count. An unproven breach
    asks for attention; a firing alarm that went blind keeps its colour.
    """
    if row.state in {"firing", "recovering"}:
        return RED if row.severity == "red" else ATTENTION
    if "hollow" in row.overlays or "watch" in row.overlays or row.state == "pending":
        return ATTENTION
    if row.cause == "base<=0":
        return GREEN
    if row.state == "unknown" or "blind" in row.overlays or "error" in row.overlays:
        return UNKNOWN
    return GREEN
