"""A program on a terminal, and the moment at which something is on its screen."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter, sleep
from typing import Final

import pyte

from benchmarks.measuring import ROOT, BenchmarkError

COLUMNS: Final = 100
LINES: Final = 30
PATIENCE_SECONDS: Final = 120.0
ALTERNATE: Final = b"\x1b[?1049h"
_ENGLISH: Final = {"LANG": "en_US.UTF-8", "TERM": "xterm-256color"}
_REMOVED: Final = ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "COLUMNS", "LINES")
_WHERE_IS_THE_CURSOR: Final = b"\x1b[6n"
_UNKNOWN_TO_PYTE: Final = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*\$[pq]|\x1b\[>[0-9;]*[a-zA-Z]"
    rb"|\x1b[P_^X\]][^\x07\x1b]*(?:\x07|\x1b\\)"
)


class Terminal:
    """A program on a pty whose output is looked at as it comes.

    A moment is that at which bytes were read, before they are looked at: looking
    costs the program nothing, though it shares the machine.

    Args:
        argv: Command line.
        env: Changes of the environment.
    """

    def __init__(
        self, argv: Sequence[str], *, env: Mapping[str, str] | None = None
    ) -> None:
        kept = {k: v for k, v in os.environ.items() if k not in _REMOVED}
        self.fd, terminal = pty.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, size)
        self.raw = b""
        self._pending = b""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self.began = perf_counter()
        self.process = subprocess.Popen(
            list(argv),
            cwd=ROOT,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            env={**kept, **_ENGLISH, "PYTHONPATH": str(ROOT), **(env or {})},
            start_new_session=True,
        )
        os.close(terminal)

    def until_written(self, *texts: bytes, after: bytes = b"") -> float:
        """Return when all of these bytes had been written, if so after others."""
        found = 0.0
        self._wait(lambda: self._has(texts, after), f"{texts!r}")
        found = self._read_at
        return found - self.began

    def until_shown(self, condition: Callable[[str], object], what: str) -> float:
        """Return the moment at which the screen became so."""
        self._wait(lambda: condition(self.text()), what)
        return self._read_at

    def text(self) -> str:
        """Return what is on the screen."""
        if self._pending:
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", self._pending))
            self._pending = b""
        return "\n".join(self._screen.display)

    def line(self, number: int) -> str:
        """Return one line of the screen."""
        return self.text().split("\n")[number]

    def press(self, keys: str) -> float:
        """Type, and return when."""
        os.write(self.fd, keys.encode())
        return perf_counter()

    def settle(self, seconds: float) -> None:
        """Let the program write for a while."""
        end = perf_counter() + seconds
        while (left := end - perf_counter()) > 0:
            self._read(left)

    def children(self) -> list[int]:
        """Return the processes that the program has started."""
        files = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(child) for file in files for child in file.read_text().split()]

    def quit(self, keys: str = "q") -> None:
        """Type the key that ends the program, and wait for its end."""
        with suppress(OSError):
            self.press(keys)
        end = perf_counter() + 5
        while self.process.poll() is None and perf_counter() < end:
            self._read(0.02)
        if self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.fd)

    _read_at: float = 0.0

    def _has(self, texts: Sequence[bytes], after: bytes) -> bool:
        place = self.raw.find(after) if after else 0
        return place >= 0 and all(self.raw.find(text, place) >= 0 for text in texts)

    def _wait(self, condition: Callable[[], object], what: str) -> None:
        end = perf_counter() + PATIENCE_SECONDS
        while not condition():
            if perf_counter() > end or self.process.poll() is not None:
                raise BenchmarkError(f"{what} never came:\n{self.text()}")
            self._read(0.05)

    def _read(self, patience_seconds: float) -> None:
        if not select.select([self.fd], [], [], patience_seconds)[0]:
            return
        try:
            data = os.read(self.fd, 1 << 20)
        except OSError:  # the program has closed its side
            sleep(0.01)
            return
        self._read_at = perf_counter()
        self.raw += data
        self._pending += data
        if _WHERE_IS_THE_CURSOR in data:
            os.write(self.fd, b"\x1b[1;2R")
