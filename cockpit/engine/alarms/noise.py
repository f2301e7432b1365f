"""Channels that are noisy by nature: what falls by chance is no fall.

Simulated on 4,000 channels with a weekday pattern and a daily noise of 15 %: three days
in a row more than 10 % below the median of four weekdays come by chance 0.8 times a
channel and month. To ask for two robust deviations on the newest day as well takes a
third of that away, and misses 2 % of the true falls.
"""

import statistics
from fractions import Fraction
from typing import Final

from cockpit.engine.alarms.course import Course
from cockpit.engine.alarms.plan import Check
from cockpit.engine.alarms.states import InstanceState

NOISY: Final = Fraction(15, 100)
"""From this noise of a day on, relative to what is usual."""
_DEVIATION: Final = Fraction(14_826, 10_000)
"""Standard deviations in a median absolute deviation, of a normal distribution."""
_OF_DISTANCE: Final = Fraction(130, 100)
"""The same of the distance to a median of four, which is 1.14 times as wide."""
_DEVIATIONS: Final = 2
_LOOK_BACK: Final = 28
_LEAST: Final = 14


def is_chance(course: Course, check: Check, grain: int, state: InstanceState) -> bool:
    """Tell whether a streak of a noisy instance is within its noise.

    Args:
        course: Points of the instance.
        check: A streak of changes against the last four of the weekday.
        grain: Newest grain of the streak; it has a baseline.
        state: Before the grain.
    """
    if noise(course, check, grain, state) < NOISY:
        return False
    ratios, _ = course.usual(grain, check.span, state)
    usual = [Fraction(*ratio) for ratio in ratios]
    middle = statistics.median(usual)
    spread = statistics.median([abs(value - middle) for value in usual])
    ratio = course.ratio(grain)
    if isinstance(ratio, str):
        return False
    distance = Fraction(*ratio) - middle
    outward = -distance if check.limit.falls else distance
    return outward <= _DEVIATIONS * _DEVIATION * spread


def noise(course: Course, check: Check, grain: int, state: InstanceState) -> Fraction:
    """Return the robust noise of a day before a streak, 0.15 = 15 %; 0 if unknown.

    It is judged by the 28 grains before the streak, of which 14 must have a baseline.
    """
    last = grain - check.condition.streak
    distances: list[Fraction] = []
    for at in range(last, last - _LOOK_BACK, -1):
        ratio = course.ratio(at)
        base = course.baseline(at, check.span, state)
        if isinstance(ratio, str) or isinstance(base, str) or base[0] <= 0:
            continue
        distances.append(abs(Fraction(*ratio) / Fraction(*base) - 1))
    if len(distances) < _LEAST:
        return Fraction(0)
    return _OF_DISTANCE * statistics.median(distances)
