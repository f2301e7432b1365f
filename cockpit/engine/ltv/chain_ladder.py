"""Chain ladder: what young cohorts will bring, by how older ones went on.

Mack 1993, ASTIN Bulletin 23:213-225: volume-weighted age-to-age factors; here of the
twelve newest weeks of customers that have reached an age, so that a change of course
is not averaged away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.ltv.special import Floats
from cockpit.engine.ltv.triangle import Cube, Triangle
from cockpit.engine.one_core import one_core

NEWEST_WEEKS: Final = 12
LEAST_WEEKS: Final = 8
LEAST_CUSTOMERS: Final = 200
"""Fewer than these and factors lean on those of the whole."""
DRAWS: Final = 400
SEED: Final = 20_260_101


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """Age-to-age factors.

    Attributes:
        ages: Days since the first paid order.
        factors: From each age to the next, one fewer than ages; nan where too few
            weeks have reached it.
        weeks: By factor the weeks of customers that it rests on.
        customers: By factor the customers of these.
    """

    ages: tuple[int, ...]
    factors: Floats
    weeks: NDArray[np.int64]
    customers: Floats

    def reaches(self, age: int) -> bool:
        """Whether every factor up to an age is known."""
        until = self.ages.index(age)
        return bool(np.isfinite(self.factors[:until]).all())


def ladder(triangle: Triangle) -> Ladder:
    """Compute volume-weighted factors from the newest weeks that have reached an age.

    A factor takes the twelve newest weeks of cohorts that have completed its later
    age; with fewer than eight, or without revenue at the earlier age, it is nan.
    """
    ripe, mondays = _ripe(triangle), mondays_of(triangle)
    return Ladder(
        triangle.ages,
        _factors(triangle.sums[:, None, :], ripe)[0],
        np.array([_weeks(mondays, row) for row in ripe], np.int64),
        np.asarray(ripe @ triangle.sizes),
    )


def lacking_weeks(triangle: Triangle, days: int) -> int:
    """Return how many weeks more are needed before an age can be told at all."""
    reached = triangle.known > triangle.column(days)
    return max(LEAST_WEEKS - _weeks(mondays_of(triangle), reached), 0)


def mondays_of(triangle: Triangle) -> NDArray[np.int64]:
    """Return by cohort the Monday of its week, as an ordinal."""
    return np.array([piece.week.toordinal() for piece in triangle.slices], np.int64)


def _weeks(mondays: NDArray[np.int64], cohorts: NDArray[np.bool_]) -> int:
    return len(np.unique(mondays[cohorts]))


def _ripe(triangle: Triangle) -> NDArray[np.bool_]:
    """Step x cohort: whose figures make the factor; none where weeks are too few."""
    mondays, known = mondays_of(triangle), triangle.known
    ripe = np.zeros((len(triangle.ages) - 1, len(known)), np.bool_)
    for step, row in enumerate(ripe):
        row[newest(mondays, known > step + 1)] = True
        if _weeks(mondays, row) < LEAST_WEEKS:
            row[:] = False
    return ripe


def _factors(revenue: Cube, ripe: NDArray[np.bool_]) -> Floats:
    """Cohort x draw x age to draw x step."""
    chosen = ripe.T[:, None, :]
    before = np.where(chosen, revenue[:, :, :-1], 0).sum(axis=0)
    after = np.where(chosen, revenue[:, :, 1:], 0).sum(axis=0)
    unknown = np.full(before.shape, np.nan)
    np.divide(after, before, out=unknown, where=before > 0)
    return unknown


def completed(revenue: Cube, known: NDArray[np.int64], factors: Floats) -> Cube:
    """Fill in what cohorts have not reached yet.

    Args:
        revenue: Cohort x draw x age, cumulated.
        known: By cohort the number of ages that are known.
        factors: Draw x step.

    Returns:
        The same shape. A cohort that has not completed its first age is nan: nothing
        can be said of it; so is an age that the factors do not reach.
    """
    found = revenue.copy()
    for cohort, ages in enumerate(known.tolist()):
        if ages == 0:
            found[cohort] = np.nan
            continue
        rise = np.cumprod(factors[:, ages - 1 :], axis=1)
        found[cohort, :, ages:] = found[cohort, :, ages - 1 : ages] * rise
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """Net revenue per customer by age, completed.

    Attributes:
        ages: Days since the first paid order.
        values: By age, whole currency units; nan where unknown.
        draws: Bootstrap draw x age: the same of customers drawn anew, their factors
            with them.
        totals: Bootstrap draw x age: revenue of all of them.
        customers: Of the cohorts in it.
        complete: How many of the first ages every customer has completed.
    """

    ages: tuple[int, ...]
    values: Floats
    draws: Floats
    totals: Floats
    customers: int
    complete: int

    def at(self, days: int) -> float | None:
        """Return the value at an age; None where it is not known."""
        value = float(self.values[self.ages.index(days)])
        return value if np.isfinite(value) else None

    def interval(self, days: int) -> tuple[float, float] | None:
        """Return the 95 % bootstrap interval at an age."""
        return between(self.draws[:, self.ages.index(days)])

    def is_predicted(self, days: int) -> bool:
        """Whether some customer has not completed the age."""
        return self.ages.index(days) >= self.complete


def between(draws: Floats) -> tuple[float, float] | None:
    """Return the 2.5th and 97.5th percentile; None where draws are not known."""
    if not len(draws) or not np.isfinite(draws).all():
        return None
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """What completes cohorts, once as they are and once in every bootstrap draw.

    Attributes:
        triangle: What is known.
        used: Its factors, after leaning on those of the whole.
        factors: Draw x step: the same in every draw.
        taken: Cohort x draw x group, as :func:`weights` gives it.
    """

    triangle: Triangle
    used: Ladder
    factors: Floats
    taken: Cube

    def worth(self, cohorts: Sequence[int]) -> Worth | None:
        """Return what customers of some cohorts are worth; None without customers."""
        known, sizes = self.triangle.known, self.triangle.sizes
        told = [n for n in cohorts if known[n] > 0 and sizes[n] > 0]
        if not told:
            return None
        part, known = self.triangle.only(told), known[told]
        plain = completed(part.sums[:, None, :], known, self.used.factors[None, :])
        revenue, drawn = _taken(part, self.taken[told])
        totals = completed(revenue, known, self.factors).sum(axis=0)
        customers = part.sizes.sum()
        return Worth(
            part.ages,
            plain.sum(axis=(0, 1)) / customers,
            totals / np.maximum(drawn.sum(axis=0), 1)[:, None],
            totals,
            int(customers),
            int(known.min()),
        )


def weights(triangle: Triangle) -> Cube:
    """Return cohort x draw x group: how often a bootstrap takes each group.

    Poisson(1), the multinomial weights of a sample of unknown size. Those of the same
    cohorts are the same for every channel, so that channels add up in every draw.
    """
    rng = np.random.default_rng(SEED)
    cohorts, groups = triangle.customers.shape
    return rng.poisson(1.0, (cohorts, DRAWS, groups)).astype(np.float64)


def forecast(
    triangle: Triangle, taken: Cube, *, base: Ladder | None = None
) -> Forecast:
    """Complete cohorts, with a bootstrap over customers.

    Args:
        triangle: Of a channel, or of everything.
        taken: As :func:`weights` gives it.
        base: Factors of the whole to lean on: own ones weigh n / 200 of the customers
            they rest on. They are computed anew in each draw, the base is not.
    """
    own, ripe = ladder(triangle), _ripe(triangle)
    used = replace(own, factors=_leaning(own.factors[None, :], own, base)[0])
    revenue, _ = _taken(triangle, taken)
    factors = _leaning(_factors(revenue, ripe), own, base)
    return Forecast(triangle, used, factors, taken)


def _taken(triangle: Triangle, taken: Cube) -> tuple[Cube, Floats]:
    """Return cohort x draw x age and cohort x draw: revenue and customers of draws.

    In one thread: the products are small, and threads that wait for each other cost
    more than they bring where the machine is busy.
    """
    with one_core():
        revenue = np.matmul(taken, triangle.revenue)
        sizes = np.matmul(taken, triangle.customers[:, :, None])[:, :, 0]
    return revenue, sizes


def _leaning(factors: Floats, own: Ladder, base: Ladder | None) -> Floats:
    """Mix draw x step with the factors of the whole where own customers are few."""
    if base is None:
        return factors
    weight = np.clip(own.customers / LEAST_CUSTOMERS, 0, 1)
    share = np.where(np.isfinite(factors), weight, 0)
    mixed = share * np.nan_to_num(factors) + (1 - share) * base.factors
    return np.where(share == 1, factors, mixed)


def newest(
    mondays: NDArray[np.int64], ripe: NDArray[np.bool_], *, weeks: int = NEWEST_WEEKS
) -> NDArray[np.int64]:
    """Return the places of ripe cohorts that lie in the newest weeks that have any."""
    places = np.flatnonzero(ripe)
    if not len(places):
        return places
    since = mondays[places].max() - 7 * (weeks - 1)
    return np.asarray(places[mondays[places] >= since], np.int64)
