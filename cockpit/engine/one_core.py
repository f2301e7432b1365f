"""Linear algebra on one core: its number must not decide the order of additions."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

_ALONE: Final = RLock()


@contextmanager
def one_core() -> Iterator[None]:
    """Compute on one core, one thread after the other.

    The limit is of the whole process: the first of two threads to end would lift it
    for the other one. Nothing inside may wait for another thread.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 - for models only

    with _ALONE, threadpool_limits(limits=1):
        yield
