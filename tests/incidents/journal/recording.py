"""A disk that writes down what it is asked, in the order in which it was asked.

SQLite goes through a file system layer of APSW's, the second copy through a
:class:`~cockpit.incidents.journal.disk.Disk`: both end in one list.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from cockpit.incidents.journal.database import Cursor
from cockpit.incidents.journal.disk import Disk
from cockpit.incidents.journal.means import Means


class Asked(NamedTuple):
    """One thing that was asked of the disk.

    Attributes:
        verb: create, write, cut, sync, delete, sync folder.
        name: Of the file.
        at: Where it is written, or the size it is cut to.
        data: What is written.
    """

    verb: str
    name: str = ""
    at: int = 0
    data: bytes = b""


class Recorder:
    """Keeps the list, and where in it something was promised.

    Attributes:
        asked: All that was asked.
        promised: (how many had been asked, how many events were promised by then).
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.promised: list[tuple[int, int]] = [(0, 0)]

    def promise(self, events: int) -> None:
        """Note that so many events were called saved."""
        self.promised.append((len(self.asked), events))

    def promised_before(self, step: int) -> int:
        """Return how many events were called saved when so much had been asked."""
        return max(events for at, events in self.promised if at <= step)

    def means(self, synchronous: str = "EXTRA") -> Means:
        """Return what a journal is to be opened with."""
        layer = _Layer(self)

        def connect(path: Path, mode: str) -> "_Connection":
            return _Connection(layer, path, mode, synchronous)

        return Means(connect, _RecordingDisk(self))


class _Connection:
    """APSW behind the few methods that the journal uses.

    Args:
        synchronous: What is set when EXTRA is asked for.
    """

    def __init__(
        self, layer: "_Layer", path: Path, mode: str, synchronous: str
    ) -> None:
        flags = (
            apsw.SQLITE_OPEN_READWRITE if mode == "rw" else apsw.SQLITE_OPEN_READONLY
        )
        self._connection = apsw.Connection(str(path), flags=flags, vfs=layer.vfs_name)
        self._synchronous = synchronous

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        sql = sql.replace("EXTRA", self._synchronous)
        return self._connection.execute(sql, tuple(values))

    def close(self) -> None:
        self._connection.close()


class _Layer(apsw.VFS):
    """SQLite's own layer for this system, with a pen."""

    def __init__(self, recorder: Recorder) -> None:
        self.vfs_name = f"recording-{id(recorder)}"
        self.recorder = recorder
        super().__init__(self.vfs_name, "")

    def xOpen(  # noqa: N802 - SQLite's name
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        assert name is not None  # nothing is sorted in temporary files
        path = Path(name if isinstance(name, str) else name.filename())
        is_new = not path.exists()
        file = _File(self, name, path, flags)
        if is_new:
            self.recorder.asked.append(Asked("create", path.name))
        return file

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self.recorder.asked.append(Asked("delete", Path(filename).name))
        if syncdir:
            self.recorder.asked.append(Asked("sync folder"))


class _File(apsw.VFSFile):
    def __init__(
        self,
        layer: _Layer,
        name: str | apsw.URIFilename,
        path: Path,
        flags: list[int],
    ) -> None:
        self._name = path.name
        self._recorder = layer.recorder
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._note(Asked("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._note(Asked("cut", self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._note(Asked("sync", self._name))
        if self._name.endswith("-journal"):
            self._note(Asked("sync folder"))  # as SQLite does for a new one

    def _note(self, asked: Asked) -> None:
        self._recorder.asked.append(asked)


class _RecordingDisk(Disk):
    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def create(self, path: Path) -> None:
        super().create(path)
        self._note(Asked("create", path.name))

    def write(self, path: Path, at: int, data: bytes) -> None:
        super().write(path, at, data)
        self._note(Asked("write", path.name, at, data))

    def cut(self, path: Path, size: int) -> None:
        super().cut(path, size)
        self._note(Asked("cut", path.name, size))

    def sync(self, path: Path) -> None:
        super().sync(path)
        self._note(Asked("sync", path.name))

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self._note(Asked("sync folder"))

    def _note(self, asked: Asked) -> None:
        self._recorder.asked.append(asked)
