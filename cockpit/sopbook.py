"""The procedures of a workspace: its own over those that come with the program."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
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
