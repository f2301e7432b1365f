"""The real app and worker, with a heartbeat: ``python -m benchmarks.probed FOLDER OUT``.

How late is a task that wants to run every 20 ms? SIGUSR1 makes the worker read all
files again, over and over, until the next SIGUSR1.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

from cockpit import opening, paths
from cockpit.place import Place
from cockpit.worker import process
from cockpit.worker.client import News, WorkerClient
from cockpit.worker.protocol import Request, Reread, Sources

BEAT_SECONDS: Final = 0.02


class Probe:
    """The way to the worker, with a heartbeat from the moment the app listens.

    While the worker is to be busy, the end of its work brings it a new order.
    """

    def __init__(self, client: WorkerClient) -> None:
        self.beats: list[tuple[float, float]] = []
        self._client = client
        self._is_busy = False
        self._beating: asyncio.Task[None] | None = None

    def ask(self, request: Request) -> None:
        """Pass a request on."""
        self._client.ask(request)

    def listen(self, listener: Callable[[News], object]) -> None:
        """Listen too, and begin to beat; called in the app's event loop."""

        def hear(news: News) -> None:
            listener(news)
            if self._is_busy and isinstance(news, Sources):
                self._client.ask(Reread())

        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, self._toggle)
        self._beating = loop.create_task(self._beat())
        self._client.listen(hear)

    def _toggle(self) -> None:
        self._is_busy = not self._is_busy
        if self._is_busy:
            self._client.ask(Reread())

    async def _beat(self) -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(BEAT_SECONDS)
            now = perf_counter()
            self.beats.append((now, now - before - BEAT_SECONDS))


def main() -> int:
    """Run until ``q``, then write [moment, seconds late] of every beat."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    client = WorkerClient(process.command(folder), log=paths.worker_log(folder))
    client.start()
    from cockpit.app import CockpitApp  # noqa: PLC0415 - overlaps with the worker

    probe = Probe(client)
    try:
        return opening.run(CockpitApp(probe, Place(), workspace=folder))
    finally:
        client.close()
        out.write_text(json.dumps(probe.beats))


if __name__ == "__main__":
    sys.exit(main())
