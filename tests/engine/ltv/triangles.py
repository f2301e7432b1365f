"""Triangles for tests: weeks of customers with a given course of revenue."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from cockpit.engine.ltv.triangle import GROUPS, Slice, Triangle
from cockpit.engine.periods import DAY

MONDAY = date(2026, 1, 5)
AGES = (0, 7, 14, 21, 28, 30)


def weeks(number: int, *, first: date = MONDAY) -> tuple[Slice, ...]:
    """Return whole weeks that follow each other."""
    mondays = [first + timedelta(weeks=n) for n in range(number)]
    return tuple(Slice(monday, monday + 6 * DAY) for monday in mondays)


def triangle(
    courses: Sequence[Sequence[float]],
    *,
    ages: tuple[int, ...] = AGES,
    customers: int = 1_000,
    old: int | None = None,
) -> Triangle:
    """Build one in which every customer of a week brings what its course says.

    Args:
        courses: By week cumulated revenue per customer, by age.
        ages: Of the courses.
        customers: A week, dealt into groups evenly.
        old: Days from the end of the last week to the as-of day; default: one.
    """
    pieces = weeks(len(courses))
    sizes = np.full((len(courses), GROUPS), customers / GROUPS)
    revenue = np.array(courses, np.float64)[:, None, :] * sizes[:, :, None]
    as_of = pieces[-1].last + (1 if old is None else old) * DAY
    return Triangle(pieces, ages, sizes, revenue, as_of)
