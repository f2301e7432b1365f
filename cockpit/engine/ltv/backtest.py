"""How well the chain ladder would have told what has come since."""

from dataclasses import dataclass
from datetime import date, timedelta
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

    The origin rolls (Tashman 2000): each week is predicted on the day on which its
    last customers had completed a quarter of the age, by the ladder of that day. A note
    says how many weeks are lacking.
    """
    column = triangle.column(days)
    seen = max(age for age in triangle.ages if age <= max(days * SEEN_SHARE, 1))
    held = newest(mondays_of(triangle), triangle.known > column, weeks=HELD_OUT)
    errors, told = [], 0
    for cohorts in _by_week(triangle, held):
        then = triangle.slices[cohorts[-1]].last + timedelta(days=1 + seen)
        past = triangle.at(then)
        back = ladder(past)
        if not back.reaches(days):
            continue
        told += 1
        error = _error(triangle, past, back, cohorts, column)
        errors += [] if error is None else [error]
    if not told:
        lacking = max(lacking_weeks(triangle, days), 1)
        return note("needs {n} more weeks of customers to be tested", n=lacking)
    if not errors:
        return note("no revenue to test the prediction on")
    return Backtest(days, seen, float(np.mean(errors)), len(errors))


def _by_week(triangle: Triangle, held: NDArray[np.int64]) -> list[list[int]]:
    weeks: dict[date, list[int]] = {}
    for cohort in held.tolist():
        weeks.setdefault(triangle.slices[cohort].week, []).append(cohort)
    return list(weeks.values())


def _error(
    triangle: Triangle,
    past: Triangle,
    back: Ladder,
    cohorts: list[int],
    column: int,
) -> float | None:
    """Return the relative error of one week; None where it has brought nothing."""
    sums = triangle.sums
    predicted = 0.0
    for cohort in cohorts:
        at = min(int(past.known[cohort]), column + 1)
        predicted += float(
            np.prod(back.factors[at - 1 : column]) * sums[cohort, at - 1]
        )
    came = float(sums[cohorts, column].sum())
    return abs(predicted - came) / came if came > 0 else None
