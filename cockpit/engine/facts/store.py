"""Facts on disk: one frame a file and fact, and the merged ones. Safe to delete.

Frames have names of their own, and a description that is renamed into place last says
which of them belong together: who reads finds frames of one revision or none, also
while another process writes. What cannot be read, or was written by another version, is
a miss and is computed again.
"""

import hashlib
import os
import time
import uuid
from collections.abc import Collection, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
import polars as pl

from cockpit.engine.folders import make_closed

FRAME_ERRORS: Final = (OSError, pl.exceptions.PolarsError)
META: Final = "meta.json"
_BUSY_SECONDS: Final = 60
"""So long another process may need to read frames it has a description of, or to write
one of its own; large frames are not kept for longer than that.
"""
_END: Final = b"\xff\xff\xff\xff\x00\x00\x00\x00"
"""Ends an Arrow stream. One that was cut off can be read all the same, with rows lost.

A stream and not an Arrow file: reading many small files takes a query each, 1 ms, and
a restart reads one a file and fact.
"""


class Meta(msgspec.Struct, frozen=True):
    """What a folder of frames was made of.

    Attributes:
        version: Of the code that wrote it.
        key: What the frames are valid for.
        rows: How many rows they were made of.
        files: Frame -> its file in the folder.
    """

    version: int
    key: str
    rows: int
    files: dict[str, str]


class FrameStore:
    """Named frames in one folder, together with the key they are valid for."""

    def __init__(self, folder: Path, *, version: int) -> None:
        self._folder = folder
        self._version = version

    def meta(self) -> Meta | None:
        """Return what the frames are valid for, or None if that is not known."""
        try:
            meta = msgspec.json.decode((self._folder / META).read_bytes(), type=Meta)
        except (OSError, msgspec.MsgspecError):
            return None
        return meta if meta.version == self._version else None

    def load(self, meta: Meta) -> dict[str, pl.DataFrame] | None:
        """Return the frames of a description, or None if one cannot be read."""
        frames = {name: self._load(file) for name, file in meta.files.items()}
        whole = {name: frame for name, frame in frames.items() if frame is not None}
        return whole if len(whole) == len(frames) else None

    def save(
        self, frames: Mapping[str, pl.DataFrame], key: str, *, rows: int = 0
    ) -> None:
        """Put frames in the place of those that were kept before."""
        make_closed(self._folder)
        token = uuid.uuid4().hex[:8]
        files = {name: f"{name}-{token}.arrow" for name in frames}
        for name, frame in frames.items():
            with _private(self._folder / files[name]) as file:
                frame.write_ipc_stream(file, compression="lz4")
        aside = self._folder / f"meta-{token}.new"
        with _private(aside) as file:
            file.write(msgspec.json.encode(Meta(self._version, key, rows, files)))
        aside.replace(self._folder / META)
        self._sweep(files.values())

    def _sweep(self, kept: Collection[str]) -> None:
        """Remove what nobody reads or writes any more."""
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process has removed it
                is_old = time.time() - file.stat().st_mtime > _BUSY_SECONDS
                if is_old and file.name != META and file.name not in kept:
                    file.unlink()

    def _load(self, name: str) -> pl.DataFrame | None:
        try:
            data = (self._folder / name).read_bytes()
            whole = data.endswith(_END)
            return pl.read_ipc_stream(BytesIO(data)) if whole else None
        except FRAME_ERRORS:
            return None


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
