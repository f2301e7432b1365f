"""Time for deadlines: a clock that counts sleep, and the wall clock for people.

Within one boot a deadline follows the boot clock, whatever happens to the wall clock.
A reboot breaks that clock; from there the wall clock says how much was missed. If it
shows a time before the last event, it cannot be right: then at least as much time has
gone by as the last event says, and the badge is "clock uncertain".
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from cockpit.incidents.events import SYSTEM, Clocks, Draft, Event

JUMPED_SECONDS: Final = 2.0
"""Wall and boot clock may drift apart that far before somebody is told."""
RESUMED_SECONDS: Final = 60.0
"""So long without a tick, and the machine was asleep or the process stopped."""
NANOSECONDS: Final = 1_000_000_000
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class Reading(msgspec.Struct, frozen=True):
    """All clocks at one moment: ``wall`` in seconds since the epoch."""

    boot: str
    boot_ns: int
    wall: float

    @property
    def offset(self) -> float:
        """Return how far the wall clock is ahead of the boot clock, in seconds."""
        return self.wall - self.boot_ns / NANOSECONDS


class Deadline(msgspec.Struct, frozen=True):
    """A moment to come: on the boot clock it was set by, and on the wall (ISO, UTC)."""

    boot: str
    boot_ns: int
    wall: str


class Left(msgspec.Struct, frozen=True):
    """Seconds until a deadline, negative when over; whether the clock is uncertain."""

    seconds: float
    is_uncertain: bool = False


class Timeline(msgspec.Struct, frozen=True):
    """What the log says about its clocks: a fold of :func:`followed` over all events.

    Attributes:
        boot: Of the last event; empty if there is none.
        first: Reading at the first event of this boot. Its wall is the one to trust:
            never before the last event of the boot before.
        offset: Wall ahead of boot clock, as it was last told.
        last_wall: Latest wall time of any event.
        is_uncertain: The wall clock was behind when this boot began.
        resumed_ns: Boot clock at the last ``clock.resumed`` of this boot.
    """

    boot: str = ""
    first: Reading = Reading("", 0, 0.0)
    offset: float = 0.0
    last_wall: float = 0.0
    is_uncertain: bool = False
    resumed_ns: int = 0


NO_TIME: Final = Timeline()


def iso(wall: float) -> str:
    """Return seconds since the epoch as ISO time in UTC with microseconds."""
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="microseconds")


def seconds_of(wall: str) -> float:
    """Return :func:`iso` back as seconds since the epoch."""
    return datetime.fromisoformat(wall).timestamp()


def reading(clocks: Clocks) -> Reading:
    """Read all clocks at once."""
    return Reading(clocks.boot_id(), clocks.boot_ns(), clocks.wall())


def reading_of(event: Event) -> Reading:
    """Return what the clocks said when an event was written."""
    return Reading(event.boot, event.boot_ns, seconds_of(event.wall))


def deadline_after(start: Reading, seconds: float) -> Deadline:
    """Return the deadline so many seconds after a moment."""
    boot_ns = start.boot_ns + round(seconds * NANOSECONDS)
    return Deadline(start.boot, boot_ns, iso(start.wall + seconds))


def deadline_at(now: Reading, wall: float) -> Deadline:
    """Return the deadline at a wall time (a calendar day), as it is seen now."""
    return deadline_after(now, wall - now.wall)


def followed(timeline: Timeline, event: Event) -> Timeline:
    """Fold one more event; those without clocks change nothing."""
    if not event.boot:
        return timeline
    now = reading_of(event)
    last_wall = max(timeline.last_wall, now.wall)
    if event.boot != timeline.boot:
        first = Reading(now.boot, now.boot_ns, last_wall)
        is_behind = bool(timeline.boot) and now.wall < timeline.last_wall
        return Timeline(event.boot, first, now.offset, last_wall, is_behind)
    is_told = event.kind == "clock.jumped"
    has_resumed = event.kind == "clock.resumed"
    return msgspec.structs.replace(
        timeline,
        offset=now.offset if is_told else timeline.offset,
        last_wall=last_wall,
        resumed_ns=event.boot_ns if has_resumed else timeline.resumed_ns,
    )


def seconds_left(deadline: Deadline, now: Reading, timeline: Timeline) -> Left:
    """Return how long there is until a deadline.

    Same boot: by the boot clock. After a reboot: the time since the first event of
    this boot by the boot clock, and what was before it by the wall clock.
    """
    if deadline.boot == now.boot:
        return Left((deadline.boot_ns - now.boot_ns) / NANOSECONDS)
    due = seconds_of(deadline.wall)
    if now.boot == timeline.boot:
        since = (now.boot_ns - timeline.first.boot_ns) / NANOSECONDS
        return Left(due - timeline.first.wall - since, timeline.is_uncertain)
    trusted = max(now.wall, timeline.last_wall)
    return Left(due - trusted, now.wall < timeline.last_wall)


def elapsed(start: Reading, now: Reading, timeline: Timeline) -> Left:
    """Return the seconds since a moment, never negative, by the same rules."""
    left = seconds_left(deadline_after(start, 0.0), now, timeline)
    return Left(max(-left.seconds, 0.0), left.is_uncertain)


def jumped(timeline: Timeline, now: Reading) -> Draft | None:
    """Say that the wall clock was set, once: ``by_seconds`` forward, or back."""
    by = now.offset - timeline.offset
    if timeline.boot != now.boot or abs(by) <= JUMPED_SECONDS:
        return None
    payload = {"by_seconds": round(by, 3), "wall": iso(now.wall)}
    return Draft(kind="clock.jumped", payload=payload, actor=SYSTEM)


def rebooted(timeline: Timeline, now: Reading) -> Draft | None:
    """Say that the machine was started again, once a boot, whoever sees it first."""
    if not timeline.boot or timeline.boot == now.boot:
        return None
    down = now.wall - timeline.last_wall
    payload = {
        "before": timeline.boot,
        "seconds": round(max(down, 0.0), 3),
        "is_uncertain": down < 0,
    }
    once = f"clock.rebooted:{now.boot}"
    return Draft(kind="clock.rebooted", payload=payload, once=once, actor=SYSTEM)


def resumed(
    timeline: Timeline, last_tick: Reading, now: Reading, fell_due: list[str]
) -> Draft | None:
    """Say that nobody ticked for a while, once, with what fell due meanwhile.

    Args:
        timeline: Of all events so far.
        last_tick: When the timers were last looked at by this process.
        now: The clocks.
        fell_due: What became overdue in between.
    """
    gap = (now.boot_ns - last_tick.boot_ns) / NANOSECONDS
    if last_tick.boot != now.boot or gap <= RESUMED_SECONDS:
        return None
    if timeline.boot == now.boot and timeline.resumed_ns > last_tick.boot_ns:
        return None
    payload = {"seconds": round(gap, 3), "fell_due": fell_due}
    return Draft(kind="clock.resumed", payload=payload, actor=SYSTEM)


class RealClocks:
    """The machine's clocks.

    Args:
        data: Tells the ISO time of the data; empty where none are seen.
    """

    def __init__(self, data: Callable[[], str] = str) -> None:
        self._data = data
        self._boot_id = _read_boot_id()

    def wall(self) -> float:
        """Return seconds since the epoch, UTC."""
        return time.time()

    def boot_ns(self) -> int:
        """Return nanoseconds since the boot, sleep included."""
        return time.clock_gettime_ns(_counting_sleep())

    def boot_id(self) -> str:
        """Return what changes with every boot."""
        return self._boot_id

    def data(self) -> str:
        """Return the ISO time of the data."""
        return self._data()


def _counting_sleep() -> int:
    """On Linux the monotonic clock stands while the machine sleeps; on macOS not."""
    return time.CLOCK_MONOTONIC if sys.platform == "darwin" else time.CLOCK_BOOTTIME


def _read_boot_id() -> str:
    if sys.platform == "darwin":
        import ctypes  # noqa: PLC0415 - nowhere else needed

        text, size = ctypes.create_string_buffer(64), ctypes.c_size_t(64)
        ctypes.CDLL(None).sysctlbyname(
            b"kern.bootsessionuuid", text, ctypes.byref(size), None, 0
        )
        return text.value.decode().lower()
    return _BOOT_ID.read_text().strip()
