"""The watch on a real terminal: an alarm, its incident, a death, a second cockpit."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.crisis_terminal import (
    OPENED,
    Crisis,
    is_burning,
    is_quiet,
    row_left,
    worker_of,
)
from tests.terminal_pty import wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)
DOWN = "\x1b[B"
KEPT_AFTER_SECONDS = 1.0
"""Where somebody looks is written a moment later, what somebody does at once."""


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    found = Crisis(tmp_path)
    yield found
    found.close()


def test_a_dear_hour_opens_an_incident_that_counts_down(crisis: Crisis) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    first, began = row_left(terminal), monotonic()
    sleep(3)
    gone = first - row_left(terminal)
    assert abs(gone - (monotonic() - began)) <= 1.1
    assert crisis.kinds()[OPENED] == 1


def test_a_killed_worker_neither_stops_the_countdown_nor_opens_twice(
    crisis: Crisis,
) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    worker, left = worker_of(terminal), row_left(terminal)
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: 0 <= row_left(terminal) <= left - 2, "a countdown that goes on")
    wait_until(lambda: worker_of(terminal) not in {0, worker}, "the next worker")
    terminal.until(lambda text: "LIVE" in text and is_burning(text), "life again")
    assert crisis.kinds()[OPENED] == 1


def test_what_was_saved_is_there_after_a_kill_and_so_is_the_screen(
    crisis: Crisis,
) -> None:
    terminal = crisis.open()
    crisis.erupts(terminal)
    terminal.press("!")
    terminal.until(lambda text: "nobody commands" in text)
    terminal.press("a")
    terminal.until(lambda text: "nobody commands" not in text, "the commander")
    terminal.press(DOWN * 2)
    terminal.until(lambda text: "Step 3" in text, "the third step")
    sleep(KEPT_AFTER_SECONDS)
    os.kill(terminal.process.pid, signal.SIGKILL)
    wait_until(lambda: terminal.exit_code() == -signal.SIGKILL, "its end")
    again = crisis.open()
    screen = again.until(lambda text: "Step 3" in text, "the third step")
    assert "nobody commands" not in screen
    assert crisis.kinds()["incident.acked"] == 1


def test_two_cockpits_see_what_the_other_does(crisis: Crisis) -> None:
    one = crisis.open()
    one.until(is_quiet, "a quiet morning")
    other = crisis.open()
    other.until(is_quiet, "the same in the other cockpit")
    crisis.erupts(one)
    other.until(is_burning, "the incident in the other cockpit")
    for terminal in (one, other):
        terminal.press("!")
        terminal.until(lambda text: "nobody commands" in text)
    one.press("a")
    other.until(lambda text: "nobody commands" not in text, "the commander")
    assert crisis.kinds()[OPENED] == 1
