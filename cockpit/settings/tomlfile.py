"""A TOML file of a workspace: what it says, and the line of every key."""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cockpit.settings import locate
from cockpit.settings.problems import Problem
from cockpit.text.notes import Note, note

LARGEST: Final = 2**20
_PLACE: Final = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True, eq=False)
class TomlFile:
    """A file that was read.

    Attributes:
        name: As people know it.
        document: What ``tomllib`` gives; None if it is not TOML.
        lines: Of every key, by its path.
        problems: Why there is no document; empty if there is one.
    """

    name: str
    document: dict[str, Any] | None = None
    lines: Mapping[locate.Path, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def problem_at(
        self, code: str, path: locate.Path, what: Note, nearest: str = ""
    ) -> Problem:
        """Return a mistake at a key with the line of the nearest thing around it."""
        depths = range(len(path), 0, -1)
        lines = (self.lines.get(path[:depth], 0) for depth in depths)
        line = next(filter(None, lines), 0)
        key = locate.dotted(path)
        return Problem(code, what, self.name, line=line, key=key, nearest=nearest)


def read_toml(path: Path, name: str) -> TomlFile:
    """Read a file.

    Raises:
        OSError: If it cannot be read, or is no regular file.
    """
    return parse_toml(read_bytes(path), name)


def read_bytes(path: Path) -> bytes:
    """Return what stands in a file, and of a large one enough to see that it is.

    Raises:
        OSError: If it cannot be read, or is no regular file.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(0, "not a regular file")  # a FIFO would wait for ever
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def parse_toml(data: bytes, name: str) -> TomlFile:
    """Read the bytes of a file; what is wrong is a problem with line and column."""
    if len(data) > LARGEST:
        return _broken(name, "too_large", note("larger than 1 MiB"))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return TomlFile(name, tomllib.loads(text), locate.locate(text))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        what = note("not UTF-8; save it as UTF-8")
        return _broken(name, "not_utf8", what, line, column)
    except RecursionError:
        what = note("brackets are nested too deeply")
        return _broken(name, "syntax", what)
    except ValueError as error:  # TOMLDecodeError, and numbers too long to be read
        return _syntax(name, str(error), data)


def _syntax(name: str, message: str, data: bytes) -> TomlFile:
    found = _PLACE.search(message)
    reason = message[: found.start()] if found else message
    what = note("not TOML: {reason}", reason=reason)
    if found and found[1]:
        return _broken(name, "syntax", what, int(found[1]), int(found[2]))
    return _broken(name, "syntax", what, data.count(b"\n") + 1)


def _broken(
    name: str, code: str, what: Note, line: int = 0, column: int = 0
) -> TomlFile:
    problem = Problem(code, what, name, line=line, column=column)
    return TomlFile(name, problems=(problem,))
