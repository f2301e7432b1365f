"""What the log asks of the disk, step by step: a test can break off anywhere."""

import fcntl
import os
import stat
import sys
from pathlib import Path
from typing import Final

from cockpit.incidents.journal.troubles import Refused
from cockpit.text.notes import Note, note

PRIVATE: Final = 0o600
_SAFE: Final = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""No link is followed, and a pipe keeps nobody waiting."""


def opened(path: Path, flags: int) -> int:
    """Open a file of ours: a regular one, in place, private if it is made.

    Raises:
        Refused: If something else has its name.
        OSError: If it cannot be opened.
    """
    refuse_odd(path)
    descriptor = os.open(path, flags | _SAFE, PRIVATE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused(_odd(path))
    return descriptor


def refuse_odd(path: Path) -> None:
    """Refuse links, pipes, devices and folders where a file of ours must be.

    Raises:
        Refused: If it is one of them; a file that does not exist is fine.
        OSError: If nobody can say.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise Refused(_odd(path))


def _odd(path: Path) -> Note:
    return note("{name} is a link, a pipe, a device or a folder", name=path.name)


class Disk:
    """Writes files of ours and makes sure that they are on the disk.

    Every method raises OSError if the disk refuses.
    """

    def create(self, path: Path) -> None:
        """Make an empty private file; the folder is to be synced afterwards."""
        os.close(opened(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))

    def write(self, path: Path, at: int, data: bytes) -> None:
        """Write bytes at a place."""
        descriptor = opened(path, os.O_WRONLY)
        try:
            rest = memoryview(data)
            while rest:
                count = os.pwrite(descriptor, rest, at)
                rest, at = rest[count:], at + count
        finally:
            os.close(descriptor)

    def cut(self, path: Path, size: int) -> None:
        """Shorten a file."""
        descriptor = opened(path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, size)
        finally:
            os.close(descriptor)

    def sync(self, path: Path) -> None:
        """Wait until the bytes of a file are on the disk."""
        descriptor = opened(path, os.O_WRONLY)
        try:
            if sys.platform == "darwin":
                fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            else:
                os.fdatasync(descriptor)
        finally:
            os.close(descriptor)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


REAL_DISK: Final = Disk()
