"""Files entered as evidence: a copy under the name of its SHA-256."""

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cockpit.incidents.refusals import Refused
from cockpit.text.notes import note

LARGEST: Final = 10 * 2**20
"""Bytes of one file."""
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


class Attachments:
    """Copies of files in one folder, each kept once whatever its name was.

    Args:
        folder: ``.cockpit/evidence`` of the workspace; made when it is needed.
        base: Relative paths are taken from here.
    """

    def __init__(self, folder: Path, base: Path) -> None:
        self._folder = folder
        self._base = base

    def keep(self, path: str) -> dict[str, Any]:
        """Copy a file, on the disk when this returns.

        Returns:
            ``name``, ``bytes`` and ``sha256``, as they stand in the log.

        Raises:
            Refused: If it is no regular file, too large, or cannot be read or copied.
        """
        try:
            content = self._content(path)
            digest = sha256(content).hexdigest()
            self._store(digest, content)
        except OSError as error:
            raise Refused(
                note("{path}: {reason}", path=path, reason=error.strerror or "?")
            ) from error
        return {"name": Path(path).name, "bytes": len(content), "sha256": digest}

    def path_of(self, digest: str) -> Path:
        """Return where a copy is."""
        return self._folder / digest

    def _content(self, path: str) -> bytes:
        if "\0" in path:
            raise Refused(note("a path cannot hold a NUL character"))
        # A FIFO would wait for ever; it is opened, looked at, and let go.
        flags = os.O_RDONLY | os.O_NONBLOCK
        descriptor = os.open(self._base / Path(path).expanduser(), flags)
        with open(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Refused(note("{path}: not a regular file", path=path))
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Refused(note("{path}: larger than 10 MiB", path=path))
        return content

    def _store(self, digest: str, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self._folder / digest
        if place.exists() and sha256(place.read_bytes()).hexdigest() == digest:
            return
        aside = place.with_name(f"{digest}.{os.getpid()}")
        aside.unlink(missing_ok=True)
        descriptor = os.open(aside, _NEW, 0o600)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        aside.replace(place)
