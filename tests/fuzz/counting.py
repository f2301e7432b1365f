"""The rows of a text, counted without the reader's help.

A second, slow reading of what a row is: RFC 4180 with what exports do besides. A quote
opens a cell only where the cell begins; a quoted cell that spans lines counts only if
its row then has as many fields as the header, else its first line is a row by itself.
"""

import codecs
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from cockpit.engine.sources.blocks import JSON_LINES, WHITESPACE
from cockpit.engine.sources.dialect import Dialect

Cut = Callable[..., tuple[int, bool]]

_HEAD: Final = 64 * 1024
_NOTHING: Final = '"\0\ufeff'


@dataclass(frozen=True)
class Count:
    """Lines at which rows begin, from 1.

    Attributes:
        rows: Those that surely hold something.
        maybe: Those of blanks, marks and quotes only: a row or none.
        last: Of the last row, which may wait for its end.
    """

    rows: frozenset[int]
    maybe: frozenset[int]
    last: int


def count(
    data: bytes,
    codec: str,
    layout: Dialect,
    broken: Collection[int],
    ragged: Collection[int],
) -> Count:
    """Count the rows of a file below its header.

    Args:
        data: The file.
        codec: Its encoding, as it was told.
        layout: Its separator, width and first line.
        broken: Lines that were told to mean nothing in that encoding.
        ragged: Lines that were told to be no whole row: what follows is not theirs.
    """
    lines = lines_of(data, codec)
    for line in broken:
        lines[line - 1] = ""
    rows, maybe = set(), set()
    number = layout.first_line
    last = 0
    while number <= len(lines):
        text = lines[number - 1]
        height = 1 if number in ragged else _height(lines, number, layout)
        if _is_something(text, layout.separator) or height > 1:
            rows.add(number)
            last = number
        elif text:
            maybe.add(number)
        number += height
    return Count(frozenset(rows), frozenset(maybe), last)


def lines_of(data: bytes, codec: str) -> list[str]:
    """Cut a file into lines as its platform would."""
    if codec.startswith("utf-16"):
        text = codecs.getincrementaldecoder(codec)().decode(data).removeprefix("\ufeff")
        data = text.encode()
        codec = "utf-8"
    head = data[:_HEAD]
    if b"\r" in head and b"\n" not in head:
        data = data.replace(b"\r", b"\n")
    return [
        line.removesuffix(b"\r").decode(codec or "ascii", "replace")
        for line in data.split(b"\n")
    ]


def _is_something(text: str, mark: str) -> bool:
    nothing = dict.fromkeys(map(ord, _NOTHING + (mark if len(mark) == 1 else "")))
    return bool(text.translate(nothing).strip())


def _height(lines: list[str], number: int, layout: Dialect) -> int:
    """Return over how many lines the row of a line goes."""
    first = lines[number - 1]
    if layout.separator in {WHITESPACE, JSON_LINES} or '"' not in first:
        return 1
    for cut in (_fields, _fields_of_the_careless):
        if height := _height_if(cut, lines[number - 1 :], layout):
            return height
    return 1


def _height_if(cut: Cut, lines: list[str], layout: Dialect) -> int:
    """Return the lines of a row that ends and is as wide as the header; else 0."""
    fields, is_inside = 0, False
    for height, text in enumerate(lines, 1):
        more, is_inside = cut(text, layout.separator, is_inside=is_inside)
        fields += more
        if not is_inside:
            return height if fields == layout.width else 0
    return 0


def _fields(text: str, mark: str, *, is_inside: bool) -> tuple[int, bool]:
    """Return how many fields end in a line, and whether a quote stays open."""
    fields, place, is_start = 0, 0, not is_inside
    while place < len(text):
        letter = text[place]
        if is_inside and letter == '"':
            is_doubled = text[place + 1 : place + 2] == '"'
            place += is_doubled
            is_inside = is_doubled
        elif is_inside:
            pass
        elif letter == mark:
            fields += 1
        elif letter == '"' and is_start:
            is_inside = True
        is_start = letter == mark and not is_inside
        place += 1
    return (fields, True) if is_inside else (fields + 1, False)


def _fields_of_the_careless(
    text: str, mark: str, *, is_inside: bool
) -> tuple[int, bool]:
    """Do the same for who forgets to double quotes: one closes before a mark only."""
    fields, is_start = 0, not is_inside
    for place, letter in enumerate(text):
        if is_inside:
            is_inside = letter != '"' or text[place + 1 : place + 2] not in {mark, ""}
        elif letter == '"' and is_start:
            is_inside = True
        elif letter == mark:
            fields += 1
        is_start = letter == mark and not is_inside
    return (fields, True) if is_inside else (fields + 1, False)
