"""The watch over the terminal."""

import os
import pty
from threading import Event

from cockpit.hangup import HangUpWatch


def test_a_terminal_that_closes_ends_the_program_gently_and_then_at_last() -> None:
    master, slave = pty.openpty()
    gently, at_last = Event(), Event()
    watch = HangUpWatch(
        gently.set, at_last.set, descriptor=slave, patience_seconds=0.05
    )
    watch.start()
    assert not gently.wait(0.1)
    os.close(master)
    assert gently.wait(5)
    assert at_last.wait(5)
    watch.join()
    os.close(slave)


def test_a_program_that_ends_by_itself_is_left_alone() -> None:
    master, slave = pty.openpty()
    gently, at_last = Event(), Event()
    watch = HangUpWatch(gently.set, at_last.set, descriptor=slave)
    watch.stop()
    watch.start()
    os.close(master)
    watch.join(5)
    assert not gently.is_set()
    os.close(slave)
