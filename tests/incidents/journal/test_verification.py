"""Everything that can differ is told, with the line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cockpit.incidents.journal import Journal, Verification
from tests.incidents.journal.making import add, opened
from tests.incidents.journal.test_opening import change


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".cockpit"


@pytest.fixture
def journal(folder: Path) -> Journal:
    journal = opened(folder)
    add(journal, *"abcdef")
    return journal


def told(found: Verification) -> list[tuple[str, int, str]]:
    return [(one.where, one.line, one.what) for one in found.differences]


def test_a_whole_log_has_no_differences(journal: Journal) -> None:
    found = journal.verify()
    assert found.is_whole
    assert found.events == 6
    assert found.head == add(journal, "g")[0].prev
    assert len(found.checked) == 4


def test_an_empty_log_is_whole(folder: Path) -> None:
    found = opened(folder).verify()
    assert (found.events, found.head, found.is_whole) == (0, "", True)


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE event SET line = replace(line, '林', '陈') WHERE seq = 3", 3, "event 3 was changed"),
        ("DELETE FROM event WHERE seq = 4", 5, "event 4 is missing"),
        ("UPDATE event SET once = 'x' WHERE seq = 2", 2, "event 2 is stored under another word"),
    ],
)  # fmt: skip
def test_a_change_of_the_database_is_told(
    journal: Journal, folder: Path, statement: str, where: int, what: str
) -> None:
    change(folder, statement)
    assert ("journal.db", where, what) in told(journal.verify())


def test_a_database_that_is_gone_is_told_as_that(
    journal: Journal, folder: Path
) -> None:
    journal.close()
    (folder / "journal.db").unlink()
    assert ("journal.db", 0, "the file is gone") in told(journal.verify())


def lose_line(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], *lines[3:]]


def spoil(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2].replace("林".encode(), "陈".encode()), *lines[3:]]


def tear(lines: list[bytes]) -> list[bytes]:
    return [*lines[:5], lines[5][:20]]


def add_line(lines: list[bytes]) -> list[bytes]:
    return [*lines, lines[0]]


@pytest.mark.parametrize(
    ("ruin", "wanted"),
    [
        (lose_line, (3, "line 3 is not what the database has")),
        (lose_line, (6, "the copy ends here; events that are missing: 1")),
        (spoil, (3, "line 3 is damaged")),
        (tear, (6, "line 6 is damaged")),
        (add_line, (7, "line 7 is not in the database")),
    ],
)
def test_a_change_of_the_copy_is_told_by_line(
    journal: Journal,
    folder: Path,
    ruin: Callable[[list[bytes]], list[bytes]],
    wanted: tuple[int, str],
) -> None:
    copy = folder / "journal.jsonl"
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join(ruin(lines)))
    assert ("journal.jsonl", *wanted) in told(journal.verify())


def test_a_file_that_is_no_database_is_told(journal: Journal, folder: Path) -> None:
    journal.close()
    (folder / "journal.db").write_bytes(b"no database" * 500)
    (first, *_) = told(journal.verify())
    assert first[0] == "journal.db"
    assert "damaged" in first[2]
