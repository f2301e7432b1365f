"""Mute windows: when muted rules open nothing."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from cockpit.engine.alarms.rules import Window
from cockpit.engine.periods import minutes_of

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = timedelta(days=1)


def is_active(window: Window, now: datetime) -> bool:
    """Tell whether a window is open: half open, on its own clock.

    Args:
        window: One whose end is not later than its start ends on the next day.
        now: Any aware time; a window without a zone is on the clock of this one.
    """
    local = now.astimezone(ZoneInfo(window.tz)) if window.tz else now
    at = local.hour * 60 + local.minute
    start, end = minutes_of(window.from_), minutes_of(window.to)
    if end > start:
        return _starts_on(window, local.date()) and start <= at < end
    if at >= start and _starts_on(window, local.date()):
        return True
    return at < end and _starts_on(window, local.date() - _DAY)


def _starts_on(window: Window, day: date) -> bool:
    if not window.days and not window.dates:
        return True
    return _DAYS[day.weekday()] in window.days or day.isoformat() in window.dates
