"""Cells with roles, filled one after the other: what a chart is made of."""

from dataclasses import dataclass, field
from typing import Final

from cockpit.text import cells

Role = str
"""A role and attributes, e.g. ``accent bold``; with :data:`TINT` behind it, tinted."""
Run = tuple[str, Role]
Line = tuple[Run, ...]

TINT: Final = "@raised"
"""Marks the ground of an interval."""


@dataclass
class Canvas:
    """Cells that are filled one after the other; what is there first stays."""

    width: int
    height: int
    chars: list[list[str]] = field(default_factory=list)
    roles: list[list[Role]] = field(default_factory=list)
    tinted: set[tuple[int, int]] = field(default_factory=set)
    """Cells on a ground of their own."""

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
        self.tinted |= {(row, at + column) for row, column in inner.tinted}

    def lines(self) -> list[Line]:
        """Return the lines as runs of cells with the same role."""
        for row, at in self.tinted:
            self.roles[row][at] += TINT
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
