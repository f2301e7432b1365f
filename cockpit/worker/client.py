"""The terminal's end of the pipe. One thread owns the worker's whole life.

The thread starts the worker, decodes what it says, and when it dies says so, waits
(longer each time) and starts another. The event loop only writes requests, each
smaller than ``PIPE_BUF`` and hence whole or not at all, to a pipe that never blocks.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from threading import Event, RLock, Thread
from time import monotonic
from typing import IO, Final

import msgspec

from cockpit.snapshot.studies import ExportQuery, KeepQuery
from cockpit.text.notes import note
from cockpit.worker import process
from cockpit.worker.protocol import (
    LARGEST_REQUEST,
    AskStudy,
    BrokenFrameError,
    Compute,
    Failed,
    Reply,
    Request,
    Reread,
    StopReading,
    WriteOut,
    frame,
    read_frame,
)

BACK_OFF_SECONDS: Final = (0.5, 1.0, 2.0, 5.0, 15.0)
GOOD_LIFE_SECONDS: Final = 30.0
"""A worker that lived this long has earned a quick restart."""


@dataclass(frozen=True)
class WorkerLost:
    """The worker has died of ``reason``; the next one comes in ``retry_seconds``."""

    reason: str
    retry_seconds: float


News = Reply | WorkerLost


class WorkerClient:
    """Asks a worker and hands its replies to a listener, in the client's own thread.

    Args:
        argv: Command line of a worker.
        log: What the worker says beside its replies.
    """

    def __init__(self, argv: Sequence[str], *, log: Path) -> None:
        self._argv = argv
        self._log = log
        self._lock = RLock()  # a listener may ask
        self._closing = Event()
        self._worker: subprocess.Popen[bytes] | None = None
        self._latest: dict[object, Request] = {}
        self._undelivered: list[Request] = []
        self._verdict = ""
        self._unheard: list[News] = []
        self._listener: Callable[[News], object] = self._unheard.append
        self._thread = Thread(target=self._live, name="worker-client", daemon=True)

    def start(self) -> None:
        """Start the worker. Call this before the slow imports: they overlap."""
        self._thread.start()

    def listen(self, listener: Callable[[News], object]) -> None:
        """Send all news to ``listener``, first what came before there was one."""
        with self._lock:
            unheard, self._unheard = self._unheard, []
            self._listener = listener
            for news in unheard:
                listener(news)

    def ask(self, request: Request) -> None:
        """Send a request.

        The newest of each kind is what the operator looks at: a new worker hears it
        again. A :class:`Reread`, evidence to be computed or a file to be written is an
        order: each is delivered once. One that is too large for the pipe is answered
        with :class:`Failed` and not sent.
        """
        data = frame(request)
        with self._lock:
            if len(data) > LARGEST_REQUEST:
                self._refuse(request, len(data))
                return
            if not _is_order(request):
                self._remember(request)
            elif self._worker is None:
                self._undelivered.append(request)
            self._send(data)

    def close(self) -> None:
        """End the worker and the thread; may be called again."""
        self._closing.set()
        with self._lock:
            if self._worker is not None:
                process.end(self._worker)
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)

    def _remember(self, request: Request) -> None:
        """Keep the newest of each kind; of studies that of each kind of question."""
        if not isinstance(request, AskStudy):
            self._latest[type(request)] = request
            return
        if request.query is None:
            asked = [key for key, one in self._latest.items() if type(one) is AskStudy]
            for key in asked:
                del self._latest[key]
        else:
            self._latest[AskStudy, type(request.query)] = request

    def _refuse(self, request: Request, size: int) -> None:
        reason = note(
            "the request has {size} bytes, {limit} is the limit",
            size=f"{size:,}",
            limit=f"{LARGEST_REQUEST:,}",
        )
        self._listener(Failed(type(request).__name__, reason.text()))

    def _send(self, data: bytes) -> None:
        if self._worker is None or self._worker.stdin is None:
            return
        try:
            written = os.write(self._worker.stdin.fileno(), data)
        except BlockingIOError:
            written = 0
        except (BrokenPipeError, ValueError):
            return  # dead: the thread is about to notice
        if written < len(data):  # it has left a whole pipe unread: hung
            self._verdict = note("did not answer").text()
            self._worker.kill()

    def _live(self) -> None:
        waits = _back_off()
        while not self._closing.is_set():
            born = monotonic()
            reason = self._one_life()
            if monotonic() - born > GOOD_LIFE_SECONDS:
                waits = _back_off()
            if not self._closing.is_set():
                wait = next(waits)
                self._tell(WorkerLost(reason, wait))
                self._closing.wait(wait)

    def _one_life(self) -> str:
        """Run one worker to its end and return why it ended."""
        try:
            worker = process.spawn(self._argv, log=self._log)
        except OSError as error:
            return note("cannot be started: {error}", error=error).text()
        assert worker.stdout is not None
        try:
            if self._introduce(worker):
                self._read(worker.stdout)
        except (BrokenFrameError, msgspec.DecodeError) as error:
            worker.kill()
            return note("cannot be understood: {error}", error=error).text()
        finally:
            code = self._bury(worker)
        return self._verdict or process.why_ended(code, log=self._log)

    def _introduce(self, worker: subprocess.Popen[bytes]) -> bool:
        """Tell a new worker what is wanted; False if we are closing meanwhile."""
        with self._lock:
            if self._closing.is_set():
                return False
            self._worker = worker
            self._verdict = ""
            orders, self._undelivered = self._undelivered, []
            for request in (*self._latest.values(), *orders):
                self._send(frame(request))
        return True

    def _bury(self, worker: subprocess.Popen[bytes]) -> int:
        with self._lock:
            self._worker = None
        process.end(worker)
        assert worker.stdout is not None
        worker.stdout.close()
        return worker.wait()

    def _read(self, stream: IO[bytes]) -> None:
        decoder: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
        while payload := read_frame(stream):
            self._tell(decoder.decode(payload))

    def _tell(self, news: News) -> None:
        with self._lock:
            self._listener(news)


def _is_order(request: Request) -> bool:
    """Whether it is to be done once, not answered."""
    if isinstance(request, AskStudy):
        return isinstance(request.query, KeepQuery | ExportQuery)
    return isinstance(request, Compute | Reread | StopReading | WriteOut)


def _back_off() -> chain[float]:
    return chain(BACK_OFF_SECONDS, repeat(BACK_OFF_SECONDS[-1]))
