"""Files of a cache folder: private, written whole, and swept when nobody needs them."""

import os
import time
import uuid
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import BinaryIO, Final, TypeVar
from weakref import finalize

import msgspec

BUSY_SECONDS: Final = 600
"""For so long somebody may go on reading what is no longer described."""
Described = TypeVar("Described", bound=msgspec.Struct)


class Aside:
    """A folder that lasts as long as this object."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="cockpit-"))
        finalize(self, rmtree, self.path, ignore_errors=True)


def token() -> str:
    """Return a name that nothing else has."""
    return uuid.uuid4().hex[:12]


def load(place: Path, kind: type[Described]) -> Described | None:
    """Read a description; None where there is none, or none of this kind."""
    try:
        return msgspec.json.decode(place.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None  # a damaged description is a miss: all is made again


def private(place: Path) -> BinaryIO:
    """Open a new file that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.fdopen(os.open(place, flags, 0o600), "wb")


def sweep(folder: Path, kept: Collection[str]) -> None:
    """Remove old files whose name, without its ending, is not among those kept."""
    oldest = time.time() - BUSY_SECONDS
    for file in folder.iterdir():
        if file.name.partition(".")[0] in kept or not file.is_file():
            continue
        with suppress(FileNotFoundError):  # another process has removed it
            if file.stat().st_mtime < oldest:
                file.unlink()
