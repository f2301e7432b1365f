"""``cockpit init`` on a terminal: the guided screen, then the cockpit."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.text.i18n import _
from cockpit.text.safe import safe

if TYPE_CHECKING:
    from cockpit.guided import Outcome


def can_be_drawn() -> bool:
    """Return whether the terminal can show a screen; else questions are printed."""
    return os.environ.get("TERM") not in (None, "", "dumb")


def guide(folder: Path, answers: Mapping[str, str]) -> "Outcome":
    """Show the guided screen, and say what was written.

    Raises:
        Failure: If there is a cockpit.toml that cannot be read (65): nothing is added
            to it.
    """
    from cockpit.guided import guide as shown
    from cockpit.settings.load import load

    loaded = load(folder)
    is_there = all(problem.code != "missing_file" for problem in loaded.problems)
    if is_there and not loaded.usable:
        told = "\n".join(problem.text() for problem in loaded.problems)
        raise Failure(told, Exit.DATA)
    language = click.get_current_context().find_root().params.get("language")
    outcome = shown(folder, answers, language)
    if outcome.written:
        _say(_("written: {path}").format(path=outcome.written))
    if outcome.backup:
        _say(_("as it was before: {path}").format(path=outcome.backup))
    if not outcome.is_ready and not outcome.code:
        _say(_("nothing was written"))
    return outcome


def guide_and_open(folder: Path, answers: Mapping[str, str]) -> int:
    """Show the guided screen, then open the cockpit; return the exit code."""
    outcome = guide(folder, answers)
    if not outcome.is_ready:
        return outcome.code
    from cockpit.opening import open_cockpit

    language = click.get_current_context().find_root().params.get("language")
    return open_cockpit(folder, language=language)


def _say(text: str) -> None:
    click.echo(safe(text), err=True)
