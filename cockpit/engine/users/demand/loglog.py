"""Elasticity from quantities: least squares of log quantity on log price."""

from dataclasses import dataclass

import numpy as np

from cockpit.engine.ltv.special import Floats
from cockpit.engine.users.demand.logit import Z95


@dataclass(frozen=True, slots=True, eq=False)
class LogLog:
    """ln quantity = level + elasticity ln price.

    Attributes:
        level: Of the first group, where groups have levels of their own.
        elasticity: Slope.
        error: Its standard error under equal variances.
        error_hc1: The same whatever the variances (MacKinnon & White 1985, HC1).
        r2: Share of the variance explained; 0 where there is none.
        n: Observations.
        errors: HC1 covariance of level and slope, 2 x 2.
    """

    level: float
    elasticity: float
    error: float
    error_hc1: float
    r2: float
    n: int
    errors: Floats

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the elasticity, by the HC1 error."""
        wide = Z95 * self.error_hc1
        return self.elasticity - wide, self.elasticity + wide

    def quantity(self, prices: Floats) -> tuple[Floats, Floats, Floats]:
        """Return the quantity (median) at prices and its 95 % interval."""
        x = np.log(prices)
        (va, cov), (_, vb) = self.errors
        wide = Z95 * np.sqrt(np.maximum(va + 2 * cov * x + vb * x * x, 0.0))
        middle = self.level + self.elasticity * x
        return np.exp(middle), np.exp(middle - wide), np.exp(middle + wide)


def fit_loglog(
    prices: Floats, quantities: Floats, *, groups: Floats | None = None
) -> LogLog:
    """Fit by ordinary least squares.

    Args:
        prices: Above 0, not all the same.
        quantities: Above 0, one a price.
        groups: Number of the group of each observation; each has a level of its own
            and all have one slope. None: one group.
    """
    x, y = np.log(prices), np.log(quantities)
    columns = [np.ones_like(x), x]
    if groups is not None:
        columns += [(groups == mark).astype(float) for mark in np.unique(groups)[1:]]
    design = np.column_stack(columns)
    n, size = design.shape
    inverse = np.linalg.inv(design.T @ design)
    solution = inverse @ (design.T @ y)
    rest = y - design @ solution
    scattered = design * rest[:, None]
    sandwich = inverse @ (scattered.T @ scattered) @ inverse * n / (n - size)
    plain = inverse * float(rest @ rest) / (n - size)
    spread = float(((y - y.mean()) ** 2).sum())
    return LogLog(
        float(solution[0]),
        float(solution[1]),
        float(np.sqrt(plain[1, 1])),
        float(np.sqrt(sandwich[1, 1])),
        1 - float(rest @ rest) / spread if spread > 0 else 0.0,
        n,
        sandwich[:2, :2],
    )
