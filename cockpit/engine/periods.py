"""Business days and the days they are compared with. Pure dates, no clock."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.snapshot.health import Base, Range

RANGE_DAYS: Final[dict[Range, int]] = {"1d": 1, "7d": 7, "28d": 28, "90d": 90}
DAY: Final = timedelta(days=1)


def business_moment(
    instant: datetime, *, timezone: str, day_starts_minutes: int
) -> datetime:
    """Return the local time shifted so that its date and hour are the business ones.

    Args:
        instant: Any aware time.
        timezone: IANA zone of the business day.
        day_starts_minutes: Minutes after midnight at which a business day begins.
    """
    local = instant.astimezone(ZoneInfo(timezone))
    return local - timedelta(minutes=day_starts_minutes)


def last_moment(day: date, *, timezone: str, day_starts_minutes: int) -> datetime:
    """Return the last instant of a business day."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone))
    next_start = timedelta(minutes=day_starts_minutes, days=1)
    return midnight + next_start - timedelta(microseconds=1)


def minutes_of(clock_time: str) -> int:
    """Return the minutes after midnight of ``HH:MM``."""
    hours, minutes = clock_time.split(":")
    return int(hours) * 60 + int(minutes)


def year_before(day: date) -> date:
    """Return the same date a year before; 29 February gives the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def base_windows(base: Base, *, last: date, days: int) -> list[tuple[date, date]]:
    """Return the windows, ends inclusive, that a window of ``days`` is held against.

    The comparison is with the median of the windows' values (with one window: with
    that value), except ``prev:28``, whose one window is 28 days long: the caller holds
    a daily mean against it.

    Args:
        base: Which comparison.
        last: Last day of the window in question.
        days: Its length.
    """
    first = last - (days - 1) * DAY
    if base == "year":
        return [(year_before(first), year_before(last))]
    if base == "prev:28":
        return [(first - 28 * DAY, first - DAY)]
    if days > 1:
        return _shifted(first, last, _shifts_of_range(base, days))
    shifts = {"prev": [1], "prev:7": [7], "median:7": [*range(1, 8)]}
    return _shifted(first, last, shifts.get(base, [7, 14, 21, 28]))


def _shifts_of_range(base: Base, days: int) -> list[int]:
    """A range is shifted by whole ranges, or by whole weeks for weekday bases."""
    if base == "prev":
        return [days]
    weeks = -(-days // 7) * 7
    return [weeks] if base == "prev:7" else [weeks, 2 * weeks, 3 * weeks, 4 * weeks]


def _shifted(first: date, last: date, shifts: list[int]) -> list[tuple[date, date]]:
    return [(first - shift * DAY, last - shift * DAY) for shift in shifts]
