"""Elasticity from quantities that may be 0: Poisson likelihood with a log link."""

from typing import Final

import numpy as np

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.loglog import LogLog

_STEPS: Final = 100
_HALVINGS: Final = 40
_NARROW: Final = 1e-10


def fit_poisson(prices: Floats, quantities: Floats) -> LogLog:
    """Fit E[quantity] = exp(level + elasticity ln price) by maximum likelihood.

    The logarithm of a week without a sale does not exist; to leave such weeks out makes
    demand look less elastic than it is. The coefficients are right whatever the
    distribution is, if the mean is (Santos Silva & Tenreyro 2006), so the errors are
    the robust ones.

    Args:
        prices: Above 0.
        quantities: 0 or more, one a price; above 0 at two prices at least, else there
            is no maximum.

    Returns:
        The law of the mean; ``error`` is that of a Poisson distribution, ``r2`` the
        share of the deviance explained.
    """
    x = np.log(prices)
    centre = float(x.mean())
    design = np.column_stack([np.ones_like(x), x - centre])
    solution = np.array([np.log(quantities.mean()), 0.0])
    start = _loss(design, solution, quantities)
    for _step in range(_STEPS):
        fitted = np.exp(design @ solution)
        inverse = np.linalg.inv(design.T @ (design * fitted[:, None]))
        move = inverse @ (design.T @ (quantities - fitted))
        solution = _downhill(design, solution, move, quantities)
        if np.abs(move).max() < _NARROW:
            break
    fitted = np.exp(design @ solution)
    inverse = np.linalg.inv(design.T @ (design * fitted[:, None]))
    scores = design * (quantities - fitted)[:, None]
    n, size = design.shape
    sandwich = inverse @ (scores.T @ scores) @ inverse * n / (n - size)
    back = np.array([[1.0, -centre], [0.0, 1.0]])
    level, elasticity = back @ solution
    best = _saturated(quantities)
    left = _loss(design, solution, quantities) - best
    return LogLog(
        float(level),
        float(elasticity),
        float(np.sqrt(inverse[1, 1])),
        float(np.sqrt(sandwich[1, 1])),
        1 - left / (start - best) if start > best else 0.0,
        n,
        back @ sandwich @ back.T,
    )


def _downhill(
    design: Floats, solution: Floats, move: Floats, quantities: Floats
) -> Floats:
    """Take the step, or the first half of it and so on that does not lead up."""
    here = _loss(design, solution, quantities)
    for _halving in range(_HALVINGS):
        there: Floats = solution + move
        if np.abs(design @ there).max() < 500 and (
            _loss(design, there, quantities) <= here + 1e-12 * abs(here)
        ):
            return there
        move = move / 2
    return solution


def _loss(design: Floats, solution: Floats, quantities: Floats) -> float:
    """Return minus the log-likelihood, but for what no coefficient changes."""
    logs = design @ solution
    return float(np.exp(logs).sum() - quantities @ logs)


def _saturated(quantities: Floats) -> float:
    some = quantities[quantities > 0]
    return float(some.sum() - some @ np.log(some))
