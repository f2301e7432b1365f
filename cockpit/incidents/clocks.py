"""Time for deadlines: a clock that counts sleep, and the wall clock for people.

Within one boot a deadline follows the boot clock, whatever happens to the wall clock.
A reboot breaks that clock; the wall clock says how much was missed since the last
event. If it shows an earlier time than that event, it cannot be right. Of the two
deadlines that are possible then the earlier one counts: it is at least as late as that
event, and the badge is "clock uncertain".
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
PLAYED: Final = "drill-"
"""Begins the name of a boot that is played: its clock runs faster, and never sleeps."""
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


class Stretch(msgspec.Struct, frozen=True):
    """One boot in the log's own time, which is whole over all boots.

    Attributes:
        first_ns: Boot clock at its first event.
        base_ns: The log's time there.
        is_uncertain: The wall clock said that it began before the last one ended.
    """

    first_ns: int
    base_ns: int
    is_uncertain: bool = False


class Timeline(msgspec.Struct, frozen=True):
    """What the log says about its clocks: a fold of :func:`followed` over all events.

    Attributes:
        boots: Every boot that wrote an event, in order.
        last: Reading at the last event; its boot is empty if there is none.
        offset: Wall ahead of boot clock in this boot, as it was last told.
        resumed_ns: Boot clock at the last ``clock.resumed`` of this boot.
    """

    boots: dict[str, Stretch] = {}
    last: Reading = Reading("", 0, 0.0)
    offset: float = 0.0
    resumed_ns: int = 0

    @property
    def boot(self) -> str:
        """Return the boot of the last event."""
        return self.last.boot

    @property
    def is_uncertain(self) -> bool:
        """Whether the wall clock was behind when this boot began."""
        return bool(self.boot) and self.boots[self.boot].is_uncertain


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
    if event.boot != timeline.boot:
        boots = {**timeline.boots, now.boot: _stretch(timeline, now)}
        return Timeline(boots, now, now.offset)
    is_told = event.kind == "clock.jumped"
    has_resumed = event.kind == "clock.resumed"
    return Timeline(
        timeline.boots,
        now,
        now.offset if is_told else timeline.offset,
        event.boot_ns if has_resumed else timeline.resumed_ns,
    )


def _stretch(timeline: Timeline, first: Reading) -> Stretch:
    """Begin a boot: between it and the last event is what the wall clock says, or 0."""
    if not timeline.boot:
        return Stretch(first.boot_ns, 0)
    gone = first.wall - timeline.last.wall
    base_ns = _log_ns(timeline, timeline.last) + round(max(gone, 0.0) * NANOSECONDS)
    return Stretch(first.boot_ns, base_ns, gone < 0)


def _log_ns(timeline: Timeline, at: Reading | Deadline) -> int:
    stretch = timeline.boots[at.boot]
    return stretch.base_ns + at.boot_ns - stretch.first_ns


def seconds_left(deadline: Deadline, now: Reading, timeline: Timeline) -> Left:
    """Return how long there is until a deadline.

    Same boot: by the boot clock. Over a reboot: by the boot clock up to the last event
    before it and from the first event after it, and by the wall clock in between.
    """
    if deadline.boot == now.boot:
        return Left((deadline.boot_ns - now.boot_ns) / NANOSECONDS)
    if now.boot not in timeline.boots:
        boots = {**timeline.boots, now.boot: _stretch(timeline, now)}
        timeline = msgspec.structs.replace(timeline, boots=boots)
    if deadline.boot not in timeline.boots:  # set by a boot that wrote nothing
        return Left(seconds_of(deadline.wall) - now.wall, is_uncertain=True)
    names = [*timeline.boots]
    later = names[names.index(deadline.boot) + 1 :]
    left_ns = _log_ns(timeline, deadline) - _log_ns(timeline, now)
    is_uncertain = any(timeline.boots[name].is_uncertain for name in later)
    return Left(left_ns / NANOSECONDS, is_uncertain)


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
    down = now.wall - timeline.last.wall
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
    if now.boot.startswith(PLAYED):  # a minute of a drill is a moment between two ticks
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
