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
from numpy.typing import NDArray

from cockpit.engine.ltv.climbing import Place, by_logs
from cockpit.engine.ltv.counts import Counts
from cockpit.engine.ltv.special import (
    Floats,
    Ints,
    digamma,
    dot,
    gauss,
    kummer,
    log_gamma,
    logistic,
    trigamma,
)

NEAR_ONE: Final = 1e-4
"""The forecast's formula divides by a - 1; this close it is taken from both sides."""
LARGE_SHAPE: Final = 20.0
ONE_RATE: Final = 10_000.0
"""So alike, all buy at the mean rate to four digits: Gauss's function has become
Kummer's, and can no longer be computed."""


class Parameters(NamedTuple):
    """Of the rate (shape ``r``, ``alpha`` time units) and of leaving (``a``, ``b``)."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True, slots=True, eq=False)
class Likelihood:
    """Log-likelihood of counted customers and its derivatives, fast to ask again.

    What depends on x, on T or on t_x alone is computed once for each distinct value.

    Attributes:
        occasions: 0 for BG/NBD, 1 for the modified model: to leave besides x.
    """

    occasions: int
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
        x, x_at = _distinct(counts.x)
        recency, recency_at = _distinct(counts.recency_days)
        age, age_at = _distinct(counts.age_days)
        return cls(
            occasions,
            counts.customers.astype(np.float64),
            x,
            x_at,
            recency / scale,
            recency_at,
            age / scale,
            age_at,
        )

    def __call__(self, logs: Floats) -> Place:
        """Return the log-likelihood and its derivatives by the logs of r, alpha, a, b.

        Times are in the fit's own unit.
        """
        at = Parameters(*np.exp(logs).tolist())
        n, survived = self.customers, self.x + self.occasions
        log_age = np.log(at.alpha + self.age)[self.age_at]
        gap = log_age - np.log(at.alpha + self.recency)[self.recency_at]
        power = (at.r + self.x)[self.x_at]
        odds = power * gap + _leaving(at.a, at.b, survived)[self.x_at]
        tail = np.exp(-np.abs(odds))
        mixed = np.maximum(odds, 0) + np.log1p(tail)
        left = np.where(odds > 0, 1.0, tail) / (1 + tail)
        sums = _Sums.of(self, at, gap, power, n * left, n * left * (1 - left))
        everyone = self._by_x(n)
        height = dot(everyone, _known(at, self.x, survived)) + dot(
            n, mixed - power * log_age
        )
        slope, bend = _derivatives(at, self.x, survived, everyone, sums)
        slope[0] -= dot(n, log_age)
        return by_logs(height, slope, bend, np.exp(logs))

    def _by_x(self, weights: Floats) -> Floats:
        found = np.bincount(self.x_at, weights, minlength=len(self.x))
        return np.asarray(found, np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums over customers that derivatives need.

    ``gone`` weighs by the probability of having left at the last occasion, ``torn`` by
    its variance; the arrays are by distinct x.
    """

    gap: float
    gap_square: float
    elapsed: float
    elapsed_square: float
    rate_elapsed: float
    slow: float
    slow_square: float
    gone: Floats
    torn: Floats
    torn_gap: Floats
    torn_slow: Floats

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 - what the likelihood has at hand
        cls,
        of: "Likelihood",
        at: Parameters,
        gap: Floats,
        power: Floats,
        gone: Floats,
        torn: Floats,
    ) -> Self:
        there = (1 / (at.alpha + of.age))[of.age_at]
        last = (1 / (at.alpha + of.recency))[of.recency_at]
        apart = there - last
        slow = power * apart
        rest = of.customers - gone
        age_weight, last_weight = power * rest * there, power * gone * last
        return cls(
            gap=dot(gone, gap),
            gap_square=dot(torn, gap**2),
            elapsed=float((age_weight + last_weight).sum()),
            elapsed_square=dot(age_weight, there) + dot(last_weight, last),
            rate_elapsed=dot(rest, there) + dot(gone, last),
            slow=dot(torn * gap, slow),
            slow_square=dot(torn, slow**2),
            gone=of._by_x(gone),
            torn=of._by_x(torn),
            torn_gap=of._by_x(torn * gap),
            torn_slow=of._by_x(torn * slow),
        )


