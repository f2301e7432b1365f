"""The map from RFM scores to segments, as data."""

import tomllib
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import Final

import msgspec

from cockpit.snapshot.envelope import Name

FILE: Final = Path(__file__).with_name("rfm_map.toml")
SCORES: Final = range(1, 6)
Span = tuple[int, int]


class Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cells of the cube of scores: from and to of each score, inclusive."""

    r: Span
    f: Span
    m: Span

    def cells(self) -> "product[tuple[int, ...]]":
        """Return its cells (r, f, m)."""
        spans = (range(low, high + 1) for low, high in (self.r, self.f, self.m))
        return product(*spans)


class RfmSegment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named part of the cube, and what to do next with who is in it."""

    id: str
    name: Name
    action: Name
    cells: tuple[Box, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    segment: tuple[RfmSegment, ...]


@lru_cache(maxsize=1)
def rfm_map() -> dict[str, RfmSegment]:
    """Return the segments by id, in the order of the file."""
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {entry.id: entry for entry in msgspec.convert(document, _File).segment}


@lru_cache(maxsize=1)
def segment_of_cell() -> dict[tuple[int, ...], str]:
    """Return the segment of each cell (r, f, m).

    Raises:
        ValueError: If a cell belongs to two segments or to none.
    """
    found: dict[tuple[int, ...], str] = {}
    for segment in rfm_map().values():
        for cell in (cell for box in segment.cells for cell in box.cells()):
            if cell in found:
                raise ValueError(f"{cell} is of {found[cell]} and of {segment.id}")
            found[cell] = segment.id
    missing = set(product(SCORES, repeat=3)) - set(found)
    if missing:
        raise ValueError(f"no segment has the cells {sorted(missing)}")
    return found
