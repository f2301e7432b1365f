"""``cockpit profile``: mappings that have a name, to be shared as files."""

from pathlib import Path

import click

from cockpit.cli.failures import Exit, Failure
from cockpit.cli.options import chosen_workspace, meant
from cockpit.settings.profiles import ENDING, Profile, find, names, profiles, read
from cockpit.text.i18n import _
from cockpit.text.safe import safe
from cockpit.text.spelling import nearest
from cockpit.text.tables import Table, render_plain

_workspace = click.option(
    "-w",
    "--workspace",
    "folder",
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    callback=lambda _ctx, _param, folder: chosen_workspace(folder, sample=False),
    help="The folder with the exports; the current one if left out.",
)


@click.group()
def profile() -> None:
    """Mappings with a name: list, show, check them, and save your own.

    A profile is one file, profiles/NAME.toml in the folder of the exports: hand it over
    and the platform is known there too.
    """


@profile.command("list")
@_workspace
def list_profiles(folder: Path) -> None:
    """Print every profile that can be used here, and what files it knows."""
    found = profiles(folder)
    rows = tuple(_row(each) for each in found)
    head = ("profile", "table", "title", "recognised_by", "where")
    click.echo(render_plain(Table(head, rows), widest=48), nl=False)
    for each in found:
        for problem in each.problems:
            click.echo(safe(problem.text()), err=True)


@profile.command("show")
@click.argument("name")
@_workspace
def show_profile(name: str, folder: Path) -> None:
    """Print a profile as it stands in its file."""
    text = _found(folder, name).place.read_text(encoding="utf-8-sig")
    click.echo("\n".join(map(safe, text.splitlines())))


@profile.command("check")
@click.argument("wanted", metavar="[NAME|FILE]...", nargs=-1)
@_workspace
def check_profiles(wanted: tuple[str, ...], folder: Path) -> None:
    """List every mistake of profiles with its line; exit 65 if there is one.

    Without a name or a file all profiles of the workspace are checked.
    """
    from cockpit.profiling import mistakes_of

    found = [_meant(folder, each) for each in wanted] or list(profiles(folder))
    problems = [problem for each in found for problem in mistakes_of(each)]
    if problems:
        told = "\n".join(problem.text() for problem in problems)
        raise Failure(told, Exit.DATA)
    click.echo(_("no mistakes in {count} profiles").format(count=len(found)))


@profile.command("save")
@click.argument("name")
@click.argument("source")
@click.option("--force", "may_replace", is_flag=True, help="Replace one of that name.")
@_workspace
def save_profile(
    name: str,
    source: str,
    may_replace: bool,  # noqa: FBT001 - click passes by name
    folder: Path,
) -> None:
    """Save the mapping of a [[source]] as profiles/NAME.toml.

    SOURCE is its number in cockpit.toml, its name, its path, or a file that it reads.
    What was recognised of that file is written down too.
    """
    from cockpit.profiling import RefusedError, save

    try:
        saved = save(folder, name, source, may_replace=may_replace)
    except RefusedError as refused:
        raise Failure(refused.note.text(), Exit.DATA) from None
    click.echo("\n".join(map(safe, saved.text.splitlines())))
    written = _("written: {path}").format(path=saved.place)
    click.echo(safe(written), err=True)


def _row(found: Profile) -> tuple[str, ...]:
    section = found.section
    if section is None:
        return found.name, "", _("has mistakes"), "", found.file
    by = ", ".join(filter(None, (*section.recognised_by, section.file_pattern)))
    where = _("ships with cockpit") if found.ships else found.file
    return found.name, section.table, section.title, by, where


def _meant(folder: Path, wanted: str) -> Profile:
    """Return the profile of a file, or of a name."""
    place = Path(wanted)
    if wanted.endswith(ENDING) or place.is_file():
        return read(place, place.stem, wanted)
    return _found(folder, wanted)


def _found(folder: Path, name: str) -> Profile:
    found = find(folder, name)
    if found is not None:
        return found
    message = _("no such profile: {name}").format(name=name)
    near = nearest(name, names(folder))
    raise Failure(f"{message}; {meant(near)}" if near else message, Exit.DATA)