def _distinct(values: Ints) -> tuple[Floats, Ints]:
    """Return the distinct values and where each is among them; small whole numbers."""
    is_there = np.bincount(values) > 0
    place = np.cumsum(is_there) - 1
    return np.flatnonzero(is_there).astype(np.float64), place[values]


def _known(at: Parameters, x: Floats, survived: Floats) -> Floats:
    """Return the part of the log-likelihood that depends on x alone."""
    buying: Floats = log_gamma(at.r + x) - log_gamma(at.r) + at.r * np.log(at.alpha)
    both = at.a + at.b
    staying: Floats = log_gamma(both) - log_gamma(both + survived)
    leaving: Floats = log_gamma(at.b + survived) - log_gamma(at.b)
    return buying + staying + leaving


def _derivatives(
    at: Parameters, x: Floats, survived: Floats, everyone: Floats, sums: _Sums
) -> tuple[Floats, NDArray[np.float64]]:
    """First and second derivatives by r, alpha, a, b, but for the term n log(alpha+T).

    Those of a sum of logs of e^base + e^(base + odds): the odds' own derivatives weigh
    by the probability of having left, the squares of their slopes by its variance.
    """
    r, alpha, a, b = at
    total, both = everyone.sum(), a + b
    last = np.where(survived > 0, b + survived - 1, np.inf)
    shared = digamma(both) - digamma(both + survived)
    slope = np.array(
        [
            everyone @ (digamma(r + x) - digamma(r)) + total * np.log(alpha) + sums.gap,
            total * r / alpha - sums.elapsed,
            everyone @ shared + sums.gone.sum() / a,
            everyone @ (shared + digamma(b + survived) - digamma(b))
            - sums.gone @ (1 / last),
        ]
    )
    curved = trigamma(both) - trigamma(both + survived)
    bend = np.zeros((4, 4))
    bend[0, 0] = everyone @ (trigamma(r + x) - trigamma(r)) + sums.gap_square
    bend[0, 1] = total / alpha - sums.rate_elapsed + sums.slow
    bend[0, 2] = sums.torn_gap.sum() / a
    bend[0, 3] = -sums.torn_gap @ (1 / last)
    bend[1, 1] = -total * r / alpha**2 + sums.elapsed_square + sums.slow_square
    bend[1, 2] = sums.torn_slow.sum() / a
    bend[1, 3] = -sums.torn_slow @ (1 / last)
    bend[2, 2] = everyone @ curved + (sums.torn - sums.gone).sum() / a**2
    bend[2, 3] = everyone @ curved - sums.torn @ (1 / last) / a
    bend[3, 3] = everyone @ (curved + trigamma(b + survived) - trigamma(b)) + (
        sums.torn + sums.gone
    ) @ (1 / last**2)
    return slope, bend + np.triu(bend, 1).T


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

    Euler's transformation keeps the parameters of 2F1 small where x is large. Where r
    is large it would make one of them as large and negative, so there it is left out.
    """
    if abs(at.a - 1) < NEAR_ONE:
        sides = [at._replace(a=1 + step) for step in (-2 * NEAR_ONE, 2 * NEAR_ONE)]
        values = [
            expected_if_alive(p, x, age, horizon, occasions=occasions) for p in sides
        ]
        return (values[0] + values[1]) / 2
    survived = x + occasions
    top = at.a + at.b + survived - 1
    share = horizon / (at.alpha + age + horizon)
    power = at.r + x
    if at.r > ONE_RATE:
        left = 1 - kummer(at.a - 1, top, -power / (at.alpha + age) * horizon)
    elif at.r > LARGE_SHAPE:
        series = gauss(power, at.b + survived, top, share)
        left = 1 - np.exp(power * np.log1p(-share)) * series
    else:
        series = gauss(at.a - 1, at.a + at.b + occasions - 1 - at.r, top, share)
        left = 1 - (1 - share) ** (at.a - 1) * series
    return np.maximum(top / (at.a - 1) * left, 0)
