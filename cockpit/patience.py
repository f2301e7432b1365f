"""Working on a cache that another process may be changing."""

from collections.abc import Callable
from typing import Final, TypeVar

ATTEMPTS: Final = 20
"""While another process keeps changing the cache; then it is told as a failure."""


T = TypeVar("T")


def patiently(work: Callable[[], T], between: Callable[[], object] | None = None) -> T:
    """Work, also while another process works on the same cache.

    Who reads a file anew removes what was kept of it before; a second cockpit, or a
    command, finds that gone, looks again and takes what the other one has read.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            return work()
        except FileNotFoundError:
            if between is not None:
                between()
    return work()
