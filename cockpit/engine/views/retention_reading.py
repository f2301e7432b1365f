"""What an operator should see first in retention: the cohort that stands out."""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist, median
from typing import Final

from cockpit.snapshot.retention import Cohort, RetentionRow
from cockpit.text import formats
from cockpit.text.notes import note

CHANCE: Final = 0.05
"""That any cohort at all is pointed at where none is different (Bonferroni)."""
LEAST_COHORT: Final = 30
"""Smaller cohorts are listed and not pointed at."""
LEAST_OTHERS: Final = 3
NEWEST: Final[dict[Cohort, int]] = {"day": 28, "week": 8, "month": 8}
"""Cohorts that can be pointed at: as many as a screen shows, by their length."""


def reading(rows: Sequence[RetentionRow], *, newest: int) -> str:
    """Point at the cohort whose first later span is farthest from the others'.

    Of many cohorts one is far by chance, so the more there are, the farther it has to
    be.

    Args:
        rows: Cells of all cohorts; each is held against all others.
        newest: How many cohorts, counted from the newest, may be pointed at.
    """
    in_view = set(sorted({row.cohort for row in rows})[-newest:])
    later = min((row.offset for row in rows if row.offset > 0), default=0)
    known = [r for r in rows if r.mature and r.offset == later and r.rate is not None]
    if later == 0 or len(known) <= LEAST_OTHERS:
        return ""
    rates = sorted(row.rate or 0.0 for row in known)
    judged = [
        (_deviation(row, _median_of_others(rates, row.rate or 0.0)), row)
        for row in known
        if row.size >= LEAST_COHORT and row.cohort in in_view
    ]
    z, row = max(judged, key=lambda one: abs(one[0]), default=(0.0, known[0]))
    if abs(z) < NormalDist().inv_cdf(1 - CHANCE / 2 / max(len(judged), 1)):
        return ""
    return note(
        "cohort {cohort}: {rate} back on day {days}, the others {usual}; n {n}, z {z}",
        cohort=row.cohort,
        rate=formats.rate(row.rate),
        days=row.day,
        usual=formats.rate(_median_of_others(rates, row.rate or 0.0)),
        n=formats.count(row.size),
        z=f"{z:+.1f}",
    ).text()


def _median_of_others(rates: list[float], own: float) -> float:
    others = rates.copy()
    others.remove(own)
    return median(others)


def _deviation(row: RetentionRow, usual: float) -> float:
    """Standard errors between a cohort and the usual rate."""
    if not 0 < usual < 1:
        return 0.0
    return ((row.rate or 0.0) - usual) / sqrt(usual * (1 - usual) / row.size)
