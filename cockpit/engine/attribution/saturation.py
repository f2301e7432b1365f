"""Responses that grow ever more slowly: three families of one shape, the elasticity.

All are told by their elasticity ``e`` at spend 1 (``x`` is spend by a usual day's): by
how many per cent revenue grows where spend grows by one. Each runs from ``e`` = 0,
where spend changes nothing, to ``e`` = 1, where revenue is proportional to it; between
them revenue rises with spend and the slope falls. All are 1 at ``x`` = 1.
"""

from functools import cache
from typing import Final, Literal

import numpy as np

from cockpit.engine.attribution.paths import Floats

Family = Literal["power", "michaelis", "log"]
FAMILIES: Final[tuple[Family, ...]] = ("power", "michaelis", "log")
STEPS: Final = 200
"""Elasticities that are tried lie 1 / STEPS apart."""
_DEEPEST: Final = 700.0
"""exp of it is about the largest float."""


def elasticities() -> Floats:
    """Return those that are tried, 0 and 1 among them."""
    return np.linspace(0.0, 1.0, STEPS + 1)


def values(family: Family, x: Floats, e: Floats) -> Floats:
    """Return the response, 1 at ``x`` = 1.

    ``power``: x^e. ``michaelis`` (Hill with exponent 1): x / (e + x (1 - e)). ``log``:
    log(1 + x / b) / log(1 + 1 / b), with the b that gives the elasticity.

    Args:
        family: Which.
        x: Spend, not negative.
        e: Elasticities, of a shape that broadcasts with it, from :func:`elasticities`.
    """
    x, e = np.broadcast_arrays(x, e)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        match family:
            case "power":
                found = np.where(x > 0, x**e, 0.0)
            case "michaelis":
                found = x / (e + x * (1 - e))
            case "log":
                b = _scales(e)
                found = np.where(np.isinf(b), x, np.log1p(x / b) / np.log1p(1 / b))
        # Where spend changes nothing all is there without any.
        return np.where(e == 0, 1.0, found)


def slopes(family: Family, x: Floats, e: Floats) -> Floats:
    """Return the derivatives by ``x``; infinite at 0 where there is no limit."""
    x, e = np.broadcast_arrays(x, e)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        match family:
            case "power":
                found = e * x ** (e - 1)
            case "michaelis":
                found = e / (e + x * (1 - e)) ** 2
            case "log":
                b = _scales(e)
                found = np.where(np.isinf(b), 1.0, 1 / ((b + x) * np.log1p(1 / b)))
        return np.where(e == 0, 0.0, found)


def where_slope(family: Family, slope: Floats, e: Floats) -> Floats:
    """Return the spend ``x`` from which on the slope is below a value.

    Returns:
        0 where it always is, infinity where it never is.
    """
    slope, e = np.broadcast_arrays(slope, e)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        match family:
            case "power":
                found = (e / slope) ** (1 / (1 - e))
            case "michaelis":
                found = (np.sqrt(e / slope) - e) / (1 - e)
            case "log":
                b = _scales(e)
                found = 1 / (slope * np.log1p(1 / b)) - b
        found = np.maximum(found, 0.0)
        linear = np.where(slope > 1, 0.0, np.inf)
    return np.where(e == 0, 0.0, np.where(e == 1, linear, found))


def _scales(e: Floats) -> Floats:
    """Return b of log(1 + x / b) by elasticity; 0 and infinity at the ends."""
    return _table()[np.rint(np.asarray(e) * STEPS).astype(np.int64)]


@cache
def _table() -> Floats:
    """Halve intervals of log b: 1 / ((1 + b) log(1 + 1 / b)) rises with b."""
    wanted = elasticities()[1:-1]
    low, high = np.full(wanted.shape, -_DEEPEST), np.full(wanted.shape, 40.0)
    for _ in range(200):
        middle = (low + high) / 2
        b = np.exp(middle)
        is_low = 1 / ((1 + b) * np.log1p(1 / b)) < wanted
        low, high = np.where(is_low, middle, low), np.where(is_low, high, middle)
    return np.concatenate([[0.0], np.exp((low + high) / 2), [np.inf]])
