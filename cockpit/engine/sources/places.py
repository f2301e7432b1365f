"""Which files of a workspace belong to which source, and which to none."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from cockpit.engine.sources.kinds_of_files import is_readable
from cockpit.engine.sources.records import SourceSpec, Stray
from cockpit.engine.sources.store import Stat
from cockpit.text.notes import Note, note

_OWN: Final = frozenset({"cockpit.toml", "rules.toml", "sops.toml"})
_DATA_LIKE: Final = frozenset(
    {
        ".csv", ".tsv", ".txt", ".parquet", ".xlsx", ".xlsm", ".xls", ".ndjson",
        ".jsonl", ".gz",
    }
)  # fmt: skip
_WRITTEN_OUT: Final = re.compile(
    r"exports/(copied\.txt|[\w.]+-\d{4}-\d\d-\d\d(-\d+)?\.csv)"
)
"""What the cockpit itself puts there: no file that a source should name."""
_MOST_FILES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a source.

    Attributes:
        spec: The source.
        path: Relative to the workspace, with ``/``.
        place: Where it is.
        stat: What the file system says of it; None if it cannot be read.
        code: Why it cannot; ``note`` the sentence.
    """

    spec: SourceSpec
    path: str
    place: Path
    stat: Stat | None
    code: str = ""
    note: Note | None = None


def survey(
    root: Path, specs: Sequence[SourceSpec]
) -> tuple[tuple[Found, ...], tuple[Stray, ...]]:
    """Look which files there are. Nothing is opened, links are not followed outside.

    A file that several sources name belongs to the first of them.
    """
    strays: list[Stray] = []
    entries = dict(_walk(root, strays))
    found: dict[str, Found] = {}
    for spec in specs:
        pattern = glob_pattern(spec.path)
        named = [p for p, e in entries.items() if _names(spec.path, pattern, p, e)]
        for path in named:
            if path not in found:
                found[path] = _judge(root, spec, path, entries[path])
        if not named:
            strays.append(_unmatched(spec))
    for path, entry in entries.items():
        is_data = Path(path).suffix.lower() in _DATA_LIKE
        is_ours = _WRITTEN_OUT.fullmatch(path) is not None
        if (
            path not in found
            and is_data
            and not is_ours
            and not entry.is_dir(follow_symlinks=False)
        ):
            problem = note("no source in cockpit.toml names this file")
            strays.append(Stray(path, "unknown_file", problem))
    order = sorted(found.values(), key=lambda f: (f.spec.position, f.path))
    return tuple(order), tuple(sorted(strays, key=lambda stray: stray.path))


def _names(
    glob: str, pattern: re.Pattern[str], path: str, entry: "os.DirEntry[str]"
) -> bool:
    """Whether a source names an entry: folders that a ``*`` meets are not meant."""
    if pattern.fullmatch(path) is None:
        return False
    is_meant = path == glob or Path(path).suffix.lower() in _DATA_LIKE
    return is_meant or not _is_folder(entry)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether there is a folder; a link that leads to itself is told of later."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def as_stat(result: os.stat_result) -> Stat:
    """Keep the part of a stat that tells one content from another."""
    return Stat(result.st_ino, result.st_size, result.st_mtime_ns)


def _walk(root: Path, strays: list[Stray]) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Yield path -> entry of everything below a folder that is not hidden."""
    folders = [(root, "")]
    count = 0
    while folders and count < _MOST_FILES:
        folder, prefix = folders.pop()
        for entry in _entries(folder, prefix, strays):
            if entry.name.startswith(".") or (not prefix and entry.name in _OWN):
                continue
            count += 1
            yield prefix + entry.name, entry
            if entry.is_dir(follow_symlinks=False):
                folders.append((Path(entry.path), f"{prefix}{entry.name}/"))


def _entries(
    folder: Path, prefix: str, strays: list[Stray]
) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        problem = note("the folder cannot be listed")
        strays.append(Stray(prefix or ".", "no_permission", problem))
        return []


def _judge(root: Path, spec: SourceSpec, path: str, entry: "os.DirEntry[str]") -> Found:
    place = Path(entry.path)

    def refused(code: str, problem: Note) -> Found:
        return Found(spec, path, place, None, code, problem)

    try:
        real = place.resolve(strict=True)
        status = real.stat()
    except (OSError, RuntimeError):
        return refused("unreadable", note("the link leads nowhere or to itself"))
    if not real.is_relative_to(root.resolve()):
        return refused("outside", note("the link leads out of the workspace"))
    if not stat.S_ISREG(status.st_mode):
        return refused("not_a_file", _not_a_file(status.st_mode))
    if not is_readable(place):
        return refused("unsupported", _unsupported(place))
    if not os.access(real, os.R_OK):
        return refused("no_permission", note("no permission to read the file"))
    return Found(spec, path, real, as_stat(status))


def _not_a_file(mode: int) -> Note:
    if stat.S_ISDIR(mode):
        return note("a folder where a file should be")
    return note("not a file: a pipe, a socket or a device")


def _unsupported(place: Path) -> Note:
    if place.suffix.lower() == ".xls":
        return note(".xls files are not read: save as .xlsx, or as .csv in UTF-8")
    return note(
        "{suffix} files are not read: write .csv, .tsv, .txt, .xlsx, .ndjson or "
        ".parquet; texts may be packed as .gz",
        suffix="".join(place.suffixes[-2:]) or "?",
    )


def _unmatched(spec: SourceSpec) -> Stray:
    if spec.path.startswith("/") or ".." in spec.path.split("/"):
        problem = note("the path leads out of the workspace")
        return Stray(spec.path, "outside", problem, spec.position, spec.table)
    problem = note("no file matches {pattern}", pattern=spec.path)
    return Stray(spec.path, "unmatched", problem, spec.position, spec.table)


@lru_cache(maxsize=256)
def glob_pattern(glob: str) -> re.Pattern[str]:
    """Turn a glob into a pattern; ``*`` stays inside a folder, ``**`` does not."""
    pieces = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]]*\])", glob.removeprefix("./"))
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    text = ""
    for piece in pieces:
        if piece.startswith("[") and piece.endswith("]"):
            text += piece.replace("[!", "[^")
        else:
            text += signs.get(piece, re.escape(piece))
    try:
        return re.compile(text, re.DOTALL)
    except re.error:
        return re.compile(re.escape(glob))
