"""The limit holds as long as a thread is inside, and is lifted then."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from cockpit.engine.one_core import one_core

PATIENCE_SECONDS = 10.0


def most() -> int:
    """Return how many cores linear algebra may use."""
    np.eye(2) @ np.eye(2)
    return max(int(pool["num_threads"]) for pool in threadpool_info())


def test_who_ends_first_does_not_lift_the_limit_of_others() -> None:
    asked = Event()

    def work() -> tuple[int, int]:
        asked.set()
        with one_core():
            first = most()
            Event().wait(0.05)
            return first, most()

    with threadpool_limits(limits=2):
        before = most()
    with ThreadPoolExecutor(1) as thread:
        with one_core():
            later = thread.submit(work)
            assert asked.wait(PATIENCE_SECONDS)
            with one_core():
                assert most() == 1
            assert most() == 1
            Event().wait(0.05)
            assert not later.done()
        assert later.result(PATIENCE_SECONDS) == (1, 1)
    assert most() == before
