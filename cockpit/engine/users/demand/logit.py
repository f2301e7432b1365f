"""Logit of buying on the price seen, fitted on counts by price."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.clusters import design_effect, sandwich
from cockpit.engine.users.demand.views import Tally

Z95: Final = 1.959963984540054
_STEPS: Final = 60
_NARROW: Final = 1e-10
_CLEARLY: Final = 4.0
"""By so much the deviance must fall for the logarithm of the price to be taken."""
_GROUPS: Final = 10
_REJECTED: Final = 0.01
_SURE: Final = 30.0
"""A logit beyond it: prices tell purchases apart without a rest, no fit ends."""


@dataclass(frozen=True, slots=True, eq=False)
class Logit:
    """P(buy | price) = 1 / (1 + exp(-(level + slope z))).

    z is the price, or its logarithm, less ``centre``, over ``spread``.

    Attributes:
        level: Logit at the centre.
        slope: Per unit of z; below 0 as demand falls.
        errors: Covariance of level and slope, 2 x 2; clustered by user where the
            views are known by user.
        is_log: Whether z is of the logarithm.
        deviance: Twice what the log-likelihood is below a rate of its own per price.
    """

    level: float
    slope: float
    errors: Floats
    centre: float
    spread: float
    is_log: bool
    deviance: float

    def places(self, prices: Floats) -> Floats:
        """Return z of prices."""
        x = np.log(prices) if self.is_log else prices
        return (x - self.centre) / self.spread

    def probability(self, prices: Floats) -> Floats:
        """Return P(buy | price)."""
        return expit(self.level + self.slope * self.places(prices))

    def interval(self, prices: Floats) -> tuple[Floats, Floats]:
        """Return the 95 % interval of the probability: delta method on the logit."""
        z = self.places(prices)
        (va, cov), (_, vb) = self.errors
        wide = Z95 * np.sqrt(np.maximum(va + 2 * cov * z + vb * z * z, 0.0))
        middle = self.level + self.slope * z
        return expit(middle - wide), expit(middle + wide)

    def elasticity(self, prices: Floats) -> Floats:
        """Return d ln P / d ln price."""
        return self.slope * self._steepness(prices) * (1 - self.probability(prices))

    def elasticity_interval(self, price: float) -> tuple[float, float]:
        """Return the 95 % interval of the elasticity at one price (delta method)."""
        at = np.array([price])
        p = float(self.probability(at)[0])
        z, steep = float(self.places(at)[0]), float(self._steepness(at)[0])
        bend = self.slope * steep * p * (1 - p)
        gradient = np.array([-bend, steep * (1 - p) - bend * z])
        wide = Z95 * float(np.sqrt(max(gradient @ self.errors @ gradient, 0.0)))
        middle = float(self.elasticity(at)[0])
        return middle - wide, middle + wide

    def _steepness(self, prices: Floats) -> Floats:
        """Return d z / d ln price."""
        if self.is_log:
            return np.full_like(prices, 1 / self.spread)
        return prices / self.spread


def expit(logits: Floats) -> Floats:
    """Return 1 / (1 + exp(-x)), for any x."""
    half: Floats = np.tanh(logits / 2)
    return (1 + half) / 2


def fit_logit(counts: Tally) -> Logit | None:
    """Fit by maximum likelihood, on the price or its logarithm.

    The logarithm is taken where it fits clearly better.

    Args:
        counts: Views of at least two prices, some bought and some not.

    Returns:
        None where no maximum exists: prices tell purchases apart without a rest.
    """
    plain = _newton(counts, is_log=False)
    bent = _newton(counts, is_log=True)
    if plain is None or bent is None:
        return None
    return bent if bent.deviance < plain.deviance - _CLEARLY else plain


def flat_logit(counts: Tally) -> Logit:
    """Return the fit on which the price has no say."""
    rate = counts.bought / counts.n
    level = float(np.log(rate / (1 - rate)))
    fitted = np.full_like(counts.prices, rate)
    (variance,) = _errors(counts, np.ones((len(fitted), 1)), fitted).ravel()
    errors = np.array([[variance, 0.0], [0.0, 0.0]])
    return Logit(
        level, 0.0, errors, 0.0, 1.0, is_log=False, deviance=_deviance(counts, fitted)
    )


def fits(counts: Tally, fit: Logit) -> bool:
    """Judge a fit by the test of Hosmer and Lemeshow (1980) on groups of prices.

    Up to ten groups with about the same number of views, each price whole; rejected at
    p < 0.01. With fewer than three groups there is nothing to reject. As views of one
    user are not independent, the statistic is divided by the mean design effect of the
    groups (Rao & Scott 1984).
    """
    share = np.cumsum(counts.views) / counts.n
    group = np.minimum((share * _GROUPS - 1e-9).astype(int), _GROUPS - 1)
    if len(counts.prices) <= _GROUPS:
        group = np.arange(len(counts.prices))
    marks = np.unique(group)
    if len(marks) < 3:
        return True
    expected = counts.views * fit.probability(counts.prices)
    statistic = 0.0
    for mark in marks:
        here = group == mark
        hoped, seen = expected[here].sum(), counts.views[here].sum()
        gap = counts.buys[here].sum() - hoped
        statistic += gap**2 / (hoped * (1 - hoped / seen))
    if counts.cells is not None:
        statistic /= design_effect(counts.cells, group)
    from scipy.special import chdtrc  # noqa: PLC0415 - late, as everywhere

    return float(chdtrc(len(marks) - 2, statistic)) >= _REJECTED


def _newton(counts: Tally, *, is_log: bool) -> Logit | None:
    """Climb by Newton's method, which is iteratively reweighted least squares here."""
    x = np.log(counts.prices) if is_log else counts.prices
    centre = float(x @ counts.views / counts.n)
    spread = float(np.sqrt((x - centre) ** 2 @ counts.views / counts.n))
    z = (x - centre) / spread
    rate = counts.bought / counts.n
    level, slope = float(np.log(rate / (1 - rate))), 0.0
    for _step in range(_STEPS):
        p = expit(level + slope * z)
        weight = counts.views * p * (1 - p)
        gap = counts.buys - counts.views * p
        bend = np.array([[weight.sum(), weight @ z], [weight @ z, weight @ (z * z)]])
        move = np.linalg.solve(bend, np.array([gap.sum(), gap @ z]))
        level, slope = level + float(move[0]), slope + float(move[1])
        if not np.abs(level + slope * z).max() < _SURE:
            return None
        if np.abs(move).max() < _NARROW:
            fitted = expit(level + slope * z)
            errors = _errors(counts, np.column_stack([np.ones_like(z), z]), fitted)
            deviance = _deviance(counts, fitted)
            return Logit(level, slope, errors, centre, spread, is_log, deviance)
    return None


def _errors(counts: Tally, design: Floats, fitted: Floats) -> Floats:
    """Return the covariance of the coefficients at the maximum."""
    weight = counts.views * fitted * (1 - fitted)
    bread = np.linalg.inv(design.T @ (design * weight[:, None])).astype(np.float64)
    if counts.cells is None:
        return bread
    return sandwich(counts.cells, design, fitted, bread)


def _deviance(counts: Tally, fitted: Floats) -> float:
    lost = counts.views - counts.buys
    hoped = counts.views * fitted
    return 2 * float(
        _part(counts.buys, hoped).sum() + _part(lost, counts.views - hoped).sum()
    )


def _part(seen: Floats, hoped: Floats) -> Floats:
    """Return seen ln(seen / hoped), 0 where nothing was seen."""
    return seen * np.log(np.where(seen > 0, seen, hoped) / hoped)
