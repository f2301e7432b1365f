"""Times that people give: ``2h``, or an ISO time, by the zone of the workspace."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cockpit.incidents.clocks import Deadline, deadline_after, deadline_at
from cockpit.incidents.deadlines import span
from cockpit.incidents.durations import parse_duration
from cockpit.incidents.occasion import Occasion
from cockpit.incidents.refusals import Refused
from cockpit.text.notes import note


def moment(text: str, occasion: Occasion) -> Deadline:
    """Return a moment to come.

    Raises:
        Refused: If it is neither a duration nor a time, or is over already.
    """
    if duration := parse_duration(text.strip()):
        seconds = span(occasion.now, duration, occasion.calendar)
        until = deadline_after(occasion.now, seconds)
    else:
        seconds = _wall(text, occasion) - occasion.now.wall
        until = deadline_at(occasion.now, _wall(text, occasion))
    if seconds <= 0:
        raise Refused(note("{time} is in the past", time=text.strip()))
    return until


def _wall(text: str, occasion: Occasion) -> float:
    try:
        time = datetime.fromisoformat(text.strip())
        if time.tzinfo is None:
            time = time.replace(tzinfo=ZoneInfo(occasion.calendar.zone))
        return time.timestamp()
    except (ValueError, OverflowError):
        raise Refused(
            note("expected a duration such as 2h, or a time such as 2026-10-31T18:00")
        ) from None
