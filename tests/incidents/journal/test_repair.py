"""A repair may itself be broken off, at any step, and is then done again."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from cockpit.incidents.journal import Journal, RolledBack
from cockpit.incidents.journal.database import Cursor, connect
from cockpit.incidents.journal.disk import Disk
from cockpit.incidents.journal.means import Means
from tests.incidents.journal.making import HandClocks
from tests.incidents.journal.test_opening import (
    WORDS,
    change,
    filled,
    lose_in_both,
    opened_again,
    roll_back,
)

_STEPS: Final = 200


class Died(BaseException):
    """The process ends here."""


class Dying:
    """Counts what is done to files and dies at a step."""

    def __init__(self, at: int) -> None:
        self._left = at

    def step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Died

    def means(self) -> Means:
        return Means(lambda path, mode: _Connection(self, path, mode), _Disk(self))


class _Connection:
    def __init__(self, dying: Dying, path: Path, mode: str) -> None:
        self._connection, self._dying = connect(path, mode), dying

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        if not sql.startswith(("PRAGMA", "SELECT", "INSERT")):
            self._dying.step()
        return self._connection.execute(sql, values)

    def close(self) -> None:
        self._connection.close()


class _Disk(Disk):
    def __init__(self, dying: Dying) -> None:
        self._dying = dying

    def create(self, path: Path) -> None:
        self._dying.step()
        super().create(path)

    def write(self, path: Path, at: int, data: bytes) -> None:
        self._dying.step()
        super().write(path, at, data[: len(data) // 2])
        self._dying.step()
        super().write(path, at, data)

    def cut(self, path: Path, size: int) -> None:
        self._dying.step()
        super().cut(path, size)

    def sync(self, path: Path) -> None:
        self._dying.step()
        super().sync(path)

    def sync_folder(self, folder: Path) -> None:
        self._dying.step()
        super().sync_folder(folder)


def lose_database(folder: Path) -> None:
    (folder / "journal.db").unlink()


def lose_copy(folder: Path) -> None:
    (folder / "journal.jsonl").unlink()


def cut_database(folder: Path) -> None:
    path = folder / "journal.db"
    path.write_bytes(path.read_bytes()[:9_000])


def tear_copy(folder: Path) -> None:
    path = folder / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-100])


def damage_both(folder: Path) -> None:
    copy = folder / "journal.jsonl"
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join([*lines[:3], b"lost\n", *lines[4:]]))
    change(folder, "DELETE FROM event WHERE seq = 20")


@pytest.mark.parametrize(
    "ruin", [lose_database, lose_copy, cut_database, tear_copy, damage_both]
)
def test_a_repair_that_breaks_off_loses_nothing(
    scratch: Path, ruin: Callable[[Path], None]
) -> None:
    for step in range(_STEPS):
        folder = filled(scratch / f"{step}")
        ruin(folder)
        is_done = not dies(folder, step, "")
        assert opened_again(folder)[0] == [*WORDS]
        if is_done:
            assert step > 3
            return
    raise AssertionError("it never ended")


@pytest.mark.parametrize("choice", ["database", "copy"])
@pytest.mark.parametrize("dispute", [roll_back, lose_in_both])
def test_a_choice_that_breaks_off_is_asked_for_again_or_done(
    scratch: Path, dispute: Callable[[Path], None], choice: str
) -> None:
    for step in range(_STEPS):
        folder = filled(scratch / f"{step}")
        dispute(folder)
        is_done = not dies(folder, step, choice)
        assert is_decided(folder) or not is_done
        if is_done:
            return
    raise AssertionError("it never ended")


def is_decided(folder: Path) -> bool:
    """Whether it opens; if not, both copies still hold something to choose from."""
    try:
        opened_again(folder)
    except RolledBack as asked:
        held = min(asked.database.events, asked.copy.events)
    else:
        return True
    assert held > 0
    return False


def dies(folder: Path, step: int, choice: str) -> bool:
    """Open it in a process that dies at a step; whether it came to that."""
    means, clocks = Dying(step).means(), HandClocks()
    try:
        if choice == "database":
            Journal.open(
                folder, session="x", clocks=clocks, choice="database", means=means
            )
        elif choice == "copy":
            Journal.open(folder, session="x", clocks=clocks, choice="copy", means=means)
        else:
            Journal.open(folder, session="x", clocks=clocks, means=means)
    except Died:
        return True
    return False
