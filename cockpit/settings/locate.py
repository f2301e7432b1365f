"""The line of every key of a TOML text: parsers give values but no places.

The text must be valid TOML (``tomllib`` has read it); only keys, brackets, strings and
comments are looked at, never values.
"""

import re
import tomllib
from typing import Final

Path = tuple[str | int, ...]
"""Keys and, for lists, positions from 0: ``("source", 1, "path")``."""

_SPACE: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_STRING: Final = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.S
)
_SCALAR: Final = re.compile(r"[^,\]}\n#]*")


def locate(text: str) -> dict[Path, int]:
    """Return the line, from 1, of each table header, key and list item."""
    return _Reader(text).read()


def dotted(path: Path) -> str:
    """Write a path as people read it, list positions from 1: ``source[2].path``."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).removeprefix(".")


class _Reader:
    """Walks over the text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._lines: dict[Path, int] = {}
        self._lengths: dict[Path, int] = {}

    def read(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_SPACE)
        while self._at < len(self._text):
            before = self._at
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_SPACE)
            if self._at == before:  # not TOML after all: better no line than no end
                break
        return self._lines

    def _header(self) -> Path:
        line = self._line
        many = self._text.startswith("[[", self._at)
        self._take(2 if many else 1)
        path = self._resolve(self._key())
        self._take(2 if many else 1)
        if many:
            position = self._lengths.get(path, 0)
            self._lengths[path] = position + 1
            self._lines.setdefault(path, line)
            path = (*path, position)
        for depth in range(1, len(path)):
            self._lines.setdefault(path[:depth], line)
        self._lines[path] = line
        return path

    def _resolve(self, keys: Path) -> Path:
        """Point every list on the way at its newest item, as TOML means it."""
        path: Path = ()
        for key in keys[:-1]:
            path = (*path, key)
            if path in self._lengths:
                path = (*path, self._lengths[path] - 1)
        return (*path, *keys[-1:])

    def _pair(self, table: Path) -> None:
        path = (*table, *self._key())
        for depth in range(len(table) + 1, len(path) + 1):
            self._lines.setdefault(path[:depth], self._line)
        self._take(1)
        self._skip(_BLANK)
        self._value(path)

    def _key(self) -> Path:
        parts: list[str | int] = []
        while True:
            self._skip(_BLANK)
            parts.append(self._key_part())
            self._skip(_BLANK)
            if not self._text.startswith(".", self._at):
                return tuple(parts)
            self._take(1)

    def _key_part(self) -> str:
        if found := _STRING.match(self._text, self._at):
            self._skip(_STRING)
            return str(tomllib.loads(f"key = {found[0]}")["key"])
        found = _BARE_KEY.match(self._text, self._at)
        self._skip(_BARE_KEY)
        return found[0] if found else ""

    def _value(self, path: Path) -> None:
        if self._text.startswith("[", self._at):
            self._items(path)
        elif self._text.startswith("{", self._at):
            self._inline_table(path)
        elif _STRING.match(self._text, self._at):
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _items(self, path: Path) -> None:
        self._take(1)
        position = 0
        while self._more("]"):
            self._lines[*path, position] = self._line
            self._value((*path, position))
            position += 1

    def _inline_table(self, path: Path) -> None:
        self._take(1)
        while self._more("}"):
            self._pair(path)

    def _more(self, end: str) -> bool:
        """Go to the next item; at the closing bracket, take it and say no."""
        before = self._at
        self._skip(_SPACE)
        if self._text.startswith(",", self._at):
            self._take(1)
            self._skip(_SPACE)
        if self._at >= len(self._text):
            return False
        if self._text.startswith(end, self._at):
            self._take(1)
            return False
        return self._at > before or self._text[self._at - 1] in "[{"

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self._text, self._at):
            self._take(found.end() - self._at)

    def _take(self, length: int) -> None:
        self._line += self._text.count("\n", self._at, self._at + length)
        self._at += length
