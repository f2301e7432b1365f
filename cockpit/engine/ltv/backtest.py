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
        customers: Of these weeks.
        predicted: Net revenue of all of them up to the age, whole currency units.
        came: What it really was.
    """

    days: int
    seen: int
    mape: float
    cohorts: int
    customers: int
    predicted: float
    came: float

    @property
    def error(self) -> float:
        """Predicted by came, less 1: weeks that were told too high and too low."""
        return self.predicted / self.came - 1


def backtest(triangle: Triangle, days: int) -> Backtest | Note:
    """Predict the newest weeks with a known outcome as it could be done back then.

    The origin rolls (Tashman 2000): each week is predicted on the day on which its
    last customers had completed a quarter of the age, by the ladder of that day, which
    knew of no later refund. A note says how many weeks are lacking.
    """
    column = triangle.column(days)
    seen = max(age for age in triangle.ages if age <= max(days * SEEN_SHARE, 1))
    held = newest(mondays_of(triangle), triangle.known > column, weeks=HELD_OUT)
    sums: list[tuple[float, float]] = []
    told = customers = 0
    for cohorts in _by_week(triangle, held):
        then = triangle.slices[cohorts[-1]].last + timedelta(days=1 + seen)
        past = triangle.at(then)
        back = ladder(past)
        if not back.reaches(days):
            continue
        told += 1
        predicted = _predicted(past, back, cohorts, column)
        came = float(triangle.sums[cohorts, column].sum())
        if came > 0:
            sums.append((predicted, came))
            customers += int(triangle.sizes[cohorts].sum())
    if not told:
        lacking = max(lacking_weeks(triangle, days), 1)
        return note("needs {n} more weeks of customers to be tested", n=lacking)
    if not sums:
        return note("no revenue to test the prediction on")
    whole = np.array(sums)
    mape = float((np.abs(whole[:, 0] - whole[:, 1]) / whole[:, 1]).mean())
    predicted, came = whole.sum(axis=0).tolist()
    return Backtest(days, seen, mape, len(sums), customers, predicted, came)


def _by_week(triangle: Triangle, held: NDArray[np.int64]) -> list[list[int]]:
    weeks: dict[date, list[int]] = {}
    for cohort in held.tolist():
        weeks.setdefault(triangle.slices[cohort].week, []).append(cohort)
    return list(weeks.values())


def _predicted(past: Triangle, back: Ladder, cohorts: list[int], column: int) -> float:
    """Return what one week was expected to have brought by the age of a column.

    Cohorts have the same places in the past: those that are left out are the newest.
    """
    sums, known = past.sums, past.known
    predicted = 0.0
    for cohort in cohorts:
        at = min(int(known[cohort]), column + 1)
        predicted += float(
            np.prod(back.factors[at - 1 : column]) * sums[cohort, at - 1]
        )
    return predicted
