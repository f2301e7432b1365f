"""A real terminal: a program on a pty, its output on a screen that can be read."""

import os
import re
import select
import signal
import sys
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Any

import pyte
from ptyprocess import PtyProcess

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 30.0
_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*\$[pq]|\x1b\[>[0-9;]*[a-zA-Z]"
    rb"|\x1b[P_^X\]][^\x07\x1b]*(?:\x07|\x1b\\)"
)
_WHERE_IS_THE_CURSOR = b"\x1b[6n"


class Terminal:
    """A program on a pty, as session leader with the pty as its terminal.

    Args:
        argv: Command line.
        columns: Width in cells.
        lines: Height.
        env: Changes of the environment; None removes a variable.
        ambiguous: Cells that the terminal claims to need for an ambiguous letter;
            0 does not answer.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 120,
        lines: int = 40,
        env: Mapping[str, str | None] | None = None,
        ambiguous: int = 1,
    ) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        changes = {"PYTHONPATH": path, "TERM": "xterm-256color", **(env or {})}
        merged = {**os.environ, **changes}
        kept = {name: value for name, value in merged.items() if value is not None}
        self.process: Any = PtyProcess.spawn(
            list(argv), dimensions=(lines, columns), env=kept
        )
        self.raw = bytearray()
        """Everything that the program has written."""
        self._ambiguous = ambiguous
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._lock = Lock()
        self._text = ""
        """What was on the screen when somebody looked; empty if it has changed."""
        self._over = Event()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        """Poll, so that the pty can be closed while the program still lives."""
        while not self._over.is_set():
            if not select.select([self.process.fd], [], [], 0.02)[0]:
                continue
            try:
                data = os.read(self.process.fd, 65_536)
            except OSError:  # nobody has it open now; somebody may open it again
                self._over.wait(0.02)
                continue
            with self._lock:
                self.raw += data
                self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
                self._text = ""
            if _WHERE_IS_THE_CURSOR in data and self._ambiguous:
                self.process.write(b"\x1b[1;%dR" % (self._ambiguous + 1))

    def text(self) -> str:
        """Return what is on the screen.

        Not pyte's ``display``: it fails where half a wide character was overwritten.
        """
        screen = self._screen
        with self._lock:
            if not self._text:
                rows = [screen.buffer[row] for row in range(screen.lines)]
                self._text = "\n".join(
                    "".join(row[column].data for column in range(screen.columns))
                    for row in rows
                )
            return self._text

    def press(self, keys: str) -> None:
        """Type."""
        self.process.write(keys.encode())

    def attributes(self) -> list[Any]:
        """Return how the terminal is set."""
        return termios.tcgetattr(self.process.fd)

    def until(
        self,
        condition: Callable[[str], object],
        what: str = "it",
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> str:
        """Wait until the screen is as it should be, and return it."""
        deadline = monotonic() + patience
        while not condition(text := self.text()):
            if monotonic() > deadline:
                raise AssertionError(f"{what} never came; the screen shows\n{text}")
            sleep(0.02)
        return text

    def exit_code(self) -> int | None:
        """Wait for the end of the program; minus the signal if one ended it."""
        deadline = monotonic() + PATIENCE_SECONDS
        while self.process.isalive():
            assert monotonic() < deadline, f"still running:\n{self.text()}"
            sleep(0.02)
        code = self.process.exitstatus
        return -self.process.signalstatus if code is None else int(code)

    def vanish(self) -> None:
        """Close the terminal under the program."""
        self._over.set()
        self._reader.join(timeout=PATIENCE_SECONDS)
        self.process.fileobj.close()

    def close(self) -> None:
        """End the program, whatever it does."""
        with suppress(OSError):
            self.process.kill(signal.SIGKILL)
        self.vanish()
        self.process.closed = True
        with suppress(Exception):
            self.process.wait()


def python(*argv: str) -> list[str]:
    """Return a command line for this interpreter."""
    return [sys.executable, *argv]


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    files = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in files for child in file.read_text().split()]


def is_gone(pid: int) -> bool:
    """Return whether a process has ended."""
    try:
        return "State:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait for anything that is not on the screen."""
    deadline = monotonic() + PATIENCE_SECONDS
    while not condition():
        assert monotonic() < deadline, f"{what} never came true"
        sleep(0.02)
