"""The first copy: one SQLite file with one table that can only grow.

A rollback journal and not a write-ahead log: it needs no shared memory, leaves one
file, and with ``synchronous=EXTRA`` even the removal of the rollback journal is on the
disk before a commit returns.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Protocol

from cockpit.incidents.events import Event
from cockpit.incidents.journal.chain import Followed, followed
from cockpit.incidents.journal.folder import PATIENCE_SECONDS
from cockpit.incidents.journal.troubles import Refused, damaged
from cockpit.text.notes import Note, note

VERSION: Final = 1
"""Of the tables, as ``PRAGMA user_version``; 0 is a file that is still empty.

A release with later tables writes its number as ``PRAGMA application_id`` too: a number
that stands there once only is damage.
"""
_SETTINGS: Final = (
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = 1",
    "PRAGMA recursive_triggers = ON",  # REPLACE is a deletion too
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
)
_TABLES: Final = (
    "CREATE TABLE event"
    " (seq INTEGER PRIMARY KEY, once TEXT UNIQUE, line TEXT NOT NULL)",
    "CREATE TABLE probe (filler BLOB)",
    "CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END",
    "CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END",
    "CREATE TRIGGER event_is_only_appended BEFORE INSERT ON event"
    " WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)"
    " BEGIN SELECT RAISE(ABORT, 'an event is only appended'); END",
    f"PRAGMA user_version = {VERSION}",
)
_PROBE_BYTES: Final = 16_384


class Cursor(Protocol):
    """What a statement gives."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is what was asked for
        """Return the next row or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return all rows."""
        ...


class Connection(Protocol):
    """An open database: of the standard library, or one that a test brings."""

    @property
    def in_transaction(self) -> bool:
        """Whether BEGIN was said and not yet COMMIT or ROLLBACK."""
        ...

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        """Run one statement; nothing begins or ends a transaction by itself."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


Connect = Callable[[Path, str], Connection]
"""Opens an existing file; the mode is ``rw`` or ``ro``."""


def connect(path: Path, mode: str) -> Connection:
    """Open an existing file with the standard library.

    Raises:
        sqlite3.Error: If it cannot be opened.
    """
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=PATIENCE_SECONDS,
        check_same_thread=False,
        cached_statements=32,
    )


class Database:
    """The table of events.

    Args:
        path: Of an existing file; an empty one has no tables yet.
        mode: ``rw`` or ``ro``.
        connect: Opens it.

    Raises:
        Refused: If it is of a later release, or cannot do without a write-ahead log.
        sqlite3.Error: If it is no database.
    """

    def __init__(self, path: Path, mode: str, connect: Connect = connect) -> None:
        self._connection = connect(path, mode)
        try:
            self._set_up(mode)
        except UnicodeDecodeError as error:  # SQLite quotes the damage it met
            self._connection.close()
            raise damaged(str(error)) from error
        except BaseException:
            self._connection.close()
            raise

    @property
    def is_empty(self) -> bool:
        """Whether the tables are still to be made."""
        count = self._value("SELECT count(*) FROM sqlite_master")
        return bool(self._value("PRAGMA user_version") == count == 0)

    @property
    def stamp(self) -> int:
        """Return what changes when another connection commits."""
        return int(self._value("PRAGMA data_version"))

    def setting(self, pragma: str) -> object:
        """Return what a pragma is set to."""
        return self._value(f"PRAGMA {pragma}")

    def create(self) -> None:
        """Make the tables."""
        self.begin()
        for statement in _TABLES:
            self._connection.execute(statement)
        self.commit()

    def check(self) -> Note | None:
        """Return what is wrong with pages, indexes or tables; None if nothing.

        The thorough check and not the quick one, which overlooks a damaged index: the
        next commit would stumble over it.
        """
        found = str(self._value("PRAGMA integrity_check(1)"))
        if found != "ok":
            return note("SQLite says: {text}", text=found.splitlines()[-1])
        sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
        made = {row[0] for row in self._connection.execute(sql).fetchall()}
        if made != set(_TABLES[:-1]):
            return note("its tables are not as they were made")
        return None

    def lines_after(self, seq: int) -> list[bytes]:
        """Return the lines after an event, in order."""
        sql = "SELECT CAST(line AS BLOB) FROM event WHERE seq > ? ORDER BY seq"
        return [row[0] for row in self._connection.execute(sql, (seq,)).fetchall()]

    def rows(self) -> list[tuple[int, str | None, bytes]]:
        """Return everything that is stored: number, ``once``, line."""
        sql = "SELECT seq, once, CAST(line AS BLOB) FROM event ORDER BY seq"
        return self._connection.execute(sql).fetchall()

    def salvaged(self) -> list[bytes]:
        """Return whatever lines a damaged file still gives, from both its ends."""
        lines: list[bytes] = []
        for order in ("ASC", "DESC"):
            sql = f"SELECT CAST(line AS BLOB) FROM event ORDER BY seq {order}"
            with suppress(sqlite3.DatabaseError):  # the damage: here it ends
                cursor = self._connection.execute(sql)
                while row := cursor.fetchone():
                    lines.append(row[0])
        return lines

    def line(self, seq: int) -> bytes | None:
        """Return one line, if it is there."""
        sql = "SELECT CAST(line AS BLOB) FROM event WHERE seq = ?"
        row = self._connection.execute(sql, (seq,)).fetchone()
        return None if row is None else row[0]

    def whole(self) -> Followed:
        """Read and follow everything."""
        return followed(self.lines_after(0))

    def has(self, once: str) -> bool:
        """Whether an event with this word was written."""
        sql = "SELECT 1 FROM event WHERE once = ?"
        return self._connection.execute(sql, (once,)).fetchone() is not None

    def begin(self) -> None:
        """Keep other writers out, and see what is there."""
        self.roll_back()  # what could not even be rolled back when it failed
        self._connection.execute("BEGIN IMMEDIATE")

    def insert(self, events: Iterable[Event], lines: Iterable[bytes]) -> None:
        """Append events that follow the last one."""
        sql = "INSERT INTO event (seq, once, line) VALUES (?, ?, ?)"
        for event, line in zip(events, lines, strict=True):
            values = (event.seq, event.once or None, line.decode())
            self._connection.execute(sql, values)

    def commit(self) -> None:
        """Put it on the disk."""
        self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        """Forget what was begun; SQLite may have done so by itself."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def probe(self) -> None:
        """Write something that is no event, in place of what the last probe wrote."""
        self.begin()
        try:
            self._connection.execute("DELETE FROM probe")
            self._connection.execute(
                "INSERT INTO probe VALUES (zeroblob(?))", (_PROBE_BYTES,)
            )
            self.commit()
        finally:
            self.roll_back()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _set_up(self, mode: str) -> None:
        for statement in _SETTINGS:
            self._connection.execute(statement)
        if self._value("PRAGMA user_version") > VERSION:
            self._refuse_later()
        ask = "PRAGMA journal_mode = DELETE" if mode == "rw" else "PRAGMA journal_mode"
        kept_with = self._value(ask)
        if kept_with != "delete":
            reason = note("its database uses a {kind} journal, which is not safe here",
                          kind=kept_with)  # fmt: skip
            raise Refused(reason)

    def _refuse_later(self) -> None:
        told = ("PRAGMA user_version", "PRAGMA application_id")
        if len({self._value(one) for one in told}) == 1:
            raise Refused(note("the log is of a later release"))
        raise damaged("file header")

    def _value(self, sql: str) -> Any:  # noqa: ANN401 - what the pragma says
        return self._connection.execute(sql).fetchone()[0]
