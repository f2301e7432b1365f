"""Gamma-Gamma: what a purchase of a customer is worth.

Fader & Hardie 2013, The Gamma-Gamma Model of Monetary Value (brucehardie.com, note
025). It takes for granted that value does not depend on frequency, which is checked.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from cockpit.engine.ltv.climbing import Place, by_logs, climb
from cockpit.engine.ltv.special import Floats, Ints, digamma, log_gamma, trigamma
from cockpit.text.notes import Note, note

LEAST_REPEATERS: Final = 30
STARTS: Final = ((1.0, 3.0, 2.0), (6.0, 4.0, 0.5), (0.5, 1.5, 1.0))
"""p, q, v in units of the mean value."""
COARSE_ABOVE: Final = 20_000
"""Customers above which the starts are compared on a sample."""
RELATED: Final = 0.3
"""Correlation of frequency and value from which the assumption is called broken."""


@dataclass(frozen=True, slots=True, eq=False)
class Spending:
    """A fitted model of the value of purchases.

    Attributes:
        p: Shape of a customer's purchases.
        q: Shape of the differences between customers.
        v: Their scale, in whole currency units.
        errors: Standard errors of p, q, v.
        log_likelihood: Of values in whole currency units.
        customers: Repeat customers it was fitted on.
        correlation: Of frequency and value among them (Pearson).
        converged: Whether it is a maximum inside the allowed range.
        message: What is to be said of the fit.
    """

    p: float
    q: float
    v: float
    errors: tuple[float, float, float]
    log_likelihood: float
    customers: int
    correlation: float
    converged: bool
    message: Note

    def average(self, x: Floats, value: Floats) -> Floats:
        """Return the expected value of a purchase.

        Args:
            x: Repeat purchases; 0 gives the mean of all customers.
            value: Their mean value in whole currency units; unused where x is 0.
        """
        seen = np.where(x > 0, x * np.maximum(value, 0), 0)
        return self.p * (self.v + seen) / (self.p * x + self.q - 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Likelihood:
    times: Floats
    customers: Floats
    at: Ints
    value: Floats
    logs: Floats

    def __call__(self, logs: Floats) -> Place:
        p, q, v = np.exp(logs).tolist()
        x, n = self.times, self.customers
        rest = p * x + q
        total = v + x[self.at] * self.value
        spread = np.bincount(self.at, np.log(total), minlength=len(x))
        inverse = np.bincount(self.at, 1 / total, minlength=len(x))
        squares = np.bincount(self.at, 1 / total**2, minlength=len(x))
        known = log_gamma(rest) - log_gamma(p * x) - log_gamma(q) + q * np.log(v)
        known = known + p * x * np.log(x)
        height = n @ known + (p * x - 1) @ self.logs - rest @ spread
        by_p = n * (digamma(rest) - digamma(p * x) + np.log(x))
        by_q = n @ (digamma(rest) - digamma(q) + np.log(v))
        slope = np.array(
            [
                x @ (by_p + self.logs - spread),
                by_q - spread.sum(),
                n.sum() * q / v - rest @ inverse,
            ]
        )
        bent = trigamma(rest)
        pq, pv = (n * x) @ bent, -x @ inverse
        qq, qv = n @ (bent - trigamma(q)), n.sum() / v - inverse.sum()
        pp = (n * x**2) @ (bent - trigamma(p * x))
        vv = -n.sum() * q / v**2 + rest @ squares
        bend = np.array([[pp, pq, pv], [pq, qq, qv], [pv, qv, vv]])
        return by_logs(height, slope, bend, np.exp(logs))


def fit_gamma_gamma(x: Floats, value: Floats) -> Spending | Note:
    """Fit by maximum likelihood; a note says what is missing.

    Args:
        x: Repeat purchases of each customer, from 1.
        value: Mean value of them in whole currency units, above 0.
    """
    if len(x) < LEAST_REPEATERS:
        lacking = LEAST_REPEATERS - len(x)
        return note(
            "needs {n} more customers with a repeat purchase of value", n=lacking
        )
    unit = float(value.mean())
    rough = None
    if len(x) > COARSE_ABOVE:
        some = slice(None, None, len(x) // COARSE_ABOVE + 1)
        rough = _counted(x[some], value[some] / unit)
    summit = climb(_counted(x, value / unit), STARTS, coarse=rough)
    p, q, v = (float(number) for number in np.exp(summit.logs))
    if summit.at_edge or summit.errors is None:
        return note("the values of purchases differ too little to tell customers apart")
    if q <= 1:
        return note("the mean value is not finite (q = {q}): too few, too large", q=q)
    sizes = np.array([p, q, v * unit])
    errors = (sizes * summit.errors).tolist()
    correlation = _correlation(x, value)
    return Spending(
        p,
        q,
        v * unit,
        (errors[0], errors[1], errors[2]),
        summit.height - len(x) * float(np.log(unit)),
        len(x),
        correlation,
        summit.converged,
        _message(correlation, is_top=summit.converged),
    )


def _counted(x: Floats, value: Floats) -> _Likelihood:
    times, at = np.unique(x, return_inverse=True)
    size = len(times)
    return _Likelihood(
        times,
        np.bincount(at, minlength=size).astype(np.float64),
        at,
        value,
        np.bincount(at, np.log(value), minlength=size).astype(np.float64),
    )


def _correlation(x: Floats, value: Floats) -> float:
    if np.ptp(x) == 0 or np.ptp(value) == 0:
        return 0.0
    return float(np.corrcoef(x, value)[0, 1])


def _message(correlation: float, *, is_top: bool) -> Note:
    if not is_top:
        return note("not converged: the likelihood still rises where the fit stopped")
    if abs(correlation) >= RELATED:
        return note(
            "converged, but value depends on frequency (correlation {r}): the worth of"
            " single customers is biased",
            r=f"{correlation:.2f}",
        )
    return note(
        "converged; value hardly depends on frequency (correlation {r})",
        r=f"{correlation:.2f}",
    )
