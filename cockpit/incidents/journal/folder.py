"""The folder of the log: private, on a local disk, one writer at a time."""

import fcntl
import os
import random
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cockpit.incidents.journal import disk
from cockpit.incidents.journal.troubles import NotSaved, Refused
from cockpit.text.notes import note

DATABASE: Final = "journal.db"
COPY: Final = "journal.jsonl"
LOCK: Final = "journal.lock"
PATIENCE_SECONDS: Final = 5.0
"""A writer that holds the lock for longer is stuck; a commit takes milliseconds."""
NETWORK: Final = frozenset({
    "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.ceph", "fuse.davfs2",
    "fuse.gcsfuse", "fuse.glusterfs", "fuse.goofys", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2",
    "smb3", "smbfs", "webdav", "afpfs",
})  # fmt: skip
"""Locks and syncs of these are promises that others keep. ``9p`` is not among them: it
is also what local sandboxes call their disk."""
_PRIVATE: Final = 0o700
_LINUX_MOUNTS: Final = Path("/proc/mounts")
_MAC_MOUNT: Final = re.compile(r"^.* on (?P<place>/.*) \((?P<kind>\w+)", re.MULTILINE)


def prepare(folder: Path, mounted: list[tuple[str, str]]) -> None:
    """Make the folder, and make it private.

    Args:
        folder: To be made, inside one that exists.
        mounted: Which file systems there are, as :func:`mounts` says.

    Raises:
        Refused: If it is a link or no folder, or on a network file system.
        OSError: If it cannot be made or made private.
    """
    folder.mkdir(mode=_PRIVATE, exist_ok=True)
    mode = folder.lstat().st_mode
    if not stat.S_ISDIR(mode):
        raise Refused(note("{name} is not a folder", name=folder.name))
    if stat.S_IMODE(mode) & ~_PRIVATE:
        folder.chmod(_PRIVATE)
    kind = kind_of(folder.resolve(), mounted)
    if kind in NETWORK:
        raise Refused(
            note("the folder is on a network file system ({kind})", kind=kind)
        )


def mounts() -> list[tuple[str, str]]:
    """Return what is mounted, as (place, kind); empty if the system does not say."""
    if sys.platform == "darwin":
        import subprocess  # noqa: PLC0415 - nowhere else needed

        said = subprocess.run(["/sbin/mount"], capture_output=True, check=True)
        return mac_mounts(said.stdout.decode(errors="surrogateescape"))
    if not _LINUX_MOUNTS.exists():
        return []
    return linux_mounts(_LINUX_MOUNTS.read_text(errors="surrogateescape"))


def linux_mounts(text: str) -> list[tuple[str, str]]:
    r"""Read ``/proc/mounts``, where a blank is written as ``\040``."""
    words = (line.split(" ") for line in text.splitlines())
    return [(_unescaped(place), kind) for _device, place, kind, *_ in words]


def mac_mounts(text: str) -> list[tuple[str, str]]:
    """Read what ``mount`` prints on macOS."""
    return [(found["place"], found["kind"]) for found in _MAC_MOUNT.finditer(text)]


def kind_of(place: Path, mounted: list[tuple[str, str]]) -> str:
    """Return the kind of file system a place is on; of two mounts the later hides."""
    best, kind = -1, ""
    for mount, mount_kind in mounted:
        depth = len(Path(mount).parts)
        if place.is_relative_to(mount) and depth >= best:
            best, kind = depth, mount_kind
    return kind


def _unescaped(place: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place)


class FolderLock:
    """One writer at a time, for both files: the kernel frees it when a holder dies.

    Args:
        path: Of the lock file; it stays empty.
        patience_seconds: How long to wait for another holder.

    Raises:
        Refused: If something odd has its name.
        OSError: If it cannot be made.
    """

    def __init__(self, path: Path, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._path = path
        self._patience_seconds = patience_seconds
        self._descriptor = disk.opened(path, os.O_RDWR | os.O_CREAT)

    def take(self) -> None:
        """Take it, after waiting for a while.

        Raises:
            NotSaved: If somebody else has it for too long.
            OSError: If the folder has vanished.
        """
        deadline = time.monotonic() + self._patience_seconds
        while not self._try():
            if time.monotonic() > deadline:
                raise NotSaved(note("another program keeps the log locked"))
            time.sleep(random.uniform(0.0005, 0.004))

    def give_back(self) -> None:
        """Let the next one take it."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take it and give it back."""
        self.take()
        try:
            yield
        finally:
            self.give_back()

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._descriptor)

    def _try(self) -> bool:
        if not is_taken(self._descriptor):
            return False
        if is_in_place(self._descriptor, self._path):
            return True
        # Somebody removed the file: those who come now would lock another one.
        fresh = disk.opened(self._path, os.O_RDWR | os.O_CREAT)
        os.close(self._descriptor)
        self._descriptor = fresh
        return False


def is_taken(descriptor: int) -> bool:
    """Try to lock a file, without waiting; whether it is ours."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_in_place(descriptor: int, path: Path) -> bool:
    """Whether a path still leads to an open file."""
    return identity(path) == _identity(os.fstat(descriptor))


def identity(path: Path) -> tuple[int, int]:
    """Return what tells a file from one of the same name; zeros if none is there."""
    try:
        return _identity(path.lstat())
    except (FileNotFoundError, NotADirectoryError):
        return 0, 0


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino
