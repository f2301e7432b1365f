"""The disk fails once, at any statement and any write: the next try finds all in order."""

import errno
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from cockpit.incidents.journal import Journal, NotSaved
from cockpit.incidents.journal.database import Cursor, connect
from cockpit.incidents.journal.disk import Disk
from cockpit.incidents.journal.means import Means
from tests.incidents.journal.making import HandClocks, add, opened, texts

_STEPS: Final = 100


@dataclass
class Once:
    """Lets the step of this number fail, before it is done or after it."""

    left: int = -1
    is_late: bool = False
    has_failed: bool = False

    def is_now(self) -> bool:
        self.left -= 1
        self.has_failed |= self.left == -1
        return self.left == -1

    def means(self) -> Means:
        return Means(lambda path, mode: _Connection(self, path, mode), _Disk(self))


class _Connection:
    def __init__(self, once: Once, path: Path, mode: str) -> None:
        self._connection, self._once = connect(path, mode), once

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        is_now = self._once.is_now()
        if is_now and not self._once.is_late:
            raise sqlite3.OperationalError("disk I/O error")
        done = self._connection.execute(sql, values)
        if is_now:
            raise sqlite3.OperationalError("disk I/O error")
        return done

    def close(self) -> None:
        self._connection.close()


class _Disk(Disk):
    def __init__(self, once: Once) -> None:
        self._once = once

    def write(self, path: Path, at: int, data: bytes) -> None:
        is_now = self._once.is_now()
        super().write(path, at, data[: len(data) // 3] if is_now else data)
        if is_now:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    def sync(self, path: Path) -> None:
        if self._once.is_now():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        super().sync(path)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_failure_at_any_step_is_said_and_undone(scratch: Path, is_late: bool) -> None:
    """An event is there once if it was called saved, and not at all if it was not."""
    for step in range(_STEPS):
        folder = scratch / f"{step}"
        once = Once(is_late=is_late)
        journal = Journal.open(
            folder, session="x", clocks=HandClocks(), means=once.means()
        )
        add(journal, "a")
        once.left = step
        wanted = ["a", *_tried(journal, "b"), *_tried(journal, "c")]
        assert journal.probe() or journal.probe()
        assert journal.trouble == ""
        wanted += _tried(journal, "d")
        once.left = -1  # from here on nothing fails
        news = opened(folder, "two").news()  # which may tell of a torn copy
        assert texts(tuple(e for e in news if e.kind == "note.added")) == wanted
        assert journal.verify().is_whole
        journal.close()
        if not once.has_failed:
            assert step > 10
            return
    raise AssertionError("it never ended")


def _tried(journal: Journal, text: str) -> list[str]:
    try:
        return texts(add(journal, text))
    except NotSaved:
        return []
