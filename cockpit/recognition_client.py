"""The terminal's end of recognition: asks a process of its own, never the event loop.

One thread owns the process: it writes a request, reads to the end of its answer, and
takes the next. Of requests that came meanwhile only the newest is asked: it holds all
answers of those before it.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Condition, RLock, Thread
from time import monotonic
from typing import Final

import msgspec
from msgspec.structs import replace

from cockpit import paths
from cockpit.snapshot.recognising import Progress, Reply, Request, Told
from cockpit.worker.process import why_ended

TELL_SECONDS: Final = 0.05
"""Progress is told no more often: thousands of files are looked at in a second."""


class Lost(msgspec.Struct, frozen=True):
    """The process has ended of ``reason``; the next request starts another."""

    reason: str


News = Told | Lost


class RecognitionClient:
    """Asks for recognition and hands the answers to a listener, in its own thread.

    Args:
        folder: To be recognised.
        argv: Command line of the process; None for that of this package.
    """

    def __init__(self, folder: Path, argv: Sequence[str] | None = None) -> None:
        own = [sys.executable, "-P", "-m", "cockpit.recogniser", str(folder)]
        self._argv = list(own if argv is None else argv)
        self._changed = Condition(RLock())  # a listener may ask
        self._wanted: Request | None = None
        self._is_closing = False
        self._process: subprocess.Popen[bytes] | None = None
        self._unheard: list[News] = []
        self._listener: Callable[[News], object] = self._unheard.append
        self._told_at = 0.0
        handle, name = tempfile.mkstemp(prefix="cockpit-")
        self._errors, self._log = handle, Path(name)
        self._thread = Thread(target=self._live, name="recognition", daemon=True)

    def listen(self, listener: Callable[[News], object]) -> None:
        """Send all news to a listener, first what came before there was one."""
        with self._changed:
            unheard, self._unheard = self._unheard, []
            self._listener = listener
            for news in unheard:
                listener(news)

    def ask(self, request: Request) -> None:
        """Ask; what was wanted before and not begun is not asked any more."""
        with self._changed:
            before = self._wanted
            if before is not None and before.write:
                request = replace(request, write=True)
            self._wanted = request
            if not self._thread.is_alive() and not self._is_closing:
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """End the process and the thread."""
        with self._changed:
            self._is_closing = True
            if self._process is not None:
                self._process.kill()
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        with suppress(OSError):
            os.close(self._errors)
        self._log.unlink(missing_ok=True)

    def _live(self) -> None:
        while (request := self._next()) is not None:
            process = self._running()
            if process is None:
                continue
            if not self._answered(process, request):
                self._bury(process)
        if self._process is not None:
            self._bury(self._process)

    def _next(self) -> Request | None:
        """Wait for a request; None if it is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._is_closing)
            request, self._wanted = self._wanted, None
            return None if self._is_closing else request

    def _running(self) -> subprocess.Popen[bytes] | None:
        with self._changed:
            if self._process is None and not self._is_closing:
                try:
                    self._process = self._spawned()
                except OSError as error:
                    self._hear(Lost(error.strerror or str(error)))
            return self._process

    def _spawned(self) -> subprocess.Popen[bytes]:
        os.ftruncate(self._errors, 0)  # what the one before it said is told
        os.lseek(self._errors, 0, os.SEEK_SET)
        inherited = os.environ.get("PYTHONPATH")
        path = os.pathsep.join(filter(None, (str(paths.PACKAGE_ROOT), inherited)))
        return subprocess.Popen(
            self._argv,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": path},
            process_group=0,
        )

    def _answered(self, process: subprocess.Popen[bytes], request: Request) -> bool:
        """Ask and listen to the end of the answer; False if there is none."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(msgspec.json.encode(request) + b"\n")
            process.stdin.flush()
            while line := process.stdout.readline():
                told = msgspec.json.decode(line, type=Told)
                if isinstance(told, Reply):
                    self._hear(told)
                    return True
                self._tell(told)
        except (BrokenPipeError, msgspec.DecodeError):
            process.kill()
        return False

    def _tell(self, progress: Progress) -> None:
        now = monotonic()
        if now - self._told_at >= TELL_SECONDS or progress.done == progress.total:
            self._told_at = now
            self._hear(progress)

    def _hear(self, news: News) -> None:
        with self._changed:
            self._listener(news)

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        code = process.wait()
        with self._changed:
            self._process = None
            is_over = self._is_closing
        if not is_over:
            self._hear(Lost(why_ended(code, log=self._log)))
