"""The groupings of a workspace: ``segments.toml``, read and written."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import msgspec

from cockpit.engine.users.needs.grouping import SCHEMA, TABLE, parse_grouping
from cockpit.paths import write_whole
from cockpit.settings.problems import Problem
from cockpit.settings.tomlfile import TomlFile, read_toml
from cockpit.snapshot.segments import SegmentSpec
from cockpit.text.notes import note

if TYPE_CHECKING:
    from tomlkit.items import Table
    from tomlkit.toml_document import TOMLDocument

USUAL: Final = "segments.toml"
"""In the folder of the workspace."""
_HEAD: Final = (
    "How users are grouped by what they need. Screen 2 writes it; edit it freely."
)
_STEPS: Final = {
    "name": "Of this way of grouping.",
    "population": 'Step 1, who: "active" (seen in the window), "buyers" or "all".',
    "window_days": "Step 1, over how many days before the day of the view.",
    "channel": "Step 1, only users that this channel brought; empty: all.",
    "families": "Step 2, which behaviour counts: interest, search, content, compare,"
    " price, cadence, hour, channel.",
    "method": 'Step 3, "kmeans", "mixture" or "auto": the steadier of the two.',
    "segments": "Step 3, how many; 0: as many as hold together and come again.",
    "names": "Step 4, names given by hand, by the id of the segment.",
}
"""Comments over the keys of a new file."""


@dataclass(frozen=True, slots=True, eq=False)
class GroupBook:
    """What was read.

    Attributes:
        spec: The grouping in force; None: the default one.
        problems: Every mistake, with file, line and key.
        file: Where it is kept, relative to the workspace; empty: nowhere.
    """

    spec: SegmentSpec | None = None
    problems: tuple[Problem, ...] = ()
    file: str = ""


def load_groups(workspace: Path) -> GroupBook:
    """Read the grouping of a workspace; never raises for what stands in the file."""
    if not (workspace / USUAL).exists():
        return GroupBook()
    file = _read(workspace)
    spec, mistakes = parse_grouping(file.document or {})
    problems = (
        file.problem_at(mistake.code, mistake.path, mistake.what, mistake.nearest)
        for mistake in mistakes
    )
    in_order = sorted(problems, key=lambda problem: problem.line)
    return GroupBook(spec, (*file.problems, *in_order), USUAL if spec else "")


def save_grouping(workspace: Path, spec: SegmentSpec) -> str:
    """Write a grouping as the workspace's own and return the file, relative to it.

    Comments and order of a file that is there are kept. One that is no TOML is not
    written over: what stands in it may be the work of an hour.

    Raises:
        OSError: If it cannot be written, or what is there cannot be read.
    """
    path = workspace / USUAL
    document = _document(path)
    table = _table(document)
    values = cast("Mapping[str, object]", msgspec.to_builtins(spec))
    for key in [key for key in table if key not in values]:
        table.remove(key)
    for key, value in values.items():
        _put(table, key, value)
    write_whole(path, document.as_string())
    return USUAL


def _read(workspace: Path) -> TomlFile:
    try:
        if not (workspace / USUAL).resolve().is_relative_to(workspace.resolve()):
            what = note("a link that leads out of the workspace")
            return TomlFile(USUAL, problems=(Problem("outside", what, USUAL),))
        return read_toml(workspace / USUAL, USUAL)
    except OSError as error:
        what = note("cannot be read: {reason}", reason=error.strerror or "?")
        return TomlFile(USUAL, problems=(Problem("unreadable", what, USUAL),))


def _document(path: Path) -> "TOMLDocument":
    """Return what is there as a document that remembers its comments, or a new one."""
    import tomlkit  # noqa: PLC0415 - only who saves needs it
    from tomlkit.exceptions import ParseError  # noqa: PLC0415

    if not path.exists():
        document = tomlkit.document()
        document.add(tomlkit.comment(_HEAD))
        document.add("schema", tomlkit.item(SCHEMA))
        return document
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except (ParseError, UnicodeDecodeError) as error:
        what = note("what is there is no TOML; nothing was changed").text()
        raise OSError(errno.EINVAL, what, str(path)) from error


def _table(document: "TOMLDocument") -> "Table":
    import tomlkit  # noqa: PLC0415

    known = document.get(TABLE)
    if isinstance(known, tomlkit.items.Table):
        return known
    table = tomlkit.table()
    document[TABLE] = table
    return table


def _put(table: "Table", key: str, value: object) -> None:
    """Set a key; a new one gets its comment, one that is there keeps what it has."""
    import tomlkit  # noqa: PLC0415

    if key in table:
        if table[key] != value:
            table[key] = value
        return
    table.add(tomlkit.comment(_STEPS[key]))
    table.add(key, tomlkit.item(value))
