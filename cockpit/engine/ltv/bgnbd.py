"""BG/NBD: how often customers buy and when they leave, without a contract.

Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way, Marketing Science
24:275-284. See :mod:`cockpit.engine.ltv.buying` for the likelihood.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cockpit.engine.ltv.buying import (
    Likelihood,
    Parameters,
    expected_if_alive,
    p_alive,
)
from cockpit.engine.ltv.climbing import EDGE, Summit, climb
from cockpit.engine.ltv.counts import Counts
from cockpit.engine.ltv.special import Floats
from cockpit.text.notes import Note, note

LEAST_CUSTOMERS: Final = 100
LEAST_REPEATERS: Final = 30
STARTS: Final = ((0.3, 0.2, 0.8, 2.5), (1.0, 1.0, 1.0, 1.0), (2.0, 0.1, 0.3, 5.0))
"""r, alpha (in the fit's own time), a, b."""
COARSE_ABOVE: Final = 4_000
"""Distinct customers above which the starts are compared on binned times."""
COARSE_BINS: Final = 20
NAMES: Final = Parameters._fields
RATE: Final = frozenset({"r", "alpha"})
"""Both without bound, their ratio fixed, is a model too: all buy at the same rate."""
ALIKE: Final = float(np.log(50))
"""Log of an r from which rates differ by less than a seventh."""


@dataclass(frozen=True, slots=True, eq=False)
class Buying:
    """A fitted model of buying and leaving.

    Attributes:
        parameters: ``alpha`` in time units.
        errors: Their standard errors in the same units; None where unknown.
        log_likelihood: Of the times in time units.
        customers: It was fitted on; ``repeaters`` of them bought again.
        unit_days: Days in a time unit.
        occasions: 0 for BG/NBD, 1 for the modified model.
        converged: Whether ``parameters`` are a maximum inside the allowed range.
        usable: Whether forecasts can be made: it converged, or all customers buy at one
            rate, which leaves r and alpha without an estimate but not their ratio.
        message: What is to be said of the fit, also where all is well.
    """

    parameters: Parameters
    errors: Parameters | None
    log_likelihood: float
    customers: int
    repeaters: int
    unit_days: int
    occasions: int
    converged: bool
    usable: bool
    message: Note

    def p_alive(self, x: Floats, recency_days: Floats, age_days: Floats) -> Floats:
        """Return the probability of being alive at the end of the calibration.

        It is 1 for one-time buyers in BG/NBD: a known flaw of that model.
        """
        recency, age = recency_days / self.unit_days, age_days / self.unit_days
        return p_alive(self.parameters, x, recency, age, occasions=self.occasions)

    def expected_if_alive(self, x: Floats, age_days: Floats, days: float) -> Floats:
        """Return the purchase days to expect in so many days, of who is alive."""
        return expected_if_alive(
            self.parameters,
            x,
            age_days / self.unit_days,
            days / self.unit_days,
            occasions=self.occasions,
        )

    def expected(
        self, x: Floats, recency_days: Floats, age_days: Floats, days: float
    ) -> Floats:
        """Return the purchase days to expect in the days after the calibration."""
        alive = self.p_alive(x, recency_days, age_days)
        return alive * self.expected_if_alive(x, age_days, days)

    def expected_new(self, days: float) -> float:
        """Return the repeat purchase days of a new customer in its first days."""
        none = np.zeros(1)
        return float(self.expected(none, none, none, days)[0])


def fit_bgnbd(counts: Counts) -> Buying | Note:
    """Fit BG/NBD by maximum likelihood; a note says what is missing.

    Parameters are of the time unit of the counts; the fit itself uses time divided by
    the oldest age, so that the unit makes no difference.
    """
    return fit(counts, occasions=0)


def fit(counts: Counts, *, occasions: int) -> Buying | Note:
    """Fit one of the two models.

    Args:
        counts: Customers.
        occasions: 0 for BG/NBD, 1 for the modified model.
    """
    lacking = _lacking(counts)
    if lacking is not None:
        return lacking
    scale = float(counts.age_days.max())
    full = Likelihood.of(counts, occasions=occasions, scale=scale)
    rough = None
    if len(counts.x) > COARSE_ABOVE:
        rough = Likelihood.of(_binned(counts), occasions=occasions, scale=scale)
    summit = climb(full, STARTS, coarse=rough)
    if not RATE.issuperset(NAMES[at] for at in summit.at_edge):
        return _at_edge(summit)
    return _told(counts, summit, scale / counts.unit_days, occasions)


def _lacking(counts: Counts) -> Note | None:
    if counts.total < LEAST_CUSTOMERS:
        lacking = LEAST_CUSTOMERS - counts.total
        return note("needs {n} more customers with a paid order", n=lacking)
    if counts.repeaters < LEAST_REPEATERS:
        lacking = LEAST_REPEATERS - counts.repeaters
        return note("needs {n} more customers who bought on a second day", n=lacking)
    if not (counts.recency_days < counts.age_days)[counts.x > 0].any():
        return note("needs days after the last purchase: nobody could have left yet")
    return None


def _binned(counts: Counts) -> Counts:
    """Round times to a few dozen values and count again."""
    width = max(int(counts.age_days.max()) / COARSE_BINS, 1)
    recency = np.rint(counts.recency_days / width).astype(np.int64)
    age = np.maximum(np.rint(counts.age_days / width).astype(np.int64), recency)
    places = COARSE_BINS + 2
    key = (counts.x * places + recency) * places + age
    sums = np.bincount(key, counts.customers)
    found = np.flatnonzero(sums)
    return replace(
        counts,
        x=found // places**2,
        recency_days=np.rint(found // places % places * width).astype(np.int64),
        age_days=np.rint(found % places * width).astype(np.int64),
        customers=sums[found].astype(np.int64),
    )


def _at_edge(summit: Summit) -> Note:
    names = ", ".join(NAMES[at] for at in summit.at_edge)
    return note(
        "the data do not tell {names}: the likelihood rises up to e^{edge}; needs a"
        " longer history or customers that differ more",
        names=names,
        edge=f"{EDGE:.0f}",
    )


def _told(counts: Counts, summit: Summit, units: float, occasions: int) -> Buying:
    """Turn the fit's own time into time units."""
    fitted = np.exp(summit.logs) * np.array([1, units, 1, 1])
    errors = None if summit.errors is None else fitted * summit.errors
    repeats = float(counts.customers @ counts.x)
    return Buying(
        Parameters(*(float(value) for value in fitted)),
        None if errors is None else Parameters(*(float(value) for value in errors)),
        summit.height - repeats * float(np.log(units)),
        counts.total,
        counts.repeaters,
        counts.unit_days,
        occasions,
        summit.converged,
        summit.converged or _is_one_rate(summit),
        _message(summit),
    )


def _is_one_rate(summit: Summit) -> bool:
    return float(summit.logs[0]) > ALIKE


def _message(summit: Summit) -> Note:
    if not summit.converged and _is_one_rate(summit):
        return note(
            "customers buy at one rate: r and alpha grow without bound, only r / alpha"
            " is an estimate"
        )
    if not summit.is_flat:
        return note("not converged: the likelihood still rises where the fit stopped")
    if summit.errors is None:
        return note("not converged: the likelihood is level in one direction")
    return note(
        "converged: {agreeing} of {starts} starts came to the same likelihood",
        agreeing=summit.agreeing,
        starts=summit.starts,
    )
