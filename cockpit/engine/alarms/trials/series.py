"""The notation of a series: ``1.00x6 1.50 _ 2/20 err``.

========= =================================================================
``a``     one value; ``a/b`` the same with its denominator
``axn``   a and n more: n + 1 values; ``a/bxn`` likewise
``a+bxn`` n + 1 values: a, a + b, a + 2b ...; ``a-bxn`` downwards
``_``     a gap: nothing was there; ``_xn`` n gaps
``err``   the source could not be read; ``errxn`` n times
========= =================================================================
"""

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from cockpit.engine.alarms.trials.notation import NotationError
from cockpit.text.notes import note

LONGEST: Final = 20_000
"""Grains of one series: two years of hours."""

_NUMBER: Final = r"-?\d+(?:\.\d+)?"
_WORD: Final = re.compile(
    rf"(?P<first>{_NUMBER})"
    rf"(?:/(?P<below>{_NUMBER})|(?P<sign>[+-])(?P<step>\d+(?:\.\d+)?)(?=x))?"
    r"(?:x(?P<more>\d+))?",
    re.ASCII,
)
_NOTHING: Final = re.compile(r"(?P<mark>_|err)(?:x(?P<times>\d+))?", re.ASCII)


class Mark(Enum):
    """A grain without a value."""

    GAP = "_"
    ERROR = "err"


@dataclass(frozen=True, slots=True)
class Value:
    """A value of one grain, exact; ``below`` only where a denominator was written."""

    above: Fraction
    below: Fraction | None = None


Entry = Value | Mark


def parse_series(text: str) -> tuple[Entry, ...]:
    """Return one entry a grain.

    Raises:
        NotationError: If a word is none of the notation, or there are too many grains.
    """
    entries: list[Entry] = []
    for word in text.split():
        entries += _entries(word, LONGEST - len(entries))
    if not entries:
        raise NotationError(note("a series needs at least one value"))
    return tuple(entries)


def parse_entry(text: str) -> Entry:
    """Return what one grain holds.

    Raises:
        NotationError: If it is not exactly one.
    """
    entries = parse_series(text)
    if len(entries) != 1:
        raise NotationError(note("expected one value, found {value}", value=repr(text)))
    return entries[0]


def parse_counts(text: str) -> tuple[int | None, ...]:
    """Return the sample of each grain; None where there is a gap.

    Raises:
        NotationError: If one is no whole number from 0.
    """
    return tuple(_count(entry) for entry in parse_series(text))


def _entries(word: str, room: int) -> list[Entry]:
    if found := _NOTHING.fullmatch(word):
        times = _times(found["times"], room, default=1)
        return [Mark(found["mark"])] * times
    found = _WORD.fullmatch(word)
    if found is None:
        raise NotationError(
            note(
                "{word} is no series: write a, a/b, axn, a+bxn, _, _xn or err",
                word=repr(word),
            )
        )
    count = _times(found["more"], room - 1, default=0) + 1
    return _run(found, count)


def _run(found: re.Match[str], count: int) -> list[Entry]:
    first = Fraction(found["first"])
    if found["below"] is not None:
        return [Value(first, Fraction(found["below"]))] * count
    step = Fraction(found["step"] or 0)
    if found["sign"] == "-":
        step = -step
    return [Value(first + number * step) for number in range(count)]


def _times(text: str | None, room: int, *, default: int) -> int:
    # Counted before it is made: "1x999999999" shall not fill the memory.
    times = default if text is None else int(text[:9])
    if times > room:
        raise NotationError(note("more than {count} grains", count=f"{LONGEST:,}"))
    return times


def _count(entry: Entry) -> int | None:
    if entry is Mark.GAP:
        return None
    if isinstance(entry, Value) and entry.below is None:
        is_whole = entry.above.denominator == 1 and entry.above >= 0
        if is_whole:
            return int(entry.above)
    raise NotationError(note("a sample is a whole number from 0"))
