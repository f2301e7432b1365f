"""Life and death of the two processes on a real terminal, with next to no program."""

import os
import signal
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal_pty import Terminal, children, is_gone, python, wait_until

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks into /proc"
)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    (tmp_path / "numbers.csv").write_text("12345")
    opened = Terminal(
        python("-m", "tests.standin", str(tmp_path)), columns=60, lines=10
    )
    yield opened
    opened.close()


def is_live(screen: str) -> bool:
    return "LIVE 5" in screen


def worker_of(terminal: Terminal) -> int:
    (worker,) = children(terminal.process.pid)
    return worker


def test_a_file_that_grows_is_followed(terminal: Terminal, tmp_path: Path) -> None:
    """And a terminal that answers the probe with one cell keeps its letters."""
    terminal.until(is_live)
    with (tmp_path / "numbers.csv").open("a") as file:
        file.write("678")
    terminal.until(lambda text: "LIVE 8 unicode" in text)


def test_a_killed_worker_is_told_and_replaced(terminal: Terminal) -> None:
    terminal.until(is_live)
    first = worker_of(terminal)
    os.kill(first, signal.SIGKILL)
    terminal.until(lambda text: "STALE killed by SIGKILL" in text)
    terminal.until(is_live)
    assert worker_of(terminal) != first


@pytest.mark.parametrize(
    ("how", "code"), [(signal.SIGTERM, 128 + 15), (signal.SIGHUP, 128 + 1)]
)
def test_a_signal_ends_both_and_restores_the_terminal(
    terminal: Terminal, how: signal.Signals, code: int
) -> None:
    terminal.until(is_live)
    worker = worker_of(terminal)
    os.kill(terminal.process.pid, how)
    wait_until(lambda: is_gone(worker), "the end of the worker")
    assert terminal.exit_code() == code
    assert b"\x1b[?1049l" in terminal.raw


def test_quitting_ends_both_with_0(terminal: Terminal) -> None:
    before = terminal.attributes()
    terminal.until(is_live)
    assert terminal.attributes() != before
    worker = worker_of(terminal)
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert is_gone(worker)


@pytest.mark.parametrize("program", ["alone", "in a shell"])
def test_a_terminal_whose_program_was_killed_is_restored_by_the_worker(
    tmp_path: Path, program: str
) -> None:
    """``kill -9``: nobody else is left to do it, and nobody stays behind."""
    argv = python("-m", "tests.standin", str(tmp_path))
    if program == "in a shell":
        argv = ["sh", "-c", '"$@"; sleep 60', "sh", *argv]
    terminal = Terminal(argv, columns=60, lines=10)
    try:
        before = terminal.attributes()
        terminal.until(lambda text: "LIVE" in text)
        shell = terminal.process.pid
        cockpit = shell if program == "alone" else children(shell)[0]
        (worker,) = children(cockpit)
        os.kill(cockpit, signal.SIGKILL)
        wait_until(lambda: is_gone(worker), "the end of the worker")
        wait_until(lambda: terminal.attributes() == before, "the old settings")
        wait_until(lambda: b"\x1b[?1049l" in terminal.raw, "the old screen")
        assert b"\x1b[?25h" in terminal.raw
        assert b"\x1b[?1003l" in terminal.raw
    finally:
        terminal.close()


def test_a_terminal_that_vanishes_takes_both_along(terminal: Terminal) -> None:
    """The kernel tells the session leader."""
    terminal.until(is_live)
    worker = worker_of(terminal)
    terminal.vanish()
    wait_until(lambda: is_gone(terminal.process.pid), "the end of the program")
    wait_until(lambda: is_gone(worker), "the end of the worker")


def test_a_terminal_that_vanishes_without_a_word_takes_both_along(
    tmp_path: Path,
) -> None:
    """No controlling terminal, no SIGHUP: the watch has to see it."""
    (tmp_path / "numbers.csv").write_text("12345")
    code = "import os, subprocess, sys; subprocess.run(sys.argv[1:], start_new_session=True)"
    argv = python("-m", "tests.standin", str(tmp_path))
    terminal = Terminal(python("-c", code, *argv), columns=60, lines=10)
    try:
        terminal.until(is_live)
        (program,) = children(terminal.process.pid)
        (worker,) = children(program)
        os.kill(terminal.process.pid, signal.SIGSTOP)  # it would pass a HUP on
        terminal.vanish()
        wait_until(lambda: is_gone(program), "the end of the program")
        wait_until(lambda: is_gone(worker), "the end of the worker")
    finally:
        terminal.close()


@pytest.mark.parametrize(
    ("ambiguous", "term", "letters"),
    [
        (2, "xterm-256color", "ascii"),
        (0, "xterm-256color", "unicode"),
        (0, "linux", "ascii"),
    ],
)
def test_the_terminal_is_asked_how_wide_its_letters_are(
    tmp_path: Path, ambiguous: int, term: str, letters: str
) -> None:
    """Two cells, or a console that does not answer: decoration becomes ASCII."""
    argv = python("-m", "tests.standin", str(tmp_path))
    terminal = Terminal(
        argv, columns=60, lines=10, env={"TERM": term}, ambiguous=ambiguous
    )
    try:
        terminal.until(lambda text: letters in text)
    finally:
        terminal.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_kill_while_the_terminal_is_asked_costs_it_nothing(
    tmp_path: Path, how: signal.Signals
) -> None:
    """The worker has hardly started then, and its parent is gone before it looks."""
    (tmp_path / "numbers.csv").write_text("12345")
    terminal = Terminal(python("-m", "tests.standin", str(tmp_path)), ambiguous=0)
    wait_until(lambda: b"\x1b[6n" in terminal.raw, "the question")
    os.kill(terminal.process.pid, how)
    # Not compared with settings read here: the program may have been faster.
    wait_until(lambda: _is_cooked(terminal), "lines and echo")
    terminal.close()


def _is_cooked(terminal: Terminal) -> bool:
    wanted = termios.ICANON | termios.ECHO
    return int(terminal.attributes()[3]) & wanted == wanted
