"""What cannot be written is said; nothing hangs, nothing is half-written."""

import errno
import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from cockpit.incidents.journal import Journal, NotSaved
from cockpit.incidents.journal.database import Cursor, connect
from cockpit.incidents.journal.disk import Disk
from cockpit.incidents.journal.folder import (
    FolderLock,
    kind_of,
    linux_mounts,
    mac_mounts,
)
from cockpit.incidents.journal.means import Means
from tests.incidents.journal.making import HandClocks, add, opened, texts

NOBODY = 65_534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".cockpit"


def opened_with(folder: Path, **means: Any) -> Journal:
    return Journal.open(
        folder, session="one", clocks=HandClocks(), means=Means(**means)
    )


def refused(journal: Journal, text: str = "x") -> str:
    """Try to write; return the reason of the refusal."""
    with pytest.raises(NotSaved) as caught:
        add(journal, text)
    assert journal.trouble == str(caught.value)
    return str(caught.value)


class Small:
    """A connection to a database that may have so many pages and no more."""

    pages = 16

    def __init__(self, path: Path, mode: str) -> None:
        self._connection = connect(path, mode)

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        self._connection.execute(f"PRAGMA max_page_count = {self.pages}").fetchall()
        return self._connection.execute(sql, values)

    def close(self) -> None:
        self._connection.close()


def test_a_full_disk_refuses_and_nothing_is_lost(folder: Path) -> None:
    """Reads go on; the trouble lasts until a write or a probe works."""

    class Growing(Small):
        pages = 6

    journal = opened_with(folder, connect=Growing)
    add(journal, "a")
    assert refused(journal, "b" * 100_000) == "the disk is full"
    assert not journal.probe()
    assert texts(opened(folder, "two").news()) == ["a"]
    Growing.pages = 1000
    assert journal.trouble
    assert journal.probe()
    assert journal.trouble == ""
    assert [event.seq for event in add(journal, "c")] == [2]
    assert journal.verify().is_whole


def test_a_write_after_a_full_disk_ends_the_trouble(folder: Path) -> None:
    journal = opened_with(folder, connect=Small)
    assert refused(journal, "b" * 100_000)
    assert texts(add(journal, "small")) == ["small"]
    assert journal.trouble == ""
    assert texts(opened(folder, "two").news()) == ["small"]


def test_a_quota_refuses_and_nothing_is_lost(folder: Path) -> None:
    """No file may grow: whatever the system calls it, it is said and undone."""
    journal = opened(folder)
    add(journal, "a")
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (folder / "journal.db").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, allowed[1]))
    try:
        assert "the disk" in refused(journal, "b" * 2 * size)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
    assert texts(opened(folder, "two").news()) == ["a"]
    assert [event.seq for event in add(journal, "c")] == [2]
    assert journal.verify().is_whole


