"""What the command line answers when it cannot do what it was asked."""

import os
import re
import shutil
import sys
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Final

import click

from cockpit import paths
from cockpit.text.i18n import _
from cockpit.text.masking import trace_of, without_cells
from cockpit.text.safe import safe

DEBUG: Final = "COCKPIT_DEBUG"


class Exit(IntEnum):
    """Exit codes, as sysexits.h has them."""

    OK = 0
    USAGE = 64
    DATA = 65
    """Bad data or configuration."""
    INTERNAL = 70
    IO = 74


class Failure(click.ClickException):
    """An end with a sentence and an exit code."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__("\n".join(map(safe, message.splitlines())))
        self.exit_code = code  # type: ignore[misc] # click reads it so


def sentence_of(error: OSError) -> str:
    """Say what the system refused, and where; of many files the first is named."""
    if isinstance(error, shutil.Error) and error.args and error.args[0]:
        _source, place, reason = error.args[0][0]
        told = re.sub(r"^\[Errno \d+\] |: '.*", "", str(reason))
        return f"{told}: {place}"
    where = f": {error.filename}" if error.filename else ""
    return f"{error.strerror or error}{where}"


def report_internal(error: BaseException) -> None:
    """Say in one line that the program is at fault, and where the trace is.

    With ``COCKPIT_DEBUG`` set the trace is shown as well.
    """
    trace = trace_of(error)
    if os.environ.get(DEBUG):
        click.echo(trace, err=True, nl=False)
    said = without_cells(str(error))
    reason = safe(f"{type(error).__name__}: {said}".splitlines()[0])
    place = _keep(trace)
    if place is None:
        click.echo(_("internal error: {reason}").format(reason=reason), err=True)
        return
    message = _("internal error: {reason} (details in {path})")
    click.echo(message.format(reason=reason, path=safe(str(place))), err=True)


def _keep(trace: str) -> Path | None:
    """Append a trace to the log; None where there is no place to write."""
    log = paths.cache_base() / "errors.log"
    stamp = datetime.now(UTC).isoformat(timespec="seconds")
    command = " ".join(sys.argv[1:2])
    try:
        paths.make_private(log.parent)
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(descriptor, "a", encoding="utf-8", errors="replace") as file:
            file.write(f"{stamp} {command}\n{trace}\n")
    except OSError:
        return None
    return log
