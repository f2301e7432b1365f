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
_FILLED: Final = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]+)(\d+)"[^>]*(?<!/)>')
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
        area: Cells of the rectangle that holds all that are filled.
    """

    long_numbers: tuple[tuple[int, str], ...]
    merged: tuple[Merged, ...]
    first_column: int
    area: int


class WorkbookXml:
    """The archive of a workbook."""

    def __init__(self, data: bytes) -> None:
        """Open it.

        Raises:
            zipfile.BadZipFile: If it is no archive.
        """
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    @property
    def size(self) -> int:
        """Bytes of all that is in it, unpacked."""
        return sum(entry.file_size for entry in self._archive.infolist())

    @property
    def counts_from_1904(self) -> bool:
        """Whether its days are counted from 1904, as old Macintoshes did."""
        book = ElementTree.fromstring(self._archive.read("xl/workbook.xml"))
        marks = [e.get("date1904") for e in book.iter() if e.tag.endswith("workbookPr")]
        return any(mark in {"1", "true"} for mark in marks)

    def facts(self, name: str) -> SheetFacts:
        """Return what the XML tells of a sheet.

        Raises:
            KeyError: If there is no such sheet in the archive.
        """
        numbers: list[tuple[int, str]] = []
        ranges: list[str] = []
        box = _Box()
        for piece in self._pieces(self._path(name)):
            ranges += [match[1].decode() for match in _MERGED.finditer(piece)]
            numbers += _long_numbers(piece)
            box.add(piece)
        merged = tuple(each for each in map(_down, ranges) if each.last > each.first)
        return SheetFacts(tuple(numbers), merged, box.first_column, box.area)

    def _path(self, name: str) -> str:
        """Follow the name of a sheet to its file, by way of the relations."""
        book = ElementTree.fromstring(self._archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(self._archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        there = {path.lower(): path for path in self._archive.namelist()}
        for sheet in book.iter():
            if sheet.tag.endswith("}sheet") and sheet.get("name") == name:
                target = targets[sheet.get(_RELATION)]
                path = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
                return there[path.lower()]
        raise KeyError(name)

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


class _Box:
    """The rectangle around the cells that hold anything."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._rows: list[int] = []

    def add(self, piece: bytes) -> None:
        found = _FILLED.findall(piece)
        if found:
            self._columns.update(letters for letters, _ in found)
            rows = {digits for _, digits in found}
            lengths = sorted(rows, key=lambda digits: (len(digits), digits))
            self._rows += [int(lengths[0][:12]), int(lengths[-1][:12])]

    @property
    def first_column(self) -> int:
        return min(map(self._number, self._columns), default=0)

    @property
    def area(self) -> int:
        if not self._rows:
            return 0
        numbers = [self._number(letters) for letters in self._columns]
        width = max(numbers) - min(numbers) + 1
        return width * (max(self._rows) - min(self._rows) + 1)

    @staticmethod
    def _number(letters: bytes) -> int:
        return _column(letters.decode())


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
