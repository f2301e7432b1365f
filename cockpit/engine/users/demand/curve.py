"""A demand curve from counts: the form that fits, or what is missing for one."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand import isotonic
from cockpit.engine.users.demand.logit import Logit, fit_logit, fits, flat_logit
from cockpit.engine.users.demand.loglog import fit_loglog
from cockpit.engine.users.demand.optimum import (
    Best,
    best_of_logit,
    best_of_power,
    best_of_steps,
)
from cockpit.engine.users.demand.poisson import fit_poisson
from cockpit.engine.users.demand.views import Tally
from cockpit.text.notes import Note, note

LEAST_VIEWS: Final = 200
LEAST_BUYS: Final = 30
LEAST_USERS: Final = 30
"""Errors clustered by user are too small with fewer (Cameron & Miller 2015)."""
LEAST_PRICES: Final = 4
LEAST_WEEKS: Final = 12
MOST_POINTS: Final = 24
"""Prices of a curve that are told; of more, neighbours are put together."""
_WEEKLY_POINTS: Final = 12
_ENDS: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Slope:
    """An elasticity with its 95 % interval; ``low`` is -inf where nothing bounds it.

    So is ``value`` where nobody bought at the highest price; then ``high`` is what the
    data still allow. Only an isotonic curve has such.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Demand by price.

    Attributes:
        method: ``logit``, ``isotonic``, ``log-log`` or ``poisson``.
        counts: Views and purchases, or weeks and pieces, at the prices that are told.
        values: P(buy | price), or pieces a week, never rising.
        low: 95 % interval of the values; ``high`` too.
        slopes: Elasticity at each price; NaN where the form has none.
        slope: Elasticity at the mean price; None where it cannot be told.
        best: Price of the greatest revenue.
        says: What a reader has to know of the form.
    """

    method: str
    counts: Tally
    values: Floats
    low: Floats
    high: Floats
    slopes: Floats
    slope: Slope | None
    best: Best
    says: Note | None = None


@dataclass(frozen=True, slots=True)
class Thin:
    """Too little for a curve: how many more it needs, and of what."""

    needed: int
    says: Note


def curve_of_views(counts: Tally) -> Curve | Thin:
    """Fit P(buy | price): a logit, and where it does not fit an isotonic curve."""
    if (thin := _thin(counts)) is not None:
        return thin
    if counts.bought == counts.n:
        return steps(counts, note("every view was bought"))
    free = fit_logit(counts)
    if free is None or not fits(counts, free):
        return steps(
            counts, note("no logit fits; a falling curve of no particular form instead")
        )
    return _smooth(counts, free)


def curve_of_weeks(prices: Floats, quantities: Floats) -> Curve | Thin:
    """Fit pieces a week on the week's price, with one elasticity for all prices.

    Least squares of logarithms; where nothing was sold in some weeks, a Poisson
    likelihood, in which these weeks count.

    Args:
        prices: Price of each week, whole currency units.
        quantities: Pieces of each, maybe 0.
    """
    if (thin := _too_few_weeks(prices, quantities)) is not None:
        return thin
    has_empty = bool((quantities == 0).any())
    fit = fit_poisson if has_empty else fit_loglog
    free = fit(prices, quantities)
    method = "poisson" if has_empty else "log-log"
    told = np.linspace(prices.min(), prices.max(), _WEEKLY_POINTS)
    nearest = np.abs(prices[:, None] - told[None, :]).argmin(axis=1)
    counts = Tally(
        told,
        _sums(nearest, np.ones_like(quantities), len(told)),
        _sums(nearest, quantities, len(told)),
    )
    best = best_of_power(min(free.elasticity, 0.0), free.error_hc1, prices)
    low, high = free.interval
    if free.elasticity >= 0:
        level, spread = _level(quantities)
        flat = np.full_like(told, level)
        bounds = flat * np.exp(-2 * spread), flat * np.exp(2 * spread)
        slope = Slope(0.0, min(low, 0.0), 0.0)
        values, none = (flat, *bounds), np.zeros_like(told)
        return Curve(method, counts, *values, none, slope, best, _no_matter())
    slope = Slope(free.elasticity, low, high)
    slopes = np.full_like(told, free.elasticity)
    says = _unproved() if high > 0 else None
    return Curve(method, counts, *free.quantity(told), slopes, slope, best, says)


def _level(quantities: Floats) -> tuple[float, float]:
    """Return what a week sells at any price, and the error of its logarithm."""
    root = np.sqrt(len(quantities))
    if (quantities == 0).any():
        mean = float(quantities.mean())
        return mean, float(quantities.std(ddof=1) / root) / mean
    logs = np.log(quantities)
    return float(np.exp(logs.mean())), float(logs.std(ddof=1) / root)


def steps(counts: Tally, says: Note | None = None) -> Curve:
    """Fit the isotonic curve; its elasticity is that from one end to the other."""
    told = pooled(counts)
    values, drawn = isotonic.fit_isotonic(told), isotonic.draws(told)
    low, high = np.percentile(drawn, _ENDS, axis=0)
    top = isotonic.ceiling(told, values)
    high = np.where(values > 0, high, np.maximum(high, top))
    return Curve(
        "isotonic",
        told,
        values,
        np.minimum(low, values),
        np.maximum(high, values),
        np.full_like(values, np.nan),
        _arc(told.prices, values, drawn, top),
        best_of_steps(told.prices, values, drawn),
        says,
    )


def pooled(counts: Tally) -> Tally:
    """Put neighbours together until few prices are left, of about equal weight."""
    if len(counts.prices) <= MOST_POINTS:
        return counts
    share = np.cumsum(counts.views) / counts.n
    group = np.minimum((share * MOST_POINTS - 1e-9).astype(int), MOST_POINTS - 1)
    marks, place = np.unique(group, return_inverse=True)
    views = _sums(place, counts.views, len(marks))
    paid = _sums(place, counts.views * counts.prices, len(marks))
    cells = counts.cells
    if cells is not None:
        cells = replace(cells, places=place[cells.places])
    return Tally(paid / views, views, _sums(place, counts.buys, len(marks)), cells)


def _sums(places: NDArray[np.intp], weights: Floats, size: int) -> Floats:
    return np.bincount(places, weights, size).astype(np.float64)


def _smooth(counts: Tally, free: Logit) -> Curve:
    """Return the logit; where it would rise, the same chance at every price."""
    told = pooled(counts)
    rises = free.slope >= 0
    fit = flat_logit(counts) if rises else free
    low, high = free.elasticity_interval(counts.mean_price)
    at_mean = float(fit.elasticity(np.array([counts.mean_price]))[0])
    says = _no_matter() if rises else _unproved() if high > 0 else None
    return Curve(
        "logit",
        told,
        fit.probability(told.prices),
        *fit.interval(told.prices),
        fit.elasticity(told.prices),
        Slope(at_mean, min(low, 0.0), 0.0 if rises else high),
        best_of_logit(fit, free, counts.prices),
        says,
    )


def _arc(prices: Floats, values: Floats, drawn: Floats, top: float) -> Slope | None:
    """Return the elasticity from the lowest to the highest price.

    Where nobody buys at the highest one it is as elastic as can be: -inf, of the curve
    as of a draw. Such draws count, else the interval would be cut off where demand is
    most elastic.

    Args:
        prices: Lowest first.
        values: P(buy) at each.
        drawn: The same of each draw.
        top: What P(buy) may be where it is 0.
    """
    some = drawn[drawn[:, 0] > 0]
    if not (values[0] > 0 and prices[-1] > prices[0] and len(some)):
        return None
    run = np.log(prices[-1] / prices[0])
    if values[-1] == 0:
        flattest = float(np.log(min(top / values[0], 1.0)) / run)
        return Slope(-np.inf, -np.inf, flattest)
    with np.errstate(divide="ignore"):
        slopes = np.sort(np.log(some[:, -1] / some[:, 0]) / run)
    # By rank: nothing lies between -inf and a number.
    low, high = (slopes[round((len(slopes) - 1) * end / 100)] for end in _ENDS)
    value = float(np.log(values[-1] / values[0]) / run)
    return Slope(value, min(float(low), value), max(float(high), value))


def _thin(counts: Tally) -> Thin | None:
    more = LEAST_VIEWS - counts.n
    if more > 0:
        return Thin(more, note("needs {n} more views that show a price", n=more))
    more = LEAST_BUYS - counts.bought
    if more > 0:
        return Thin(more, note("needs {n} more views that end in a purchase", n=more))
    more = LEAST_USERS - (counts.n if counts.cells is None else counts.cells.count)
    if more > 0:
        return Thin(more, note("needs {n} more users that have seen a price", n=more))
    return _too_few_prices(len(counts.prices))


def _too_few_weeks(prices: Floats, quantities: Floats) -> Thin | None:
    sold = quantities > 0
    many, empty = int(sold.sum()), int((~sold).sum())
    if (more := LEAST_WEEKS - many) > 0:
        return Thin(more, note("needs {n} more weeks with a sale", n=more))
    if (more := empty - many) > 0:
        says = note("nothing was sold in {empty} of {n} weeks: too seldom for a curve",
                    empty=empty, n=len(prices))  # fmt: skip
        return Thin(more, says)
    return _too_few_prices(len(np.unique(prices[sold])))


def _too_few_prices(prices: int) -> Thin | None:
    more = LEAST_PRICES - prices
    return Thin(more, note("needs {n} more prices", n=more)) if more > 0 else None


def _no_matter() -> Note:
    return note("the price does not matter here")


def _unproved() -> Note:
    return note("that the price matters is not proved")
