"""The database defends itself, also against other programs."""

import sqlite3
from pathlib import Path

import pytest

from cockpit.incidents.journal.database import Database
from tests.incidents.journal.making import add, opened


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = opened(tmp_path / ".cockpit")
    add(journal, "a", "b", "c")
    journal.close()
    return tmp_path / ".cockpit" / "journal.db"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET line = '{}'",
        "UPDATE event SET seq = 9 WHERE seq = 3",
        "DELETE FROM event WHERE seq = 3",
        "REPLACE INTO event (seq, line) VALUES (3, '{}')",
        "INSERT OR REPLACE INTO event (seq, line) VALUES (2, '{}')",
        "INSERT INTO event (seq, line) VALUES (5, '{}')",
        "INSERT INTO event (seq, line) VALUES (0, '{}')",
        "INSERT INTO event (line) VALUES ('{}')",
        "UPDATE OR REPLACE event SET seq = 1 WHERE seq = 2",
    ],
)
def test_any_program_can_only_append(path: Path, statement: str) -> None:
    """A foreign program has none of our settings, only the triggers."""
    with sqlite3.connect(path) as foreign:
        before = foreign.execute("SELECT * FROM event").fetchall()
        with pytest.raises(sqlite3.IntegrityError):
            foreign.execute(statement)
        assert foreign.execute("SELECT * FROM event").fetchall() == before
    foreign.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "delete"),
        ("synchronous", 3),
        ("fullfsync", 1),
        ("recursive_triggers", 1),
        ("busy_timeout", 5000),
        ("trusted_schema", 0),
    ],
)
def test_a_commit_is_as_safe_as_it_can_be(
    path: Path, pragma: str, value: object
) -> None:
    """3 is EXTRA: even the removal of the rollback journal is synced."""
    database = Database(path, "rw")
    assert database.setting(pragma) == value
    database.close()


def test_a_write_ahead_log_is_given_up(path: Path) -> None:
    foreign = sqlite3.connect(path)
    assert foreign.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    foreign.close()
    journal = opened(path.parent)
    assert not journal.trouble
    assert len(journal.news()) == 3
    with sqlite3.connect(path) as foreign:
        assert foreign.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    foreign.close()


def test_a_write_ahead_log_that_others_use_is_refused(path: Path) -> None:
    foreign = sqlite3.connect(path)
    foreign.execute("PRAGMA journal_mode = WAL")
    foreign.execute("BEGIN")
    foreign.execute("SELECT * FROM event").fetchall()
    journal = opened(path.parent)
    assert journal.trouble
    foreign.close()
    journal.close()


def test_a_log_of_a_later_release_is_only_watched(path: Path) -> None:
    with sqlite3.connect(path) as foreign:
        foreign.execute("PRAGMA user_version = 2")
        foreign.execute("PRAGMA application_id = 2")
    foreign.close()
    before = path.read_bytes()
    journal = opened(path.parent)
    assert "later release" in journal.trouble
    assert len(journal.news()) == 3
    assert path.read_bytes() == before


def test_a_version_that_stands_there_once_only_is_damage(path: Path) -> None:
    with sqlite3.connect(path) as foreign:
        foreign.execute("PRAGMA user_version = 2")
    foreign.close()
    journal = opened(path.parent)
    assert journal.trouble == ""
    assert len(journal.news()) >= 3, "rebuilt from its copy"
    journal.close()
