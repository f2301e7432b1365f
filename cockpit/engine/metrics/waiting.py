"""How long people wait, where some are waiting still."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_Z95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Wait:
    """A quantile of waiting times; None: later than anything that was seen.

    Attributes:
        value: The time within which that share has ended.
        low: Lower end of its 95 % interval; high: upper end.
    """

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """The product-limit estimate (Kaplan & Meier 1958, JASA 53:457).

    Attributes:
        times: At which waits ended, ascending.
        share: Of waits that last longer than that.
        low: Lower end of its 95 % interval; high: upper end (Greenwood's variance on
            the scale log(-log S), as survival::survfit does with "log-log").
    """

    times: Floats
    share: Floats
    low: Floats
    high: Floats

    def quantile(self, share: float) -> Wait:
        """Return the time within which a share of all waits has ended.

        Its interval is that of Brookmeyer & Crowley 1982, Biometrics 38:29: the times
        at which the interval of the estimate holds 1 - share.
        """
        left = 1 - share
        return Wait(
            self._first(self.share, left),
            self._first(self.low, left),
            self._first(self.high, left),
        )

    def _first(self, curve: Floats, left: float) -> float | None:
        """Return the first time at which a curve is no higher, with room for floats."""
        under = np.flatnonzero(curve <= left + 1e-12)
        return float(self.times[under[0]]) if under.size else None


def survival(waited: Floats, ended: NDArray[np.bool_]) -> Survival:
    """Estimate how long waits last, of those that ended and those that go on.

    Args:
        waited: Until the end, or until now; not negative.
        ended: Whether it has ended.
    """
    times, deaths = np.unique(waited[ended], return_counts=True)
    order = np.sort(waited)
    at_risk = waited.size - np.searchsorted(order, times, side="left")
    share: Floats = np.cumprod(1 - deaths / at_risk).astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = deaths / (at_risk * (at_risk - deaths))
        spread = np.sqrt(np.cumsum(terms)) / np.abs(np.log(share))
        low = share ** np.exp(_Z95 * spread)
        high = share ** np.exp(-_Z95 * spread)
    is_known = (share > 0) & (share < 1)
    # Where all have ended nothing more is known than that: R leaves it blank as well.
    low = np.where(is_known, low, share)
    high = np.where(is_known, high, np.where(share == 0, np.inf, share))
    return Survival(times, share, low, high)
