"""Whether a move is larger than such moves usually are."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from cockpit.engine.metrics.catalogue import Metric
from cockpit.engine.metrics.proportions import two_proportions
from cockpit.engine.periods import DAY
from cockpit.engine.why.periods import Comparison, Span
from cockpit.engine.why.reading import Reading, signed
from cockpit.engine.why.splitting import Period, Sides, sides_of
from cockpit.text.notes import Note

LOOK_BACK: Final = 28
"""Earlier comparisons that are looked at."""
LEAST: Final = 14
"""So many of them must have a value: single days."""
LEAST_OF_RANGES: Final = 8
"""The same of periods of several days, of which there are fewer."""
DEVIATIONS: Final = 2
DEVIATION: Final = 1.4826
"""Standard deviations in a median absolute deviation, of a normal distribution."""
CHANCE: Final = 0.05
"""From this p on a difference of two proportions is said to be one of chance."""


@dataclass(frozen=True, slots=True)
class Swing:
    """A move beside what is usual.

    Attributes:
        moved: The move: relative; of a rate, or from a base that is not positive, in
            the metric's units.
        half: How far such moves usually go, either way; None: too few are known.
        n: Earlier comparisons that have a value.
        needs: How many of them are needed.
        is_relative: Whether both are relative to the base.
        chance: p of the two proportions that are compared; None of anything else.
    """

    moved: float
    half: float | None
    n: int
    needs: int
    is_relative: bool
    chance: float | None = None

    @property
    def is_usual(self) -> bool:
        """Whether earlier comparisons moved as far."""
        return self.half is not None and abs(self.moved) <= self.half

    @property
    def is_chance(self) -> bool:
        """Whether so few could differ so much by chance."""
        return self.chance is not None and self.chance >= CHANCE


def swing_of(reading: Reading, comparison: Comparison, sides: Sides) -> Swing:
    """Hold a move against the same comparison of earlier days.

    The periods, all of them, are moved back by one period at a time (a single day by a
    day). How far such a comparison usually goes is two robust standard deviations about
    no move at all: 2 x 1.4826 x the median of |move| (Rousseeuw & Croux 1993, JASA 88:
    1273, on the median absolute deviation). Days of the calendar are no usual days. Of
    a proportion the two samples are compared as well (pooled z-test, Fleiss, Levin &
    Paik 2003).

    Args:
        reading: Of the metric; earlier days are read in the same way.
        comparison: What is compared.
        sides: The same with its values.
    """
    is_relative = reading.metric.unit != "rate" and sides.base > 0
    moves = _moves(reading, _earlier(comparison), is_relative=is_relative)
    needs = LEAST if comparison.now.days == 1 else LEAST_OF_RANGES
    half = None
    if len(moves) >= needs:
        half = DEVIATIONS * DEVIATION * statistics.median(moves)
    return Swing(
        _moved(sides, is_relative=is_relative) or 0.0,
        half,
        len(moves),
        needs,
        is_relative,
        _chance(reading.metric, sides),
    )


def _moves(
    reading: Reading, earlier: Sequence[Comparison], *, is_relative: bool
) -> list[float]:
    """Return how far earlier comparisons went, as far as they have a value."""
    if not earlier:  # all earlier days are days of the calendar
        return []
    past = reading.at([span for one in earlier for span in (one.now, *one.bases)])
    moves = []
    for one in earlier:
        found = sides_of(past, one)
        if isinstance(found, Note) or not _is_whole(past, one, found):
            continue
        moved = _moved(found, is_relative=is_relative)
        if moved is not None:
            moves.append(abs(moved))
    return moves


def _earlier(comparison: Comparison) -> list[Comparison]:
    """Move everything back, but not onto days that are no usual ones."""
    found = []
    for back in range(1, LOOK_BACK + 1):
        by = back * comparison.now.days * DAY
        now = _shifted(comparison.now, by)
        if now.days == 1 and now.first in comparison.special_days:
            continue
        bases = tuple(_shifted(span, by) for span in comparison.bases)
        found.append(replace(comparison, now=now, bases=bases))
    return found


def _shifted(span: Span, by: timedelta) -> Span:
    return replace(span, first=span.first - by, last=span.last - by)


def _is_whole(past: Reading, comparison: Comparison, found: Sides) -> bool:
    """Whether every day of what was compared is known: files begin somewhere."""
    spans = [found.now.span]
    if not comparison.is_daily_mean:
        spans += [one.span for one in found.bases]
    return all(past.points(span) >= span.days for span in spans if span.days > 1)


def _moved(sides: Sides, *, is_relative: bool) -> float | None:
    if not is_relative:
        return float(sides.change)
    return float(sides.change / sides.base) if sides.base > 0 else None


def _chance(metric: Metric, sides: Sides) -> float | None:
    """Return the p of both samples, where the metric is a share of things counted."""
    if not metric.proportion:
        return None
    newer, older = _counts(metric, [sides.now]), _counts(metric, sides.bases)
    if not all(0 <= some <= every and every for some, every in (newer, older)):
        return None
    return two_proportions(newer, older)


def _counts(metric: Metric, periods: Sequence[Period]) -> tuple[int, int]:
    some, every = (
        sum(int(signed(terms, one.totals) or 0) for one in periods)
        for terms in (metric.numerator, metric.denominator)
    )
    return some, every
