"""The procedures of a workspace: its own over those that come with the program."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from cockpit.incidents.mistakes import Mistake
from cockpit.incidents.parsing import parse_sops, shipped_sops
from cockpit.incidents.sop import Sop
from cockpit.settings.problems import Problem
from cockpit.settings.tomlfile import TomlFile, read_toml
from cockpit.text.notes import Note, note

USUAL: Final = "sops.toml"
"""Read from the folder of the workspace where the configuration names no file."""


@dataclass(frozen=True, slots=True, eq=False)
class SopBook:
    """Procedures in force.

    Attributes:
        sops: By id; one of the workspace replaces the default of the same id.
        problems: Every mistake, with file, line and key.
        files: The files that were read, relative to the workspace.
    """

    sops: Mapping[str, Sop] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()


class Procedures:
    """The procedures of a workspace, read again when their files change.

    Args:
        workspace: Its folder.
        files: As :func:`load_sops` has them.
    """

    def __init__(self, workspace: Path, files: str | tuple[str, ...] = ()) -> None:
        self._workspace, self._files = workspace, files
        self._seen: object = None
        self._book = SopBook()

    @property
    def book(self) -> SopBook:
        """What is in force now."""
        named = (self._files,) if isinstance(self._files, str) else self._files
        seen = fingerprints(self._workspace, tuple(filter(None, named)) or (USUAL,))
        if seen != self._seen:
            self._seen = seen
            found = load_sops(self._workspace, self._files)
            self._book = still_in_force(found, self._book)
        return self._book


def fingerprints(
    workspace: Path, files: Iterable[str]
) -> dict[str, tuple[int, int, int]]:
    """Return by what a change of files is told; those that are not there are left out.

    Returns:
        Time of the change, size and inode of each file.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for name in files:
        try:
            stat = (workspace / name).stat()
        except (OSError, ValueError):
            continue
        found[name] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return found


def still_in_force(loaded: SopBook, before: SopBook) -> SopBook:
    """Return what was read; while there is a mistake, what was lost by it stays.

    A procedure of the workspace with a mistake is not replaced by the default.
    """
    if not loaded.problems:
        return loaded
    shipped = {sop.id: sop for sop in shipped_sops()}
    lost = {
        name: sop
        for name, sop in before.sops.items()
        if loaded.sops.get(name) is shipped.get(name)
    }
    return replace(loaded, sops={**loaded.sops, **lost})


def load_sops(
    workspace: Path,
    files: str | tuple[str, ...] = (),
    *,
    metrics: Collection[str] | None = None,
    functions: Collection[str] | None = None,
) -> SopBook:
    """Read the procedures of a workspace; never raises for what stands in the files.

    Args:
        workspace: Its folder.
        files: As ``sops`` in ``cockpit.toml`` names them; empty: ``sops.toml`` in the
            folder if there is one, else the defaults alone.
        metrics: Ids that a sense may name; None: they are not checked.
        functions: Names that ``auto`` may have; None: they are not checked.
    """
    named = (files,) if isinstance(files, str) and files else tuple(files)
    if not named and (workspace / USUAL).exists():
        named = (USUAL,)
    sops = {sop.id: sop for sop in shipped_sops()}
    problems: list[Problem] = []
    origins: dict[str, str] = {}
    for name in named:
        file = _read(workspace, name)
        problems += file.problems
        parsed = parse_sops(
            file.document or {"schema": 1}, metrics=metrics, functions=functions
        )
        problems += [_problem(file, mistake) for mistake in parsed.mistakes]
        for sop, place in zip(parsed.sops, parsed.places, strict=True):
            if first := origins.get(sop.id):
                what = note("the same id as in {file}", file=first)
                problems.append(
                    file.problem_at("duplicate", ("sop", place, "id"), what)
                )
                continue
            origins[sop.id] = name
            sops[sop.id] = sop
            problems += _missing_refs(workspace, file, sop, place)
    return SopBook(sops, tuple(problems), named)


def _read(workspace: Path, name: str) -> TomlFile:
    """Read a file inside the workspace; a link may not lead out of it."""
    try:
        if not _is_inside(workspace, name):
            return _unread(name, note("must be inside the workspace"))
        return read_toml(workspace / name, name)
    except FileNotFoundError:
        return _unread(name, note("not found"))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        return _unread(name, note("cannot be read: {reason}", reason=reason))


def _unread(name: str, what: Note) -> TomlFile:
    return TomlFile(name, problems=(Problem("unreadable", what, name),))


def _is_inside(workspace: Path, name: str) -> bool:
    if "\0" in name:
        return False
    return (workspace / name).resolve().is_relative_to(workspace.resolve())


def _problem(file: TomlFile, mistake: Mistake) -> Problem:
    return file.problem_at(mistake.code, mistake.path, mistake.what, mistake.nearest)


def _missing_refs(
    workspace: Path, file: TomlFile, sop: Sop, place: int
) -> list[Problem]:
    """A step may refer only to what exists, inside the workspace."""
    problems = []
    for index, step in enumerate(sop.step):
        path = ("sop", place, "step", index, "ref")
        if not step.ref:
            continue
        if not _is_inside(workspace, step.ref):
            what = note("must be inside the workspace")
            problems.append(file.problem_at("wrong_value", path, what))
        elif not (workspace / step.ref).is_file():
            problems.append(file.problem_at("missing_file", path, note("not found")))
    return problems
