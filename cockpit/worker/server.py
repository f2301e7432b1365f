"""The worker: the session behind a pipe.

Eight threads. The main one reads requests and does nothing else, so a request is heard
at once; the desk computes; the student answers what takes longer, questions about
single users, on three threads of his own; a lane fetches pages of rejected rows, which
never wait for a long look at the files; another one computes evidence that somebody
looks at; the watcher notices changes. When the input
ends, so does the process.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec

from cockpit.text.i18n import speak
from cockpit.worker.desk import PULSE_SECONDS, Desk
from cockpit.worker.inbox import Inbox
from cockpit.worker.lanes import Lane, Outbox
from cockpit.worker.port import SessionPort
from cockpit.worker.protocol import (
    AskAlarm,
    AskEvidence,
    AskStudy,
    BrokenFrameError,
    Compute,
    Drill,
    Failed,
    Goodbye,
    Look,
    Rejected,
    RejectedRows,
    Request,
    Reread,
    Speak,
    StopReading,
    WriteOut,
    read_frame,
)
from cockpit.worker.student import Scholar, Student
from cockpit.worker.watcher import Watcher


class Server:
    """Serves one workspace to one terminal process.

    Args:
        open_session: Opens the session.
        workspace: Its folder.
        replies: Where replies go.
        scholar: Who answers questions about single users.
        pulse_seconds: Publish at least this often.
    """

    def __init__(
        self,
        open_session: Callable[[], SessionPort],
        workspace: Path,
        replies: BinaryIO,
        *,
        scholar: Scholar,
        pulse_seconds: float = PULSE_SECONDS,
    ) -> None:
        self._outbox = Outbox(replies)
        self._inbox = Inbox()
        self._student = Student(scholar, self._outbox)
        self.desk = Desk(
            open_session,
            workspace,
            self._inbox,
            self._outbox,
            on_ground=self._student.stand_on,
            pulse_seconds=pulse_seconds,
        )
        self._rejected: Lane[Rejected] = Lane(self._page, self._outbox)
        self._watcher = Watcher(
            workspace, self._inbox.look_at_files, after=self.desk.looked
        )

    def serve(self, requests: BinaryIO) -> bool:
        """Serve until the input ends or says goodbye.

        Returns:
            Whether it said goodbye; if not, the terminal process died.
        """
        for part in (self.desk, self._student, self._rejected, self._watcher):
            part.start()
        decoder: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
        while payload := _next(requests):
            try:
                request = decoder.decode(payload)
            except msgspec.DecodeError as error:
                self._outbox.send(Failed("?", str(error)))
                continue
            if isinstance(request, Goodbye):
                return True
            self._hear(request)
        return False

    def _hear(self, request: Request) -> None:
        match request:
            case Look() | Drill() | AskAlarm():
                self._inbox.ask(request)
            case AskEvidence() | Compute() | WriteOut():
                self._inbox.order(request)
            case AskStudy():
                self._student.put(request)
            case Rejected():
                self._rejected.put(request)
            case Reread():
                self._inbox.reread(request)
            case StopReading():
                self.desk.stop_reading()
            case Speak(language=language):
                speak(language)
                self._inbox.speak()
                self._student.again()

    def _page(self, request: Rejected) -> RejectedRows:
        self.desk.looked.wait()  # a new worker must not answer from empty tables
        page = self.desk.session.rejected(
            request.path, first=request.first, count=request.count, only=request.only
        )
        return RejectedRows(request.generation, page)


def _next(requests: BinaryIO) -> bytes:
    """Read a payload; a terminal process that talks nonsense has as good as ended."""
    try:
        return read_frame(requests)
    except BrokenFrameError as error:
        print(f"not a request: {error}", file=sys.stderr)  # noqa: T201 - the log
        return b""


def take_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output, and keep the output for frames alone.

    A stray ``print`` goes to the log from now on, not into a frame.
    """
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, replies
