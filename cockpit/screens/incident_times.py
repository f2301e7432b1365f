"""Until when a step is put off, as people type it."""

import re
from datetime import datetime, timedelta
from typing import Final

from cockpit.snapshot.incidents import IncidentView

_UNITS: Final = {"m": 60, "h": 3_600, "d": 86_400}
_DURATION: Final = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_CLOCK: Final = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def until(text: str, view: IncidentView, *, now: str) -> str:
    """Return an ISO time or ``step:ID``; empty if the text is neither.

    Args:
        text: ``14:30`` (today, or tomorrow if that is past), ``30m`` / ``2h`` / ``1d``,
            an ISO time, ``step 4``, ``4`` or ``step:ID``.
        view: Whose steps are meant.
        now: ISO time with offset from which durations count.
    """
    plain = text.strip()
    word = plain.removeprefix("step").lstrip(": ")
    for step in view.steps:
        if word in (step.id, str(step.number)):
            return f"step:{step.id}"
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        return ""
    return _time(plain, moment)


def is_duration(text: str) -> bool:
    """Return whether a text is a duration such as ``15m``."""
    return bool(_DURATION.fullmatch(text.strip()))


def _time(text: str, now: datetime) -> str:
    if found := _DURATION.fullmatch(text):
        seconds = int(found[1]) * _UNITS[found[2]]
        return (now + timedelta(seconds=seconds)).isoformat(timespec="seconds")
    if found := _CLOCK.fullmatch(text):
        then = now.replace(
            hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0
        )
        then += timedelta(days=int(then <= now))
        return then.isoformat(timespec="seconds")
    try:
        then = datetime.fromisoformat(text)
    except ValueError:
        return ""
    then = then if then.tzinfo else then.replace(tzinfo=now.tzinfo)
    return then.isoformat(timespec="seconds")
