"""The two processes with next to nothing in them: ``python -m tests.standin FOLDER``.

A one-line app on the real client, started, watched and ended the real way; its worker
serves a fake session. For the tests of life and death, which need no numbers.
"""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static

from cockpit import opening, paths
from cockpit.probe import needs_ascii
from cockpit.worker import rescue
from cockpit.worker.client import News, WorkerClient, WorkerLost
from cockpit.worker.protocol import Health


class StandIn(App[None]):
    """Shows the newest number and how the worker is."""

    BINDINGS = [("q", "quit", "Quit")]

    def __init__(self, client: WorkerClient, *, is_ascii: bool) -> None:
        super().__init__()
        self._client = client
        self._letters = "ascii" if is_ascii else "unicode"

    def compose(self) -> ComposeResult:
        yield Static("starting", markup=False)

    def on_mount(self) -> None:
        self._client.listen(lambda news: self.call_later(self._take, news))

    def _take(self, news: News) -> None:
        line = self.query_one(Static)
        if isinstance(news, Health):
            value = news.snapshot.rows[0].value
            line.update(f"LIVE {value:.0f} {self._letters}")
        elif isinstance(news, WorkerLost):
            line.update(f"STALE {news.reason}")


def main() -> int:
    folder = Path(sys.argv[1])
    argv = [sys.executable, "-m", "tests.worker.fake_worker", str(folder)]
    settings = rescue.note_settings(0)
    assert settings is not None
    client = WorkerClient([*argv, settings.encoded()], log=paths.worker_log(folder))
    client.start()
    try:
        return opening.run(StandIn(client, is_ascii=needs_ascii()))
    finally:
        client.close()


if __name__ == "__main__":
    sys.exit(main())
