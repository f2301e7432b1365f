"""Shifted beta-geometric: how long customers under contract stay.

Fader & Hardie 2007, How to Project Customer Retention, Journal of Interactive
Marketing 21:76-90; discounted lifetimes: Fader & Hardie 2010, Marketing Science
29:85-93.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from cockpit.engine.ltv.climbing import Place, by_logs, climb
from cockpit.engine.ltv.special import Floats, digamma, gauss, log_beta, trigamma
from cockpit.text.notes import Note, note

LEAST_LOST: Final = 30
LEAST_PERIODS: Final = 3
STARTS: Final = ((1.0, 1.0), (0.5, 3.0), (5.0, 20.0))
"""alpha, beta."""


@dataclass(frozen=True, slots=True, eq=False)
class Contracts:
    """A fitted model of renewals; periods count from 1.

    Attributes:
        alpha: With ``beta`` the distribution of the chance to leave at a renewal.
        errors: Standard errors of both.
        log_likelihood: Of the survivors, those after the last period right-censored.
        customers: At the start.
    """

    alpha: float
    beta: float
    errors: tuple[float, float]
    log_likelihood: float
    customers: int
    converged: bool

    @property
    def churn(self) -> float:
        """Mean chance of leaving at the first renewal."""
        return self.alpha / (self.alpha + self.beta)

    def survival(self, periods: Floats) -> Floats:
        """Return the share still there after so many periods."""
        both = log_beta(self.alpha, self.beta + periods)
        return np.asarray(np.exp(both - log_beta(self.alpha, self.beta)))

    def retention(self, periods: Floats) -> Floats:
        """Return the share of those there before a period who are there after it."""
        return (self.beta + periods - 1) / (self.alpha + self.beta + periods - 1)

    def lifetime(self, discount: float) -> float:
        """Return the discounted expected lifetime: sum of S(t) / (1 + d)^t from 0."""
        return self._residual(0, discount)

    def residual(self, periods: int, discount: float) -> float:
        """Return the discounted expected residual lifetime, the next renewal due now.

        Args:
            periods: The customer has been there for so many, at least 1.
            discount: A period's, above 0.
        """
        both = self.alpha + self.beta + periods - 1
        return (self.beta + periods - 1) / both * self._residual(periods, discount)

    def _residual(self, periods: int, discount: float) -> float:
        beta, both = self.beta + periods, self.alpha + self.beta + periods
        return float(gauss(1.0, beta, both, 1 / (1 + discount)))


def fit_sbg(survivors: Sequence[int]) -> Contracts | Note:
    """Fit by maximum likelihood; a note says what is missing.

    Args:
        survivors: Customers at the start and after each period; never rising.

    Raises:
        ValueError: If the counts rise.
    """
    there = np.array(survivors, np.float64)
    lost = there[:-1] - there[1:]
    if (lost < 0).any():
        raise ValueError("more customers after a period than before it")
    if len(lost) < LEAST_PERIODS:
        return note("needs {n} more periods", n=LEAST_PERIODS - len(lost))
    if lost.sum() < LEAST_LOST:
        return note("needs {n} more customers who left", n=int(LEAST_LOST - lost.sum()))

    def objective(logs: Floats) -> Place:
        return _likelihood(logs, lost, there[-1])

    summit = climb(objective, STARTS)
    if summit.at_edge or summit.errors is None:
        return note("customers differ too little in their chance of leaving")
    alpha, beta = (float(number) for number in np.exp(summit.logs))
    errors = (alpha * float(summit.errors[0]), beta * float(summit.errors[1]))
    return Contracts(
        alpha, beta, errors, summit.height, int(there[0]), summit.converged
    )


def _likelihood(logs: Floats, lost: Floats, left: float) -> Place:
    alpha, beta = np.exp(logs).tolist()
    periods = np.arange(1, len(lost) + 1, dtype=np.float64)
    last, both = beta + periods[-1], alpha + beta
    total = lost.sum() + left
    height = (
        lost @ log_beta(alpha + 1, beta + periods - 1)
        + left * log_beta(alpha, last)
        - total * log_beta(alpha, beta)
    )
    orders = []
    for psi in (digamma, trigamma):
        shared = lost @ psi(both + periods) + left * psi(alpha + last)
        shared = shared - total * psi(both)
        by_alpha = lost.sum() * psi(alpha + 1) + (left - total) * psi(alpha)
        by_beta = lost @ psi(beta + periods - 1) + left * psi(last) - total * psi(beta)
        orders.append((by_alpha - shared, by_beta - shared, -shared))
    slope, (aa, bb, ab) = orders
    bend = np.array([[aa, ab], [ab, bb]])
    return by_logs(float(height), np.array(slope[:2]), bend, np.exp(logs))
