"""Whether the incident log is whole, for every command that reads it."""

from os import scandir
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Final

import click

from cockpit import paths
from cockpit.cli.failures import Exit, Failure
from cockpit.text.i18n import _
from cockpit.text.notes import note
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit.incidents.journal import Difference, Verification
    from cockpit.logbooks import Log

PAUSES: Final = (0.1, 0.3)
"""Seconds to wait before a difference between the copies is believed."""


def checked(log: "Log", folder: Path) -> "Verification":
    """Check both copies and the chain; a log that does not exist yet is whole.

    One that did exist and is gone is not.

    Whoever writes just now does it one copy after the other, so a difference counts
    only if it stays.

    Raises:
        Failure: If the files cannot be read (74).
    """
    from cockpit.incidents.journal import Difference, Verification

    if not has_log(folder):
        gone = note("both copies of the log are gone").text()
        missing = (Difference(paths.state_folder(folder).name, 0, gone),)
        return Verification(0, "", missing if _had_log(folder) else ())
    for pause in PAUSES:
        found = _verified(log)
        if found.is_whole:
            return found
        sleep(pause)
    return _verified(log)


def has_log(folder: Path) -> bool:
    """Whether there is anything of a log."""
    return any(path.exists() for path in paths.incident_logs(folder))


def _had_log(folder: Path) -> bool:
    """Whether there was a log: its lock is there, or the cache remembers it.

    The cache remembers a path: files that are all younger are of another workspace.
    """
    if paths.incident_lock(folder).exists():
        return True
    try:
        last = paths.log_memory(folder).stat().st_mtime
    except FileNotFoundError:
        return False
    with scandir(folder) as entries:
        return any(one.stat(follow_symlinks=False).st_ctime <= last for one in entries)


def _verified(log: "Log") -> "Verification":
    from cockpit.incidents.journal import NotSaved

    try:
        return log.journal.verify()
    except NotSaved as failure:
        raise Failure(str(failure), Exit.IO) from failure


def warn_of_damage(log: "Log", folder: Path) -> None:
    """Say on stderr that what is shown was read from a damaged log."""
    found = checked(log, folder)
    if not found.is_whole:
        told = _("the log is damaged, `cockpit incident verify` tells more: {reason}")
        click.echo(safe(told.format(reason=place_of(found.differences[0]))), err=True)


def place_of(difference: "Difference") -> str:
    """Return where both copies differ, and how."""
    return f"{difference.where}:{difference.line}: {difference.what}"
