"""The clocks of a drill: faster than real ones, alike in all its processes."""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from cockpit.incidents.clocks import NANOSECONDS, PLAYED
from cockpit.incidents.events import Clocks


class DrillAnchor(msgspec.Struct, frozen=True):
    """When a drill began: in its own time, and on the machine's boot clock.

    Attributes:
        start: Wall time that it begins with, seconds since the epoch.
        speed: Its seconds in a real one.
        boot: The machine's boot; after another one the drill begins anew.
        began_ns: The machine's boot clock at the beginning.
        zone: Where the data live, if its wall clock is that of the data; else empty.
    """

    start: float
    speed: float
    boot: str
    began_ns: int
    zone: str = ""


class DrillClocks:
    """Clocks that run ``speed`` times faster from a start, alike in all processes.

    Args:
        anchor: When it began; :func:`drill_anchor` keeps it in a file.
        real: The machine's clocks.
        data: Tells the ISO time of the data, if the wall clock is not that of the data.
    """

    def __init__(
        self, anchor: DrillAnchor, real: Clocks, data: Callable[[], str] = str
    ) -> None:
        self._anchor = anchor
        self._real = real
        self._data = data

    def wall(self) -> float:
        """Return seconds since the epoch in the drill's time."""
        return self._anchor.start + self.boot_ns() / NANOSECONDS

    def boot_ns(self) -> int:
        """Return nanoseconds of the drill's time since it began."""
        gone = self._real.boot_ns() - self._anchor.began_ns
        return round(max(gone, 0) * self._anchor.speed)

    def boot_id(self) -> str:
        """Return what no real boot and no other drill is called."""
        return f"{PLAYED}{self._anchor.boot}-{self._anchor.began_ns}"

    def data(self) -> str:
        """Return the ISO time of the data."""
        if not self._anchor.zone:
            return self._data()
        zone = ZoneInfo(self._anchor.zone)
        return datetime.fromtimestamp(self.wall(), zone).isoformat()


def drill_anchor(  # noqa: PLR0913 - what a drill begins with, by name  # noqa: PLR0913 - what a drill begins with, by name
    place: Path,
    *,
    start: float,
    speed: float,
    real: Clocks,
    zone: str = "",
    lead_seconds: float = 0.0,
) -> DrillAnchor:
    """Return when a drill began; the first process to ask decides it.

    Args:
        place: File that keeps it, beside the log of the drill.
        start: Wall time that it begins with, seconds since the epoch.
        speed: Its seconds in a real one.
        real: The machine's clocks.
        zone: Where the data live, if its wall clock is that of the data.
        lead_seconds: So long, on the machine's clock, it stands still at first.

    Raises:
        OSError: If the file cannot be read or written.
        msgspec.DecodeError: If it holds something else.
    """
    began_ns = real.boot_ns() + round(lead_seconds * NANOSECONDS)
    fresh = DrillAnchor(start, speed, real.boot_id(), began_ns, zone)
    kept = kept_anchor(place)
    if kept is not None and (kept.boot, kept.start, kept.speed) == (
        fresh.boot, start, speed,
    ):  # fmt: skip
        return kept
    aside = place.with_name(f"{place.name}.{os.getpid()}")
    aside.write_bytes(msgspec.json.encode(fresh))
    if kept is None:
        return _first(aside, place)
    aside.replace(place)
    return fresh


def kept_anchor(place: Path) -> DrillAnchor | None:
    """Return when the drill of a file began; None if there is none.

    Raises:
        OSError: If the file cannot be read.
        msgspec.DecodeError: If it holds something else.
    """
    try:
        return msgspec.json.decode(place.read_bytes(), type=DrillAnchor)
    except FileNotFoundError:
        return None


def _first(aside: Path, place: Path) -> DrillAnchor:
    """Of two processes that begin at once, one is first and both take its word."""
    with suppress(FileExistsError):
        os.link(aside, place)
    aside.unlink()
    return msgspec.json.decode(place.read_bytes(), type=DrillAnchor)
