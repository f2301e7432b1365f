"""Mappings that have a name: found, read, and put below a ``[[source]]``.

A profile lies in the folder ``profiles`` of the workspace; some ship with the program
as examples. One of the workspace hides one of the same name that ships.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cockpit import paths
from cockpit.settings.locate import Path as KeyPath
from cockpit.settings.locate import dotted
from cockpit.settings.model import SourceSection
from cockpit.settings.problems import Origin, Problem
from cockpit.settings.profile_model import ProfileSection
from cockpit.settings.sections import Origins, Reader
from cockpit.settings.tomlfile import TomlFile, read_toml
from cockpit.text.notes import Note, note
from cockpit.text.spelling import nearest

SHIPPED: Final = Path(__file__).parent / "shipped_profiles"
ENDING: Final = ".toml"
_NAME: Final = re.compile(r"[^\W_][\w.+-]*")
_LONGEST: Final = 80
_RULES: Final = ("columns", "derive", "constants")
"""Of one canonical column, only one of these says where it comes from."""
_TABLES: Final = (*_RULES, "units", "formats")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A profile that was read.

    Attributes:
        name: Of the file, without its ending.
        file: As people know it: ``profiles/NAME.toml``.
        place: Where it is.
        ships: Whether it came with the program.
        section: Its keys; None if something in it is wrong.
        raw: The same as they stand in the file.
        problems: What is wrong with it.
        origins: Of every key, its line.
    """

    name: str
    file: str
    place: Path
    ships: bool = False
    section: ProfileSection | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    origins: Origins = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Filled:
    """The sources of a file with their profiles put below.

    Attributes:
        raw: The whole document.
        problems: Of profiles, and of sources whose profile cannot be used.
        left_out: Paths of those sources.
        origins: Of keys that come from a profile.
    """

    raw: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    left_out: set[KeyPath] = field(default_factory=set)
    origins: Origins = field(default_factory=dict)


def is_name(text: str) -> bool:
    """Whether a text can name a profile: letters, digits, ``-``, ``.``, ``_``."""
    return len(text) <= _LONGEST and _NAME.fullmatch(text) is not None


def profiles(folder: Path | None) -> tuple[Profile, ...]:
    """Read every profile that a workspace can use, by name."""
    return tuple(find(folder, name) for name in names(folder))  # type: ignore[misc]


def names(folder: Path | None) -> tuple[str, ...]:
    """Return the names of all profiles; a folder that cannot be listed has none."""
    found: set[str] = set()
    for place, _ in _folders(folder):
        try:
            found |= {each.stem for each in place.glob(f"*{ENDING}")}
        except OSError:
            continue  # whoever asks for one by name is told that it cannot be read
    return tuple(sorted(name for name in found if is_name(name)))


def find(folder: Path | None, name: str) -> Profile | None:
    """Read the profile of a name; None if there is none."""
    if not is_name(name):
        return None
    for place, shown in _folders(folder):
        file = place / f"{name}{ENDING}"
        try:
            return read(file, name, f"{shown}{name}{ENDING}", ships=place == SHIPPED)
        except (FileNotFoundError, NotADirectoryError):
            continue
    return None


def read(place: Path, name: str, shown: str, *, ships: bool = False) -> Profile:
    """Read a profile; what is wrong with it is told in it.

    Raises:
        FileNotFoundError: If there is none; ``NotADirectoryError`` likewise.
    """
    try:
        file = read_toml(place, shown)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        what = note("cannot be read: {reason}", reason=error.strerror or str(error))
        problem = Problem("unreadable", what, shown)
        return Profile(name, shown, place, ships, problems=(problem,))
    if file.document is None:
        return Profile(name, shown, place, ships, problems=file.problems)
    reader = Reader(shown, file.lines)
    section = reader.whole(ProfileSection, file.document)
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.line))
    origins = {dotted(path): Origin(shown, line) for path, line in file.lines.items()}
    return Profile(name, shown, place, ships, section, file.document, problems, origins)


def filled(file: TomlFile, folder: Path | None) -> Filled:
    """Put the profile of each ``[[source]]`` below it; the file itself is not changed.

    Args:
        file: A ``cockpit.toml`` that is TOML.
        folder: The workspace; None: only profiles that ship are known.
    """
    assert file.document is not None
    document = dict(file.document)
    done = Filled(document)
    sources = document.get("source")
    if not isinstance(sources, list):
        return done
    document["source"] = [
        _with_profile(done, file, folder, index, part)
        for index, part in enumerate(sources)
    ]
    done.problems = list(dict.fromkeys(done.problems))
    return done


def _with_profile(
    done: Filled, file: TomlFile, folder: Path | None, index: int, part: object
) -> object:
    """Return a source with its profile below it, or as it is with a problem."""
    name = part.get("profile") if isinstance(part, dict) else None
    if not isinstance(part, dict) or not isinstance(name, str) or not name:
        return part
    where: KeyPath = ("source", index, "profile")
    profile = find(folder, name)
    if profile is None:
        what = _unknown(name)
        near = nearest(name, names(folder))
        done.problems.append(file.problem_at("unknown_profile", where, what, near))
    elif profile.section is None:
        what = note("{file} has mistakes: the files are not read", file=profile.file)
        done.problems += profile.problems
        done.problems.append(file.problem_at("broken_profile", where, what))
    else:
        done.origins |= dict(_origins(part, profile, f"source[{index + 1}]"))
        return merged(part, profile)
    done.left_out.add(("source", index))
    return part


def _unknown(name: str) -> Note:
    if is_name(name):
        return note(
            "no such profile: {name}; profiles/{name}.toml would be it", name=name
        )
    return note(
        "{name} names no profile: letters, digits, - . _ + and a letter or digit first",
        name=name,
    )


def merged(source: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """Return the keys of a source, and below them those of its profile."""
    usable = {key: value for key, value in profile.raw.items() if key in _KEYS}
    for key in _TABLES:
        own = source.get(key, {})
        if key in usable and isinstance(own, dict):
            usable[key] = _below(source, key, usable[key]) | own
    tables = {key: usable[key] for key in _TABLES if key in usable}
    return usable | source | {k: v for k, v in tables.items() if _is_table(source, k)}


def _is_table(source: dict[str, Any], key: str) -> bool:
    return isinstance(source.get(key, {}), dict)


def _below(source: dict[str, Any], key: str, entries: dict[str, Any]) -> dict[str, Any]:
    """Return the entries of a profile that the source does not decide itself."""
    rules = _RULES if key in _RULES else (key,)
    told = [source.get(rule, {}) for rule in rules]
    own = {name for each in told if isinstance(each, dict) for name in each}
    return {name: value for name, value in entries.items() if name not in own}


def _origins(
    source: dict[str, Any], profile: Profile, path: str
) -> Iterator[tuple[str, Origin]]:
    """Yield (path of a key of the source, where the profile says it)."""
    for key, value in profile.raw.items():
        if key not in _KEYS:
            continue
        if key not in source:
            yield f"{path}.{key}", profile.origins[key]
        if key in _TABLES:
            for name in _below(source, key, value):
                found = profile.origins[dotted((key, name))]
                yield f"{path}.{key}.{name}", found


def _folders(folder: Path | None) -> list[tuple[Path, str]]:
    """Return the folders to look in, with what stands before the name for people."""
    shipped = (SHIPPED, "cockpit:")
    if folder is None:
        return [shipped]
    return [(paths.profiles_folder(folder), f"{paths.PROFILES}/"), shipped]


_KEYS: Final = frozenset(ProfileSection.__struct_fields__) & frozenset(
    SourceSection.__struct_fields__
)
