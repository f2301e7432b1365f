"""What only the XML of a sheet tells: merged cells, and numbers longer than 15 digits.

The structure is that of Office Open XML (ECMA-376, part 1): ``mergeCell`` names a
range, a ``c`` without a type, or of type ``n``, holds a number in its ``v``.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

_CHUNK: Final = 1024 * 1024
_LONGEST_FORMULA: Final = 9_000
_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_LONG: Final = re.compile(
    rb"<(?:\w+:)?v>(-?\d{16,}(?:\.0*)?|-?\d(?:\.\d+)?[eE]\+?(?:1[5-9]|[2-9]\d))</"
)
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_FILLED: Final = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+)\d+"[^>]*(?<!/)>')
_ROW: Final = re.compile(rb'r="[A-Z]+(\d+)"')
_TYPE: Final = re.compile(rb'\st="(\w+)"')
_RANGE: Final = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")
_RELATION: Final = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
)


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one.

    Attributes:
        column: Of the first, from 0.
        first: Its row, from 1.
        last: The last row.
    """

    column: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the XML tells of a sheet.

    Attributes:
        long_numbers: (row from 1, the number as it is written).
        merged: Cells that reach over several rows.
        first_column: The first one with a cell that holds anything, from 0.
    """

    long_numbers: tuple[tuple[int, str], ...]
    merged: tuple[Merged, ...]
    first_column: int


class WorkbookXml:
    """The archive of a workbook."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            zipfile.BadZipFile: If it is no archive.
        """
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    def facts(self, name: str) -> SheetFacts | None:
        """Return what the XML tells of a sheet; None if there is no such XML."""
        path = self._path(name)
        if path is None:
            return None
        numbers: list[tuple[int, str]] = []
        ranges: list[str] = []
        for piece in self._pieces(path):
            ranges += [match[1].decode() for match in _MERGED.finditer(piece)]
            numbers += _long_numbers(piece)
        merged = tuple(each for each in map(_down, ranges) if each.last > each.first)
        first = self._first_column(path) if merged else 0
        return SheetFacts(tuple(numbers), merged, first)

    def _path(self, name: str) -> str | None:
        """Follow the name of a sheet to its file, by way of the relations."""
        book = ElementTree.fromstring(self._archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(self._archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        for sheet in book.iter():
            if sheet.tag.endswith("}sheet") and sheet.get("name") == name:
                target = targets.get(sheet.get(_RELATION), "")
                path = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
                return path if path in self._archive.namelist() else None
        return None

    def _pieces(self, path: str) -> Iterator[bytes]:
        """Yield the XML in pieces that end with a row."""
        rest = b""
        with self._archive.open(path) as file:
            while chunk := file.read(_CHUNK):
                rest += chunk
                end = rest.rfind(b"row>") + 1
                if end:
                    yield rest[:end]
                    rest = rest[end:]
        yield rest

    def _first_column(self, path: str) -> int:
        first: int | None = None
        for piece in self._pieces(path):
            for match in _FILLED.finditer(piece):
                column = _column(match[1].decode())
                first = column if first is None else min(first, column)
                if first == 0:
                    return 0
        return first or 0


def _long_numbers(piece: bytes) -> Iterator[tuple[int, str]]:
    for match in _LONG.finditer(piece):
        start = max(0, match.start() - _LONGEST_FORMULA)
        cells = list(_CELL.finditer(piece, start, match.start()))
        if not cells:
            continue
        marks = cells[-1][1]
        kind, row = _TYPE.search(b" " + marks), _ROW.search(marks)
        if row is not None and (kind is None or kind[1] == b"n"):
            yield int(row[1]), match[1].decode()


def _down(area: str) -> Merged:
    found = _RANGE.fullmatch(area)
    assert found is not None, area  # the pattern that found it is the stricter one
    return Merged(_column(found[1]), int(found[2]), int(found[4]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
