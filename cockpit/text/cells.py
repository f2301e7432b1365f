"""Text measured in terminal cells: a wide character is two, a combining mark none."""

from functools import lru_cache
from typing import Final
from unicodedata import category, combining, east_asian_width

from cockpit.text import glyphs

_ZERO: Final = frozenset(("Mn", "Me", "Cf"))


def width(text: str) -> int:
    """Return how many cells a terminal uses for the text."""
    return len(text) if text.isascii() else _measured(text)


@lru_cache(maxsize=4096)
def _measured(text: str) -> int:
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if char.isascii():
        return 1
    if combining(char) or category(char) in _ZERO:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def crop(text: str, cells: int) -> str:
    """Keep what fits; a wide character that does not fit leaves a blank."""
    if width(text) <= cells:
        return text
    kept, used = [], 0
    for char in text:
        size = _cells(char)
        if used + size > cells:
            break
        kept.append(char)
        used += size
    return "".join(kept) + " " * (max(cells, 0) - used)


def cut(text: str, cells: int) -> str:
    """Keep what fits and say that something was cut."""
    if width(text) <= cells:
        return text
    mark = glyphs.cut_mark()
    if cells <= width(mark):
        return crop(text, cells)
    return crop(text, cells - width(mark)).rstrip() + mark


def tail(text: str, cells: int) -> str:
    """Keep the end of a text, as of a path, and say that something was cut."""
    if width(text) <= cells:
        return text
    mark = glyphs.cut_mark()
    kept = text
    while kept and width(kept) > cells - width(mark):
        kept = kept[1:]
    return crop(mark + kept, cells)


def left(text: str, cells: int) -> str:
    """Cut or fill to exactly so many cells, text at the left."""
    text = cut(text, cells)
    return text + " " * (cells - width(text))


def right(text: str, cells: int) -> str:
    """Cut or fill to exactly so many cells, text at the right."""
    text = cut(text, cells)
    return " " * (cells - width(text)) + text


def centre(text: str, cells: int) -> str:
    """Cut or fill to exactly so many cells, text in the middle."""
    text = cut(text, cells)
    spare = cells - width(text)
    return " " * (spare // 2) + text + " " * (spare - spare // 2)


def fitting(cells: int, *texts: str) -> str:
    """Return the first of the texts that fits; the last one cut if none does."""
    for text in texts:
        if text and width(text) <= cells:
            return text
    return cut(texts[-1], cells)


def joined(cells: int, *texts: str) -> str:
    """Join what fits, the first ones first; half a number would be a wrong one."""
    text = ""
    for part in texts:
        longer = f"{text}  {part}" if text and part else text or part
        if width(longer) <= cells:
            text = longer
    return text


def wrapped(text: str, cells: int, *, most: int) -> list[str]:
    """Break a text into at most so many lines; the last one says what was cut."""
    lines = wrap(text, cells)
    if len(lines) <= most:
        return lines
    rest = text
    for line in lines[: most - 1]:
        rest = rest.lstrip(" ").removeprefix(line)
    return [*lines[: most - 1], cut(rest.lstrip(" "), cells)]


def wrap(text: str, cells: int) -> list[str]:
    """Break a text into lines of at most so many cells, at blanks if it has any."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= cells:
            line = joined
            continue
        if line:
            lines.append(line)
        rest = word
        while width(rest) > cells > 1:
            head = crop(rest, cells).rstrip()
            lines.append(head)
            rest = rest[len(head) :]
        line = rest
    return [*lines, line] if line or not lines else lines
