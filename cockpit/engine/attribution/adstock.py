"""Spend that works on after its day."""

from typing import Final

import numpy as np

from cockpit.engine.attribution.paths import Floats

CARRY: Final = (0.2, 0.4, 0.6, 0.8)
"""Shares of its effect that a day keeps from the day before, as they are tried."""
REACH: Final = 28
"""Days after which nothing is left."""


def carried(spend: Floats, share: float) -> Floats:
    """Return the geometric mean-weighted spend of a day and those before it.

    The weights sum to 1: of a spend that is the same every day nothing changes. Days
    before the first one are taken to be like the first one.

    Source: Broadbent (1979), adstock with geometric decay.

    Args:
        spend: By day, without a gap.
        share: What is left of a day's effect on the next one; 0: nothing.
    """
    if share == 0:
        return spend
    weights = share ** np.arange(REACH)
    padded = np.concatenate([np.full(REACH - 1, spend[0]), spend])
    return np.convolve(padded, weights / weights.sum(), mode="valid")
