"""``cockpit.toml`` to a :class:`Config`: every mistake named, the good parts kept."""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from cockpit.paths import CONFIG_NAME
from cockpit.settings import locate
from cockpit.settings.model import Config
from cockpit.settings.problems import Problem
from cockpit.settings.sections import Origins, Reader
from cockpit.text.notes import Note, note

LARGEST: Final = 2**20
_PLACE: Final = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")
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
        data = _bytes(path)
        return parse(data)
    except FileNotFoundError:
        return _unusable(
            "missing_file",
            note(
                "not found in {folder}: docs/configuration.md lists every key,"
                " `cockpit demo` shows a sample",
                folder=folder.absolute(),
            ),
        )
    except OSError as error:
        return _unusable(
            "unreadable", note("cannot be read: {reason}", reason=error.strerror or "?")
        )


def parse(data: bytes) -> Loaded:
    """Read the bytes of a configuration."""
    if len(data) > LARGEST:
        return _unusable("too_large", note("larger than 1 MiB"))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return _sections(tomllib.loads(text), locate.locate(text))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return _unusable("not_utf8", note("not UTF-8; save it as UTF-8"), line, column)
    except RecursionError:
        return _unusable("syntax", note("brackets are nested too deeply"))
    except ValueError as error:  # TOMLDecodeError, and numbers too long to be read
        return _syntax(str(error), data)


def _bytes(path: Path) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "not a regular file")  # a FIFO would wait for ever
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _syntax(message: str, data: bytes) -> Loaded:
    found = _PLACE.search(message)
    reason = message[: found.start()] if found else message
    what = note("not TOML: {reason}", reason=reason)
    if found and found[1]:
        return _unusable("syntax", what, int(found[1]), int(found[2]))
    return _unusable("syntax", what, data.count(b"\n") + 1)


def _unusable(code: str, what: Note, line: int = 0, column: int = 0) -> Loaded:
    problem = Problem(code, what, CONFIG_NAME, line=line, column=column)
    return Loaded(problems=(problem,), usable=False)


def _sections(raw: dict[str, Any], lines: Mapping[locate.Path, int]) -> Loaded:
    reader = Reader(CONFIG_NAME, lines)
    config = reader.config(raw)
    usable = not any(
        problem.key.partition(".")[0] == "workspace" for problem in reader.problems
    )
    return Loaded(
        config=_anchored(config),
        problems=tuple(sorted(reader.problems, key=lambda problem: problem.line)),
        origins=reader.origins,
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
