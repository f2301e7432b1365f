"""``cockpit.toml`` to a :class:`Config`: every mistake named, the good parts kept."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from cockpit.paths import CONFIG_NAME
from cockpit.settings.model import Config
from cockpit.settings.problems import Problem
from cockpit.settings.profiles import Filled, filled
from cockpit.settings.sections import Origins, Reader
from cockpit.settings.tomlfile import TomlFile, parse_toml, read_bytes
from cockpit.text.notes import Note, note

_DEFAULTS: Final = Config()


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """What was read of a configuration.

    Attributes:
        config: The good parts; a broken ``[[source]]`` is left out, a broken key of a
            section has its default.
        problems: Every mistake, by line.
        origins: Of every key, by its path (``source[2].path``): file and line, or
            the default.
        usable: False if numbers would be wrong: there is no file, its syntax is broken
            or something in ``[workspace]`` is.
        places: By list (``source``, ``target`` ...): where the good items stand among
            all of their kind in the file, from 1.
    """

    config: Config = _DEFAULTS
    problems: tuple[Problem, ...] = ()
    origins: Origins = field(default_factory=dict)
    usable: bool = True
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def positions(self) -> tuple[int, ...]:
        """The place in the file, from 1, of each of ``config.source``."""
        return self.places.get("source", ())


def load(folder: Path) -> Loaded:
    """Read the ``cockpit.toml`` of a workspace; never raises for what stands in it."""
    path = folder / CONFIG_NAME
    try:
        return parse(read_bytes(path), folder)
    except FileNotFoundError:
        return _unusable(
            "missing_file",
            note(
                "not found in {folder}: `cockpit init` makes one from the files there,"
                " `cockpit demo` shows a sample",
                folder=folder.absolute(),
            ),
        )
    except OSError as error:
        return _unusable(
            "unreadable", note("cannot be read: {reason}", reason=error.strerror or "?")
        )


def parse(data: bytes, folder: Path | None = None) -> Loaded:
    """Read the bytes of a configuration.

    Args:
        data: What stands in the file.
        folder: The workspace, for its profiles; None: only those that ship are known.
    """
    file = parse_toml(data, CONFIG_NAME)
    if file.document is None:
        return Loaded(problems=file.problems, usable=False)
    return _sections(file, filled(file, folder))


def _unusable(code: str, what: Note) -> Loaded:
    return Loaded(problems=(Problem(code, what, CONFIG_NAME),), usable=False)


def _sections(file: TomlFile, done: Filled) -> Loaded:
    reader = Reader(CONFIG_NAME, file.lines, done.left_out)
    config = reader.config(done.raw)
    problems = [*reader.problems, *done.problems]
    usable = not any(
        problem.key.partition(".")[0] == "workspace" for problem in reader.problems
    )
    return Loaded(
        config=_anchored(config),
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        origins=reader.origins | done.origins,
        usable=usable,
        places=reader.places,
    )


def _anchored(config: Config) -> Config:
    """Give a pinned clock without an offset the zone of the workspace."""
    now = config.workspace.now
    if now is None or now.tzinfo is not None:
        return config
    now = now.replace(tzinfo=ZoneInfo(config.workspace.timezone))
    workspace = msgspec.structs.replace(config.workspace, now=now)
    return msgspec.structs.replace(config, workspace=workspace)
