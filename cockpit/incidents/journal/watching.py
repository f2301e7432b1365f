"""The log read without writing: where it may not be written, or is damaged."""

import sqlite3
from pathlib import Path

from cockpit.incidents.journal import disk
from cockpit.incidents.journal.chain import BEGINNING, followed, merged
from cockpit.incidents.journal.database import Database
from cockpit.incidents.journal.folder import COPY, DATABASE
from cockpit.incidents.journal.means import Means
from cockpit.incidents.journal.second_copy import scanned
from cockpit.incidents.journal.seen import Seen
from cockpit.incidents.journal.troubles import NotSaved, Refused, reason_of


class Watched:
    """Reads the database if that is possible, else the second copy.

    Args:
        folder: Where they are; it may not even exist.
        means: What the database is opened with.
    """

    def __init__(self, folder: Path, means: Means) -> None:
        self._copy = folder / COPY
        self._size = -1
        self._database = _opened(folder / DATABASE, means)

    def look(self, seen: Seen) -> None:
        """Read what is new.

        Raises:
            NotSaved: If what is there does not continue what was read.
        """
        try:
            self._look(seen)
        except (sqlite3.Error, OSError, Refused) as error:
            raise NotSaved(reason_of(error)) from error

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            self._database.close()

    def _look(self, seen: Seen) -> None:
        if self._database is not None:
            seen.look(self._database)
            return
        disk.refuse_odd(self._copy)
        if not self._copy.exists() or self._copy.stat().st_size == self._size:
            return
        data = self._copy.read_bytes()
        good = {seq: line for _, seq, line in scanned(data, []).good}
        lines = merged(BEGINNING, good)
        problem = seen.resume(followed(lines))
        if problem:
            raise NotSaved(problem)
        self._size = len(data)


def _opened(path: Path, means: Means) -> Database | None:
    """Open for reading; None if it cannot be read, whatever the reason.

    The reason was told before: it is why the log is only watched.
    """
    try:
        disk.refuse_odd(path)
        database = Database(path, "ro", means.connect)
        is_whole = database.check() is None and database.whole().problem is None
    except (sqlite3.Error, OSError, Refused):
        return None
    if is_whole:
        return database
    database.close()
    return None
