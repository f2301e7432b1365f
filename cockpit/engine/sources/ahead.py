"""Work on several blocks at once, in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

_WORKERS: Final = 2
"""Polars works outside the lock of the interpreter; more blocks would cost memory."""

Given = TypeVar("Given")
Made = TypeVar("Made")


def ahead(
    work: Callable[[Given], Made], items: Iterable[Given]
) -> Iterator[tuple[Given, Made]]:
    """Yield each item with what was made of it, while the next ones are worked on.

    Args:
        work: A pure function.
        items: Taken one by one, at most two more than have been yielded.

    Raises:
        Exception: What ``work`` raised, when the turn of its item comes.
    """
    running: deque[tuple[Given, Future[Made]]] = deque()
    with ThreadPoolExecutor(_WORKERS) as pool:
        for item in items:
            running.append((item, pool.submit(work, item)))
            if len(running) > _WORKERS:
                first, made = running.popleft()
                yield first, made.result()
        while running:
            first, made = running.popleft()
            yield first, made.result()
