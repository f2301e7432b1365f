"""The files of the log behind ``cockpit incident``: checked, damaged, chosen."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cockpit.cli.failures import Exit
from cockpit.text import i18n
from tests import outpost

ONE = "INC-0001"


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COCKPIT_CACHE_DIR", str(tmp_path / "cache"))
    i18n.speak("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a log of a few events."""
    folder = outpost.write_empty(tmp_path / "empty")
    outpost.run("incident", "open", "stop-the-bleeding", "-w", folder)
    note(folder, "first")
    return folder


def note(folder: Path, text: str) -> None:
    assert outpost.run("incident", "note", ONE, text, "-w", folder).exit_code == Exit.OK


def notes(folder: Path) -> list[str]:
    shown = outpost.told("incident", "show", ONE, "-w", folder)
    return [one["text"] for one in shown["notes"]]


def verify(folder: Path) -> int:
    return outpost.run("incident", "verify", "-w", folder).exit_code


def log(folder: Path, name: str = "journal.db") -> Path:
    return folder / ".cockpit" / name


def roll_back(folder: Path) -> None:
    """Put an older database beside the newer copy."""
    shutil.copy(log(folder), folder / "backup")
    note(folder, "second")
    shutil.copy(folder / "backup", log(folder))


def test_a_whole_log_verifies(folder: Path) -> None:
    assert verify(folder) == Exit.OK
    told = outpost.told("incident", "verify", "-w", folder)
    assert (told["ok"], told["events"], told["differences"]) == (True, 2, [])


def test_a_log_that_does_not_exist_yet_is_whole_and_told(tmp_path: Path) -> None:
    folder = outpost.write_empty(tmp_path / "fresh")
    result = outpost.run("incident", "verify", "-w", folder)
    assert result.exit_code == Exit.OK
    assert result.stdout == "there is no log: nothing was ever written here\n"
    assert not (folder / ".cockpit").exists()


@pytest.mark.parametrize("what", ["the folder", "both copies"])
def test_a_log_that_is_gone_is_told_and_not_made_anew(folder: Path, what: str) -> None:
    if what == "the folder":
        shutil.rmtree(folder / ".cockpit")
    else:
        for name in ("journal.db", "journal.jsonl"):
            log(folder, name).unlink()
    result = outpost.run("incident", "verify", "-w", folder)
    assert result.exit_code == Exit.DATA
    assert "both copies of the log are gone" in result.stderr
    assert "agree" not in result.stdout
    listed = outpost.run("incident", "list", "-w", folder)
    assert "both copies of the log are gone" in listed.stderr
    assert not log(folder).exists()


def test_another_workspace_of_the_same_path_never_had_a_log(folder: Path) -> None:
    shutil.rmtree(folder)
    outpost.write_empty(folder)
    assert verify(folder) == Exit.OK


@pytest.mark.parametrize("name", ["journal.db", "journal.jsonl"])
def test_a_log_of_which_one_copy_is_gone_is_not_whole(folder: Path, name: str) -> None:
    log(folder, name).unlink()
    assert verify(folder) == Exit.DATA


def test_a_changed_line_is_told_by_its_place(folder: Path) -> None:
    copy = log(folder, "journal.jsonl")
    copy.write_bytes(copy.read_bytes().replace(b"first", b"worst"))
    result = outpost.run("incident", "verify", "-w", folder)
    assert result.exit_code == Exit.DATA
    assert "journal.jsonl:2:" in result.stderr


def test_looking_at_a_damaged_log_works_and_says_so(folder: Path) -> None:
    log(folder).write_bytes(b"not a database at all" * 400)
    result = outpost.run("incident", "show", ONE, "-w", folder)
    assert result.exit_code == Exit.OK
    assert "first" in result.stdout
    assert "the log is damaged" in result.stderr


def test_an_act_repairs_what_only_one_copy_has_lost(folder: Path) -> None:
    log(folder).write_bytes(b"not a database at all" * 400)
    note(folder, "second")
    assert notes(folder) == ["first", "second"]
    assert verify(folder) == Exit.OK
    assert list(log(folder).parent.glob("journal.db.aside-*"))


def test_a_rolled_back_database_is_never_written_on(folder: Path) -> None:
    roll_back(folder)
    before = log(folder).read_bytes()
    result = outpost.run("incident", "note", ONE, "third", "-w", folder)
    assert result.exit_code == Exit.DATA
    assert "cockpit incident repair" in result.stderr
    assert log(folder).read_bytes() == before
    checked = outpost.run("check", "--journal", "-w", folder)
    assert checked.exit_code == Exit.DATA


@pytest.mark.parametrize(
    ("choice", "kept"), [("copy", ["first", "second"]), ("database", ["first"])]
)
def test_a_person_says_which_copy_is_right(
    folder: Path, choice: str, kept: list[str]
) -> None:
    roll_back(folder)
    result = outpost.run("incident", "repair", "--keep", choice, "-w", folder)
    assert result.exit_code == Exit.OK, result.stderr
    assert notes(folder) == kept
    assert verify(folder) == Exit.OK
    note(folder, "third")
    assert notes(folder) == [*kept, "third"]


def test_what_has_no_folder_is_74_and_named(folder: Path) -> None:
    state = folder / ".cockpit"
    shutil.rmtree(state)
    state.write_text("a file where a folder should be", encoding="utf-8")
    result = outpost.run("incident", "open", "churn-recall", "-w", folder)
    assert result.exit_code == Exit.IO
    assert ".cockpit" in result.stderr
    assert state.is_file()


def test_on_a_full_disk_nothing_is_claimed_to_be_saved(folder: Path) -> None:
    before = outpost.files(folder)
    code = (
        "import resource; limit = (30_000, 30_000);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, limit);"
        "from cockpit.cli.main import cli; cli()"
    )
    words = ["incident", "note", ONE, "x" * 15_000, "-w", str(folder)]
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == Exit.IO, done.stderr
    assert "NOT SAVED" in done.stderr
    assert not done.stdout
    assert notes(folder) == ["first"]
    assert verify(folder) == Exit.OK
    assert outpost.files(folder).keys() == before.keys()


def test_the_sample_is_refused_by_every_way_to_name_it() -> None:
    from cockpit import paths

    before = sorted(paths.sample_folder().rglob("*"))
    for named in (("--sample",), ("-w", paths.sample_folder())):
        for words in (("note", ONE, "x"), ("repair", "--keep", "copy")):
            result = outpost.run("incident", *words, *named)
            assert result.exit_code == Exit.USAGE
    assert sorted(paths.sample_folder().rglob("*")) == before
