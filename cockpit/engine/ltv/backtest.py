"""How well the chain ladder would have told what has come since."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.ltv.chain_ladder import (
    Ladder,
    lacking_weeks,
    ladder,
    mondays_of,
    newest,
)
from cockpit.engine.ltv.triangle import Triangle
from cockpit.text.notes import Note, note

HELD_OUT: Final = 8
"""Weeks whose outcome is known and that are predicted."""
SEEN_SHARE: Final = 0.25
"""Part of a horizon that is let be seen."""


@dataclass(frozen=True, slots=True)
class Backtest:
    """How far off the ladder was where the outcome is known by now.

    Attributes:
        days: Age that was predicted, ``seen`` the age that could be seen.
        mape: Mean absolute error over weeks, relative to what came.
        cohorts: Weeks that were predicted.
    """

    days: int
    seen: int
    mape: float
    cohorts: int


def backtest(triangle: Triangle, days: int) -> Backtest | Note:
    """Predict the newest weeks with a known outcome as it could be done back then.

    The ladder is computed on the day on which the last of them had completed a quarter
    of the age; a note says how many weeks are lacking.
    """
    column = triangle.column(days)
    seen = max(age for age in triangle.ages if age <= max(days * SEEN_SHARE, 1))
    then = triangle.as_of - timedelta(days=days - seen)
    past = triangle.at(then)
    is_known = triangle.known[: len(past.slices)] > column
    is_seen = past.known > past.ages.index(seen)
    held = newest(mondays_of(past), is_known & is_seen, weeks=HELD_OUT)
    back = ladder(past)
    if not len(held) or not back.reaches(days):
        lacking = max(lacking_weeks(past, days), 1)
        return note("needs {n} more weeks of customers to be tested", n=lacking)
    errors = _errors(triangle, past, back, held, column)
    if not errors:
        return note("no revenue to test the prediction on")
    return Backtest(days, seen, float(np.mean(errors)), len(errors))


def _errors(
    triangle: Triangle,
    past: Triangle,
    back: Ladder,
    held: NDArray[np.int64],
    column: int,
) -> list[float]:
    """By week the relative error of the prediction."""
    by_week: dict[int, list[int]] = {}
    for cohort in held.tolist():
        by_week.setdefault(past.slices[cohort].week.toordinal(), []).append(cohort)
    sums = triangle.sums
    errors = []
    for cohorts in by_week.values():
        predicted = sum(
            float(np.prod(back.factors[at - 1 : column]) * sums[cohort, at - 1])
            for cohort in cohorts
            for at in [min(int(past.known[cohort]), column + 1)]
        )
        came = float(sums[cohorts, column].sum())
        if came > 0:
            errors.append(abs(predicted - came) / came)
    return errors
