"""A worker process with a fake session: ``python -m tests.worker.fake_worker FOLDER``."""

import os
import sys
from pathlib import Path

from cockpit.worker import rescue
from cockpit.worker.server import Server, take_stdio
from tests.worker.fakes import FakeSession


def main() -> None:
    folder = Path(sys.argv[1])
    parent = os.getppid()
    requests, replies = take_stdio()
    server = Server(lambda: FakeSession(folder), folder, replies)
    if not server.serve(requests) and len(sys.argv) > 2 and rescue.is_orphaned(parent):
        rescue.restore(rescue.decoded(sys.argv[2]))
    os._exit(0)


if __name__ == "__main__":
    main()
