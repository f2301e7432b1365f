"""``cockpit doctor``: what this machine and this workspace are like."""

import locale
import os
import platform
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final
from zoneinfo import TZPATH

import click

from cockpit import __version__, paths
from cockpit.cli.doctor_finding import Finding
from cockpit.cli.doctor_privacy import privacy_findings
from cockpit.cli.failures import Exit
from cockpit.cli.options import chosen_workspace, speak_of, workspace_options
from cockpit.settings.load import load
from cockpit.snapshot.sources import SourcesSnapshot
from cockpit.text import cells
from cockpit.text.i18n import _, spoken
from cockpit.text.safe import safe

LIBRARIES: Final = (
    "textual", "plotext", "polars", "narwhals", "numpy", "scipy", "scikit-learn",
    "threadpoolctl", "dataframely", "fastexcel", "msgspec", "click", "tomlkit",
    "watchfiles", "platformdirs", "tzdata",
)  # fmt: skip
_TOPIC_WIDTH: Final = 14
_OTHERS: Final = 0o077


@click.command()
@workspace_options
@click.pass_context
def doctor(
    ctx: click.Context,
    workspace: Path | None,
    sample: bool,  # noqa: FBT001 - click passes by name
) -> None:
    """Look at the machine, the folders, the configuration and the sources.

    Exit 0 if all is well, 65 if something is not. Shows no secrets.
    """
    folder = chosen_workspace(workspace, sample=sample)
    named = sample or workspace is not None
    places = folders(folder)
    findings = [*machine(), *terminal(), *places]
    findings += configuration(folder, must_exist=named)
    findings += privacy_findings(folder)
    if not any(place.is_problem for place in places):
        findings += sources(folder)
    for finding in findings:
        mark = "!" if finding.is_problem else " "
        topic = cells.left(finding.topic, _TOPIC_WIDTH)
        click.echo(f"{mark} {topic} {safe(finding.text)}")
    ctx.exit(Exit.DATA if any(f.is_problem for f in findings) else Exit.OK)


def machine() -> Iterator[Finding]:
    """The program, its Python and its libraries."""
    yield Finding("cockpit", __version__)
    yield Finding("python", f"{platform.python_version()}  {sys.executable}")
    yield Finding("system", f"{platform.system()} {platform.release()}")
    for name in LIBRARIES:
        try:
            yield Finding(name, metadata.version(name))
        except metadata.PackageNotFoundError:
            is_needed = name != "tzdata" or not TZPATH  # the system may have its own
            yield Finding(name, _("not installed"), is_problem=is_needed)


def terminal() -> Iterator[Finding]:
    """What is written to, in which language, and how wide its letters are."""
    has_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    size = os.get_terminal_size() if has_terminal else None
    name = os.environ.get("TERM") or "-"
    colours = os.environ.get("COLORTERM") or "-"
    shape = f"{size.columns}x{size.lines}" if size else _("none: text output only")
    yield Finding("terminal", f"{shape}  TERM={name} COLORTERM={colours}")
    if "NO_COLOR" in os.environ:
        yield Finding("NO_COLOR", _("set: no colours"))
    encoding = sys.stdout.encoding or "?"
    spoken_here = ".".join(filter(None, locale.getlocale())) or "C"
    yield Finding("locale", f"{spoken_here}  stdout {encoding}  {spoken()}")
    if has_terminal:
        yield from _letter_width()


def folders(workspace: Path) -> list[Finding]:
    """Where the program writes, whether it may, and who else may read it."""
    return [
        _folder("cache", paths.cache_folder(workspace)),
        _folder("state", paths.state_folder(workspace)),
    ]


def configuration(folder: Path, *, must_exist: bool) -> Iterator[Finding]:
    """What is wrong in ``cockpit.toml``."""
    from cockpit.mistakes import mistakes

    loaded = load(folder)
    speak_of(loaded)
    problems = (*loaded.problems, *(mistakes(loaded) if loaded.usable else ()))
    yield Finding("workspace", str(folder.resolve()))
    is_missing = any(problem.code == "missing_file" for problem in loaded.problems)
    for problem in problems:
        is_problem = must_exist or not is_missing
        yield Finding("configuration", problem.text(), is_problem=is_problem)
    if not problems:
        count = len(loaded.config.source)
        yield Finding("configuration", _("{count} sources").format(count=count))


def sources(folder: Path) -> Iterator[Finding]:
    """What was read and who judges it, if the configuration can be used at all."""
    if load(folder).usable:
        from cockpit.cli.doctor_watch import watch_findings
        from cockpit.cli.show import session_of

        session = session_of(folder)
        yield from source_findings(session.sources())
        yield from watch_findings(session, folder)


def source_findings(snapshot: SourcesSnapshot) -> Iterator[Finding]:
    """One line a table, and one line a file that is in trouble."""
    files = Counter(row.table for row in snapshot.rows)
    for table, count in files.items():
        rows = [row for row in snapshot.rows if row.table == table]
        text = _("{files} files, {rows} rows, {rejected} rejected").format(
            files=count,
            rows=f"{sum(row.rows for row in rows):,}",
            rejected=f"{sum(row.rejected for row in rows):,}",
        )
        yield Finding(table or "-", text)
    for row in snapshot.rows:
        if row.state == "error":
            yield Finding("source", f"{row.path}: {row.message}", is_problem=True)
    if snapshot.problem:
        yield Finding("sources", snapshot.problem)


def _folder(topic: str, folder: Path) -> Finding:
    """A folder that is there, or the one in which it would be made."""
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    mode = f"{stat.S_IMODE(there.stat().st_mode):04o}"
    note = mode if there == folder else _("not made yet")
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        reason = _("cannot be written")
        return Finding(topic, f"{folder}  {note}  {reason}", is_problem=True)
    if there == folder and there.stat().st_mode & _OTHERS:
        reason = _("others may read it; chmod 700")
        return Finding(topic, f"{folder}  {note}  {reason}", is_problem=True)
    return Finding(topic, f"{folder}  {note}")


def _letter_width() -> Iterator[Finding]:
    from cockpit.probe import ambiguous_width

    width = ambiguous_width()
    if width == 2:
        yield Finding("letters", _("ambiguous characters are two cells wide: --ascii"))
    elif width == 1:
        yield Finding("letters", _("ambiguous characters are one cell wide"))
    else:
        yield Finding("letters", _("the terminal does not say how wide they are"))
