"""The server over real pipes: requests in, replies out, the end of both."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import msgspec
import pytest

from cockpit.text.i18n import speak, spoken
from cockpit.worker.protocol import (
    Failed,
    Goodbye,
    Health,
    Message,
    Rejected,
    RejectedRows,
    Reply,
    Sources,
    Speak,
    frame,
    read_frame,
)
from cockpit.worker.server import Server
from cockpit.worker.watcher import Watcher
from tests.worker.fakes import FakeScholar, FakeSession, eventually


class Serving:
    """A server in threads of this process, and the terminal's ends of its pipes."""

    def __init__(self, folder: Path) -> None:
        self.session = FakeSession(folder)
        requests, to_server = os.pipe()
        from_server, replies = os.pipe()
        self.requests: BinaryIO = os.fdopen(to_server, "wb", buffering=0)
        self.replies: BinaryIO = os.fdopen(from_server, "rb")
        self._input: BinaryIO = os.fdopen(requests, "rb")
        self._output: BinaryIO = os.fdopen(replies, "wb")
        self.scholar = FakeScholar()
        self.server = Server(
            lambda: self.session, folder, self._output, scholar=self.scholar
        )
        self.said_goodbye: bool | None = None
        self._thread = Thread(target=self._serve)

    def start(self) -> None:
        self._thread.start()

    def _serve(self) -> None:
        self.said_goodbye = self.server.serve(self._input)

    def say(self, message: Message) -> None:
        self.requests.write(frame(message))

    def hear(self, kind: type[Reply]) -> Reply:
        while True:
            reply = msgspec.msgpack.decode(read_frame(self.replies), type=Reply)
            if isinstance(reply, kind):
                return reply

    def close(self) -> None:
        self.requests.close()
        self._thread.join()
        self._input.close()
        self.replies.close()


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    opened = Serving(tmp_path)
    language = spoken()
    yield opened
    opened.close()
    speak(language)


def test_a_bad_request_is_one_answer_not_the_end(serving: Serving) -> None:
    """The worker says why and goes on serving."""
    serving.start()
    serving.requests.write(b"\0\0\0\1x")
    failed = serving.hear(Failed)
    assert isinstance(failed, Failed)
    assert failed.request == "?"
    serving.say(Rejected(1, "numbers.csv", 0, 2))
    serving.hear(RejectedRows)


def test_bytes_that_are_no_frame_are_the_end(serving: Serving) -> None:
    serving.start()
    serving.requests.write(b"\xff\xff\xff\xff and so on")
    eventually(lambda: serving.said_goodbye is False)


def test_a_goodbye_is_told_from_a_death(serving: Serving) -> None:
    """Who did not say goodbye left the terminal as it was."""
    serving.start()
    serving.say(Goodbye())
    eventually(lambda: serving.said_goodbye is True)


def test_rejected_rows_do_not_wait_for_a_long_look(serving: Serving) -> None:
    """The page comes while the desk is in the middle of a refresh that hangs."""
    serving.start()
    serving.hear(Sources)
    serving.session.steps = 1
    serving.say(Rejected(1, "numbers.csv", 40, 2))
    page = serving.hear(RejectedRows)
    assert isinstance(page, RejectedRows)
    assert [row.line for row in page.page.rows] == [40, 41]
    serving.session.go_on.set()


def test_rejected_rows_wait_for_the_first_look(serving: Serving) -> None:
    """A new worker knows of no rejected row yet: nothing would be the wrong answer."""
    serving.session.steps = 1
    serving.start()
    serving.say(Rejected(1, "numbers.csv"))
    serving.session.go_on.set()
    first = msgspec.msgpack.decode(read_frame(serving.replies), type=Reply)
    assert not isinstance(first, RejectedRows)
    serving.hear(RejectedRows)


def test_the_language_is_changed_and_told(serving: Serving) -> None:
    serving.start()
    serving.hear(Sources)
    serving.say(Speak("zh_CN"))
    serving.hear(Health)
    assert spoken() == "zh_CN"


def test_only_what_can_be_data_is_watched(tmp_path: Path, serving: Serving) -> None:
    """Our own state folder would have us look for ever."""
    watcher = Watcher(tmp_path, lambda: None, after=serving.server.desk.looked)
    assert watcher.is_data(str(tmp_path / "ads" / "抖音.csv"))
    assert watcher.is_data(str(tmp_path / "cockpit.toml"))
    assert not watcher.is_data(str(tmp_path / ".cockpit" / "last.txt"))
    assert not watcher.is_data(str(tmp_path / "ads" / ".part.csv"))
    serving.start()
