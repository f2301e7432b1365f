"""Recognition in a process of its own, seen from the terminal's end."""

import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from cockpit.recognition_client import Lost, News, RecognitionClient
from cockpit.snapshot.recognising import Progress, Reply, Request
from tests.screens.init_desk import RENAMED
from tests.terminal_pty import PATIENCE_SECONDS

DIES = "import sys; sys.stderr.write('no \\x1b engine'); sys.exit(3)"
ECHOES = """
import sys, time
reply = '{"type": "reply", "snapshot": {"view": "recognition", "folder": "%s"}}'
progress = '{"type": "progress", "path": "p", "done": %d, "total": 2000}'
for count, line in enumerate(sys.stdin):
    for done in range(2000):
        print(progress % done)
    time.sleep(0.1)
    print(reply % count, flush=True)
"""


class Heard:
    """A client and the news that it tells."""

    def __init__(self, client: RecognitionClient) -> None:
        self.client = client
        self.news: Queue[News] = Queue()
        self.progress: list[Progress] = []
        client.listen(self.news.put)

    def next(self) -> Reply | Lost:
        """Wait for an answer."""
        while isinstance(news := self.news.get(timeout=PATIENCE_SECONDS), Progress):
            self.progress.append(news)
        return news


@pytest.fixture
def clients() -> Iterator[list[RecognitionClient]]:
    """Clients that are closed in the end."""
    found: list[RecognitionClient] = []
    yield found
    for client in found:
        client.close()


def started(
    clients: list[RecognitionClient], folder: Path, code: str | None = None
) -> Heard:
    argv = None if code is None else [sys.executable, "-c", code]
    clients.append(RecognitionClient(folder, argv))
    return Heard(clients[-1])


def test_a_folder_is_recognised_and_written(
    tmp_path: Path, clients: list[RecognitionClient]
) -> None:
    (tmp_path / "b.csv").write_text(RENAMED, encoding="utf-8")
    heard = started(clients, tmp_path)
    heard.client.ask(Request())
    first = heard.next()
    assert isinstance(first, Reply)
    assert first.offers is not None
    assert {"ad_spend", "orders"} <= {each.table for each in first.offers.tables}
    (question,) = first.snapshot.rows[0].questions
    stages = [(at.stage, at.done, at.total) for at in heard.progress]
    assert stages == [("look", 1, 1), ("read", 1, 1)]
    assert heard.progress[-1].rows == 1

    heard.client.ask(Request({question.id: question.default}, write=True))
    second = heard.next()
    assert isinstance(second, Reply)
    assert second.snapshot.written == str(tmp_path / "cockpit.toml")
    assert second.snapshot.settled


def test_what_a_process_died_of_is_told_and_the_next_one_is_started(
    tmp_path: Path, clients: list[RecognitionClient]
) -> None:
    heard = started(clients, tmp_path, DIES)
    for _ in range(2):
        heard.client.ask(Request())
        lost = heard.next()
        assert isinstance(lost, Lost)
        assert lost.reason == "exit code 3: no \u241b engine"


def test_a_process_that_cannot_be_started_is_told(
    tmp_path: Path, clients: list[RecognitionClient]
) -> None:
    clients.append(RecognitionClient(tmp_path, [str(tmp_path / "none")]))
    heard = Heard(clients[-1])
    heard.client.ask(Request())
    lost = heard.next()
    assert isinstance(lost, Lost)
    assert lost.reason


def test_of_requests_that_wait_only_the_newest_is_asked(
    tmp_path: Path, clients: list[RecognitionClient]
) -> None:
    """And of thousands of files a few are told."""
    heard = started(clients, tmp_path, ECHOES)
    heard.client.ask(Request())
    heard.client.ask(Request({"a": "1"}))
    heard.next()
    for number in range(20):
        heard.client.ask(Request({"a": str(number)}))
    assert len(heard.progress) < 100
    heard.next()
    assert heard.news.empty()


def test_closing_ends_the_process_while_it_works(
    tmp_path: Path, clients: list[RecognitionClient]
) -> None:
    heard = started(clients, tmp_path, "import time; time.sleep(600)")
    heard.client.ask(Request())
    heard.client.close()
    assert heard.news.empty()
