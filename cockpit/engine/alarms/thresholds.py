"""Thresholds as text with a unit, to exact fractions; durations to seconds."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Final

from cockpit.snapshot.condition import AT_OPENED, OfWhat
from cockpit.snapshot.metrics import Unit
from cockpit.text.notes import Note, note

_WRITTEN: Final = re.compile(r"([+-]?\d{1,18}(?:\.\d{1,12})?) ?(%|pp)?", re.ASCII)
_DURATION: Final = re.compile(r"(\d{1,6}) ?(s|m|h|d)", re.ASCII)
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@lru_cache(maxsize=4096)
def threshold(written: str) -> Fraction:
    """Return ``"15%"`` as 3/20, ``"2pp"`` as 1/50, ``"1.5"`` as 3/2.

    Raises:
        ValueError: If it is none of these.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise ValueError(written)
    return Fraction(found[1]) / (100 if found[2] else 1)


def wrong_threshold(written: object, of: OfWhat, unit: Unit) -> Note | None:
    """Say what is wrong with a threshold; None if nothing is.

    Args:
        written: What the file says.
        of: What is compared with it: a change is always in percent.
        unit: Of the metric: a rate is in percent, a difference of rates in points.
    """
    if written == AT_OPENED:
        return note("at:opened is for procedures; a rule needs a number")
    found = _WRITTEN.fullmatch(written) if isinstance(written, str) else None
    wanted = _suffix(of, unit)
    if found is not None and (found[2] or "") == wanted:
        return None
    return note(
        "expected {expected}, found {found}",
        expected=_example(wanted),
        found=repr(written),
    )


def duration_seconds(written: object) -> int | None:
    """Return the seconds of ``60s``, ``15m``, ``36h`` or ``14d``; None if none."""
    found = _DURATION.fullmatch(written) if isinstance(written, str) else None
    return int(found[1]) * _SECONDS[found[2]] if found else None


def _suffix(of: OfWhat, unit: Unit) -> str:
    if of == "change":
        return "%"
    if unit == "rate":
        return "pp" if of == "delta" else "%"
    return ""


def _example(suffix: str) -> Note:
    match suffix:
        case "%":
            return note('a percentage in quotes such as "15%"')
        case "pp":
            return note('percentage points in quotes such as "2pp"')
    return note('a number in quotes without a unit, such as "1.5"')
