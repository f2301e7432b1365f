"""Durations as procedures write them: ``5m 30m 2h 1d``, and business days ``5bd``."""

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_FORM: Final = re.compile(r"(\d{1,6})(s|m|h|d|bd)")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SATURDAY: Final = 5
_REACH: Final = 3_660
"""Days looked through for business days: a calendar without any would never end."""


@dataclass(frozen=True, slots=True)
class Duration:
    """So many seconds, or so many business days; one of them is 0."""

    seconds: int = 0
    business_days: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    Attributes:
        zone: IANA zone of the business day.
        days_off: Holidays.
        days_on: Days that are worked although they are at a weekend.
    """

    zone: str = "UTC"
    days_off: Set[date] = frozenset()
    days_on: Set[date] = frozenset()

    def is_worked(self, day: date) -> bool:
        """Tell whether a day is a business day."""
        if day in self.days_off:
            return False
        return day in self.days_on or day.weekday() < _SATURDAY


EVERY_WEEKDAY: Final = Calendar()
"""No holidays known."""


def parse_duration(text: str) -> Duration | None:
    """Read ``5m``; None if it is no duration."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    number, unit = int(found[1]), found[2]
    if unit == "bd":
        return Duration(business_days=number)
    return Duration(seconds=number * _SECONDS[unit])


def seconds(text: str) -> int:
    """Return the seconds of a duration; 0 for an empty text.

    Raises:
        ValueError: If it is none, or counts business days.
    """
    if not text:
        return 0
    duration = parse_duration(text)
    if duration is None or duration.business_days:
        raise ValueError(f"not a duration in seconds, minutes, hours or days: {text!r}")
    return duration.seconds


def after(start: datetime, duration: Duration, calendar: Calendar) -> timedelta:
    """Return how long it is from ``start`` until the duration has passed.

    Business days keep the local time of day: five after Friday 17:00 is the next
    Friday 17:00, however long its hours are when clocks change.

    Args:
        start: An aware time.
        duration: What has to pass.
        calendar: Which days are worked, and where.
    """
    if not duration.business_days:
        return timedelta(seconds=duration.seconds)
    local = start.astimezone(ZoneInfo(calendar.zone))
    day, left = local.date(), duration.business_days
    for _ in range(_REACH):
        day += timedelta(days=1)
        left -= calendar.is_worked(day)
        if not left:
            break
    then = datetime.combine(day, local.time(), tzinfo=local.tzinfo)
    return then.astimezone(UTC) - start.astimezone(UTC)
