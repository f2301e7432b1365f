"""The client: one thread that keeps a worker alive and hands its news on."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit.snapshot.health import HealthQuery
from cockpit.worker import process
from cockpit.worker.client import News, WorkerClient, WorkerLost
from cockpit.worker.protocol import (
    Compute,
    Failed,
    Health,
    Look,
    Rejected,
    RejectedRows,
    Reread,
    Sources,
    WriteOut,
)
from tests.worker.fakes import eventually


class Listening:
    """A client on a fake worker, and all it has heard."""

    def __init__(self, folder: Path, argv: list[str] | None = None) -> None:
        self.folder = folder
        self.heard: list[News] = []
        worker = [sys.executable, "-m", "tests.worker.fake_worker", str(folder)]
        self.client = WorkerClient(
            argv or worker, log=folder / ".cockpit" / "worker.log"
        )
        self.client.listen(self.heard.append)
        self.client.start()

    def lost(self) -> list[WorkerLost]:
        return [news for news in self.heard if isinstance(news, WorkerLost)]

    def values(self) -> list[float | None]:
        views = [news for news in self.heard if isinstance(news, Health)]
        return [view.snapshot.rows[0].value for view in views]

    def views(self) -> list[tuple[int, str]]:
        views = [news for news in self.heard if isinstance(news, Health)]
        return [(view.generation, view.snapshot.query.needle) for view in views]

    def until(self, kind: type[News]) -> News:
        eventually(
            lambda: any(isinstance(news, kind) for news in self.heard), kind.__name__
        )
        return next(news for news in self.heard if isinstance(news, kind))

    def worker(self) -> int:
        worker = self.client._worker
        assert worker is not None
        return worker.pid


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listening]:
    (tmp_path / "numbers.csv").write_text("12345")
    opened = Listening(tmp_path)
    yield opened
    opened.client.close()


def test_numbers_come_unasked_and_follow_the_file(listening: Listening) -> None:
    """Published at once, and again when something was appended."""
    listening.until(Sources)
    assert listening.values() == [5.0]
    with (listening.folder / "numbers.csv").open("a") as file:
        file.write("678")
    eventually(lambda: listening.values()[-1] == 8.0)


def test_a_new_worker_hears_the_newest_questions_again(listening: Listening) -> None:
    """After ``kill -9``: lost with the reason, then the same view, from another process."""
    listening.client.ask(Look(1, HealthQuery(needle="a")))
    listening.client.ask(Look(2, HealthQuery(needle="b")))
    listening.until(Sources)
    first = listening.worker()
    os.kill(first, signal.SIGKILL)
    lost = listening.until(WorkerLost)
    assert isinstance(lost, WorkerLost)
    assert "SIGKILL" in lost.reason
    listening.heard.clear()
    eventually(lambda: (2, "b") in listening.views())
    assert listening.worker() != first


def test_an_order_is_delivered_once(listening: Listening) -> None:
    """Reading again is done, not wished for: a new worker does not do it once more."""
    listening.client.ask(Reread("numbers.csv"))
    assert not any(isinstance(r, Reread) for r in listening.client._latest.values())


def test_a_list_is_written_and_evidence_computed_once(listening: Listening) -> None:
    """A worker that comes an hour later must not do again what was done."""
    listening.client.ask(WriteOut(1, "INC-0001", "pause", ()))
    listening.client.ask(Compute("INC-0001", "pause"))
    assert not {WriteOut, Compute} & set(listening.client._latest)


def test_a_request_larger_than_the_pipe_takes_is_refused(listening: Listening) -> None:
    """In whole or not at all: half a request would be the end of the worker."""
    listening.client.ask(Look(1, HealthQuery(needle="x" * 5_000)))
    failed = listening.until(Failed)
    assert isinstance(failed, Failed)
    assert failed.request == "Look"
    assert "4,096" in failed.reason
    listening.client.ask(Rejected(3, "numbers.csv", 10, 2))
    page = listening.until(RejectedRows)
    assert isinstance(page, RejectedRows)
    assert (page.generation, page.page.first) == (3, 10)


def test_a_worker_that_does_not_read_is_replaced(listening: Listening) -> None:
    """A key never waits: a full pipe means a hung worker."""
    listening.until(Sources)
    first = listening.worker()
    os.kill(first, signal.SIGSTOP)
    for generation in range(200):
        listening.client.ask(Look(generation, HealthQuery(needle="x" * 2_000)))
    assert "did not answer" in str(listening.until(WorkerLost))


def test_a_worker_that_talks_nonsense_is_replaced(tmp_path: Path) -> None:
    """Decode errors are a state to show; each wait is longer than the last."""
    listening = Listening(tmp_path, ["printf", r"\0\0\0\1x"])
    eventually(lambda: len(listening.lost()) >= 2)
    listening.client.close()
    first, second = listening.lost()[:2]
    assert "understood" in first.reason
    assert second.retry_seconds > first.retry_seconds


def test_a_worker_that_cannot_start_says_why(tmp_path: Path) -> None:
    listening = Listening(tmp_path, ["/nowhere/to/be/found"])
    listening.until(WorkerLost)
    listening.client.close()
    assert "cannot be started" in listening.lost()[0].reason


def test_a_worker_that_fails_says_its_last_words(tmp_path: Path) -> None:
    """The log's last line is the reason, made safe."""
    code = "import sys; sys.exit('no \\x1b[31mmemory')"
    listening = Listening(tmp_path, [sys.executable, "-c", code])
    listening.until(WorkerLost)
    listening.client.close()
    assert listening.lost()[0].reason == "exit code 1: no ␛[31mmemory"


def test_what_came_before_there_was_a_listener_is_not_lost(tmp_path: Path) -> None:
    client = WorkerClient(["false"], log=tmp_path / "log")
    client.start()
    eventually(lambda: client._unheard)
    heard: list[News] = []
    client.listen(heard.append)
    client.close()
    assert isinstance(heard[0], WorkerLost)


def test_closing_ends_the_worker_at_once(listening: Listening) -> None:
    """Also when it is closed before it has been started, or twice."""
    listening.until(Sources)
    pid = listening.worker()
    listening.client.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    listening.client.close()
    WorkerClient(["true"], log=listening.folder / "log").close()


def test_a_state_folder_that_cannot_be_written_does_not_stop_the_worker(
    tmp_path: Path,
) -> None:
    """The workspace may be somebody else's; the log is then nowhere."""
    (tmp_path / ".cockpit").write_text("a file where the folder should be")
    listening = Listening(tmp_path)
    listening.until(Health)
    failed = listening.until(Failed)
    listening.client.close()
    assert isinstance(failed, Failed)
    assert failed.request == "keep"


def test_a_long_log_is_set_aside(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    log.write_bytes(b"x" * (2**20 + 1))
    with process.spawn(["cat"], log=log) as worker:
        process.end(worker)
    assert log.stat().st_size == 0
    assert (tmp_path / "worker.log.1").stat().st_size == 2**20 + 1
