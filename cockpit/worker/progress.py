"""How far a long reading has come, told often enough and not oftener."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from msgspec.structs import replace

from cockpit.snapshot.reading import Reading
from cockpit.worker.protocol import Progress

QUIET_SECONDS: Final = 0.3
"""A reading shorter than this is not worth a word."""
_BETWEEN_SECONDS: Final = 0.2
_ESTIMATE_AFTER_SECONDS: Final = 1.0


class ProgressTeller:
    """Tells of one look at the files; make a new one for the next.

    Args:
        tell: Takes what is worth telling.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        tell: Callable[[Progress], object],
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._tell = tell
        self._clock = clock
        self._began = self._started = clock()
        self._told_at: float | None = None
        self._last = (0, 0)
        self._rows: dict[str, int] = {}

    def step(self, path: str, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` are done, and perhaps say so."""
        if self._rows:
            return  # bytes say more than files
        now = self._clock()
        before, of = self._last
        if of and (total != of or done < before):
            self._started = now  # another count: the old pace says nothing
        self._last = (done, total)
        if now - self._began < QUIET_SECONDS or total <= 0:
            return
        if self._told_at is not None and now - self._told_at < _BETWEEN_SECONDS:
            return
        self._told_at = now
        self._tell(Progress(path, done, total, self._seconds_left(now)))

    def read(self, reading: Reading) -> None:
        """Note how many bytes are read, and perhaps say so."""
        now = self._clock()
        self._rows[reading.path] = reading.rows
        self._last = (reading.done_bytes, reading.size)
        if now - self._began < QUIET_SECONDS or not reading.size:
            return
        if self._told_at is not None and now - self._told_at < _BETWEEN_SECONDS:
            return
        self._told_at = now
        left = self._seconds_left(now)
        pace = sum(self._rows.values()) / (now - self._began)
        now_read = replace(reading, rows_per_second=pace, seconds_left=left)
        self._tell(Progress(reading.path, *self._last, left, now_read))

    def end(self) -> None:
        """Say that it is over, if anything was said before."""
        if self._told_at is not None:
            self._tell(Progress("", 0, 0))

    def _seconds_left(self, now: float) -> float | None:
        done, total = self._last
        elapsed = now - self._started
        if not done or elapsed < _ESTIMATE_AFTER_SECONDS:
            return None
        return elapsed / done * (total - done)
