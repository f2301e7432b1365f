"""Courses as braille, two by four dots a cell. Pure; fast enough to draw in place."""

from collections.abc import Sequence
from math import isfinite
from typing import Final, NamedTuple

from cockpit.text import glyphs

Dot = tuple[float, float]
_BITS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Bits of the left and of the right column, from the top (Unicode block 2800)."""
_BLANK: Final = 0x2800


class Field(NamedTuple):
    """The cells to draw into, and the values at their edges."""

    width: int
    height: int
    left: float
    right: float
    low: float
    high: float

    def column(self, x: float) -> int:
        """Return the cell of a value of the horizontal axis; may lie outside."""
        span = self.right - self.left or 1.0
        return round((x - self.left) / span * (self.width - 1))

    def row(self, y: float) -> int:
        """Return the cell of a value of the vertical axis, kept inside."""
        span = self.high - self.low or 1.0
        at = int((self.high - y) / span * self.height)
        return min(max(at, 0), self.height - 1)


def strokes(points: Sequence[Dot], field: Field) -> dict[tuple[int, int], str]:
    """Draw a line through points, oldest or cheapest first.

    Args:
        points: In the units of the field; what is not finite is left out.
        field: Where.

    Returns:
        The braille of each cell that is not blank, by row and column.
    """
    have = [point for point in points if isfinite(point[0]) and isfinite(point[1])]
    if not have or field.width < 1 or field.height < 1:
        return {}
    found: dict[tuple[int, int], int] = {}
    before: int | None = None
    for x, y in _sampled(have, field):
        for dot in range(*_span(before, y)):
            cell = (dot // 4, x // 2)
            found[cell] = found.get(cell, 0) | _BITS[x % 2][dot % 4]
        before = y
    return {
        cell: glyphs.stroke(chr(_BLANK | bits), plain="*")
        for cell, bits in found.items()
    }


def dots(points: Sequence[Dot], field: Field) -> dict[tuple[int, int], str]:
    """Draw single points, as :func:`strokes` draws lines; what lies outside is not."""
    found: dict[tuple[int, int], int] = {}
    span_x, span_y = field.right - field.left or 1.0, field.high - field.low or 1.0
    for x, y in points:
        if not (isfinite(x) and isfinite(y)):
            continue
        across = round((x - field.left) / span_x * (field.width * 2 - 1))
        down = int((field.high - y) / span_y * field.height * 4)
        if 0 <= across < field.width * 2 and 0 <= down < field.height * 4:
            cell = (down // 4, across // 2)
            found[cell] = found.get(cell, 0) | _BITS[across % 2][down % 4]
    return {
        cell: glyphs.stroke(chr(_BLANK | bits), plain=".")
        for cell, bits in found.items()
    }


def both(one: str, other: str) -> str:
    """Return the dots of two cells in one; the first one where it has no dots."""
    if ord(one) < _BLANK or ord(other) < _BLANK:
        return one
    return chr(ord(one) | ord(other))


def _span(before: int | None, now: int) -> tuple[int, int]:
    """Return the dots of a column that join it to the one before."""
    if before is None or abs(now - before) <= 1:
        return now, now + 1
    return (before + 1, now + 1) if now > before else (now, before)


def _sampled(points: Sequence[Dot], field: Field) -> list[tuple[int, int]]:
    """Return the height of each column of dots between the first and the last point."""
    span_x = field.right - field.left or 1.0
    span_y = field.high - field.low or 1.0
    last = field.width * 2 - 1
    tall = field.height * 4
    heights: list[tuple[int, int]] = []
    at = 0
    for dot in range(last + 1):
        x = field.left + span_x * dot / max(last, 1)
        if not points[0][0] - 1e-9 <= x <= points[-1][0] + 1e-9:
            continue
        while at + 1 < len(points) - 1 and points[at + 1][0] < x:
            at += 1
        y = _between(points, at, x)
        row = int((field.high - y) / span_y * tall)
        heights.append((dot, min(max(row, 0), tall - 1)))
    return heights


def _between(points: Sequence[Dot], at: int, x: float) -> float:
    if len(points) == 1:
        return points[0][1]
    (x0, y0), (x1, y1) = points[at], points[at + 1]
    if x1 == x0:
        return y1
    return y0 + (y1 - y0) * min(max((x - x0) / (x1 - x0), 0.0), 1.0)


def ticks(low: float, high: float, *, most: int = 4) -> list[float]:
    """Choose round values between the ends of an axis, at most ``most`` + 1."""
    span = high - low
    if not isfinite(span) or span <= 0:
        return [low]
    power = 1.0
    while power * 10 <= span:
        power *= 10
    while power > span:
        power /= 10
    sizes = [power * size for size in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5)]
    step = next((size for size in sizes if span / size <= most), span)
    first = -int(-low // step)
    marks = [(first + at) * step for at in range(most + 2)]
    return [mark for mark in marks if low - 1e-9 <= mark <= high + 1e-9] or [low]
