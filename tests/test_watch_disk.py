"""What an operator sees when the log itself is damaged or may not be written."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import msgspec
import pytest

from cockpit import paths
from cockpit.cli.failures import Exit
from tests import outpost
from tests.crisis_terminal import Crisis, row_left
from tests.terminal_pty import ROOT, Terminal, python, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
NOT_SAVED, NO_PERMISSION = "NOT SAVED", "cannot be written: no permission"


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    found = Crisis(tmp_path)
    yield found
    let_write(found.folder)
    found.close()


def garble(path: Path) -> None:
    """Put noise into the middle third."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(Random(1).randbytes(size // 3))


def halve(path: Path) -> None:
    """Cut the second half off."""
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    """Leave nothing but the name."""
    os.truncate(path, 0)


DAMAGES: tuple[Callable[[Path], None], ...] = (garble, halve, empty)


def copied(crisis: Crisis) -> Counter[str]:
    """Count the events of the second copy by kind: the first one is damaged."""
    path = paths.state_folder(crisis.folder) / "journal.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    return Counter(msgspec.json.decode(line)["event"]["kind"] for line in lines)


def go_to_the_incident(terminal: Terminal) -> None:
    terminal.press("!")
    terminal.until(lambda text: "nobody commands" in text)


def write_a_note(terminal: Terminal, text: str) -> None:
    terminal.press("n")
    terminal.until(lambda shown: "Write a note" in shown)
    terminal.press(f"{text}\r")
    terminal.until(lambda shown: "Write a note" not in shown and text in shown)


def test_a_log_damaged_under_a_running_cockpit_loses_no_word(crisis: Crisis) -> None:
    """What cannot be saved is said and kept; one key later it is in both copies."""
    terminal = crisis.open()
    crisis.erupts(terminal)
    go_to_the_incident(terminal)
    log = paths.incident_log(crisis.folder)
    for number, damage in enumerate(DAMAGES, 1):
        before = copied(crisis)
        damage(log)
        write_a_note(terminal, f"after the {damage.__name__}")
        if copied(crisis)["note.added"] < number:
            terminal.until(lambda text: NOT_SAVED in text, "the failure")
            terminal.press("r")
        wait_until(lambda n=number: copied(crisis)["note.added"] == n, "the note")  # type: ignore[misc]
        terminal.until(lambda text: NOT_SAVED not in text, "the end of the trouble")
        assert not before - copied(crisis)
    wait_until(
        lambda: outpost.run("incident", "verify", "-w", crisis.folder).exit_code == 0,
        "a whole log",
    )
    assert crisis.kinds() == copied(crisis)
    terminal.press("q")
    assert terminal.exit_code() == 0
    starts_on_a_damaged_log(crisis, DAMAGES[:1])


def wait_until_told(crisis: Crisis, times: int) -> None:
    wait_until(lambda: copied(crisis)["session.recovered"] == times, "word of it")


def starts_on_a_damaged_log(
    crisis: Crisis, damages: Sequence[Callable[[Path], None]]
) -> None:
    """Damage the log while nobody looks, and open a cockpit on it, each time anew."""
    for damage in damages:
        before = crisis.kinds()
        damage(paths.incident_log(crisis.folder))
        terminal = crisis.open()
        terminal.until(lambda text: "Step 1" in text, "the incident")
        wait_until_told(crisis, before["session.recovered"] + 1)
        assert not before - crisis.kinds()
        terminal.press("q")
        assert terminal.exit_code() == 0


# A folder that may not be written.


def powerless() -> tuple[str, ...]:
    """Return what takes away that permissions do not count, from whom they do not."""
    if os.geteuid():
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


def told_to_scripts(crisis: Crisis) -> int:
    """Return the exit code of a command that would write a note."""
    words = ("incident", "note", "INC-0001", "-w", str(crisis.folder), "from a script")
    argv = [*powerless(), *python("-m", "cockpit", *words)]
    return subprocess.run(argv, capture_output=True, cwd=ROOT, check=False).returncode


def forbid_to_write(folder: Path) -> None:
    state = paths.state_folder(folder)
    for path in state.iterdir():
        path.chmod(0o400)
    state.chmod(0o500)


def let_write(folder: Path) -> None:
    state = paths.state_folder(folder)
    state.chmod(0o700)
    for path in state.iterdir():
        path.chmod(0o600)


def test_a_folder_that_may_not_be_written_is_watched_until_it_may(
    crisis: Crisis,
) -> None:
    """Said on every screen, nothing lost, never a crash, and no other folder."""
    terminal = crisis.open(before=powerless())
    crisis.erupts(terminal)
    go_to_the_incident(terminal)
    forbid_to_write(crisis.folder)
    before = crisis.kinds()
    terminal.press("a")
    terminal.until(lambda text: NOT_SAVED in text and NO_PERMISSION in text)
    write_a_note(terminal, "as long as it may not")
    assert crisis.kinds() == before
    terminal.press("q")
    assert terminal.exit_code() == 0, "no crash"
    assert told_to_scripts(crisis) == Exit.IO
    terminal = crisis.open(before=powerless())
    terminal.until(lambda text: "LIVE" in text)
    terminal.press("4")  # where it was left could not be written down
    terminal.until(lambda text: NO_PERMISSION in text, "the banner of the incident")
    terminal.press("1")
    terminal.until(lambda text: "ALARMS ARE NOT WRITTEN DOWN" in text, "the watchdog")
    left = row_left(terminal)
    wait_until(lambda: 0 <= row_left(terminal) < left, "the countdown")
    terminal.press("4")
    terminal.until(lambda text: "nobody commands" in text)
    terminal.press("a")
    terminal.until(lambda text: NOT_SAVED in text, "the failure")
    assert crisis.kinds() == before
    let_write(crisis.folder)
    terminal.press("r")
    wait_until(lambda: crisis.kinds()["incident.acked"] == 1, "the act")
    terminal.until(lambda text: NOT_SAVED not in text, "the end of the trouble")
    assert outpost.run("incident", "verify", "-w", crisis.folder).exit_code == Exit.OK
