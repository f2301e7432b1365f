"""Working on a cache that another process may be changing."""

from collections.abc import Callable
from typing import Final

ATTEMPTS: Final = 20
"""While another process keeps changing the cache; then it is told as a failure."""


def patiently(
    work: Callable[[], object], between: Callable[[], object] | None = None
) -> None:
    """Work, also while another process works on the same cache.

    Who reads a file anew removes what was kept of it before; a second cockpit, or a
    command, finds that gone, looks again and takes what the other one has read.
    """
    for _attempt in range(ATTEMPTS - 1):
        try:
            work()
        except FileNotFoundError:
            if between is not None:
                between()
        else:
            return
    work()
