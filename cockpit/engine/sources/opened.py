"""A file that is open for reading, and hashes of stretches of it."""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from cockpit.engine.sources.blocks import BLOCK_BYTES
from cockpit.engine.sources.dialect import Dialect
from cockpit.engine.sources.faults import UnreadableError
from cockpit.engine.sources.plan import Plan
from cockpit.engine.sources.store import Layout, Segment
from cockpit.text.notes import note

_GUARD_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file that is open for reading.

    Attributes:
        file: At any position.
        place: Its path.
        is_steady: Whether it has not been written to for a while, so that a last line
            without an end is a whole line.
    """

    file: BinaryIO
    place: Path
    is_steady: bool


def open_regular(place: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        UnreadableError: If it is no regular file.
        OSError: If it cannot be opened.
    """
    # Without O_NONBLOCK a pipe that took the file's place would hold up everything.
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC
    file = os.fdopen(os.open(place, flags), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise UnreadableError("not_a_file", note("not a file"))
    return file


def read_as_one(  # noqa: PLR0913 - what is known of a file is all of this
    opened: Opened,
    encoding: str,
    layout: Dialect,
    plan: Plan,
    *,
    is_torn: bool = False,
    sheets: tuple[str, ...] = (),
    alike: tuple[str, ...] = (),
) -> Layout:
    """Describe a file that is always read whole: what is appended changes all of it.

    Args:
        opened: The file as it lies on the disk.
        encoding: As shown.
        layout: Of what is in it.
        plan: How its rows are read.
        is_torn: Whether its last row is not whole.
        sheets: Of a workbook: the sheet that is read, then the others.
        alike: Those of the others that could be read as well.
    """
    size = opened.place.stat().st_size
    return Layout(
        encoding=encoding,
        codec="",
        dialect=layout,
        plan=plan,
        offset=size,
        line=1,
        segments=(Segment(size, hash_of(opened.file, 0, size)),),
        guard=guard(opened.file, size),
        can_grow=False,
        is_torn=is_torn,
        sheets=sheets,
        alike=alike,
    )


def guard(file: BinaryIO, offset: int) -> str:
    """Hash the first 4 KB and the last 4 KB before an offset."""
    file.seek(0)
    first = file.read(min(_GUARD_BYTES, offset))
    file.seek(max(0, offset - _GUARD_BYTES))
    last = file.read(min(_GUARD_BYTES, offset))
    return hashlib.sha256(first + last).hexdigest()


def hash_of(file: BinaryIO, start: int, end: int) -> str:
    """Return the SHA-256 of a stretch of a file."""
    file.seek(start)
    found = hashlib.sha256()
    left = end - start
    while left and (data := file.read(min(left, BLOCK_BYTES))):
        found.update(data)
        left -= len(data)
    return found.hexdigest()
