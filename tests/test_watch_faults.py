"""What an operator sees when the disk, the folder or the data misbehave."""

import os
import re
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit import paths
from tests import crisis as shop_by_the_hour
from tests.crisis_terminal import Crisis, is_burning, row_left, worker_of
from tests.terminal_pty import Terminal, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="sets limits of another process"
)
NOTE = "who turned the rule on?"
UNWRITTEN = "ALARMS ARE NOT WRITTEN DOWN"
LEAST = 4_096
"""Bytes that a file may still have: less than any page of the log."""
HOSTILE = "x [/closing] \x1b[31m\x1b]52;c;aGk=\x07 \u202eevil\u2066"
OSC_52, RED_31 = b"\x1b]52;c;aGk", b"\x1b[31m\x1b"
TWISTED = ("\u202e", "\u2066")


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    found = Crisis(tmp_path)
    yield found
    found.close()


def limit(terminal: Terminal, size: int) -> None:
    """Let the files of a process grow no further, as a full disk does."""
    pid = terminal.process.pid
    hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


def take(terminal: Terminal) -> None:
    """Go to the incident."""
    terminal.press("!")
    terminal.until(lambda text: "nobody commands" in text)


def test_what_is_not_saved_is_said_kept_and_written_by_a_key(crisis: Crisis) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    take(terminal)
    limit(terminal, LEAST)
    terminal.press("n")
    terminal.until(lambda text: "Write a note" in text)
    terminal.press(NOTE + "\r")
    terminal.until(lambda text: "NOT SAVED" in text and NOTE in text, "the failure")
    assert crisis.kinds()["note.added"] == 0
    limit(terminal, resource.RLIM_INFINITY)
    terminal.press("r")
    wait_until(lambda: crisis.kinds()["note.added"] == 1, "the note")
    terminal.until(lambda text: "NOT SAVED" not in text, "the end of the trouble")


def test_a_folder_that_vanishes_is_said_and_the_countdown_goes_on(
    crisis: Crisis,
) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    left = row_left(terminal)
    state = paths.state_folder(crisis.folder)
    state.rename(state.with_name("gone"))
    wait_until(lambda: 0 <= row_left(terminal) <= left - 3, "the countdown")
    take(terminal)
    terminal.press("a")
    terminal.until(lambda text: "NOT SAVED" in text, "the failure")
    terminal.press("1")
    wait_until(lambda: 0 <= row_left(terminal) <= left - 8, "time for whatever writes")
    assert not state.exists(), "the true one can be put back"


def test_the_next_worker_does_not_make_a_vanished_folder_anew(crisis: Crisis) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    state = paths.state_folder(crisis.folder)
    away = state.rename(state.with_name("gone"))
    worker = worker_of(terminal)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker_of(terminal) not in {0, worker}, "the next worker")
    terminal.until(lambda text: UNWRITTEN in text and "RED 1" in text, "the trouble")
    assert not state.exists(), "the true one can be put back"
    away.rename(state)
    terminal.until(lambda text: UNWRITTEN not in text, "the end of the trouble")
    before = len(crisis.events())
    take(terminal)
    terminal.press("a")
    wait_until(lambda: len(crisis.events()) > before, "what was done since")
    assert crisis.kinds()["incident.opened"] == 1


def test_a_log_that_was_rolled_back_is_watched_and_says_what_to_do(
    crisis: Crisis,
) -> None:
    terminal = crisis.open()
    terminal.until(lambda text: "LIVE" in text)
    log = paths.incident_log(crisis.folder)
    wait_until(log.exists, "the log")
    old = log.read_bytes()
    crisis.erupts(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0
    events = len(crisis.events())
    log.write_bytes(old)
    again = crisis.open()
    again.until(lambda text: "cockpit incident" in text, "the trouble")
    again.press("4")
    again.until(lambda text: "repair --keep" in text, "what to do")
    assert len(crisis.events()) < events


def test_names_out_of_data_and_out_of_mouths_never_reach_the_terminal_raw(
    crisis: Crisis,
) -> None:
    """Campaigns, procedures and notes; shown as visible escapes."""
    hour = shop_by_the_hour.last_hour()
    (crisis.folder / "sops.toml").write_text(_sop(), encoding="utf-8")
    terminal = crisis.open()
    terminal.until(lambda text: "RED 0" in text)
    line = shop_by_the_hour.line(hour, "douyin", 2.5, HOSTILE.replace("\x07", ""))
    with (crisis.folder / "spend.csv").open("a", encoding="utf-8") as file:
        file.write(line)
    terminal.until(lambda text: "RED 1" in text)
    terminal.press("\r")
    terminal.until(lambda text: "closing" in text, "the campaign")
    take(terminal)
    terminal.until(lambda text: "closing" in text)
    terminal.press("n")
    terminal.until(lambda text: "Write a note" in text)
    terminal.press("[/bold] note\r")
    terminal.until(lambda text: "[/bold] note" in text)
    raw = bytes(terminal.raw)
    assert OSC_52 not in raw
    assert RED_31 not in raw
    text = raw.decode(errors="replace")
    assert not any(mark in text for mark in TWISTED)


def _sop() -> str:
    told = HOSTILE.replace("\x1b", "\\u001b").replace("\x07", "\\u0007")
    return (
        'schema = 1\n[[sop]]\nid = "stop-the-bleeding"\nseverity = "red"\n'
        f'trigger = ["rule:cpc-surge"]\nbanner = "{told}"\n'
        f'step = [{{ id = "one", do = "{told}", due = "5m" }}]\n'
    )


def test_the_same_step_is_done_by_one_of_two_and_the_other_is_told(
    crisis: Crisis,
) -> None:
    one, other = crisis.open(), crisis.open()
    crisis.erupts(one)
    other.until(is_burning)
    for terminal in (one, other):
        take(terminal)
    for terminal in (one, other):
        terminal.press("\r")
    wait_until(lambda: crisis.kinds()["step.started"] >= 1, "a beginning")
    for terminal in (one, other):
        terminal.until(lambda text: re.search(r"doing|begun|already|reports", text))
    assert crisis.kinds()["step.started"] == 1
