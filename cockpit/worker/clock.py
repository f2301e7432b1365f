"""A clock for the data of a demonstration: it starts where the sample ends."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from cockpit import paths


class Anchor(msgspec.Struct, frozen=True):
    """When which demonstration began."""

    start: datetime
    speed: float
    began: datetime


class DataClock:
    """Runs from ``start`` at ``speed`` times real time and halts at ``end``.

    The moment it began is kept in a file, so that a restarted worker goes on.

    Args:
        start: First reading, with its offset.
        speed: Data seconds in a real one.
        end: Last reading; None runs for ever.
        anchor: File to keep the beginning in.
        now: Real time.

    Raises:
        OSError: If the file cannot be written.
    """

    def __init__(
        self,
        start: datetime,
        *,
        speed: float = 1.0,
        end: datetime | None = None,
        anchor: Path,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._start = start
        self._speed = speed
        self._end = end
        self._now = now
        self._began = _began(anchor, Anchor(start, speed, now()))

    def __call__(self) -> datetime:
        """Return what time it is for the data, with the offset of the start."""
        elapsed = max((self._now() - self._began).total_seconds(), 0.0)
        reading = self._start + timedelta(seconds=elapsed * self._speed)
        return reading if self._end is None else min(reading, self._end)


def kept_clock(path: Path) -> DataClock | None:
    """Return the clock of a demonstration that another process runs; None if none."""
    kept = _kept(path)
    if kept is None:
        return None
    return DataClock(kept.start, speed=kept.speed, anchor=path)


def _kept(path: Path) -> Anchor | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Anchor)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError):
        return None


def _began(path: Path, fresh: Anchor) -> datetime:
    kept = _kept(path)
    if kept and (kept.start, kept.speed) == (fresh.start, fresh.speed):
        return kept.began
    paths.write_whole(path, msgspec.json.encode(fresh).decode())
    return fresh.began
