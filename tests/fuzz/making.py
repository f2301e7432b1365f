"""Inputs: the file of a shape, damaged, packed or not, and how it comes to be."""

import csv
import gzip
import io
import zipfile
from random import Random
from typing import Final

from hypothesis import strategies as st

from tests.engine.sources.exports import Shape, entered
from tests.engine.sources.exports.workbooks import Sheet, workbook
from tests.fuzz.damage import BYTES, TEXT, Damage, built, damaged
from tests.fuzz.reading import Input

COURSES: Final = ("once", "again", "pieces", "replaced", "packed", "recognised")
_PACKINGS: Final = ("", "", "", "", "", "", "", "", "gz", "gz damaged", "xlsx", "zip")
_DEEP: Final = "xlsx damaged"
_MOST_ROWS: Final = 300


def strategy() -> st.SearchStrategy[Input]:
    """Make inputs of which fewer kinds of damage are the simpler ones."""
    seeds = st.integers(0, 2**32 - 1)
    return st.builds(
        made,
        shape=st.sampled_from(entered()),
        ways=st.lists(st.tuples(st.sampled_from(TEXT), seeds), max_size=4),
        packing=st.sampled_from((*_PACKINGS, _DEEP)),
        seed=seeds,
        course=st.sampled_from(COURSES),
        cuts=st.lists(st.integers(0, 1000), min_size=1, max_size=4).map(sorted),
    )


def by_chance(chance: Random) -> Input:
    """Make an input."""
    ways = [(chance.choice(TEXT), chance.getrandbits(32)) for _ in range(3)]
    return made(
        shape=chance.choice(entered()),
        ways=ways[: chance.choice([0, 1, 1, 1, 2, 2, 3])],
        packing=chance.choice((*_PACKINGS, _DEEP)),
        seed=chance.getrandbits(32),
        course=chance.choice(COURSES),
        cuts=sorted(chance.randint(0, 1000) for _ in range(chance.randint(1, 3))),
    )


def made(
    *,
    shape: Shape,
    ways: list[tuple[Damage, int]],
    packing: str,
    seed: int,
    course: str,
    cuts: list[int],
) -> Input:
    """Make the input that these decisions describe."""
    data, chance = built(shape.name), Random(seed)
    ending = "." + shape.file.rsplit(".", 1)[1]
    if ending == ".xlsx":
        ways, packing = [], packing if packing in {"zip", _DEEP} else ""
        data = _within(data, chance) if packing == _DEEP else data
        data = damaged(data, [_any_of(chance)]) if packing == "zip" else data
        return Input(shape, "a.xlsx", data, course, tuple(cuts))
    data = damaged(data, ways)
    match packing:
        case "gz" | "gz damaged":
            data, ending = gzip.compress(data, 1, mtime=0), f"{ending}.gz"
            data = damaged(data, [_any_of(chance)]) if packing != "gz" else data
        case "xlsx" | "xlsx damaged" | "zip":
            data, ending = _as_workbook(data), ".xlsx"
            data = _within(data, chance) if packing == _DEEP else data
            data = damaged(data, [_any_of(chance)]) if packing == "zip" else data
    return Input(shape, f"a{ending}", data, course, tuple(cuts))


def _any_of(chance: Random) -> tuple[Damage, int]:
    return chance.choice(BYTES), chance.getrandbits(32)


def _as_workbook(data: bytes) -> bytes:
    """Write the cells of a text as those of a sheet."""
    text = data.decode("utf-8-sig", "replace")
    text = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    text = text.replace("\ufffe", "").replace("\uffff", "")
    csv.field_size_limit(10**9)
    rows = list(csv.reader(io.StringIO(text, newline="")))[:_MOST_ROWS]
    return workbook({"1": Sheet([row[:200] for row in rows])})


def _within(data: bytes, chance: Random) -> bytes:
    """Damage one file of an archive, and pack it again as if nothing were."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as new,
    ):
        names = old.namelist()
        marked = chance.choice(names)
        for name in names:
            inside = old.read(name)
            if name == marked:
                inside = damaged(inside, [_any_of(chance)])
            new.writestr(name, inside)
    return packed.getvalue()
