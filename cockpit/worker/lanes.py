"""The threads of the worker that answer: frames out, and the newest question first."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Condition, Lock, Thread
from typing import BinaryIO, Generic, TypeVar

from cockpit.text.masking import trace_of, without_cells
from cockpit.worker.protocol import Failed, Reply, frame

T = TypeVar("T")


class Outbox:
    """Writes whole frames, one thread at a time.

    A terminal that does not read (suspended) blocks the writer: that is the
    back-pressure. What would have been published meanwhile is computed afterwards.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = Lock()

    def send(self, reply: Reply) -> None:
        """Send one reply."""
        data = frame(reply)
        with self._lock, suppress(BrokenPipeError):  # the end of our input is next
            self._stream.write(data)
            self._stream.flush()


class Lane(Thread, Generic[T]):
    """Answers one kind of request, one at a time, only the newest."""

    def __init__(self, answer: Callable[[T], Reply], outbox: Outbox) -> None:
        super().__init__(daemon=True)
        self._answer = answer
        self._outbox = outbox
        self._wanted: T | None = None
        self._changed = Condition()

    def put(self, request: T) -> None:
        """Replace the question that waits, if one does."""
        with self._changed:
            self._wanted = request
            self._changed.notify()

    def run(self) -> None:
        """Answer for ever."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted is not None)
                request, self._wanted = self._wanted, None
            assert request is not None
            self._outbox.send(self._try(request))

    def _try(self, request: T) -> Reply:
        try:
            return self._answer(request)
        except Exception as error:  # one bad question is one answer
            return failure(type(request).__name__, error)


def failure(what: str, error: Exception) -> Failed:
    """Make the reply for something that went wrong; the log gets the whole story."""
    sys.stderr.write(trace_of(error))
    sys.stderr.flush()
    return Failed(what, _said(error))


def _said(error: Exception) -> str:
    """Return what went wrong: of a file its name and the system's words for it."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{Path(os.fsdecode(error.filename)).name}: {error.strerror}"
    return f"{type(error).__name__}: {without_cells(str(error))}"
