"""What views of the same user do to errors: they are not independent of each other.

A user looks several times, some buy at any price, and of several views before one order
only the last is bought. Errors that count each view for itself would be wrong.
"""

import numpy as np
from numpy.typing import NDArray

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.views import Cells


def sandwich(cells: Cells, design: Floats, fitted: Floats, bread: Floats) -> Floats:
    """Return the covariance of a logit's coefficients, clustered by user.

    bread x (sum over users of score x score') x bread x G / (G - 1), a score being the
    sum over the views of one of G users (Liang & Zeger 1986).

    Args:
        cells: Of two users or more.
        design: Prices x coefficients.
        fitted: P(buy) at each price.
        bread: Inverse of the information, coefficients x coefficients.
    """
    rest = cells.buys - cells.views * fitted[cells.places]
    columns = [rest * column[cells.places] for column in design.T]
    scores = np.column_stack([np.bincount(cells.users, each) for each in columns])
    middle: Floats = bread @ (scores.T @ scores) @ bread
    return middle * _few(len(scores))


def design_effect(cells: Cells, groups: NDArray[np.intp]) -> float:
    """Return by how much clustering multiplies the variance of purchases of a group.

    The mean over the groups of prices in which some views were bought and some not; a
    statistic of chi square is divided by it (Rao & Scott 1984).

    Args:
        cells: Of two users or more.
        groups: Number of the group of each price.
    """
    here = groups[cells.places]
    effects: list[float] = []
    for mark in np.unique(groups):
        mine = here == mark
        views, buys = cells.views[mine], cells.buys[mine]
        rate = buys.sum() / views.sum()
        if 0 < rate < 1:
            scores = np.bincount(cells.users[mine], buys - views * rate)
            spread = float(scores @ scores) * _few(cells.count)
            effects.append(spread / float(views.sum() * rate * (1 - rate)))
    return float(np.mean(effects)) if effects else 1.0


def _few(users: int) -> float:
    """Return G / (G - 1): the residuals of few users are too small."""
    return users / (users - 1)
