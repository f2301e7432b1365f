"""Cells with roles, filled one after the other: what a chart is made of."""

from dataclasses import dataclass, field
from typing import Final

from cockpit.text import cells

Role = str
"""A role and attributes, e.g. ``accent bold``, and its ground, e.g. ``dim@raised``."""
Run = tuple[str, Role]
Line = tuple[Run, ...]

GROUND: Final = "@"
"""Stands between a role and the ground it lies on, if that is not the page."""
STROKE: Final = "stroke"
"""Attribute of dots and lines: they take a colour, and no attribute of it."""
TINT: Final = f"{GROUND}raised"
"""Marks the ground of an interval."""


@dataclass
class Canvas:
    """Cells that are filled one after the other; what is there first stays."""

    width: int
    height: int
    chars: list[list[str]] = field(default_factory=list)
    roles: list[list[Role]] = field(default_factory=list)
    grounds: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells on a ground of their own, by row and column; see :data:`GROUND`."""

    def __post_init__(self) -> None:
        self.chars = [[" "] * self.width for _row in range(self.height)]
        self.roles = [["dim"] * self.width for _row in range(self.height)]

    def is_free(self, row: int, at: int, size: int) -> bool:
        """Return whether so many cells are there and still blank."""
        if not 0 <= row < self.height or at < 0 or at + size > self.width:
            return False
        return all(char == " " for char in self.chars[row][at : at + size])

    def put(self, row: int, at: int, text: str, role: Role) -> bool:
        """Write a text where all its cells are free; a wide character fills two."""
        size = cells.width(text)
        if not self.is_free(row, at, size):
            return False
        for char in text:
            step = cells.width(char)
            self.chars[row][at] = char
            self.roles[row][at] = role
            for more in range(1, step):
                self.chars[row][at + more] = ""
                self.roles[row][at + more] = role
            at += step
        return True

    def lay(self, inner: "Canvas", at: int) -> None:
        """Lay another canvas over this one, from a column on."""
        for row in range(inner.height):
            self.chars[row][at:] = inner.chars[row]
            self.roles[row][at:] = inner.roles[row]
        self.grounds |= {
            (row, at + column): ground
            for (row, column), ground in inner.grounds.items()
        }

    def lines(self) -> list[Line]:
        """Return the lines as runs of cells with the same role."""
        for (row, at), ground in self.grounds.items():
            self.roles[row][at] += ground
        return [
            _runs(chars, roles)
            for chars, roles in zip(self.chars, self.roles, strict=True)
        ]


def _runs(chars: list[str], roles: list[Role]) -> Line:
    runs: list[Run] = []
    for char, role in zip(chars, roles, strict=True):
        if runs and runs[-1][1] == role:
            runs[-1] = (runs[-1][0] + char, role)
        else:
            runs.append((char, role))
    return tuple(runs)
