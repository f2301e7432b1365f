"""The terminal of a dead program."""

import os
import pty
import select
import termios
import tty
from collections.abc import Iterator
from time import sleep

import msgspec
import pytest

from cockpit import probe
from cockpit.worker import rescue


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: the emulator's, the program's."""
    master, slave = pty.openpty()
    yield master, slave
    os.close(master)
    os.close(slave)


def heard(master: int) -> bytes:
    return os.read(master, 4_096) if select.select([master], [], [], 0.2)[0] else b""


def test_settings_survive_the_command_line(ends: tuple[int, int]) -> None:
    settings = rescue.note_settings(ends[1])
    assert settings is not None
    assert rescue.decoded(settings.encoded()) == settings
    assert settings.path == os.ttyname(ends[1])
    assert settings.owner == os.getpid()


def test_what_is_no_terminal_has_no_settings() -> None:
    reader, writer = os.pipe()
    assert rescue.note_settings(reader) is None
    os.close(reader)
    os.close(writer)


def test_a_terminal_left_raw_is_put_back(ends: tuple[int, int]) -> None:
    master, slave = ends
    settings = rescue.note_settings(slave)
    assert settings is not None
    before = termios.tcgetattr(slave)
    tty.setraw(slave)
    rescue.restore(settings)
    assert termios.tcgetattr(slave) == before
    assert b"\x1b[?1049l" in heard(master)


def test_a_terminal_left_while_it_was_asked_something_is_put_back(
    ends: tuple[int, int],
) -> None:
    """A kill during the question about widths must not cost the shell its echo."""
    _, slave = ends
    settings = rescue.note_settings(slave)
    assert settings is not None
    before = termios.tcgetattr(slave)
    asked = termios.tcgetattr(slave)
    probe.silence(asked)
    termios.tcsetattr(slave, termios.TCSANOW, asked)
    rescue.restore(settings)
    assert termios.tcgetattr(slave) == before


def test_a_terminal_that_somebody_has_taken_over_is_left_alone(
    ends: tuple[int, int],
) -> None:
    """A shell prompt: not even a byte is written into it."""
    master, slave = ends
    settings = rescue.note_settings(slave)
    assert settings is not None
    prompt = termios.tcgetattr(slave)
    prompt[3] &= ~(termios.ICANON | termios.ECHO)  # as readline has it
    termios.tcsetattr(slave, termios.TCSANOW, prompt)
    prompt = termios.tcgetattr(slave)  # characters read back as numbers now
    rescue.restore(settings)
    assert termios.tcgetattr(slave) == prompt
    assert heard(master) == b""


def test_another_terminal_that_has_the_name_by_now_is_left_alone(
    ends: tuple[int, int],
) -> None:
    """Also where a full-screen program draws in it, as ours did."""
    settings = rescue.note_settings(ends[1])
    assert settings is not None
    sleep(0.05)  # the clock of files goes in steps
    master, slave = pty.openpty()
    try:
        tty.setraw(slave)
        before = termios.tcgetattr(slave)
        rescue.restore(msgspec.structs.replace(settings, path=os.ttyname(slave)))
        assert termios.tcgetattr(slave) == before
        assert heard(master) == b""
    finally:
        os.close(master)
        os.close(slave)


def test_a_terminal_that_is_gone_needs_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = rescue.Settings("/dev/pts/nowhere", (0, 0, 0, 0, 0, 0, ()), 1, 0)
    rescue.restore(settings)
    assert "not restored" in capsys.readouterr().err


def test_who_still_has_a_parent_is_no_orphan() -> None:
    """A pipe that ends while the parent lives is no reason to touch its terminal."""
    assert not rescue.is_orphaned(os.getppid())
    assert rescue.is_orphaned(os.getppid() + 1)


@pytest.mark.parametrize("word", ["", "{}", '{"path": 1, "attributes": []}'])
def test_a_word_that_is_no_setting_is_refused(word: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        rescue.decoded(word)
