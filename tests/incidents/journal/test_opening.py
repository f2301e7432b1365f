"""A log that is damaged, torn, halved or rolled back, and then opened."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit.incidents.events import Event
from cockpit.incidents.journal import Journal, NotSaved, RolledBack
from cockpit.incidents.journal.second_copy import as_copied
from tests.conftest import few
from tests.incidents.journal.conftest import fresh_folder
from tests.incidents.journal.making import HandClocks, add, noted, opened, texts

WORDS = tuple(f"{number} 止血" * 9 for number in range(40))


@pytest.fixture
def folder(scratch: Path) -> Path:
    return filled(scratch / ".cockpit")


def filled(folder: Path) -> Path:
    """Write a log of forty events, some pages long."""
    journal = opened(folder)
    journal.write(lambda _: [noted(w, once=w) for w in WORDS[:30]], actor="林")
    add(journal, *WORDS[30:])
    journal.close()
    return folder


def opened_again(folder: Path) -> tuple[list[str], dict[str, object]]:
    """Open it; return what was noted and what the last event tells of a recovery."""
    journal = opened(folder, "again")
    assert journal.trouble == ""
    events = journal.news()
    assert journal.verify().is_whole
    journal.close()
    notes = [event for event in events if event.kind == "note.added"]
    told = [e.payload for e in events if e.kind == "session.recovered"]
    return texts(tuple(notes)), told[-1] if told else {}


def aside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if ".aside-" in path.name)


def test_a_whole_log_is_opened_without_a_word(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert opened_again(folder) == ([*WORDS], {})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    ("gone", "told"), [("journal.db", "database"), ("journal.jsonl", "copy")]
)
def test_either_file_alone_rebuilds_everything(
    folder: Path, gone: str, told: str
) -> None:
    (folder / gone).unlink()
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert recovered[told] == "missing"


@settings(max_examples=few(25))
@given(data=st.data())
def test_a_damaged_database_is_rebuilt_from_its_copy(
    data: st.DataObject,
) -> None:
    """Garbage anywhere: either it does not matter, or it is found and set aside."""
    with fresh_folder() as folder:
        _damaged(filled(folder), data)


def _damaged(folder: Path, data: st.DataObject) -> None:
    path = folder / "journal.db"
    size = path.stat().st_size
    at = data.draw(st.integers(0, size - 1))
    with path.open("r+b") as file:
        file.seek(at)
        file.write(
            Random(at).randbytes(min(data.draw(st.integers(1, 5000)), size - at))
        )
    damaged = path.read_bytes()
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    if recovered:
        assert recovered["database"] == "damaged"
        assert recovered["problem"]
        assert recovered["checked"] == ["pages", "chain", "copy"]
        (name,) = aside(folder)
        assert recovered["set_aside"] == [name]
        assert (folder / name).read_bytes() == damaged


@pytest.mark.parametrize("left", [100, 4096, 8192, 12288, -1])
def test_a_truncated_database_is_rebuilt(folder: Path, left: int) -> None:
    path = folder / "journal.db"
    path.write_bytes(path.read_bytes()[:left])
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert recovered["database"] == "damaged"


@pytest.mark.parametrize("left", [b"", b"S"])
def test_an_empty_database_file_is_filled(folder: Path, left: bytes) -> None:
    (folder / "journal.db").write_bytes(left)
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert recovered["database"] == "missing"


def test_a_change_behind_our_back_is_found(folder: Path) -> None:
    """Somebody takes the triggers away and changes what was said."""
    with sqlite3.connect(folder / "journal.db") as foreign:
        sql = "SELECT sql FROM sqlite_master WHERE name = 'event_is_never_changed'"
        (trigger,) = foreign.execute(sql).fetchone()
        foreign.execute("DROP TRIGGER event_is_never_changed")
        foreign.execute(
            "UPDATE event SET line = replace(line, '林', '陈') WHERE seq = 7"
        )
        foreign.execute(trigger)
    foreign.close()
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert "event 7 was changed" in str(recovered["problem"])


def test_tables_without_their_guards_are_not_trusted(folder: Path) -> None:
    with sqlite3.connect(folder / "journal.db") as foreign:
        foreign.execute("DROP TRIGGER event_is_never_deleted")
    foreign.close()
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert "not as they were made" in str(recovered["problem"])


@pytest.mark.parametrize(
    "tail", [b"\0" * 4096, b'{"crc":"0000', b"\xff\xfe\n\n\r\n", b"{}\n" * 3]
)
def test_a_torn_tail_is_cut(folder: Path, tail: bytes) -> None:
    copy = folder / "journal.jsonl"
    before = copy.read_bytes()
    copy.write_bytes(before + tail)
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert recovered["copy"] == "torn"
    assert recovered["cut_bytes"] == len(tail)
    assert copy.read_bytes().startswith(before)


@settings(max_examples=few(15))
@given(keep=st.floats(0, 1), garbage=st.binary(max_size=600))
def test_a_copy_that_ends_anywhere_is_filled_up(keep: float, garbage: bytes) -> None:
    with fresh_folder() as folder:
        copy = filled(folder) / "journal.jsonl"
        before = copy.read_bytes()
        copy.write_bytes(before[: round(keep * len(before))] + garbage)
        assert opened_again(folder)[0] == [*WORDS]
        assert copy.read_bytes().startswith(before)


def test_damage_in_the_middle_of_the_copy_is_named_by_line(folder: Path) -> None:
    copy = folder / "journal.jsonl"
    lines = copy.read_bytes().splitlines(keepends=True)
    lines[6] = lines[6].replace("林".encode(), "陈".encode())
    lines[11] = b"\0" * len(lines[11])
    lines[11:12] = [lines[11][:-1] + b"\n"]
    copy.write_bytes(b"".join(lines))
    damaged = copy.read_bytes()
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert recovered["copy"] == "damaged"
    assert recovered["bad_lines"] == [7, 12]
    (name,) = aside(folder)
    assert (folder / name).read_bytes() == damaged


def test_two_damaged_copies_are_one_whole_log(folder: Path) -> None:
    """Each event comes from whichever has it."""
    copy = folder / "journal.jsonl"
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join([*lines[:3], b"lost\n", *lines[4:]]))
    change(folder, "DELETE FROM event WHERE seq = 20")
    notes, recovered = opened_again(folder)
    assert notes == [*WORDS]
    assert (recovered["database"], recovered["bad_lines"]) == ("damaged", [4])
    assert len(aside(folder)) == 2


def change(folder: Path, statement: str) -> None:
    """Do what the triggers forbid, and leave no trace in the tables."""
    with sqlite3.connect(folder / "journal.db") as foreign:
        sql = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = foreign.execute(sql).fetchall()
        for name, _ in triggers:
            foreign.execute(f"DROP TRIGGER {name}")
        foreign.execute(statement)
        for _, trigger in triggers:
            foreign.execute(trigger)
    foreign.close()


def lose_in_both(folder: Path) -> None:
    copy = folder / "journal.jsonl"
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join([*lines[:3], *lines[4:]]))
    change(folder, "DELETE FROM event WHERE seq = 4")


def roll_back(folder: Path) -> None:
    """Put an old backup of the database in place."""
    backup = folder.parent / "backup"
    shutil.copy(folder / "journal.db", backup)
    journal = opened(folder)
    add(journal, "newest")
    journal.close()
    shutil.copy(backup, folder / "journal.db")


def tell_another_story(folder: Path) -> None:
    """An old backup without its copy was written to; then the copy came back."""
    roll_back(folder)
    (folder / "journal.jsonl").rename(folder / "kept")
    journal = opened(folder)
    add(journal, "another")
    journal.close()
    (folder / "kept").replace(folder / "journal.jsonl")


def ruin_without_copy(folder: Path) -> None:
    (folder / "journal.jsonl").unlink()
    change(folder, "DELETE FROM event WHERE seq = 4")


DISPUTES = (lose_in_both, roll_back, tell_another_story, ruin_without_copy)


@pytest.mark.parametrize("dispute", DISPUTES)
def test_a_dispute_is_for_a_person_to_decide(
    folder: Path, dispute: Callable[[Path], None]
) -> None:
    """Nothing is touched, and it is shown what each copy holds."""
    dispute(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(RolledBack) as caught:
        opened(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert caught.value.database.path.endswith("journal.db")
    assert caught.value.copy.path.endswith("journal.jsonl")
    assert str(caught.value.database.events) in str(caught.value)


def test_a_rolled_back_database_is_shown_beside_its_copy(folder: Path) -> None:
    roll_back(folder)
    with pytest.raises(RolledBack, match="older than its copy") as caught:
        opened(folder)
    assert (caught.value.database.events, caught.value.copy.events) == (40, 41)
    assert caught.value.copy.last == "2026-10-31T12:00:00.000000+00:00"


@pytest.mark.parametrize("dispute", DISPUTES)
@pytest.mark.parametrize("choice", ["database", "copy"])
def test_what_a_person_chooses_is_the_log_and_the_rest_is_kept(
    folder: Path, dispute: Callable[[Path], None], choice: str
) -> None:
    dispute(folder)
    with pytest.raises(RolledBack) as caught:
        opened(folder)
    before = {path.read_bytes() for path in folder.glob("journal.[dj]*")}
    journal = chosen(folder, choice)
    events = journal.news()
    wanted = caught.value.database if choice == "database" else caught.value.copy
    assert events[-1].kind == "session.recovered"
    assert events[-1].payload["chosen"] == choice
    assert len(events) == wanted.events + 1
    assert {(folder / name).read_bytes() for name in aside(folder)} == before
    assert journal.verify().is_whole
    journal.close()
    assert opened(folder).trouble == ""


def chosen(folder: Path, choice: str) -> Journal:
    assert choice in {"database", "copy"}
    return Journal.open(
        folder, session="x", clocks=HandClocks(),
        choice="database" if choice == "database" else "copy",
    )  # fmt: skip


def test_a_dispute_can_be_watched(folder: Path) -> None:
    """Nothing is decided and nothing written; what the database has is shown."""
    roll_back(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    journal = Journal.open(folder, session="x", clocks=HandClocks(), choice="watch")
    assert len(journal.news()) == 40
    assert journal.trouble
    assert not journal.probe()
    with pytest.raises(NotSaved):
        add(journal, "x")
    assert journal.news() == ()
    journal.close()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_older_database_under_a_running_cockpit_is_noticed(folder: Path) -> None:
    """It is neither read nor written any more."""
    journal = opened(folder)
    journal.news()
    backup = (folder / "journal.db").read_bytes()
    add(journal, "newest")
    (folder / "journal.db").write_bytes(backup)
    assert journal.news() == ()
    assert journal.trouble
    with pytest.raises(Exception, match="log was replaced"):
        add(journal, "more")
    assert not journal.probe()
    journal.close()


def test_a_log_that_another_process_repaired_is_read_on(folder: Path) -> None:
    one = opened(folder)
    one.news()
    path = folder / "journal.db"
    path.write_bytes(path.read_bytes()[:5000])
    two = opened(folder, "two")
    assert texts(one.news()) == ["session.recovered"]
    add(two, "on we go")
    assert texts(one.news()) == ["on we go"]
    add(one, "so be it")
    assert texts(two.news())[-1] == "so be it"


def test_a_copy_that_vanished_meanwhile_is_written_again(folder: Path) -> None:
    journal = opened(folder)
    (folder / "journal.jsonl").unlink()
    add(journal, "a")
    assert journal.trouble == ""
    assert journal.verify().is_whole


def test_golden_logs_are_read_for_ever(tmp_path: Path) -> None:
    """One of every release, with the hash of its last event."""
    golden = sorted((Path(__file__).parent / "golden").glob("*.jsonl"))
    assert golden
    for path in golden:
        folder = tmp_path / path.stem
        folder.mkdir()
        shutil.copy(path, folder / "journal.jsonl")
        journal = opened(folder)
        events = [e for e in journal.news() if e.kind != "session.recovered"]
        assert path.stem.endswith(events[-1].hash[:12])
        assert b"".join(as_copied_events(folder, events)) == path.read_bytes()
        journal.close()


def as_copied_events(folder: Path, events: list[Event]) -> list[bytes]:
    with sqlite3.connect(folder / "journal.db") as foreign:
        sql = "SELECT CAST(line AS BLOB) FROM event WHERE seq <= ? ORDER BY seq"
        rows = foreign.execute(sql, (len(events),)).fetchall()
    foreign.close()
    return [as_copied(row[0]) for row in rows]
