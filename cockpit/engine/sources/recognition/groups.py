"""Files of one shape together, and the glob that names them and no others."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from cockpit.engine.sources.fields import Rows
from cockpit.engine.sources.pinned import shape_of
from cockpit.engine.sources.places import glob_pattern
from cockpit.engine.sources.recognition.platforms import channel_of_name
from cockpit.engine.sources.recognition.samples import Sample

_STAMP = re.compile(r"\d[\d\-_.: 年月日至到~]*\d(?![A-Za-z\d])")
_FEWEST_DIGITS = 4
"""A number in a file's name with so many digits is a date, or counts the exports."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A file and its first rows."""

    path: str
    sample: Sample

    def bare(self) -> "Member":
        """Return the same without its rows: of most files their header does."""
        rows = self.sample.rows
        none = Rows(rows.frame.clear(), rows.rejected.clear())
        return Member(self.path, replace(self.sample, rows=none))


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Files of one shape.

    Attributes:
        glob: Names all of them, and no other file that is there now.
        members: In the order of their paths; only the first one has rows.
    """

    glob: str
    members: tuple[Member, ...]


def grouped(members: Sequence[Member], all_paths: Collection[str]) -> list[Group]:
    """Put files with one header, in one folder, about one channel together.

    Args:
        members: The files.
        all_paths: Of every data file of the workspace, whoever reads it.
    """
    by_key: dict[tuple[object, ...], list[Member]] = {}
    for member in sorted(members, key=lambda member: member.path):
        by_key.setdefault(shape_key(member), []).append(member)
    found: list[Group] = []
    for own in by_key.values():
        paths = [member.path for member in own]
        glob = _glob(paths, all_paths)
        if glob:
            found.append(Group(glob, tuple(own)))
            continue
        found += [
            Group(_glob([each.path], all_paths) or as_glob(each.path), (each,))
            for each in own
        ]
    return sorted(found, key=lambda group: group.glob)


def shape_key(member: Member) -> tuple[object, ...]:
    """Return what files of one shape have in common: header, folder, channel."""
    folder = str(PurePosixPath(member.path).parent)
    names = member.sample.layout.names
    if member.sample.is_json:
        names = tuple(name for name in names if "." not in name)
    channel, _ = channel_of_name(PurePosixPath(member.path).name)
    return (folder, shape_of(names), channel)


def _glob(paths: Sequence[str], all_paths: Collection[str]) -> str:
    """Return the narrowest glob that also names the next file; empty if none does."""
    for glob in _candidates(paths):
        pattern = glob_pattern(glob)
        met = {path for path in all_paths if pattern.fullmatch(path)}
        if met == set(paths):
            return glob
    return ""


def _candidates(paths: Sequence[str]) -> Iterable[str]:
    general = {_generalised(path) for path in paths}
    if len(general) == 1:
        yield general.pop()
    if len(paths) == 1:
        yield as_glob(paths[0])
        return
    first = _common(paths).rstrip("0123456789")
    last = _common([path[::-1] for path in paths])[::-1].lstrip("0123456789")
    folder = first[: first.rfind("/") + 1]
    if first != folder or PurePosixPath(last).stem.strip("."):
        yield f"{as_glob(first)}*{as_glob(last)}"
        yield f"{as_glob(first)}*"
    suffixes = {PurePosixPath(path).suffix for path in paths}
    if len(suffixes) == 1:
        yield f"{as_glob(folder)}*{suffixes.pop()}"
    yield f"{as_glob(folder)}*"


def _common(texts: Sequence[str]) -> str:
    """Return the longest beginning that all of them share."""
    least, most = min(texts), max(texts)
    for place, sign in enumerate(least):
        if sign != most[place]:
            return least[:place]
    return least


def _generalised(path: str) -> str:
    """Put a star for the dates and counters of a file's name."""
    pure = PurePosixPath(path)
    folder = "" if str(pure.parent) == "." else f"{as_glob(str(pure.parent))}/"
    suffixes = "".join(pure.suffixes[-2:]) if pure.suffix == ".gz" else pure.suffix
    stem = pure.name.removesuffix(suffixes)
    general = _STAMP.sub(_star, as_glob(stem))
    if not re.search(r"[^\W\d_]", general):
        return as_glob(path)  # nothing but a number: the name says nothing of the shape
    return f"{folder}{general}{suffixes}"


def _star(match: re.Match[str]) -> str:
    digits = sum(sign.isdigit() for sign in match[0])
    return "*" if digits >= _FEWEST_DIGITS else match[0]


def as_glob(path: str) -> str:
    """Return a path as a glob that names it."""
    return re.sub(r"[\[\]*?]", "?", path)