class FullDisk(Disk):
    """Takes half of what is written, and then nothing."""

    def __init__(self) -> None:
        self.is_full = False

    def write(self, path: Path, at: int, data: bytes) -> None:
        super().write(path, at, data[: len(data) // 2] if self.is_full else data)
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_event_is_saved_if_only_its_copy_is_not(folder: Path) -> None:
    """It is said, and the copy is repaired at the next chance."""
    disk = FullDisk()
    journal = opened_with(folder, disk=disk)
    disk.is_full = True
    assert texts(add(journal, "a")) == ["a"]
    assert journal.trouble == "saved, but not in the second copy: the disk is full"
    assert not journal.verify().is_whole
    assert texts(add(journal, "b")) == ["b"]
    disk.is_full = False
    assert journal.probe()
    assert journal.trouble == ""
    assert journal.verify().is_whole


class LateFailure(Small):
    """Says that a commit failed, although it is through."""

    pages = 1_000_000

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Cursor:
        done = super().execute(sql, values)
        if sql == "COMMIT":
            raise sqlite3.OperationalError("disk I/O error")
        return done


def test_a_commit_that_failed_too_late_is_no_failure(folder: Path) -> None:
    """Else it would be repeated, and be there twice."""
    opened(folder).close()
    journal = opened_with(folder, connect=LateFailure)
    assert texts(add(journal, "a")) == ["a"]
    assert texts(opened(folder, "two").news()) == ["a"]


@contextmanager
def as_ordinary_person(folder: Path) -> Iterator[None]:
    """Root may do anything, so it has to be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def workspace() -> Iterator[Path]:
    """Return a folder that anybody can reach, with a log of one event in it."""
    place = Path(mkdtemp())
    place.chmod(0o755)
    journal = opened(place / ".cockpit")
    add(journal, "a")
    journal.close()
    yield place
    (place / ".cockpit").chmod(0o700)
    shutil.rmtree(place)


def forbid_folder(folder: Path) -> None:
    (folder / "journal.lock").unlink()
    folder.chmod(0o500)


def forbid_database(folder: Path) -> None:
    (folder / "journal.db").chmod(0o400)


def forbid_copy(folder: Path) -> None:
    (folder / "journal.jsonl").chmod(0o400)


def forbid_lock(folder: Path) -> None:
    (folder / "journal.lock").chmod(0o400)


@pytest.mark.parametrize(
    "forbid", [forbid_folder, forbid_database, forbid_copy, forbid_lock]
)
def test_what_may_not_be_written_is_watched(
    workspace: Path, forbid: Callable[[Path], None]
) -> None:
    """Also by a copy of the folder elsewhere: there is none."""
    folder = workspace / ".cockpit"
    forbid(folder)
    with as_ordinary_person(workspace):
        journal = opened(folder)
        assert "no permission" in journal.trouble
        assert texts(journal.news()) == ["a"]
        assert "no permission" in refused(journal)
        assert not journal.probe()
        folder.chmod(0o700)
        for path in folder.iterdir():
            path.chmod(0o600)
        assert journal.probe()
        assert texts(add(journal, "b")) == ["b"]
        journal.close()


def test_a_watched_log_shows_what_others_write(workspace: Path) -> None:
    folder = workspace / ".cockpit"
    other = opened(folder, "other")
    (folder / "journal.lock").chmod(0o400)
    with as_ordinary_person(workspace):
        journal = opened(folder)
        assert texts(journal.news()) == ["a"]
        add(other, "b")
        assert texts(journal.news()) == ["b"]
        refused(journal)
        assert not journal.probe()
        add(other, "c")
        assert texts(journal.news()) == ["c"]
        journal.close()


def test_a_workspace_that_is_not_there_is_an_empty_log_to_watch(
    tmp_path: Path,
) -> None:
    journal = opened(tmp_path / "gone" / ".cockpit")
    assert journal.news() == ()
    assert journal.trouble == "the folder .cockpit has vanished"
    assert not (tmp_path / "gone").exists()


def test_a_folder_that_vanishes_is_not_made_again(folder: Path) -> None:
    """A new, empty log would look as if nothing had ever happened."""
    journal = opened(folder)
    add(journal, "a")
    away = folder.rename(folder.parent / "away")
    assert journal.news() == ()
    assert journal.trouble == "the folder .cockpit has vanished"
    assert "vanished" in refused(journal)
    assert not journal.probe()
    assert not folder.exists()
    away.rename(folder)
    assert journal.probe()
    assert [event.seq for event in add(journal, "b")] == [2]


def test_a_folder_with_an_empty_log_is_not_made_again_either(folder: Path) -> None:
    journal = opened(folder)
    away = folder.rename(folder.parent / "away")
    assert "vanished" in refused(journal)
    assert not journal.probe()
    assert not folder.exists()
    away.rename(folder)
    assert [event.seq for event in add(journal, "a")] == [1]


def test_a_log_that_another_process_saw_is_not_made_again(folder: Path) -> None:
    before = opened(folder)
    add(before, "a")
    before.close()
    away = folder.rename(folder.parent / "away")
    journal = Journal.open(folder, session="s", clocks=HandClocks(), has_stood=True)
    assert journal.trouble == "the folder .cockpit has vanished"
    assert "vanished" in refused(journal)
    assert not folder.exists()
    away.rename(folder)
    assert [event.seq for event in journal.news()] == [1]
    assert [event.seq for event in add(journal, "b")] == [2]


def test_a_log_that_was_deleted_is_not_begun_again(folder: Path) -> None:
    journal = opened(folder)
    add(journal, "a")
    for name in ("journal.db", "journal.jsonl"):
        (folder / name).unlink()
    assert "vanished" in refused(journal)
    assert not (folder / "journal.db").exists()


def make_odd(path: Path, kind: str, target: Path) -> None:
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(path if kind == "loop" else target)
    if kind == "link":
        target.write_bytes(b"theirs")


@pytest.mark.parametrize(
    "name", ["journal.db", "journal.jsonl", "journal.lock", "journal.db-journal"]
)
@pytest.mark.parametrize("kind", ["link", "dangling", "loop", "pipe", "folder"])
def test_odd_files_are_refused_by_kind_and_nothing_hangs(
    folder: Path, name: str, kind: str
) -> None:
    folder.mkdir()
    path = folder / name
    target = folder.parent / "target"
    make_odd(path, kind, target)
    journal = opened(folder)
    assert name in journal.trouble
    assert journal.news() == ()
    assert name in refused(journal)
    if kind == "link":
        assert target.read_bytes() == b"theirs"
    assert kind != "dangling" or not target.exists()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_the_folder_itself_must_be_one(folder: Path, kind: str) -> None:
    target = folder.parent / "target"
    target.mkdir()
    folder.symlink_to(target) if kind == "link" else folder.write_text("")
    journal = opened(folder)
    assert journal.trouble
    assert refused(journal)
    assert [*target.iterdir()] == []


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_network_file_system_is_only_watched(folder: Path, kind: str) -> None:
    journal = opened(folder)
    add(journal, "a")
    journal.close()
    mounted = [("/", "ext4"), (str(folder.parent.resolve()), kind)]
    journal = opened_with(folder, mounts=lambda: mounted)
    assert kind in journal.trouble
    assert texts(journal.news()) == ["a"]
    assert kind in refused(journal)


def test_the_nearest_and_latest_mount_says_the_kind() -> None:
    text = "a / ext4 rw 0 0\nb /srv nfs rw 0 0\nc /srv/my\\040shop ext4 rw 0 0\nd /srv/x ext4 rw 0 0\ne /srv/x cifs rw 0 0\n"
    mounted = linux_mounts(text)
    kinds = {
        place: kind_of(Path(place), mounted)
        for place in (
            "/home",
            "/srv/y",
            "/srv/my shop/.cockpit",
            "/srv/x/y",
            "/srvother",
        )
    }
    assert [*kinds.values()] == ["ext4", "nfs", "ext4", "cifs", "ext4"]


def test_mounts_of_a_mac_are_read() -> None:
    text = "/dev/disk3s1 on / (apfs, sealed, local)\n//me@nas/My Files on /Volumes/My Files (smbfs, nodev)\n"
    assert mac_mounts(text) == [("/", "apfs"), ("/Volumes/My Files", "smbfs")]


def test_a_writer_that_never_ends_is_not_waited_for(folder: Path) -> None:
    journal = opened_with(folder, patience_seconds=0.05)
    lock = FolderLock(folder / "journal.lock")
    with lock.held():
        assert refused(journal) == "another program keeps the log locked"
        assert opened_with(folder, patience_seconds=0.05).trouble
        assert journal.news() == ()
    assert texts(add(journal, "a")) == ["a"]


def test_damage_under_a_running_cockpit_is_repaired_by_a_probe(folder: Path) -> None:
    journal = opened(folder)
    add(journal, *("a" * 3000 for _ in range(9)))
    with (folder / "journal.db").open("r+b") as file:
        file.seek(24)
        file.write(b"\xff" * 20_000)
    assert "damaged" in refused(journal)
    assert journal.probe()
    assert texts(journal.news()) == ["session.recovered"]
    assert [event.seq for event in add(journal, "b")] == [11]
