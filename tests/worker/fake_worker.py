"""A worker process with a fake session: ``python -m tests.worker.fake_worker FOLDER``."""

import os
import sys
from pathlib import Path

from cockpit.worker import rescue
from cockpit.worker.server import Server, take_stdio
from tests.worker.fakes import FakeScholar, FakeSession


def main() -> None:
    folder = Path(sys.argv[1])
    found = rescue.decoded(sys.argv[2]) if len(sys.argv) > 2 else None
    requests, replies = take_stdio()
    server = Server(lambda: FakeSession(folder), folder, replies, scholar=FakeScholar())
    has_left = server.serve(requests)
    if not has_left and found is not None and rescue.is_orphaned(found.owner):
        rescue.restore(found)
    os._exit(0)


if __name__ == "__main__":
    main()
