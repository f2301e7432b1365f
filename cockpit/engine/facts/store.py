"""Facts on disk: one frame a file and fact, and the merged ones. Safe to delete.

A frame is written aside and renamed, so it is always whole; what cannot be read, or was
written by another version, is a miss and is computed again.
"""

import hashlib
import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import polars as pl

FRAME_ERRORS: Final = (OSError, pl.exceptions.PolarsError)
META: Final = "meta.json"
_END: Final = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""Ends an Arrow stream. One that was cut off can be read all the same, with rows lost.

A stream and not an Arrow file: reading many small files takes a query each, 1 ms, and
a restart reads one a file and fact.
"""


class Meta(msgspec.Struct, frozen=True):
    """What a folder of frames was made of."""

    version: int
    key: str
    rows: int = 0


class FrameStore:
    """Named frames in one folder, together with the key they are valid for."""

    def __init__(self, folder: Path, *, version: int) -> None:
        self._folder = folder
        self._version = version

    def load(self, name: str) -> pl.DataFrame | None:
        """Return a frame, or None if there is none that can be read."""
        try:
            data = self.path(name).read_bytes()
            whole = data.endswith(_END)
            return pl.read_ipc_stream(BytesIO(data)) if whole else None
        except FRAME_ERRORS:
            return None

    def path(self, name: str) -> Path:
        """Return where a frame is kept."""
        return self._folder / f"{name}.arrow"

    def save(self, name: str, frame: pl.DataFrame) -> None:
        """Replace a frame."""
        self._make()
        aside = self._folder / f".{name}.{os.getpid()}"
        with _private(aside) as file:
            frame.write_ipc_stream(file, compression="lz4")
        aside.replace(self.path(name))

    def meta(self) -> Meta | None:
        """Return what the frames are valid for, or None if that is not known."""
        try:
            meta = msgspec.json.decode((self._folder / META).read_bytes(), type=Meta)
        except (OSError, msgspec.MsgspecError):
            return None
        return meta if meta.version == self._version else None

    def mark(self, key: str, *, rows: int = 0) -> None:
        """Say what the frames are valid for; call it after the last ``save``."""
        self._make()
        aside = self._folder / f".meta.{os.getpid()}"
        with _private(aside) as file:
            file.write(msgspec.json.encode(Meta(self._version, key, rows)))
        aside.replace(self._folder / META)

    def unmark(self) -> None:
        """Make the frames invalid; call it before the first ``save``."""
        (self._folder / META).unlink(missing_ok=True)

    def _make(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def folder_name(path: str) -> str:
    """Return a folder name for a file of the workspace."""
    return hashlib.sha256(path.encode()).hexdigest()[:24]


def digest(parts: Mapping[str, str], *more: object) -> str:
    """Return a short hash of named revisions; the order does not matter."""
    text = repr((sorted(parts.items()), more))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _private(path: Path) -> BinaryIO:
    """Open a file that only its owner may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.fdopen(os.open(path, flags, 0o600), "wb")
