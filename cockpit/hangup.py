"""Notices a terminal that has gone without saying so.

A terminal that vanishes usually sends SIGHUP. Some do not (supervisors, a session
without a controlling terminal), and the app would then draw for nobody for ever.
"""

import os
import select
from collections.abc import Callable
from threading import Event, Thread
from typing import Final

_BETWEEN_SECONDS: Final = 1.0


class HangUpWatch(Thread):
    """Calls ``gently`` when the terminal is gone, and ``at_last`` a while later.

    Args:
        gently: Asks the program to end; called in this thread.
        at_last: Ends it, if it is still there after ``patience_seconds``.
        descriptor: The terminal.
        patience_seconds: Between the two.
    """

    def __init__(
        self,
        gently: Callable[[], object],
        at_last: Callable[[], object],
        *,
        descriptor: int = 0,
        patience_seconds: float = 2.0,
    ) -> None:
        super().__init__(name="hang-up", daemon=True)
        self._gently = gently
        self._at_last = at_last
        self._descriptor = descriptor
        self._patience_seconds = patience_seconds
        self._over = Event()

    def stop(self) -> None:
        """The program ends by itself: do nothing any more."""
        self._over.set()

    def run(self) -> None:
        """Wait for the end of the terminal."""
        while not self._over.is_set() and not self._has_gone():
            pass
        if not self._over.is_set():
            self._gently()
            if not self._over.wait(self._patience_seconds):
                self._at_last()

    def _has_gone(self) -> bool:
        """Wait a second; True at once if the terminal hangs up meanwhile.

        Some systems cannot poll a terminal: there only its size is asked for.
        """
        poll = select.poll()
        poll.register(self._descriptor, 0)  # a hang-up is reported without being asked
        for _, flags in poll.poll(_BETWEEN_SECONDS * 1_000):
            if flags & (select.POLLHUP | select.POLLERR):
                return True
            self._over.wait(_BETWEEN_SECONDS)
        return not self._has_size()

    def _has_size(self) -> bool:
        try:
            os.get_terminal_size(self._descriptor)
        except OSError:
            return False
        return True
