"""Buying while alive: the likelihood and the forecasts of BG/NBD and its modification.

A customer buys at random with a rate of its own (gamma over customers) and after each
purchase leaves for good with a probability of its own (beta over customers). In BG/NBD
(Fader, Hardie & Lee 2005, Marketing Science 24:275-284) nobody leaves after the first
purchase, so that a one-time buyer is alive for certain; in the modified model
(Batislam, Denizel & Filiztekin 2007, IJRM 24:201-209; Hoppe & Wagner 2007, Marketing
ZFP 29:75-90) the first purchase is an occasion to leave as well. The two differ in how
many occasions a customer with x repeat purchases has survived: x or x + 1.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np

from cockpit.engine.ltv.counts import Counts
from cockpit.engine.ltv.special import (
    Floats,
    Ints,
    digamma,
    gauss,
    log_gamma,
    logistic,
)

NEAR_ONE: Final = 1e-4
"""The forecast's formula divides by a - 1; this close it is taken from both sides."""


class Parameters(NamedTuple):
    """Of the rate (shape ``r``, ``alpha`` time units) and of leaving (``a``, ``b``)."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """Log-likelihood of counted customers and its gradient, fast to ask again.

    What depends on x, on T or on t_x alone is computed once for each distinct value.

    Attributes:
        occasions: 0 for BG/NBD, 1 for the modified model: to leave besides x.
        scale: Days of one unit of the fit's own time.
    """

    occasions: int
    scale: float
    customers: Floats
    x: Floats
    x_at: Ints
    recency: Floats
    recency_at: Ints
    age: Floats
    age_at: Ints

    @classmethod
    def of(cls, counts: Counts, *, occasions: int, scale: float) -> Self:
        """Index the distinct values of counted customers."""
        x, x_at = np.unique(counts.x, return_inverse=True)
        recency, recency_at = np.unique(counts.recency_days, return_inverse=True)
        age, age_at = np.unique(counts.age_days, return_inverse=True)
        return cls(
            occasions,
            scale,
            counts.customers.astype(np.float64),
            x.astype(np.float64),
            x_at,
            recency / scale,
            recency_at,
            age / scale,
            age_at,
        )

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """Return the log-likelihood and its gradient by the logs of r, alpha, a, b.

        Times are in the fit's own unit.
        """
        r, alpha, a, b = np.exp(logs)
        survived = self.x + self.occasions
        log_age = np.log(alpha + self.age)[self.age_at]
        log_recency = np.log(alpha + self.recency)[self.recency_at]
        power = (r + self.x)[self.x_at]
        odds = power * (log_age - log_recency) + _leaving(a, b, survived)[self.x_at]
        mixed = np.where(odds > 0, odds, 0) + np.log1p(np.exp(-np.abs(odds)))
        left = logistic(odds)
        by_x = (
            log_gamma(r + self.x)
            - log_gamma(r)
            + r * np.log(alpha)
            + log_gamma(a + b)
            + log_gamma(b + survived)
            - log_gamma(b)
            - log_gamma(a + b + survived)
        )
        value = self.customers @ (by_x[self.x_at] - power * log_age + mixed)
        gone = self.customers * left
        gone_by_x = np.bincount(self.x_at, gone, minlength=len(self.x))
        all_by_x = np.bincount(self.x_at, self.customers, minlength=len(self.x))
        total = all_by_x.sum()
        spread = digamma(a + b) - digamma(a + b + survived)
        last = np.where(survived > 0, b + survived - 1, np.inf)
        gradient = np.array(
            [
                all_by_x @ (digamma(r + self.x) - digamma(r))
                + total * np.log(alpha)
                - self.customers @ log_age
                + gone @ (log_age - log_recency),
                total * r / alpha - self._elapsed(alpha, power, gone),
                all_by_x @ spread + gone_by_x.sum() / a,
                all_by_x @ (spread + digamma(b + survived) - digamma(b))
                - gone_by_x @ (1 / last),
            ]
        )
        return float(value), gradient * np.exp(logs)

    def _elapsed(self, alpha: float, power: Floats, gone: Floats) -> float:
        there = (1 / (alpha + self.age))[self.age_at]
        left = (1 / (alpha + self.recency))[self.recency_at]
        weight = self.customers * power
        return float(weight @ there + (gone * power) @ (left - there))


def _leaving(a: float, b: float, survived: Floats) -> Floats:
    """Log odds of having left at the last occasion; there may have been none."""
    last = np.where(survived > 0, b + survived - 1, 1)
    return np.where(survived > 0, np.log(a) - np.log(last), -np.inf)


def p_alive(
    at: Parameters, x: Floats, recency: Floats, age: Floats, *, occasions: int
) -> Floats:
    """Return the probability that a customer has not left.

    Args:
        at: Fitted parameters.
        x: Repeat purchases; ``recency`` and ``age`` in the time unit of ``alpha``.
        recency: Time of the last purchase since the first.
        age: Time since the first purchase.
        occasions: As for :class:`Likelihood`.
    """
    waited = (at.r + x) * (np.log(at.alpha + age) - np.log(at.alpha + recency))
    odds = waited + _leaving(at.a, at.b, x + occasions)
    return logistic(-odds)


def expected_if_alive(
    at: Parameters, x: Floats, age: Floats, horizon: float, *, occasions: int
) -> Floats:
    """Return the purchases to expect in a time from now of who has not left yet.

    Euler's transformation keeps the arguments of 2F1 small where x is large, and its
    argument is far from 1 where the age is.
    """
    if abs(at.a - 1) < NEAR_ONE:
        sides = [at._replace(a=1 + step) for step in (-2 * NEAR_ONE, 2 * NEAR_ONE)]
        values = [expected_if_alive(p, x, age, horizon, occasions=occasions) for p in sides]
        return (values[0] + values[1]) / 2
    survived = x + occasions
    top = at.a + at.b + survived - 1
    share = horizon / (at.alpha + age + horizon)
    series = gauss(
        np.full_like(share, at.a - 1), at.a + at.b + occasions - 1 - at.r, top, share
    )
    left = 1 - (1 - share) ** (at.a - 1) * series
    return np.maximum(top / (at.a - 1) * left, 0)
