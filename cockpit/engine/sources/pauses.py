"""Keeps a task that is done over and over from taking most of the time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

_SHARE: Final = 5
"""The task gets a fifth of the time at most, but for its first turn."""


class Pauses:
    """Says when a task may be done again: its own cost decides.

    Args:
        least: Seconds between two turns at least.
        clock: Seconds that only go forward.
    """

    def __init__(
        self, least: float = 0.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._least = least
        self._clock = clock
        self._next = clock() + least

    def is_time(self) -> bool:
        """Whether it is time for another turn."""
        return self._clock() >= self._next

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Do the task inside; what it costs puts off its next turn."""
        began = self._clock()
        yield
        now = self._clock()
        self._next = now + max(self._least, (_SHARE - 1) * (now - began))
