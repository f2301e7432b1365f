"""Both copies under one lock: found, compared, repaired, opened for writing."""

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from cockpit.incidents.events import Event
from cockpit.incidents.journal import disk
from cockpit.incidents.journal.chain import Followed, followed
from cockpit.incidents.journal.database import Database
from cockpit.incidents.journal.folder import (
    COPY,
    DATABASE,
    LOCK,
    FolderLock,
    identity,
    prepare,
)
from cockpit.incidents.journal.means import Means
from cockpit.incidents.journal.reconciling import Choice, Found, planned
from cockpit.incidents.journal.repair import Repair
from cockpit.incidents.journal.second_copy import SecondCopy
from cockpit.incidents.journal.troubles import (
    NotSaved,
    Refused,
    is_damage,
    reason_of,
)
from cockpit.text.notes import Note, note

_NOTHING: Final = followed([])


@contextmanager
def saving() -> Iterator[None]:
    """Turn what the disk or the database says into :exc:`NotSaved`."""
    try:
        yield
    except (sqlite3.Error, OSError, Refused) as error:
        raise NotSaved(reason_of(error)) from error


def found_in(folder: Path, mode: str, means: Means) -> Found:
    """Look at both copies.

    Raises:
        Refused: If something odd has the name of one, or its release is a later one.
        OSError: If one cannot be opened as ``mode`` says.
        sqlite3.Error: If the database cannot be opened; damage is no error here.
    """
    path = folder / DATABASE
    disk.refuse_odd(path.with_name(f"{DATABASE}-journal"))
    data = _data(folder / COPY, mode)
    if not _may_be_opened(path, mode) or not path.stat().st_size:
        return Found(folder, False, _NOTHING, None, [], data)  # noqa: FBT003
    try:
        database = Database(path, mode, means.connect)
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        return Found(folder, True, _NOTHING, reason_of(error), [], data)  # noqa: FBT003
    try:
        return _read(database, lambda: _pages(path, mode, means), folder, data)
    finally:
        database.close()


def _read(
    database: Database,
    pages: Callable[[], Note | None],
    folder: Path,
    data: bytes | None,
) -> Found:
    """Read the events while SQLite looks through the pages: it needs no interpreter."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - 5 ms

    try:
        if database.is_empty:
            return Found(folder, False, _NOTHING, None, [], data)  # noqa: FBT003
        with ThreadPoolExecutor(max_workers=1) as beside:
            looking = beside.submit(pages)
            whole = database.whole()
            problem = looking.result() or whole.problem
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
        problem, whole = reason_of(error), _NOTHING
    beyond = database.salvaged() if problem else []
    return Found(folder, True, whole, problem, beyond, data)  # noqa: FBT003


def _pages(path: Path, mode: str, means: Means) -> Note | None:
    database = Database(path, mode, means.connect)
    try:
        return database.check()
    finally:
        database.close()


def _may_be_opened(path: Path, mode: str) -> bool:
    """Whether it is there; SQLite would open for reading what it may not write.

    Asked and not tried: whoever closes a file loses SQLite's locks on it.
    """
    disk.refuse_odd(path)
    if not path.exists():
        return False
    as_effective = os.access in os.supports_effective_ids
    if mode == "rw" and not os.access(path, os.W_OK, effective_ids=as_effective):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path.name)
    return True


def _data(path: Path, mode: str) -> bytes | None:
    return path.read_bytes() if _may_be_opened(path, mode) else None


class Store:
    """Both copies, open for writing.

    Args:
        folder: Where they are.
        lock: Of the folder.
        means: What they are reached with.
    """

    def __init__(self, folder: Path, lock: FolderLock, means: Means) -> None:
        self._path = folder / DATABASE
        self.lock = lock
        self.database = Database(self._path, "rw", means.connect)
        self.copy = SecondCopy(folder / COPY, means.disk)
        self._identity = identity(self._path)

    @property
    def is_in_place(self) -> bool:
        """Whether the file in the folder is still the one that is open."""
        return identity(self._path) == self._identity

    @property
    def is_gone(self) -> bool:
        """Whether there is no such file any more."""
        return identity(self._path) == (0, 0)

    def begin(self) -> None:
        """Keep others out; SQLite waits a while if it must.

        Raises:
            NotSaved: If it cannot be.
        """
        with saving():
            self.database.begin()

    def roll_back(self) -> None:
        """Forget what was begun.

        Raises:
            NotSaved: If even that cannot be done.
        """
        with saving():
            self.database.roll_back()

    def commit(self, events: Sequence[Event], lines: Sequence[bytes]) -> None:
        """Put events on the disk.

        Raises:
            NotSaved: If they are not there.
        """
        try:
            with saving():
                self.database.insert(events, lines)
                self.database.commit()
        except NotSaved:
            self.roll_back()
            with saving():
                # The commit may be through, and only its last touch has failed.
                is_there = self.database.line(events[-1].seq) == lines[-1]
            if not is_there:
                raise

    def copy_out(self, lines: Sequence[bytes], last: int) -> Note | None:
        """Bring the second copy up to date; return why that did not work.

        The database has the events all the same, and the next call tries again.
        """
        try:
            self.copy.append(lines, last, self.database.lines_after)
        except (sqlite3.Error, OSError, Refused) as error:
            return note("saved, but not in the second copy: {reason}",
                        reason=reason_of(error))  # fmt: skip
        return None

    def close(self) -> None:
        """Let go of the files."""
        self.database.close()
        self.lock.close()


class Opened(NamedTuple):
    """A store and what is in it; ``told`` is for ``session.recovered``."""

    store: Store
    log: Followed
    told: dict[str, Any]


def opened(folder: Path, choice: Choice, stamp: str, means: Means) -> Opened:
    """Open both copies for writing, after making or repairing what is needed.

    Args:
        folder: Where they are.
        choice: Which one is right, if a person has said so.
        stamp: For the names of files that are set aside.
        means: What they are reached with.

    Raises:
        RolledBack: If a person has to decide.
        NotSaved: If another program does not let go of the lock.
        Refused: If the folder is not what a log may be kept in.
        OSError: If the folder or a file cannot be written.
        sqlite3.Error: If the database cannot be opened.
    """
    prepare(folder, means.mounts())
    lock = FolderLock(folder / LOCK, means.patience_seconds)
    try:
        with lock.held():
            plan = planned(found_in(folder, "rw", means), choice)
            aside = Repair(folder, stamp, means).carry_out(plan)
            store = Store(folder, lock, means)
            store.copy.append([], plan.log.head.seq, store.database.lines_after)
    except BaseException:
        lock.close()
        raise
    told = {**plan.told, "set_aside": aside} if plan.told else {}
    return Opened(store, plan.log, told)
