"""What can be wrong with the log, as errors that a person can read."""

import errno
import sqlite3
from typing import Final

import msgspec

from cockpit.text.notes import Note, note


class NotSaved(Exception):  # noqa: N818 - what happened
    """Nothing was written: the log is as it was before, and a later try may work.

    Attributes:
        reason: Why, for people.
    """

    def __init__(self, reason: Note) -> None:
        super().__init__(reason.template)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason.text()


class Refused(Exception):  # noqa: N818 - what happened
    """Something in the folder is not what a log may be kept in.

    Attributes:
        reason: Why, for people.
    """

    def __init__(self, reason: Note) -> None:
        super().__init__(reason.template)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason.text()


class Holding(msgspec.Struct, frozen=True):
    """What one of the two copies holds.

    Attributes:
        path: Of the file.
        events: How many good ones, from the first on without a gap.
        last: ISO time in UTC of the last of them; ``hash`` is its hash.
        problem: What is wrong after them, in words; empty if nothing is.
    """

    path: str
    events: int = 0
    last: str = ""
    hash: str = ""
    problem: str = ""


class RolledBack(Exception):  # noqa: N818 - what happened
    """The two copies cannot both be right, and only a person can say which is.

    Mostly the database was replaced by an old backup, so that its copy knows more.
    :meth:`Journal.open` goes on when it is told what to choose.

    Attributes:
        database: What the database holds.
        copy: What the second copy holds.
        reason: What is wrong, for people.
    """

    def __init__(self, reason: Note, database: Holding, copy: Holding) -> None:
        super().__init__(reason.template)
        self.reason = reason
        self.database = database
        self.copy = copy

    def __str__(self) -> str:
        return note(
            "{reason}; events in the database: {database}, last {database_last};"
            " in the copy: {copy}, last {copy_last}",
            reason=self.reason,
            database=self.database.events,
            database_last=self.database.last or "–",
            copy=self.copy.events,
            copy_last=self.copy.last or "–",
        ).text()


DAMAGED: Final = frozenset({
    sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
})  # fmt: skip
"""What SQLite says of a damaged file; the first if a table is missing."""
_NO_TEXT: Final = "Could not decode to UTF-8"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error says that the file is damaged, not that it cannot be had."""
    return _code(error) in DAMAGED


def damaged(what: str) -> sqlite3.DatabaseError:
    """Return an error that says of a file what SQLite itself does not notice."""
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
    return error


def reason_of(error: Exception) -> Note:
    """Say why the log could not be written or read."""
    if isinstance(error, NotSaved | Refused | RolledBack):
        return error.reason
    if isinstance(error, sqlite3.Error):
        return _reason_of_sqlite(error)
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL:
        return note("the disk is full")
    if number in _FORBIDDEN:
        return note("the folder .cockpit cannot be written: no permission")
    if number in {errno.ENOENT, errno.ENOTDIR, errno.ESTALE}:
        return note("the folder .cockpit has vanished")
    return note("the log cannot be used: {error}", error=error)


def _reason_of_sqlite(error: sqlite3.Error) -> Note:
    code = _code(error)
    if code == sqlite3.SQLITE_FULL:
        return note("the disk is full")
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}:
        return note("the folder .cockpit cannot be written: no permission")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return note("another program keeps the log locked")
    if code in DAMAGED:
        return note("the database of the log is damaged: {error}", error=error)
    return note("the disk does not take the log: {error}", error=error)


def _code(error: sqlite3.Error) -> int:
    """Return the primary code; an error of Python's own has none.

    One of them is damage: a text that is none any more.
    """
    if str(error).startswith(_NO_TEXT):
        return sqlite3.SQLITE_CORRUPT
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE) & 0xFF
